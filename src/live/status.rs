//! The status of a session: a pure function of its dates, the customer's visits and the current time. It is
//! never stored.
//!
//! - Visits: live, idle 45 s after the last event, inactive after 60 s, live again on the next event.
//! - Web messaging: the same, with the latest dates of the session and of the customer's open visits.
//! - Calls and every other conversation: live until the last agent has wrapped up, also while a transferred
//!   conversation waits in its next queue. `idleDate` and `awayDate` do not apply.
//! - Ended: at the end; an answered call without a wrap-up ends `status.wrap_up_grace` later.
//!
//! Sources: the product page "View a customer's journey details", and `docs/facts.md`, section 5, for the dates.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::channel::{Medium, MediumSet};
use crate::model::session::{ConversationFacts, Details, Session};

/// Time from the last event to idle, if the platform sends no `idleDate`.
pub(crate) const IDLE_AFTER: TimeDelta = TimeDelta::seconds(45);
/// Time from the last event to inactive, if the platform sends no `awayDate`.
pub(crate) const AWAY_AFTER: TimeDelta = TimeDelta::seconds(60);

/// The status that a session's badge shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Status {
    /// The customer is active, or a conversation is in progress. Green badge.
    Live,
    /// No activity for a short time. Yellow badge.
    Idle,
    /// Open without activity.
    Inactive,
    /// The session has ended. The card shows the date.
    Ended,
}

/// A status, and when it changes because of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TimedStatus {
    /// The status at the context's `now`.
    pub status: Status,
    /// The next instant at which the status changes if no event arrives until then.
    pub changes_at: Option<DateTime<Utc>>,
}

/// Inputs of a status other than the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StatusContext {
    /// The current time.
    pub now: DateTime<Utc>,
    /// How long an answered call without a wrap-up stays live after its end.
    pub wrap_up_grace: TimeDelta,
    /// The channels that lists show. The status depends on the channel that the card shows.
    pub shown: MediumSet,
    /// The activity of the customer's visits that the viewer can see. It counts for web messaging.
    pub visits: Activity,
}

/// When a customer becomes idle and inactive. `None`: the customer was never active.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Activity {
    idle_at: Option<DateTime<Utc>>,
    away_at: Option<DateTime<Utc>>,
}

impl Activity {
    /// The activity of all visits among `sessions`. A visit does not count after its end.
    pub fn from_visits<'a>(sessions: impl IntoIterator<Item = &'a Session>) -> Self {
        let visits = sessions.into_iter().filter(|session| session.is_visit());
        visits
            .map(Self::from_visit)
            .fold(Self::default(), Self::latest)
    }

    /// The later date of each.
    #[must_use]
    pub fn latest(self, other: Self) -> Self {
        Self {
            idle_at: self.idle_at.max(other.idle_at),
            away_at: self.away_at.max(other.away_at),
        }
    }

    /// The activity by the session's own dates.
    fn from_session(session: &Session) -> Self {
        let last = session.last_activity_at.unwrap_or(session.started_at);
        let after = |silence| {
            let at = last.checked_add_signed(silence);
            at.unwrap_or(DateTime::<Utc>::MAX_UTC)
        };
        Self {
            idle_at: Some(session.idle_at.unwrap_or_else(|| after(IDLE_AFTER))),
            away_at: Some(session.away_at.unwrap_or_else(|| after(AWAY_AFTER))),
        }
    }

    fn from_visit(visit: &Session) -> Self {
        let Self { idle_at, away_at } = Self::from_session(visit);
        let until_end = |at: DateTime<Utc>| visit.ended_at.map_or(at, |end| at.min(end));
        Self {
            idle_at: idle_at.map(until_end),
            away_at: away_at.map(until_end),
        }
    }

    fn instants(self) -> impl Iterator<Item = DateTime<Utc>> {
        self.idle_at.into_iter().chain(self.away_at)
    }

    fn status_at(self, now: DateTime<Utc>) -> TimedStatus {
        let is_ahead = |at: &DateTime<Utc>| *at > now;
        let (idle, away) = (self.idle_at.filter(is_ahead), self.away_at.filter(is_ahead));
        let (status, changes_at) = match (idle, away) {
            (_, None) => (Status::Inactive, None),
            (None, Some(away)) => (Status::Idle, Some(away)),
            (Some(idle), Some(away)) => (Status::Live, Some(idle.min(away))),
        };
        TimedStatus { status, changes_at }
    }
}

/// The rule that determines the status of a session.
enum Rule<'a> {
    /// The status depends on the time since the last activity.
    Activity,
    /// As `Activity`, including the activity of the customer's visits.
    WebMessaging,
    /// Live until the wrap-up, which may be added after the end.
    Call(&'a ConversationFacts),
    /// Live until the wrap-up.
    Conversation(&'a ConversationFacts),
    /// Live until the end.
    LiveUntilEnd,
}

impl<'a> Rule<'a> {
    fn for_session(session: &'a Session, shown: MediumSet) -> Self {
        match &session.details {
            Details::Conversation(facts) => match session.channel(shown).medium {
                Medium::WebMessaging | Medium::AuthenticatedWebMessaging => Self::WebMessaging,
                Medium::InboundCall
                | Medium::OutboundCall
                | Medium::CampaignCall
                | Medium::Callback => Self::Call(facts),
                _ => Self::Conversation(facts),
            },
            Details::Web(_) | Details::App(_) => Self::Activity,
            Details::Case(_) | Details::Other(_) => {
                if session.idle_at.is_none() && session.away_at.is_none() {
                    Self::LiveUntilEnd
                } else {
                    Self::Activity
                }
            }
        }
    }
}

/// The status of `session`.
pub(crate) fn status(session: &Session, context: &StatusContext) -> TimedStatus {
    let now = context.now;
    let rule = Rule::for_session(session, context.shown);
    let over_at = match rule {
        Rule::Call(_) => session.settled_at(context.wrap_up_grace),
        _ => session.ended_at,
    };
    if over_at.is_some_and(|over| over <= now) {
        return TimedStatus {
            status: Status::Ended,
            changes_at: None,
        };
    }
    let current = match rule {
        Rule::Activity => Activity::from_session(session).status_at(now),
        Rule::WebMessaging => Activity::from_session(session)
            .latest(context.visits)
            .status_at(now),
        Rule::Call(facts) | Rule::Conversation(facts) => TimedStatus {
            status: conversation_status(session, facts),
            changes_at: None,
        },
        Rule::LiveUntilEnd => TimedStatus {
            status: Status::Live,
            changes_at: None,
        },
    };
    TimedStatus {
        changes_at: current.changes_at.into_iter().chain(over_at).min(),
        ..current
    }
}

/// Whether the status depends on the customer's visits.
pub(crate) fn depends_on_visits(session: &Session, shown: MediumSet) -> bool {
    matches!(Rule::for_session(session, shown), Rule::WebMessaging)
}

/// The next instant after now at which the status may change for some viewer, for any subset of `visits` that
/// the viewer can see.
pub(crate) fn next_possible_change(
    session: &Session,
    visits: &[Arc<Session>],
    context: &StatusContext,
) -> Option<DateTime<Utc>> {
    let current = status(session, context);
    if current.status == Status::Ended || !depends_on_visits(session, context.shown) {
        return current.changes_at;
    }
    let visits = visits.iter().map(|visit| Activity::from_visit(visit));
    let activities = visits.chain([Activity::from_session(session)]);
    let instants = activities.flat_map(Activity::instants);
    let instants = instants.chain(session.ended_at);
    instants.filter(|at| *at > context.now).min()
}

/// The status of a conversation that has not ended. A transferred conversation is live although its last agent has wrapped up, because it waits for
/// the next one.
fn conversation_status(session: &Session, facts: &ConversationFacts) -> Status {
    let waits = session.ended_at.is_none() && facts.is_transferred();
    if facts.is_wrapped_up() && !waits {
        Status::Inactive
    } else {
        Status::Live
    }
}

#[cfg(test)]
mod tests;

//! A session, with the facts that every kind has.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use get_size2::GetSize;
use serde::{Deserialize, Serialize};

use super::details::Details;
use super::record::Record;
use crate::model::id::{CustomerId, DivisionId, SessionId};
use crate::model::visit::AssignedSegment;

/// A session: the facts that every kind has, and those of its kind in `details`. The status is not stored,
/// because it depends on the current time; see [`crate::live::status`].
#[derive(Debug, Clone, PartialEq, GetSize, Serialize, Deserialize)]
pub struct Session {
    /// The session's id.
    pub id: SessionId,
    /// The customer's id. Sessions of a merged customer keep the id of the record that was merged.
    pub customer: Option<CustomerId>,
    /// Start of the session.
    pub started_at: DateTime<Utc>,
    /// End of the session. Absent while the session is open.
    pub ended_at: Option<DateTime<Utc>>,
    /// Time at which the session becomes idle if no event follows. In the future while the visitor is active.
    pub idle_at: Option<DateTime<Utc>>,
    /// Time at which the session becomes inactive if no event follows.
    pub away_at: Option<DateTime<Utc>>,
    /// Time of the last event.
    pub last_activity_at: Option<DateTime<Utc>>,
    /// Duration in seconds, as the platform counts it.
    pub duration_seconds: Option<i32>,
    /// Number of journey events.
    pub event_count: u32,
    /// The divisions to which the session belongs. A session without divisions is visible in all of them.
    pub divisions: Vec<DivisionId>,
    /// The facts that only the REST API sends, as last read from there.
    pub record: Option<Box<Record>>,
    /// The facts that only this kind of session has.
    pub details: Details,
}

impl Session {
    /// The segments to which the session itself assigned its customer.
    pub fn assigned_segments(&self) -> &[AssignedSegment] {
        match &self.details {
            Details::Web(visit) => &visit.segments,
            Details::App(visit) => &visit.segments,
            Details::Conversation(_) | Details::Case(_) | Details::Other(_) => &[],
        }
    }

    /// Whether this is a conversation. `journey:sessiontype:view` alone permits only conversations.
    pub fn is_conversation(&self) -> bool {
        matches!(self.details, Details::Conversation(_))
    }

    /// Whether this is a web visit.
    pub fn is_visit(&self) -> bool {
        matches!(self.details, Details::Web(_))
    }

    /// Whether a wrap-up may still follow: an agent answered, and the last agent has not wrapped up.
    pub fn awaits_wrap_up(&self) -> bool {
        match &self.details {
            Details::Conversation(facts) => facts.last_agent.is_some() && !facts.is_wrapped_up(),
            _ => false,
        }
    }

    /// Time from which the session no longer changes: its end, or `wrap_up_grace` after its end if it awaits a
    /// wrap-up.
    pub fn settled_at(&self, wrap_up_grace: TimeDelta) -> Option<DateTime<Utc>> {
        let end = self.ended_at?;
        let settled = end.checked_add_signed(wrap_up_grace);
        Some(settled.filter(|_| self.awaits_wrap_up()).unwrap_or(end))
    }

    /// This session, which a notification described, with the record of `known`, an earlier version from the
    /// REST API.
    #[must_use]
    pub fn with_record_of(self: &Arc<Self>, known: &Self) -> Arc<Self> {
        if self.record.is_some() || known.record.is_none() {
            return self.clone();
        }
        Arc::new(Self {
            record: known.record.clone(),
            ..Self::clone(self)
        })
    }
}

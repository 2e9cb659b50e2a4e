//! A journey session: one conversation, web visit, app session or case of a customer.

mod channel;
mod page;
mod phase;
mod record;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use get_size2::GetSize;

use super::channel::{ConversationChannel, Direction};
use super::id::{
    AgentId, ConversationId, CustomerId, DivisionId, QueueId, SessionId, WrapUpCodeId,
};
use super::platform_value::platform_values;
use super::visit::{App, AssignedSegment, Browser, Campaign, Device, GeoLocation, Page, Referrer};
pub use page::{SessionPage, SessionPageKey};
pub use phase::Phase;
pub use record::Record;

/// A session: the facts that every kind has, and those of its kind in `details`. The status is not stored,
/// because it depends on the current time; see [`crate::live::status`].
#[derive(Debug, Clone, PartialEq, GetSize)]
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

/// The kinds of session, each with its own facts. They are shared, so that the resolvers of one kind hold the
/// facts of that kind and cannot be given those of another.
#[derive(Debug, Clone, PartialEq, GetSize)]
pub enum Details {
    /// `conversation`
    Conversation(Arc<ConversationFacts>),
    /// `web`
    Web(Arc<WebVisit>),
    /// `app`
    App(Arc<AppVisit>),
    /// `case`
    Case(Arc<Case>),
    /// Any other type, with the platform's name of it.
    Other(Arc<str>),
}

/// The part of a conversation that its session contains: only the last queue, agent and wrap-up. The whole timeline
/// is in [`crate::model::conversation::Conversation`].
#[derive(Debug, Clone, Default, PartialEq, GetSize)]
pub struct ConversationFacts {
    /// The conversation's id.
    pub conversation: Option<ConversationId>,
    /// Every channel that the conversation used, in the platform's order.
    pub channels: Vec<ConversationChannel>,
    /// The side that began the conversation.
    pub direction: Direction,
    /// Subject of an e-mail.
    pub subject: Option<String>,
    /// The visitor was signed in.
    pub authenticated: bool,
    /// The last queue that was connected.
    pub last_queue: Option<QueueId>,
    /// The last agent who was connected.
    pub last_agent: Option<AgentId>,
    /// The last wrap-up.
    pub last_wrap_up: Option<Disposition>,
    /// Outcome of the routing: `Answered`, `Abandon` or `FlowOut`.
    pub acd_outcome: Option<String>,
    /// Why the last agent's connection ended, such as `Client` or `Transfer`.
    pub disconnect_type: Option<String>,
    /// A dialing campaign made the call, according to the conversation's details. If they were not read, the
    /// last wrap-up may still identify a campaign call.
    pub is_campaign_call: bool,
}

/// The last wrap-up: `Session.lastUserDisposition` of the REST API.
#[derive(Debug, Clone, PartialEq, Eq, GetSize)]
pub struct Disposition {
    /// The wrap-up code.
    pub code: WrapUpCodeId,
    /// Notes that the agent wrote.
    pub notes: Option<String>,
    /// The agent who wrapped up.
    pub agent: Option<AgentId>,
}

/// The facts of a web visit.
#[derive(Debug, Clone, Default, PartialEq, GetSize)]
#[expect(missing_docs, reason = "the names are those of the REST API")]
pub struct WebVisit {
    pub pageview_count: Option<i32>,
    pub browser: Option<Browser>,
    pub device: Option<Device>,
    pub location: Option<GeoLocation>,
    pub last_page: Option<Page>,
    pub referrer: Option<Referrer>,
    pub campaign: Option<Campaign>,
    pub search_terms: Vec<String>,
    pub segments: Vec<AssignedSegment>,
}

/// The facts of an app session.
#[derive(Debug, Clone, Default, PartialEq, GetSize)]
#[expect(missing_docs, reason = "the names are those of the REST API")]
pub struct AppVisit {
    pub screenview_count: Option<i32>,
    pub last_screen: Option<String>,
    pub app: Option<App>,
    pub device: Option<Device>,
    pub location: Option<GeoLocation>,
    pub search_terms: Vec<String>,
    pub segments: Vec<AssignedSegment>,
}

/// The facts of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq, GetSize)]
pub struct Case {
    /// The case's number, such as `CASE-1042`.
    pub reference: Option<String>,
    /// Progress of the work on the case.
    pub status: Option<CaseStatus>,
}

platform_values! {
    /// `Session.caseStatus` of the REST API, whose own `Unknown` is [`CaseStatus::Unknown`].
    pub enum CaseStatus {
        /// No work on the case has begun.
        Open = "Open",
        /// Work on the case has begun.
        InProgress = "InProgress",
        /// The case was ended before its work was complete.
        Terminated = "Terminated",
        /// The case is complete.
        Closed = "Closed",
    }
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
}

impl ConversationFacts {
    /// Whether the last connected agent has wrapped up. The wrap-up of an agent who transferred the conversation
    /// does not count once another agent is connected.
    pub fn is_wrapped_up(&self) -> bool {
        self.last_wrap_up
            .as_ref()
            .is_some_and(|last| match (last.agent, self.last_agent) {
                (Some(author), Some(connected)) => author == connected,
                _ => true,
            })
    }

    /// Whether the last agent transferred the conversation: `Transfer`, `ConsultTransfer` and the like.
    pub fn is_transferred(&self) -> bool {
        self.disconnect_type
            .as_ref()
            .is_some_and(|kind| kind.to_ascii_lowercase().contains("transfer"))
    }
}

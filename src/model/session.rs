//! A journey session: one conversation, web visit, app session or case of a customer.

mod channel;
mod page;
mod phase;
mod record;

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

/// A session with the facts that every kind has. Its status is not among them: that depends on
/// the present, see [`crate::live::status`].
#[derive(Debug, Clone, PartialEq, GetSize)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// The customer it is filed under; merged records keep their own.
    pub customer: Option<CustomerId>,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// Absent while open.
    pub ended_at: Option<DateTime<Utc>>,
    /// When it turns idle if nothing happens: a future instant while the visitor is active.
    pub idle_at: Option<DateTime<Utc>>,
    /// When it turns inactive if nothing happens.
    pub away_at: Option<DateTime<Utc>>,
    /// The last event's time.
    pub last_activity_at: Option<DateTime<Utc>>,
    /// Seconds, as the platform counts them.
    pub duration_seconds: Option<i32>,
    /// Number of journey events.
    pub event_count: u32,
    /// Where it belongs. Empty: visible to everyone who may see sessions.
    pub divisions: Vec<DivisionId>,
    /// Attributes and ids elsewhere, as the REST API last sent them.
    pub record: Option<Box<Record>>,
    /// What only this kind has.
    pub details: Details,
}

/// The kinds of session.
#[derive(Debug, Clone, PartialEq, GetSize)]
pub enum Details {
    /// `conversation`
    Conversation(Box<Conversation>),
    /// `web`
    Web(Box<Visit>),
    /// `app`
    App(Box<AppVisit>),
    /// `case`
    Case(Case),
    /// A type that this version does not know, by the platform's name.
    Other(String),
}

/// What a session says of its conversation: the last queue, agent and wrap-up only.
#[derive(Debug, Clone, Default, PartialEq, GetSize)]
pub struct Conversation {
    /// The conversation itself.
    pub conversation: Option<ConversationId>,
    /// Every channel that it used, oldest first.
    pub channels: Vec<ConversationChannel>,
    /// Who began it.
    pub direction: Direction,
    /// An e-mail's subject.
    pub subject: Option<String>,
    /// The visitor was signed in.
    pub authenticated: bool,
    /// The last queue that connected.
    pub last_queue: Option<QueueId>,
    /// The last agent who connected.
    pub last_agent: Option<AgentId>,
    /// The last wrap-up.
    pub last_wrap_up: Option<Disposition>,
    /// `Answered`, `Abandon` …
    pub acd_outcome: Option<String>,
    /// Why the agent's last connection ended.
    pub disconnect_type: Option<String>,
    /// The conversation's details say that a dialing campaign made it. Where they were not read, the
    /// last wrap-up may still say so.
    pub dialed: bool,
}

/// `Session.lastUserDisposition`.
#[derive(Debug, Clone, PartialEq, Eq, GetSize)]
pub struct Disposition {
    /// The code.
    pub code: WrapUpCodeId,
    /// What the agent wrote.
    pub notes: Option<String>,
    /// Who set it.
    pub agent: Option<AgentId>,
}

/// A web visit.
#[derive(Debug, Clone, Default, PartialEq, GetSize)]
#[expect(missing_docs, reason = "the names are the platform's and say it")]
pub struct Visit {
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

/// An app session.
#[derive(Debug, Clone, Default, PartialEq, GetSize)]
#[expect(missing_docs, reason = "the names are the platform's and say it")]
pub struct AppVisit {
    pub screenview_count: Option<i32>,
    pub last_screen: Option<String>,
    pub app: Option<App>,
    pub device: Option<Device>,
    pub location: Option<GeoLocation>,
    pub search_terms: Vec<String>,
    pub segments: Vec<AssignedSegment>,
}

/// A case.
#[derive(Debug, Clone, Default, PartialEq, Eq, GetSize)]
pub struct Case {
    /// For people, such as `CASE-1042`.
    pub reference: Option<String>,
    /// How far the work on it has come.
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

    /// Whether this is a conversation, which is all that `journey:sessiontype:view` alone opens.
    pub fn is_conversation(&self) -> bool {
        matches!(self.details, Details::Conversation(_))
    }

    /// Whether this is a visit of a website.
    pub fn is_visit(&self) -> bool {
        matches!(self.details, Details::Web(_))
    }

    /// Whether a wrap-up may still come: an agent answered, and the last one has given none.
    pub fn awaits_wrap_up(&self) -> bool {
        match &self.details {
            Details::Conversation(facts) => facts.last_agent.is_some() && !facts.is_wrapped_up(),
            _ => false,
        }
    }

    /// From when on nothing of the session changes any more: its end, or `wrap_up_grace` later while
    /// it awaits a wrap-up.
    pub fn settled_at(&self, wrap_up_grace: TimeDelta) -> Option<DateTime<Utc>> {
        let end = self.ended_at?;
        let settled = end.checked_add_signed(wrap_up_grace);
        Some(settled.filter(|_| self.awaits_wrap_up()).unwrap_or(end))
    }
}

impl Conversation {
    /// Whether the agent who was connected last has wrapped up. The wrap-up of an agent who transferred
    /// the conversation does not count once another agent is connected.
    pub fn is_wrapped_up(&self) -> bool {
        self.last_wrap_up
            .as_ref()
            .is_some_and(|last| match (last.agent, self.last_agent) {
                (Some(by), Some(connected)) => by == connected,
                _ => true,
            })
    }

    /// Whether the last agent handed the conversation over: `Transfer`, `ConsultTransfer` …
    pub fn is_transferred(&self) -> bool {
        self.disconnect_type
            .as_ref()
            .is_some_and(|kind| kind.to_ascii_lowercase().contains("transfer"))
    }
}

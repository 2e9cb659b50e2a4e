//! Upstream calls that a field causes.

use serde::{Deserialize, Serialize};

use crate::platform::Operation;

/// One kind of upstream calls that a field causes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpstreamCall {
    /// The operation that is called.
    pub operation: Operation,
    /// The operation that is called instead for viewers without the permission of the first one.
    pub alternative: Option<Operation>,
    /// How many calls there are.
    pub count: CallCount,
    /// When they are made.
    pub condition: Condition,
    /// Whether the response of the call reveals the objects that the field returns, so that calls for these come in
    /// a later wave.
    pub reveals: bool,
    /// Which types with this field cause the calls.
    pub owners: Owners,
}

/// How many calls a field causes. An *owner* is an object that has the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CallCount {
    /// At most this many for each owner.
    PerOwner(u64),
    /// At most this many for each owner, once the objects that the field returns are known.
    PerOwnerOnceKnown(u64),
    /// One for each object that the field returns.
    PerObject,
    /// One for each object that the field returns, once these are known.
    PerObjectOnceKnown,
    /// One for each batch of this many objects that the field returns.
    Batched(u64),
    /// One for each batch of this many owners.
    BatchedOwners(u64),
    /// As `Batched`, plus one page of the platform's whole list.
    Listed(u64),
    /// As `Listed`, once the objects that the field returns are known.
    ListedOnceKnown(u64),
    /// As `Listed`, for one object in each row of the page that the field returns.
    ListedRows(u64),
}

/// When a field causes its calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Condition {
    /// If the field is selected.
    Always,
    /// If more than the id is selected below the field.
    MoreThanId,
    /// If `at` is selected below the field.
    Time,
    /// If `status` or `statusChangesAt` is selected below the field.
    Status,
    /// If nothing is selected below the field that reveals whether the object exists.
    Existence,
}

/// Which types cause the calls of a field that several types share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Owners {
    /// Every type.
    All,
    /// Conversation sessions.
    Conversations,
    /// Sessions other than conversations.
    Visits,
}

impl UpstreamCall {
    /// Calls of `operation`, made each time the field is selected.
    pub const fn new(operation: Operation, count: CallCount) -> Self {
        Self {
            operation,
            alternative: None,
            count,
            condition: Condition::Always,
            reveals: false,
            owners: Owners::All,
        }
    }

    /// Names the operation for viewers without the permission of the first one.
    #[must_use]
    pub const fn or(self, alternative: Operation) -> Self {
        Self {
            alternative: Some(alternative),
            ..self
        }
    }

    /// Sets the condition.
    #[must_use]
    pub const fn when(self, condition: Condition) -> Self {
        Self { condition, ..self }
    }

    /// States that the response reveals the objects that the field returns.
    #[must_use]
    pub const fn revealing(self) -> Self {
        Self {
            reveals: true,
            ..self
        }
    }

    /// Restricts the calls to some of the types that share the field.
    #[must_use]
    pub const fn for_owners(self, owners: Owners) -> Self {
        Self { owners, ..self }
    }

    /// Whether the calls count as a call for each object in an operation's cost. Calls that serve 50 or
    /// 100 objects together do not.
    pub fn is_per_object(&self) -> bool {
        matches!(
            self.count,
            CallCount::PerOwner(_) | CallCount::PerObject | CallCount::PerObjectOnceKnown
        )
    }
}

impl Condition {
    /// Whether the calls are made where `selected` are the fields selected below the field.
    pub fn holds(self, selected: &[&str]) -> bool {
        match self {
            Self::Always => true,
            Self::MoreThanId => selected
                .iter()
                .any(|field| !matches!(*field, "id" | "__typename")),
            Self::Time => selected.contains(&"at"),
            Self::Status => selected
                .iter()
                .any(|field| matches!(*field, "status" | "statusChangesAt")),
            // A list of sessions is absent where the customer is.
            Self::Existence => !selected
                .iter()
                .any(|field| matches!(*field, "sessions" | "summary")),
        }
    }
}

impl Owners {
    /// Whether the type named `type_name` causes the calls. The interface `Session` may be any session.
    pub fn include(self, type_name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Conversations => matches!(type_name, "Session" | "ConversationSession"),
            Self::Visits => type_name != "ConversationSession",
        }
    }
}

/// The contact record of the object that has the field.
pub(crate) const CONTACT: UpstreamCall =
    UpstreamCall::new(Operation::BulkContacts, CallCount::BatchedOwners(50)).or(Operation::Contact);

/// The contact record of a customer that the field returns, read to learn whether the customer exists.
pub(crate) const CONTACT_EXISTENCE: UpstreamCall =
    UpstreamCall::new(Operation::BulkContacts, CallCount::Batched(50))
        .or(Operation::Contact)
        .when(Condition::Existence);

/// Queues by id.
pub(crate) const QUEUES: UpstreamCall =
    UpstreamCall::new(Operation::Queues, CallCount::Listed(100)).or(Operation::QueueDivisionViews);

/// Wrap-up codes by id.
pub(crate) const WRAP_UP_CODES: UpstreamCall =
    UpstreamCall::new(Operation::WrapUpCodeDivisionViews, CallCount::Listed(100))
        .or(Operation::WrapUpCodes);

/// Agents by id.
pub(crate) const AGENTS: UpstreamCall = UpstreamCall::new(Operation::Users, CallCount::Listed(100));

/// The conversation of the session that has the field.
pub(crate) const CONVERSATION: UpstreamCall = UpstreamCall::new(
    Operation::ConversationDetails,
    CallCount::BatchedOwners(100),
)
.or(Operation::Conversation);

/// The details of the conversation of the session that has the field, to detect campaign calls.
pub(crate) const CAMPAIGN_VERDICT: UpstreamCall = UpstreamCall::new(
    Operation::ConversationDetails,
    CallCount::BatchedOwners(100),
)
.for_owners(Owners::Conversations);

/// A session by its id.
pub(crate) const SESSION: UpstreamCall =
    UpstreamCall::new(Operation::Session, CallCount::PerObject).revealing();

/// The list of sessions of a session's customer, on which the session's status may depend.
pub(crate) const SESSIONS_FOR_STATUS: UpstreamCall =
    UpstreamCall::new(Operation::ContactSessions, CallCount::PerObjectOnceKnown)
        .when(Condition::Status);

/// Segments by id.
pub(crate) const SEGMENTS: UpstreamCall =
    UpstreamCall::new(Operation::Segments, CallCount::Listed(100));

/// All events of a visit, at most 1,000, in pages of 200.
pub(crate) const ALL_EVENTS: UpstreamCall =
    UpstreamCall::new(Operation::SessionEvents, CallCount::PerOwner(6)).revealing();

//! Measurements and circumstances of a conversation.

use get_size2::GetSize;

/// What a conversation carries beside its timeline. Everything is absent where the source lacks it:
/// `conversations/{id}` measures nothing and knows no flows.
#[derive(Debug, Clone, Default, PartialEq, Eq, GetSize)]
pub struct Details {
    /// Seconds in which agents and the customer talked or wrote, of all agents together.
    pub talk_seconds: Option<i32>,
    /// Seconds on hold, of all agents together.
    pub hold_seconds: Option<i32>,
    /// The address that the conversation came from. It is personal data.
    pub ani: Option<String>,
    /// The address that the conversation was made to.
    pub dnis: Option<String>,
    /// The flows that ran, in the platform's order.
    pub flows: Option<Vec<Flow>>,
    /// Evaluations, without deleted ones.
    pub evaluation_count: Option<i32>,
}

/// One run of a flow.
#[derive(Debug, Clone, Default, PartialEq, Eq, GetSize)]
pub struct Flow {
    /// Opaque.
    pub id: Option<String>,
    /// The name at the time of the run.
    pub name: Option<String>,
    /// `INBOUNDCALL`, `INQUEUECALL` …
    pub kind: Option<String>,
    /// `TRANSFER`, `DISCONNECT` …
    pub exit_reason: Option<String>,
    /// In the platform's order.
    pub outcomes: Vec<FlowOutcome>,
}

/// What a flow noted as an outcome.
#[derive(Debug, Clone, Default, PartialEq, Eq, GetSize)]
pub struct FlowOutcome {
    /// Opaque.
    pub id: Option<String>,
    /// `SUCCESS`, `FAILURE` …
    pub value: Option<String>,
}

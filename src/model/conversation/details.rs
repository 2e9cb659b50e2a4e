//! Durations, addresses, flows and evaluations of a conversation.

use get_size2::GetSize;
use serde::{Deserialize, Serialize};

/// The details of a conversation without its timeline. A value is absent if the source does not contain it:
/// `GET conversations/{id}` has neither durations nor flows.
#[derive(Debug, Clone, Default, PartialEq, Eq, GetSize, Serialize, Deserialize)]
pub struct Details {
    /// Total time of all agents in contact with the customer, in seconds.
    pub talk_seconds: Option<i32>,
    /// Total time of all agents with the customer on hold, in seconds.
    pub hold_seconds: Option<i32>,
    /// Address of the side that began the conversation (ANI). Personal data.
    pub ani: Option<String>,
    /// Address that was contacted (DNIS).
    pub dnis: Option<String>,
    /// Flows that ran, in the platform's order.
    pub flows: Option<Vec<Flow>>,
    /// Number of evaluations, without deleted ones.
    pub evaluation_count: Option<i32>,
}

/// A run of an Architect flow.
#[derive(Debug, Clone, Default, PartialEq, Eq, GetSize, Serialize, Deserialize)]
pub struct Flow {
    /// Id of the flow.
    pub id: Option<String>,
    /// Name of the flow at the time of the run.
    pub name: Option<String>,
    /// Type of the flow, such as `INBOUNDCALL`.
    pub kind: Option<String>,
    /// Why the run ended, such as `TRANSFER`.
    pub exit_reason: Option<String>,
    /// Outcomes that the run recorded, in the platform's order.
    pub outcomes: Vec<FlowOutcome>,
}

/// An outcome that a flow recorded.
#[derive(Debug, Clone, Default, PartialEq, Eq, GetSize, Serialize, Deserialize)]
pub struct FlowOutcome {
    /// Id of the outcome.
    pub id: Option<String>,
    /// Value of the outcome, such as `SUCCESS`.
    pub value: Option<String>,
}

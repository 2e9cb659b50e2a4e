//! The type `ConversationDetails`: measured times, addresses and flows of a conversation.

use std::sync::Arc;

use async_graphql::{Description, ID, Object, SimpleObject};

use super::declaration::{Declaration, Declared, ListSize, OPEN};
use crate::model::conversation::Conversation;
use crate::model::conversation::details as model;

const FLOWS: Declaration = OPEN.list(ListSize::Assumed(2));

/// Measured times, addresses and flows of a conversation. They come from analytics if the viewer has
/// `analytics:conversationDetail:view` or `analytics:agentConversationDetail:view`. With
/// `conversation:communication:view` alone they come from the conversation itself, which has no durations and
/// no flows: those fields are null.
#[derive(Description)]
pub(super) struct ConversationDetails(pub(super) Arc<Conversation>);

#[Object(use_type_description)]
impl ConversationDetails {
    /// The time that agents talked or wrote with the customer, in whole seconds, for example `312`: the sum
    /// over all agents, without time on hold. While an agent is connected, only completed periods count; `0`
    /// before the first one is complete. Null if the viewer may read only the conversation itself.
    async fn talk_seconds(&self) -> Option<i32> {
        self.0.details.talk_seconds
    }

    /// The time that agents kept the customer on hold, in whole seconds, for example `45`: the sum over all
    /// agents. Only completed periods count. Null if the viewer may read only the conversation itself.
    async fn hold_seconds(&self) -> Option<i32> {
        self.0.details.hold_seconds
    }

    /// The address from which the conversation came (ANI), as the platform sends it, for example
    /// `tel:+4915112345678`. For an inbound call it is the customer's number, for an outbound call the contact
    /// center's. It is personal data. Usually null for conversations that are not calls.
    async fn ani(&self) -> Option<&str> {
        self.0.details.ani.as_deref()
    }

    /// The address that was contacted (DNIS), as the platform sends it, for example `tel:+493012345678`. For an
    /// inbound call it is the contact center's number, for an outbound call the customer's. Usually null for
    /// conversations that are not calls.
    async fn dnis(&self) -> Option<&str> {
        self.0.details.dnis.as_deref()
    }

    /// The Architect flows that ran, in the platform's order, for example a menu and then the flow of a queue.
    /// Empty if none ran. Null if the viewer may read only the conversation itself.
    #[graphql(directive = Declared::apply(FLOWS))]
    async fn flows(&self) -> Option<Vec<Flow>> {
        let flows = self.0.details.flows.as_ref()?;
        Some(flows.iter().map(Into::into).collect())
    }

    /// The number of quality evaluations of the conversation without deleted ones, for example `1`. Null if the
    /// platform does not send it.
    async fn evaluation_count(&self) -> Option<i32> {
        self.0.details.evaluation_count
    }
}

/// A run of an Architect flow in a conversation.
#[derive(SimpleObject)]
pub(super) struct Flow {
    /// The id of the flow, a UUID. Null if the platform does not send it.
    id: Option<ID>,
    /// The name of the flow at the time of the run, for example `Main menu`. Null if the platform does not send
    /// it.
    name: Option<String>,
    /// The type of the flow, in the platform's spelling: `INBOUNDCALL`, `INQUEUECALL`, `BOT`, `DIGITALBOT`,
    /// `WORKFLOW` and others. Null if the platform does not send it.
    #[graphql(name = "type")]
    kind: Option<String>,
    /// The reason for which the run ended, in the platform's spelling: `TRANSFER`, `DISCONNECT` and others.
    /// Null while the flow runs and if the platform does not send it.
    exit_reason: Option<String>,
    /// The flow outcomes that the run recorded, in the platform's order. Empty if it recorded none.
    #[graphql(directive = Declared::apply(FLOWS))]
    outcomes: Vec<FlowOutcome>,
}

impl From<&model::Flow> for Flow {
    fn from(flow: &model::Flow) -> Self {
        Self {
            id: flow.id.clone().map(ID),
            name: flow.name.clone(),
            kind: flow.kind.clone(),
            exit_reason: flow.exit_reason.clone(),
            outcomes: flow.outcomes.iter().map(Into::into).collect(),
        }
    }
}

/// A flow outcome that a run of a flow recorded.
#[derive(SimpleObject)]
pub(super) struct FlowOutcome {
    /// The id of the outcome, a UUID. Null if the platform does not send it.
    id: Option<ID>,
    /// The value of the outcome, in the platform's spelling, for example `SUCCESS` or `FAILURE`. Null if the
    /// platform does not send it.
    value: Option<String>,
}

impl From<&model::FlowOutcome> for FlowOutcome {
    fn from(outcome: &model::FlowOutcome) -> Self {
        Self {
            id: outcome.id.clone().map(ID),
            value: outcome.value.clone(),
        }
    }
}

//! `ConversationDetails`: measurements and circumstances of a conversation.

use std::sync::Arc;

use async_graphql::{Description, ID, Object, SimpleObject};

use super::declaration::{Declaration, Declared, ListSize, OPEN};
use crate::model::conversation::Conversation;
use crate::model::conversation::details as model;

const FLOWS: Declaration = OPEN.list(ListSize::Assumed(2));

/// Measurements and circumstances of a conversation, read with the call that `wrapUps` and `events` take.
/// They come from analytics where the viewer holds `analytics:conversationDetail:view` or
/// `analytics:agentConversationDetail:view`. With `conversation:communication:view` alone they come from the
/// conversation itself, which has no durations and no flows: those fields are null.
#[derive(Description)]
pub(super) struct ConversationDetails(pub(super) Arc<Conversation>);

#[Object(use_type_description)]
impl ConversationDetails {
    /// Time that agents spent talking or writing with the customer, in whole seconds, of all agents
    /// together, without time on hold. Example: `312`. While an agent is connected, only stretches that are
    /// over count; `0` before the first one is over. Null where only the conversation itself may be read.
    async fn talk_seconds(&self) -> Option<i32> {
        self.0.details.talk_seconds
    }

    /// Time that agents kept the customer on hold, in whole seconds, of all agents together. Example: `45`.
    /// Only stretches that are over count. Null where only the conversation itself may be read.
    async fn hold_seconds(&self) -> Option<i32> {
        self.0.details.hold_seconds
    }

    /// The address that the conversation came from (ANI), as the platform writes it, for example
    /// `tel:+4915112345678`. For an inbound call that is the customer's number, for an outbound call the
    /// contact center's. It is personal data. Null for what is no call, as a rule.
    async fn ani(&self) -> Option<&str> {
        self.0.details.ani.as_deref()
    }

    /// The address that was contacted (DNIS), as the platform writes it, for example `tel:+493012345678`.
    /// For an inbound call that is the contact center's number, for an outbound call the customer's. Null
    /// for what is no call, as a rule.
    async fn dnis(&self) -> Option<&str> {
        self.0.details.dnis.as_deref()
    }

    /// The Architect flows that ran, such as a menu and then the flow of a queue, in the platform's order.
    /// Empty where none ran. Null where only the conversation itself may be read.
    #[graphql(directive = Declared::apply(FLOWS))]
    async fn flows(&self) -> Option<Vec<Flow>> {
        let flows = self.0.details.flows.as_ref()?;
        Some(flows.iter().map(Into::into).collect())
    }

    /// Number of quality evaluations of the conversation, without deleted ones. `0` means that there is
    /// none. Null where the source does not say.
    async fn evaluation_count(&self) -> Option<i32> {
        self.0.details.evaluation_count
    }
}

/// One run of an Architect flow.
#[derive(SimpleObject)]
pub(super) struct Flow {
    /// The flow's id, a UUID. Null where the platform does not send it.
    id: Option<ID>,
    /// The flow's name at the time of the run, for example `Main menu`. Null where the platform does not
    /// send it.
    name: Option<String>,
    /// The type of flow, in the platform's words: `INBOUNDCALL`, `INQUEUECALL`, `BOT`, `DIGITALBOT`,
    /// `WORKFLOW` … Null where the platform does not send it.
    #[graphql(name = "type")]
    kind: Option<String>,
    /// How the run ended, in the platform's words: `TRANSFER`, `DISCONNECT` … Null where the platform does
    /// not send it, and while the flow runs.
    exit_reason: Option<String>,
    /// The flow outcomes that the run recorded, in the platform's order. Empty where it recorded none.
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

/// An outcome that a flow recorded.
#[derive(SimpleObject)]
pub(super) struct FlowOutcome {
    /// The outcome's id, a UUID. Null where the platform does not send it.
    id: Option<ID>,
    /// The outcome's value, in the platform's words, for example `SUCCESS` or `FAILURE`. Null where the
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

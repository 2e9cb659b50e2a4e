//! The facts of a conversation that its session contains.

use get_size2::GetSize;
use serde::{Deserialize, Serialize};

use crate::model::channel::{ConversationChannel, Direction};
use crate::model::id::{AgentId, ConversationId, QueueId, WrapUpCodeId};

/// The part of a conversation that its session contains: only the last queue, agent and wrap-up. The whole timeline
/// is in [`crate::model::conversation::Conversation`].
#[derive(Debug, Clone, Default, PartialEq, GetSize, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, GetSize, Serialize, Deserialize)]
pub struct Disposition {
    /// The wrap-up code.
    pub code: WrapUpCodeId,
    /// Notes that the agent wrote.
    pub notes: Option<String>,
    /// The agent who wrapped up.
    pub agent: Option<AgentId>,
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

//! Labels of channels. The peers use the gateway's table, because the labels are the product's.

use journey_gateway::model::channel::{
    Circumstances, ConversationChannel, Direction, Medium, Shown, of_conversation,
};

/// The label of a conversation's channel, if the tab shows the channel.
pub(super) fn conversation(
    kind: &str,
    message_type: Option<&str>,
    direction: &str,
    authenticated: bool,
    agent_connected: bool,
) -> Option<&'static str> {
    let channel = ConversationChannel {
        kind: kind.to_owned(),
        message_type: message_type.map(str::to_owned),
    };
    let circumstances = Circumstances {
        direction: Direction::read(direction),
        authenticated,
        agent_connected,
        campaign: false,
    };
    let medium = of_conversation(&channel, circumstances);
    Shown::default().shows(medium).then(|| medium.label())
}

/// The label of a web visit.
pub(super) fn visit() -> &'static str {
    Medium::WebVisit.label()
}

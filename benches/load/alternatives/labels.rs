//! Labels of channels. The alternatives use the gateway's table, because the labels are the product's.

use journey_gateway::model::channel::{
    ChannelContext, ConversationChannel, Direction, Medium, MediumSet,
};

/// The label of a conversation's channel, if the tab shows the channel.
pub(super) fn conversation(
    kind: &str,
    message_type: Option<&str>,
    direction: &str,
    authenticated: bool,
    agent_connected: bool,
) -> Option<&'static str> {
    let context = ChannelContext {
        direction: Direction::from_platform(direction),
        authenticated,
        agent_connected,
        campaign: false,
    };
    let medium = ConversationChannel::from_platform(kind, message_type).medium(context);
    MediumSet::default()
        .contains(medium)
        .then(|| medium.label())
}

/// The label of a web visit.
pub(super) fn visit() -> &'static str {
    Medium::WebVisit.label()
}

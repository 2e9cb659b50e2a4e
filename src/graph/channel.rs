//! `Channel` and its enums.

use async_graphql::{Description, Enum, Object};

use crate::engine::fast_path::resolve_on_fast_path;
use crate::model::channel as model;

/// Who began the interaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::Direction")]
pub(super) enum Direction {
    /// The customer.
    Inbound,
    /// Our side.
    Outbound,
    /// Not said.
    Unknown,
}

/// The groups in which the product page lists the channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::Group")]
pub(super) enum ChannelGroup {
    /// Calls.
    Voice,
    /// Web messaging and web chat.
    Messaging,
    /// E-mail, SMS and agentless notifications.
    Digital,
    /// WhatsApp, LINE, Twitter, Facebook Messenger.
    Social,
    /// Website visits and content offers.
    Website,
    /// Everything else.
    Other,
}

/// What a channel is. Those after `CONTENT_OFFER` are not on the product page's list of available
/// channels: lists leave them out unless `includeUnsupportedChannels` is set or the gateway's setting
/// `channels.also_shown` names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::Medium")]
pub(super) enum ChannelMedium {
    /// A customer called.
    InboundCall,
    /// An agent called. Includes campaign calls that cannot be recognized; see `CAMPAIGN_CALL`.
    OutboundCall,
    /// Web messaging by a visitor who was not signed in.
    WebMessaging,
    /// Web chat.
    WebChat,
    /// E-mail.
    Email,
    /// SMS.
    Sms,
    /// An SMS notification that no agent sent.
    AgentlessSms,
    /// A WhatsApp notification that no agent sent.
    AgentlessWhatsapp,
    /// WhatsApp.
    Whatsapp,
    /// LINE.
    Line,
    /// Twitter.
    Twitter,
    /// Facebook Messenger.
    FacebookMessenger,
    /// A visit of a website.
    WebVisit,
    /// Content offered during a visit.
    ContentOffer,
    /// A callback. An outbound conversation with a callback channel is one whatever else it used; an
    /// inbound call during which the customer asked for a callback is an `INBOUND_CALL`.
    Callback,
    /// A call of a dialing campaign. The last wrap-up says so (a code `ININ-OUTBOUND-*`), else the
    /// conversation's details, where the viewer may read them
    /// (`analytics:conversationDetail:view` or `analytics:agentConversationDetail:view`) or the gateway
    /// reads the platform with its own client. To a subscriber the platform may report it during the call.
    /// Where nothing says so, it is an `OUTBOUND_CALL`.
    CampaignCall,
    /// An e-mail notification that no agent sent.
    AgentlessEmail,
    /// Co-browse.
    Cobrowse,
    /// Instagram direct messages.
    Instagram,
    /// Open messaging.
    OpenMessaging,
    /// Web messaging by a visitor who was signed in.
    AuthenticatedWebMessaging,
    /// A video call.
    Video,
    /// Screen share.
    ScreenShare,
    /// A message between colleagues.
    InternalMessage,
    /// Apple Messages for Business.
    AppleMessages,
    /// The use of an app.
    AppVisit,
    /// A case.
    Case,
    /// A channel that this gateway does not know, or a conversation without channels.
    Unknown,
}

/// How an interaction came about.
#[derive(Description, Debug, Clone, Copy)]
pub(super) struct Channel(pub(super) model::Channel);

#[Object(use_type_description)]
impl Channel {
    /// The product page's group.
    async fn group(&self) -> ChannelGroup {
        self.0.medium.group().into()
    }

    /// What it is.
    async fn medium(&self) -> ChannelMedium {
        self.0.medium.into()
    }

    /// Who began it.
    async fn direction(&self) -> Direction {
        self.0.direction.into()
    }

    /// Whether lists show this channel by default: true for the product page's channels, for those that
    /// the gateway's setting `channels.also_shown` adds, and for the card of a conversation that has no
    /// channels at all (medium `UNKNOWN`). False for every other channel, such as `COBROWSE`, and for
    /// one that has a name which this gateway does not know. Costs no upstream call.
    async fn supported(&self) -> bool {
        self.0.supported
    }

    /// For people: "Inbound call", "Web messaging", "WhatsApp notification" …
    async fn label(&self) -> &'static str {
        self.0.medium.label()
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::resolver_utils::EnumType;

    use super::*;

    #[test]
    fn media_have_the_names_that_the_configuration_takes() {
        let items = ChannelMedium::items().iter();
        let items: Vec<_> = items.map(|item| (item.name, item.value.into())).collect();
        assert_eq!(items, model::Medium::ALL);
    }
}

resolve_on_fast_path!(Channel);

//! `Channel` and its enums.

use async_graphql::{Description, Enum, Object};

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

/// What a channel is. Those after `CONTENT_OFFER` are not shown by the product yet: lists leave them
/// out unless `includeUnsupportedChannels` is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::Medium")]
pub(super) enum ChannelMedium {
    /// A customer called.
    InboundCall,
    /// An agent called.
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
    /// A callback.
    Callback,
    /// A call of a dialling campaign.
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
    /// A channel that this gateway does not know yet.
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

    /// False for a channel that the product does not show yet.
    async fn supported(&self) -> bool {
        self.0.medium.supported()
    }

    /// For people: "Inbound call", "Web messaging", "WhatsApp notification" …
    async fn label(&self) -> &'static str {
        self.0.medium.label()
    }
}

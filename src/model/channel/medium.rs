//! The media in one table, and what derives from it.

use get_size2::GetSize;
use serde::{Deserialize, Serialize};

use super::channel_context::ChannelContext;
use super::direction::Direction;

/// Expands `$callback!` with the table of all media. The enum, its GraphQL counterpart, the names in the
/// configuration, groups, labels, default support and parsing derive from it.
///
/// Each row has the variant with the description of its GraphQL value, then the GraphQL name, the group and
/// label on a card, whether the product supports the medium, and the platform's channel.
macro_rules! media {
    ($callback:ident) => {
        $callback! {
            /// A call that the customer made, or whose direction is not known.
            InboundCall("INBOUND_CALL", Voice, "Inbound call", true, call(NotOutbound)),
            /// A call that an agent made. This includes campaign calls that the gateway cannot detect; see
            /// `CAMPAIGN_CALL`.
            OutboundCall("OUTBOUND_CALL", Voice, "Outbound call", true, call(WithoutCampaign)),
            /// Web messaging with a visitor who was not signed in to the website.
            WebMessaging("WEB_MESSAGING", Messaging, "Web messaging", true, message("WebMessaging", Anonymous)),
            /// Web chat, the older way to write with an agent from a website. The history still contains such
            /// conversations.
            WebChat("WEB_CHAT", Messaging, "Web chat", true, channel(&["Chat", "Webchat"], Always)),
            /// Email from a customer, or to a customer by an agent.
            Email("EMAIL", Digital, "Email", true, channel(&["Email"], WithAgent)),
            /// SMS from a customer, or to a customer by an agent.
            Sms("SMS", Digital, "SMS", true, message("Sms", WithAgent)),
            /// An SMS notification to the customer that no agent sent.
            AgentlessSms("AGENTLESS_SMS", Digital, "SMS notification", true, message("Sms", Agentless)),
            /// A WhatsApp notification to the customer that no agent sent.
            AgentlessWhatsapp(
                "AGENTLESS_WHATSAPP", Digital, "WhatsApp notification", true, message("WhatsApp", Agentless)
            ),
            /// WhatsApp messages from a customer, or to a customer by an agent.
            Whatsapp("WHATSAPP", Social, "WhatsApp", true, message("WhatsApp", WithAgent)),
            /// A conversation by messages of the service LINE.
            Line("LINE", Social, "LINE", true, message("Line", Always)),
            /// A conversation by direct messages on Twitter.
            Twitter("TWITTER", Social, "Twitter", true, message("Twitter", Always)),
            /// A conversation by messages on Facebook Messenger.
            FacebookMessenger(
                "FACEBOOK_MESSENGER", Social, "Facebook Messenger", true, message("Facebook", Always)
            ),
            /// A visit to a website: the channel of every `WebSession`.
            WebVisit("WEB_VISIT", Website, "Website visit", true, NO_CHANNEL),
            /// Content that the website offered during a visit: the channel of every `ContentOffer`.
            ContentOffer("CONTENT_OFFER", Website, "Content offer", true, NO_CHANNEL),
            /// A callback. An outbound conversation with a callback channel is a callback whichever other
            /// channels it used. An inbound call during which the customer requested a callback is an
            /// `INBOUND_CALL`.
            Callback("CALLBACK", Voice, "Callback", false, channel(&["Callback"], Always)),
            /// A call of a dialing campaign. The gateway detects it by the last wrap-up code
            /// (`ININ-OUTBOUND-*`), or by the conversation's details if the viewer may read them
            /// (`analytics:conversationDetail:view` or `analytics:agentConversationDetail:view`) or the gateway
            /// reads the platform with its own client. In a subscription, the platform may report it during the
            /// call. A campaign call that is not detected is an `OUTBOUND_CALL`.
            CampaignCall("CAMPAIGN_CALL", Voice, "Campaign call", false, call(WithCampaign)),
            /// An email notification to the customer that no agent sent.
            AgentlessEmail("AGENTLESS_EMAIL", Digital, "Email notification", false, channel(&["Email"], Agentless)),
            /// A co-browse session, in which one participant shares a browser page with the other.
            Cobrowse("COBROWSE", Other, "Co-browse", false, channel(&["Cobrowse"], Always)),
            /// A conversation by direct messages on Instagram.
            Instagram("INSTAGRAM", Social, "Instagram", false, message("Instagram", Always)),
            /// Open messaging: messages of a service that the organization has connected itself.
            OpenMessaging("OPEN_MESSAGING", Messaging, "Open messaging", false, message("Open", Always)),
            /// Web messaging with a visitor who was signed in to the website.
            AuthenticatedWebMessaging(
                "AUTHENTICATED_WEB_MESSAGING", Messaging, "Authenticated web messaging", false,
                message("WebMessaging", SignedIn)
            ),
            /// A video call with the customer.
            Video("VIDEO", Other, "Video call", false, channel(&["Video"], Always)),
            /// A screen share between an agent and the customer.
            ScreenShare("SCREEN_SHARE", Other, "Screen share", false, channel(&["Screenshare"], Always)),
            /// A message between colleagues of the contact center.
            InternalMessage(
                "INTERNAL_MESSAGE", Other, "Internal message", false, channel(&["InternalMessage"], Always)
            ),
            /// A conversation by Apple Messages for Business.
            AppleMessages("APPLE_MESSAGES", Other, "Apple Messages", false, message("Apple", Always)),
            /// A session in an app: the channel of every `AppSession`.
            AppVisit("APP_VISIT", Other, "App visit", false, NO_CHANNEL),
            /// A case of the customer: the channel of every `CaseSession`.
            Case("CASE", Other, "Case", false, NO_CHANNEL),
            /// A channel that this version of the gateway does not know, or a conversation without channels.
            Unknown("UNKNOWN", Other, "Other channel", false, NO_CHANNEL),
        }
    };
}

pub(crate) use media;

/// The groups in which the help page lists the channels; `Other` has those that it does not list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, GetSize, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are those of the help page")]
pub enum Group {
    Voice,
    Messaging,
    Digital,
    Social,
    Website,
    Other,
}

/// A row of the table.
struct Row {
    name: &'static str,
    group: Group,
    label: &'static str,
    is_supported: bool,
    source: Source,
}

/// The channel of a conversation from which a medium is read.
struct Source {
    channel: Channel,
    when: When,
}

/// The platform's spelling, which is compared without case.
enum Channel {
    /// Any of these as `ConversationChannel.type`.
    Type(&'static [&'static str]),
    /// `ConversationChannel.messageType` of a channel of type message.
    Message(&'static str),
}

/// The conversations with that channel that have the medium. The conditions of the media that share a channel
/// exclude each other.
#[derive(Clone, Copy)]
enum When {
    Always,
    NotOutbound,
    /// Outbound, and not known to be a campaign's call.
    WithoutCampaign,
    /// Outbound, and known to be a campaign's call.
    WithCampaign,
    /// Not outbound, or an agent took part.
    WithAgent,
    /// Outbound, and no agent took part.
    Agentless,
    Anonymous,
    SignedIn,
}

/// The types of a channel of messages.
const MESSAGES: &[&str] = &["message", "messaging", "social"];

/// The source of a medium that no conversation has.
const NO_CHANNEL: Source = channel(&[], When::Always);

const fn call(when: When) -> Source {
    channel(&["Voice", "Call"], when)
}

const fn channel(types: &'static [&'static str], when: When) -> Source {
    let channel = Channel::Type(types);
    Source { channel, when }
}

const fn message(message_type: &'static str, when: When) -> Source {
    let channel = Channel::Message(message_type);
    Source { channel, when }
}

macro_rules! define_medium {
    ($(
        $(#[$doc:meta])*
        $medium:ident($name:literal, $group:ident, $label:literal, $is_supported:literal, $source:expr),
    )+) => {
        /// A kind of channel.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, GetSize, Serialize, Deserialize)]
        pub enum Medium { $($(#[$doc])* $medium,)+ }

        impl Medium {
            /// Every medium, in the order of the GraphQL enum.
            pub const ALL: &[Self] = &[$(Self::$medium),+];

            fn row(self) -> &'static Row {
                use When::{
                    Agentless, Always, Anonymous, NotOutbound, SignedIn, WithAgent, WithCampaign,
                    WithoutCampaign,
                };

                match self {
                    $(Self::$medium => const {
                        &Row {
                            name: $name,
                            group: Group::$group,
                            label: $label,
                            is_supported: $is_supported,
                            source: $source,
                        }
                    },)+
                }
            }
        }
    };
}

media! { define_medium }

impl Medium {
    /// Whether the platform spells a channel of this medium so: its type, and the type of message of a message.
    pub(super) fn is_spelled(self, kind: &str, message_type: Option<&str>) -> bool {
        let is_any =
            |names: &[&str], text: &str| names.iter().any(|name| text.eq_ignore_ascii_case(name));
        match self.row().source.channel {
            Channel::Type(names) => is_any(names, kind),
            Channel::Message(name) => {
                is_any(MESSAGES, kind) && message_type.is_some_and(|text| is_any(&[name], text))
            }
        }
    }

    /// Whether a channel with the spelling of this medium has it in such a conversation.
    pub(super) fn is_possible(self, context: ChannelContext) -> bool {
        self.row().source.when.holds(context)
    }

    /// The name of the GraphQL value, which the configuration uses, too.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The group on the help page.
    pub fn group(self) -> Group {
        self.row().group
    }

    /// The display name.
    pub fn label(self) -> &'static str {
        self.row().label
    }

    /// Whether the help page lists the medium among those with journey information.
    pub fn is_supported(self) -> bool {
        self.row().is_supported
    }
}

impl When {
    fn holds(self, context: ChannelContext) -> bool {
        let is_outbound = context.direction == Direction::Outbound;
        let is_agentless = is_outbound && !context.agent_connected;
        match self {
            Self::Always => true,
            Self::NotOutbound => !is_outbound,
            Self::WithoutCampaign => is_outbound && !context.campaign,
            Self::WithCampaign => is_outbound && context.campaign,
            Self::WithAgent => !is_agentless,
            Self::Agentless => is_agentless,
            Self::Anonymous => !context.authenticated,
            Self::SignedIn => context.authenticated,
        }
    }
}

//! Channels: how a session came about, as the product page's two tables name it.
//!
//! The rows are those of the platform's "View a customer's journey details" page. What tells an
//! agentless notification, a campaign call or authenticated web messaging apart from its sibling is
//! inferred (`docs/facts.md`, section 6.2): the session has no field that says it.

mod shown;

use get_size2::GetSize;

pub use shown::Shown;

/// Who began it. `Session.originatingDirection`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, GetSize)]
pub enum Direction {
    /// The customer.
    Inbound,
    /// Our side.
    Outbound,
    /// Not said, or a value that this version does not know.
    #[default]
    Unknown,
}

impl Direction {
    /// Reads any of the platform's spellings: `Inbound`, `inbound`, `INBOUND`.
    pub fn read(text: &str) -> Self {
        if text.eq_ignore_ascii_case("inbound") {
            Self::Inbound
        } else if text.eq_ignore_ascii_case("outbound") {
            Self::Outbound
        } else {
            Self::Unknown
        }
    }
}

/// One entry of `Session.conversationChannels`, in the platform's words.
#[derive(Debug, Clone, Default, PartialEq, Eq, GetSize)]
pub struct ConversationChannel {
    /// `Voice`, `Message`, `Email` … or one of the older `Call`, `Messaging`, `Webchat`.
    pub kind: String,
    /// For messages: `WebMessaging`, `Sms`, `WhatsApp` …
    pub message_type: Option<String>,
}

/// A channel as people know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, GetSize)]
pub struct Channel {
    /// What it is.
    pub medium: Medium,
    /// Who began it.
    pub direction: Direction,
    /// Whether the product shows it. Beside the medium this depends on the conversation: one without
    /// channels is shown, one whose channel is named but unknown is not.
    pub supported: bool,
}

impl Channel {
    /// A channel that is shown if its medium is.
    pub fn new(medium: Medium, direction: Direction, shown: Shown) -> Self {
        Self {
            medium,
            direction,
            supported: shown.shows(medium),
        }
    }
}

/// The groups of the product page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, GetSize)]
#[expect(missing_docs, reason = "the names are the product page's and say it")]
pub enum Group {
    Voice,
    Messaging,
    Digital,
    Social,
    Website,
    Other,
}

/// Every kind of channel that the platform can express.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, GetSize)]
#[expect(missing_docs, reason = "the names are the product page's and say it")]
pub enum Medium {
    InboundCall,
    OutboundCall,
    WebMessaging,
    WebChat,
    Email,
    Sms,
    AgentlessSms,
    AgentlessWhatsapp,
    Whatsapp,
    Line,
    Twitter,
    FacebookMessenger,
    WebVisit,
    ContentOffer,
    Callback,
    CampaignCall,
    AgentlessEmail,
    Cobrowse,
    Instagram,
    OpenMessaging,
    AuthenticatedWebMessaging,
    Video,
    ScreenShare,
    InternalMessage,
    AppleMessages,
    AppVisit,
    Case,
    Unknown,
}

/// What, beside the channel itself, decides which row of the tables a conversation is in.
#[derive(Debug, Clone, Copy, Default, GetSize)]
pub struct Circumstances {
    /// Who began it.
    pub direction: Direction,
    /// The visitor was signed in.
    pub authenticated: bool,
    /// An agent took part.
    pub agent_connected: bool,
    /// A dialing campaign made the call.
    pub campaign: bool,
}

/// The medium of a conversation's channel. Spellings are compared without case; unknown ones are
/// [`Medium::Unknown`].
pub fn of_conversation(channel: &ConversationChannel, facts: Circumstances) -> Medium {
    let outbound = facts.direction == Direction::Outbound;
    let agentless = outbound && !facts.agent_connected;
    let is = |kind: &str| channel.kind.eq_ignore_ascii_case(kind);
    if is("voice") || is("call") {
        match (outbound, facts.campaign) {
            (true, true) => Medium::CampaignCall,
            (true, false) => Medium::OutboundCall,
            (false, _) => Medium::InboundCall,
        }
    } else if is("message") || is("messaging") || is("social") {
        of_message(
            channel.message_type.as_deref().unwrap_or_default(),
            facts.authenticated,
            agentless,
        )
    } else if is("email") {
        if agentless {
            Medium::AgentlessEmail
        } else {
            Medium::Email
        }
    } else {
        named(&channel.kind, OTHERS)
    }
}

fn of_message(message_type: &str, authenticated: bool, agentless: bool) -> Medium {
    match named(message_type, MESSAGES) {
        Medium::WebMessaging if authenticated => Medium::AuthenticatedWebMessaging,
        Medium::Sms if agentless => Medium::AgentlessSms,
        Medium::Whatsapp if agentless => Medium::AgentlessWhatsapp,
        medium => medium,
    }
}

/// `ConversationChannel.messageType`
const MESSAGES: &[(&str, Medium)] = &[
    ("webmessaging", Medium::WebMessaging),
    ("sms", Medium::Sms),
    ("whatsapp", Medium::Whatsapp),
    ("line", Medium::Line),
    ("twitter", Medium::Twitter),
    ("facebook", Medium::FacebookMessenger),
    ("instagram", Medium::Instagram),
    ("open", Medium::OpenMessaging),
    ("apple", Medium::AppleMessages),
];

/// `ConversationChannel.type`, where nothing else decides.
const OTHERS: &[(&str, Medium)] = &[
    ("chat", Medium::WebChat),
    ("webchat", Medium::WebChat),
    ("callback", Medium::Callback),
    ("cobrowse", Medium::Cobrowse),
    ("video", Medium::Video),
    ("screenshare", Medium::ScreenShare),
    ("internalmessage", Medium::InternalMessage),
];

fn named(name: &str, table: &[(&str, Medium)]) -> Medium {
    let row = table
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name));
    row.map_or(Medium::Unknown, |(_, medium)| *medium)
}

impl Medium {
    /// The product page's group; `Other` for what neither table has.
    pub fn group(self) -> Group {
        match self {
            Self::InboundCall | Self::OutboundCall | Self::Callback | Self::CampaignCall => {
                Group::Voice
            }
            Self::WebMessaging
            | Self::WebChat
            | Self::OpenMessaging
            | Self::AuthenticatedWebMessaging => Group::Messaging,
            Self::Email
            | Self::Sms
            | Self::AgentlessSms
            | Self::AgentlessWhatsapp
            | Self::AgentlessEmail => Group::Digital,
            Self::Whatsapp
            | Self::Line
            | Self::Twitter
            | Self::FacebookMessenger
            | Self::Instagram => Group::Social,
            Self::WebVisit | Self::ContentOffer => Group::Website,
            Self::Cobrowse
            | Self::Video
            | Self::ScreenShare
            | Self::InternalMessage
            | Self::AppleMessages
            | Self::AppVisit
            | Self::Case
            | Self::Unknown => Group::Other,
        }
    }

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Self::InboundCall => "Inbound call",
            Self::OutboundCall => "Outbound call",
            Self::WebMessaging => "Web messaging",
            Self::WebChat => "Web chat",
            Self::Email => "Email",
            Self::Sms => "SMS",
            Self::AgentlessSms => "SMS notification",
            Self::AgentlessWhatsapp => "WhatsApp notification",
            Self::Whatsapp => "WhatsApp",
            Self::Line => "LINE",
            Self::Twitter => "Twitter",
            Self::FacebookMessenger => "Facebook Messenger",
            Self::WebVisit => "Website visit",
            Self::ContentOffer => "Content offer",
            Self::Callback => "Callback",
            Self::CampaignCall => "Campaign call",
            Self::AgentlessEmail => "Email notification",
            Self::Cobrowse => "Co-browse",
            Self::Instagram => "Instagram",
            Self::OpenMessaging => "Open messaging",
            Self::AuthenticatedWebMessaging => "Authenticated web messaging",
            Self::Video => "Video call",
            Self::ScreenShare => "Screen share",
            Self::InternalMessage => "Internal message",
            Self::AppleMessages => "Apple Messages",
            Self::AppVisit => "App visit",
            Self::Case => "Case",
            Self::Unknown => "Other channel",
        }
    }
}

#[cfg(test)]
mod tests;

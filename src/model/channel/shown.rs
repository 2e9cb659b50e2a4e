//! Which media the product shows: the page's table, and what the operator adds to it.

use super::Medium;

/// The media of the channels that are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown(u32);

impl Default for Shown {
    /// The product page's table.
    fn default() -> Self {
        Self(0).with(PAGE)
    }
}

impl Shown {
    /// Shows these, too.
    #[must_use]
    pub fn with(self, media: &[Medium]) -> Self {
        let bits = media.iter().map(|medium| Self::bit(*medium));
        Self(bits.fold(self.0, |all, bit| all | bit))
    }

    /// Whether channels of this medium are shown.
    pub fn shows(self, medium: Medium) -> bool {
        self.0 & Self::bit(medium) != 0
    }

    // There are fewer media than bits, which the compiler checks below.
    fn bit(medium: Medium) -> u32 {
        1 << medium as u32
    }
}

const _: () = assert!(
    (Medium::Unknown as u32) < u32::BITS,
    "the last medium has a bit"
);

impl Medium {
    /// Every medium, with its name in the public graph.
    pub const ALL: &[(&str, Self)] = &[
        ("INBOUND_CALL", Self::InboundCall),
        ("OUTBOUND_CALL", Self::OutboundCall),
        ("WEB_MESSAGING", Self::WebMessaging),
        ("WEB_CHAT", Self::WebChat),
        ("EMAIL", Self::Email),
        ("SMS", Self::Sms),
        ("AGENTLESS_SMS", Self::AgentlessSms),
        ("AGENTLESS_WHATSAPP", Self::AgentlessWhatsapp),
        ("WHATSAPP", Self::Whatsapp),
        ("LINE", Self::Line),
        ("TWITTER", Self::Twitter),
        ("FACEBOOK_MESSENGER", Self::FacebookMessenger),
        ("WEB_VISIT", Self::WebVisit),
        ("CONTENT_OFFER", Self::ContentOffer),
        ("CALLBACK", Self::Callback),
        ("CAMPAIGN_CALL", Self::CampaignCall),
        ("AGENTLESS_EMAIL", Self::AgentlessEmail),
        ("COBROWSE", Self::Cobrowse),
        ("INSTAGRAM", Self::Instagram),
        ("OPEN_MESSAGING", Self::OpenMessaging),
        (
            "AUTHENTICATED_WEB_MESSAGING",
            Self::AuthenticatedWebMessaging,
        ),
        ("VIDEO", Self::Video),
        ("SCREEN_SHARE", Self::ScreenShare),
        ("INTERNAL_MESSAGE", Self::InternalMessage),
        ("APPLE_MESSAGES", Self::AppleMessages),
        ("APP_VISIT", Self::AppVisit),
        ("CASE", Self::Case),
        ("UNKNOWN", Self::Unknown),
    ];
}

/// Whose journey information is available, by the product page.
const PAGE: &[Medium] = &[
    Medium::InboundCall,
    Medium::OutboundCall,
    Medium::WebMessaging,
    Medium::WebChat,
    Medium::Email,
    Medium::Sms,
    Medium::AgentlessSms,
    Medium::AgentlessWhatsapp,
    Medium::Whatsapp,
    Medium::Line,
    Medium::Twitter,
    Medium::FacebookMessenger,
    Medium::WebVisit,
    Medium::ContentOffer,
];

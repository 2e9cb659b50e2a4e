//! The product page's table of channels, and the channels of a session.

use serde_json::Value;

use super::object::text;

/// Medium, group, whether the product supports it, label.
const CHANNELS: &[(&str, &str, bool, &str)] = &[
    ("INBOUND_CALL", "VOICE", true, "Inbound call"),
    ("OUTBOUND_CALL", "VOICE", true, "Outbound call"),
    ("WEB_MESSAGING", "MESSAGING", true, "Web messaging"),
    ("WEB_CHAT", "MESSAGING", true, "Web chat"),
    ("EMAIL", "DIGITAL", true, "Email"),
    ("SMS", "DIGITAL", true, "SMS"),
    ("AGENTLESS_SMS", "DIGITAL", true, "SMS notification"),
    (
        "AGENTLESS_WHATSAPP",
        "DIGITAL",
        true,
        "WhatsApp notification",
    ),
    ("WHATSAPP", "SOCIAL", true, "WhatsApp"),
    ("LINE", "SOCIAL", true, "LINE"),
    ("TWITTER", "SOCIAL", true, "Twitter"),
    ("FACEBOOK_MESSENGER", "SOCIAL", true, "Facebook Messenger"),
    ("WEB_VISIT", "WEBSITE", true, "Website visit"),
    ("CONTENT_OFFER", "WEBSITE", true, "Content offer"),
    ("CALLBACK", "VOICE", false, "Callback"),
    ("CAMPAIGN_CALL", "VOICE", false, "Campaign call"),
    ("AGENTLESS_EMAIL", "DIGITAL", false, "Email notification"),
    ("COBROWSE", "OTHER", false, "Co-browse"),
    ("INSTAGRAM", "SOCIAL", false, "Instagram"),
    ("OPEN_MESSAGING", "MESSAGING", false, "Open messaging"),
    (
        "AUTHENTICATED_WEB_MESSAGING",
        "MESSAGING",
        false,
        "Authenticated web messaging",
    ),
    ("VIDEO", "OTHER", false, "Video call"),
    ("SCREEN_SHARE", "OTHER", false, "Screen share"),
    ("INTERNAL_MESSAGE", "OTHER", false, "Internal message"),
    ("APPLE_MESSAGES", "OTHER", false, "Apple Messages"),
    ("APP_VISIT", "OTHER", false, "App visit"),
    ("CASE", "OTHER", false, "Case"),
    ("UNKNOWN", "OTHER", false, "Other channel"),
];

/// The groups in the order of the schema.
pub(super) const GROUPS: [&str; 6] = [
    "VOICE",
    "MESSAGING",
    "DIGITAL",
    "SOCIAL",
    "WEBSITE",
    "OTHER",
];

/// A channel of a session.
#[derive(Clone)]
pub(super) struct Channel {
    pub(super) medium: &'static str,
    pub(super) direction: &'static str,
    /// Whether this is the placeholder of a conversation without channels.
    is_placeholder: bool,
}

impl Channel {
    fn row(&self) -> &'static (&'static str, &'static str, bool, &'static str) {
        let row = CHANNELS.iter().find(|row| row.0 == self.medium);
        row.unwrap()
    }

    pub(super) fn group(&self) -> &'static str {
        self.row().1
    }

    pub(super) fn supported(&self) -> bool {
        self.is_placeholder || self.row().2
    }

    pub(super) fn label(&self) -> &'static str {
        self.row().3
    }
}

/// Who started the conversation.
pub(super) fn direction(session: &Value) -> &'static str {
    let direction = text(&session["originatingDirection"]).unwrap_or_default();
    match direction.to_lowercase().as_str() {
        "inbound" => "INBOUND",
        "outbound" => "OUTBOUND",
        _ => "UNKNOWN",
    }
}

/// The channel on a session's card.
pub(super) fn card_channel(session: &Value) -> Channel {
    let used = channels(session);
    let callback = used.iter().find(|channel| channel.medium == "CALLBACK");
    let supported = used.iter().find(|channel| channel.supported());
    let chosen = match (callback, direction(session)) {
        (Some(callback), "OUTBOUND") => Some(callback),
        _ => supported.or(used.first()),
    };
    chosen.cloned().unwrap_or(Channel {
        medium: "UNKNOWN",
        direction: direction(session),
        is_placeholder: true,
    })
}

/// The channels of a session, in the platform's order.
pub(super) fn channels(session: &Value) -> Vec<Channel> {
    let channel = |medium, direction| Channel {
        medium,
        direction,
        is_placeholder: false,
    };
    let single = |medium, direction| vec![channel(medium, direction)];
    match session["type"].as_str().unwrap() {
        "web" => single("WEB_VISIT", "INBOUND"),
        "app" => single("APP_VISIT", "INBOUND"),
        "case" => single("CASE", "UNKNOWN"),
        "conversation" => {
            let used = session["conversationChannels"].as_array();
            let used = used.into_iter().flatten();
            used.map(|used| channel(medium(session, used), direction(session)))
                .collect()
        }
        _ => single("UNKNOWN", "UNKNOWN"),
    }
}

fn medium(session: &Value, channel: &Value) -> &'static str {
    let lower = |value: &Value| text(value).unwrap_or_default().to_lowercase();
    let outbound = direction(session) == "OUTBOUND";
    // An outbound conversation without an agent is a notification.
    let is_notification = outbound && session["lastConnectedUser"]["id"].is_null();
    let signed_in = session["authenticated"] == true;
    match (
        lower(&channel["type"]).as_str(),
        lower(&channel["messageType"]).as_str(),
    ) {
        ("voice" | "call", _) if outbound && is_campaign_call(session) => "CAMPAIGN_CALL",
        ("voice" | "call", _) if outbound => "OUTBOUND_CALL",
        ("voice" | "call", _) => "INBOUND_CALL",
        ("email", _) if is_notification => "AGENTLESS_EMAIL",
        ("email", _) => "EMAIL",
        ("message" | "messaging" | "social", message) => match message {
            "webmessaging" if signed_in => "AUTHENTICATED_WEB_MESSAGING",
            "webmessaging" => "WEB_MESSAGING",
            "sms" if is_notification => "AGENTLESS_SMS",
            "sms" => "SMS",
            "whatsapp" if is_notification => "AGENTLESS_WHATSAPP",
            "whatsapp" => "WHATSAPP",
            "line" => "LINE",
            "twitter" => "TWITTER",
            "facebook" => "FACEBOOK_MESSENGER",
            "instagram" => "INSTAGRAM",
            "open" => "OPEN_MESSAGING",
            "apple" => "APPLE_MESSAGES",
            _ => "UNKNOWN",
        },
        ("chat" | "webchat", _) => "WEB_CHAT",
        ("callback", _) => "CALLBACK",
        ("cobrowse", _) => "COBROWSE",
        ("video", _) => "VIDEO",
        ("screenshare", _) => "SCREEN_SHARE",
        ("internalmessage", _) => "INTERNAL_MESSAGE",
        _ => "UNKNOWN",
    }
}

/// Key that the reference adds to a session whose conversation details name a campaign.
pub(super) const CAMPAIGN: &str = "isCampaign";

/// After the call, a wrap-up code of the platform marks campaign calls. Before that, only details do.
fn is_campaign_call(session: &Value) -> bool {
    let code = text(&session["lastUserDisposition"]["code"]).unwrap_or_default();
    session[CAMPAIGN] == true || code.to_lowercase().starts_with("inin-outbound-")
}

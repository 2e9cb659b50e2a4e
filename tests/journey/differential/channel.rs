//! The product page's list of channels, as a table, and which of them a session used.

use serde_json::Value;

use super::thing::text;

/// Medium, group, whether the product shows it, name for people.
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

/// A channel of a session.
pub(super) struct Channel {
    pub(super) medium: &'static str,
    pub(super) direction: &'static str,
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
        self.row().2
    }

    pub(super) fn label(&self) -> &'static str {
        self.row().3
    }
}

/// Who began it.
pub(super) fn direction(session: &Value) -> &'static str {
    let direction = text(&session["originatingDirection"]).unwrap_or_default();
    match direction.to_lowercase().as_str() {
        "inbound" => "INBOUND",
        "outbound" => "OUTBOUND",
        _ => "UNKNOWN",
    }
}

/// The channels of a session; at least one.
pub(super) fn channels(session: &Value) -> Vec<Channel> {
    let one = |medium, direction| vec![Channel { medium, direction }];
    match session["type"].as_str().unwrap() {
        "web" => one("WEB_VISIT", "INBOUND"),
        "app" => one("APP_VISIT", "INBOUND"),
        "case" => one("CASE", "UNKNOWN"),
        "conversation" => {
            let used = session["conversationChannels"].as_array();
            let used = used.into_iter().flatten().map(|channel| Channel {
                medium: medium(session, channel),
                direction: direction(session),
            });
            let used: Vec<_> = used.collect();
            if used.is_empty() {
                one("UNKNOWN", direction(session))
            } else {
                used
            }
        }
        _ => one("UNKNOWN", "UNKNOWN"),
    }
}

fn medium(session: &Value, channel: &Value) -> &'static str {
    let lower = |value: &Value| text(value).unwrap_or_default().to_lowercase();
    let outbound = direction(session) == "OUTBOUND";
    // Notifications: nobody talked.
    let notifies = outbound && session["lastConnectedUser"]["id"].is_null();
    let signed_in = session["authenticated"] == true;
    match (
        lower(&channel["type"]).as_str(),
        lower(&channel["messageType"]).as_str(),
    ) {
        ("voice" | "call", _) if outbound => "OUTBOUND_CALL",
        ("voice" | "call", _) => "INBOUND_CALL",
        ("email", _) if notifies => "AGENTLESS_EMAIL",
        ("email", _) => "EMAIL",
        ("message" | "messaging" | "social", message) => match message {
            "webmessaging" if signed_in => "AUTHENTICATED_WEB_MESSAGING",
            "webmessaging" => "WEB_MESSAGING",
            "sms" if notifies => "AGENTLESS_SMS",
            "sms" => "SMS",
            "whatsapp" if notifies => "AGENTLESS_WHATSAPP",
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

//! The channels of conversations: every row of the product page's tables, the other values of the API, and values that no
//! version of the API has yet.

use crate::rng::SeededRng;

/// How a conversation on a channel proceeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChannelStyle {
    /// Takes minutes, with a wait in a queue.
    Spoken,
    /// Takes longer, in turns.
    Written,
    /// The platform sends, and no agent or customer replies.
    Agentless,
    /// A dialer calls.
    Campaign,
    /// Written by a visitor who is signed in.
    Authenticated,
}

/// One channel with all its names.
#[derive(Debug)]
pub(crate) struct Channel {
    /// The simulator's own name, for tests and the printed list.
    pub(crate) name: &'static str,
    /// Whether the product's journey tab shows it.
    pub(crate) supported: bool,
    /// `conversationChannels[].type`.
    pub(crate) journey: &'static str,
    /// An older value of the same, which still occurs.
    pub(crate) journey_before: &'static str,
    /// `conversationChannels[].messageType`.
    pub(crate) message: Option<&'static str>,
    /// The name of the participant's list in `GET conversations/{id}`.
    pub(crate) list: &'static str,
    /// `mediaType` of analytics.
    pub(crate) analytics: &'static str,
    /// `messageType` of analytics and `type` of a conversation's message.
    pub(crate) analytics_message: Option<&'static str>,
    pub(crate) direction: Directions,
    pub(crate) style: ChannelStyle,
    /// Weight: the number of conversations on this channel per thousand.
    pub(crate) weight: i64,
}

/// Which side can start a conversation on a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Directions {
    Inbound,
    Outbound,
    Either,
    Unknown,
    /// A value that no version of the API has yet.
    Sideways,
}

impl Channel {
    pub(crate) fn named(name: &str) -> &'static Self {
        Self::all()
            .find(|channel| channel.name == name)
            .unwrap_or(&INBOUND_CALL)
    }

    /// All channels, the two most common first.
    pub(crate) fn all() -> impl Iterator<Item = &'static Self> {
        [&INBOUND_CALL, &WEB_MESSAGING].into_iter().chain(&ROWS)
    }

    /// A random channel, by weight.
    pub(crate) fn random(rng: &mut SeededRng) -> &'static Self {
        let messaging = INBOUND_CALL.weight + WEB_MESSAGING.weight;
        match rng.between(1, 1000) {
            call if call <= INBOUND_CALL.weight => &INBOUND_CALL,
            text if text <= messaging => &WEB_MESSAGING,
            _ => rng.weighted(&ROWS, |channel| channel.weight),
        }
    }

    /// The provider, as conversations and their events name it.
    pub(crate) fn provider(&self) -> &'static str {
        if self.list == "calls" {
            "Edge"
        } else {
            "PureCloud Messaging"
        }
    }

    /// Whether no agent takes part.
    pub(crate) fn is_agentless(&self) -> bool {
        self.style == ChannelStyle::Agentless
    }
}

/// A row of a channel that is no message.
const fn media(
    name: &'static str,
    journey: [&'static str; 2],
    elsewhere: [&'static str; 2],
    (direction, style): (Directions, ChannelStyle),
    weight: i64,
) -> Channel {
    let [journey, journey_before] = journey;
    let [list, analytics] = elsewhere;
    Channel {
        name,
        supported: false,
        journey,
        journey_before,
        message: None,
        list,
        analytics,
        analytics_message: None,
        direction,
        style,
        weight,
    }
}

/// A row of a message channel, with `kinds` as the journey API and analytics name it.
const fn message(
    name: &'static str,
    [journey, analytics]: [&'static str; 2],
    (direction, style): (Directions, ChannelStyle),
    weight: i64,
) -> Channel {
    Channel {
        message: Some(journey),
        analytics_message: Some(analytics),
        ..media(
            name,
            ["Message", "Messaging"],
            ["messages", "message"],
            (direction, style),
            weight,
        )
    }
}

/// Marks a channel as supported in the product page's table.
const fn supported(mut channel: Channel) -> Channel {
    channel.supported = true;
    channel
}

const CALL: [&str; 2] = ["Voice", "Call"];
const CALLS: [&str; 2] = ["calls", "voice"];
const INBOUND_SPOKEN: (Directions, ChannelStyle) = (Directions::Inbound, ChannelStyle::Spoken);
const INBOUND_TEXT: (Directions, ChannelStyle) = (Directions::Inbound, ChannelStyle::Written);
const EITHER_TEXT: (Directions, ChannelStyle) = (Directions::Either, ChannelStyle::Written);
const NOTICE: (Directions, ChannelStyle) = (Directions::Outbound, ChannelStyle::Agentless);

pub(crate) static INBOUND_CALL: Channel =
    supported(media("INBOUND_CALL", CALL, CALLS, INBOUND_SPOKEN, 300));
pub(crate) static WEB_MESSAGING: Channel = supported(message(
    "WEB_MESSAGING",
    ["WebMessaging", "webmessaging"],
    INBOUND_TEXT,
    140,
));

#[rustfmt::skip]
static ROWS: [Channel; 27] = [
    supported(media("OUTBOUND_CALL", CALL, CALLS, (Directions::Outbound, ChannelStyle::Spoken), 90)),
    supported(media("WEB_CHAT", ["Chat", "Webchat"], ["chats", "chat"], INBOUND_TEXT, 60)),
    supported(media("EMAIL", ["Email", "Email"], ["emails", "email"], EITHER_TEXT, 110)),
    supported(message("SMS", ["Sms", "sms"], EITHER_TEXT, 50)),
    supported(message("WHATSAPP", ["WhatsApp", "whatsapp"], EITHER_TEXT, 70)),
    supported(message("LINE", ["Line", "line"], INBOUND_TEXT, 15)),
    supported(message("TWITTER", ["Twitter", "twitter"], INBOUND_TEXT, 12)),
    supported(message("FACEBOOK", ["Facebook", "facebook"], INBOUND_TEXT, 20)),
    supported(message("AGENTLESS_SMS", ["Sms", "sms"], NOTICE, 25)),
    supported(message("AGENTLESS_WHATSAPP", ["WhatsApp", "whatsapp"], NOTICE, 20)),
    media("CALLBACK", ["Callback", "Callback"], ["callbacks", "callback"], (Directions::Outbound, ChannelStyle::Spoken), 14),
    media("CAMPAIGN_CALL", CALL, CALLS, (Directions::Outbound, ChannelStyle::Campaign), 14),
    media("COBROWSE", ["Cobrowse", "Cobrowse"], ["cobrowsesessions", "cobrowse"], INBOUND_SPOKEN, 5),
    message("INSTAGRAM", ["Instagram", "instagram"], INBOUND_TEXT, 10),
    message("OPEN_MESSAGING", ["Open", "open"], INBOUND_TEXT, 8),
    message("AUTHENTICATED_WEB_MESSAGING", ["WebMessaging", "webmessaging"], (Directions::Inbound, ChannelStyle::Authenticated), 10),
    media("AGENTLESS_EMAIL", ["Email", "Email"], ["emails", "email"], NOTICE, 12),
    media("VIDEO", ["Video", "Video"], ["videos", "video"], INBOUND_SPOKEN, 3),
    media("SCREENSHARE", ["Screenshare", "Screenshare"], ["screenshares", "screenshare"], INBOUND_SPOKEN, 2),
    media("INTERNAL_MESSAGE", ["InternalMessage", "InternalMessage"], ["internalMessages", "internalmessage"], (Directions::Outbound, ChannelStyle::Written), 2),
    media("SOCIAL", ["Social", "Social"], ["socialExpressions", "unknown"], INBOUND_TEXT, 2),
    media("GENERIC_OBJECT", ["GenericObject", "GenericObject"], ["calls", "unknown"], (Directions::Unknown, ChannelStyle::Spoken), 1),
    message("APPLE", ["Apple", "apple"], INBOUND_TEXT, 3),
    media("UNKNOWN", ["Unknown", "Unknown"], ["calls", "unknown"], (Directions::Unknown, ChannelStyle::Spoken), 1),
    message("UNKNOWN_MESSAGE", ["Unknown", "unknown"], INBOUND_TEXT, 1),
    media("FUTURE_CHANNEL", ["Hologram", "Hologram"], ["calls", "unknown"], (Directions::Sideways, ChannelStyle::Spoken), 1),
    message("FUTURE_MESSAGE", ["Viber", "viber"], INBOUND_TEXT, 1),
];

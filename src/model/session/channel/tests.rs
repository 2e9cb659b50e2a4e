//! The channel on the card, and whether it is supported.

use chrono::DateTime;
use proptest::prelude::*;

use super::*;
use crate::model::channel::ConversationChannel;
use crate::model::session::Disposition;

use Direction::{Inbound, Outbound, Unknown};
use Medium::{
    AuthenticatedWebMessaging, Callback, CampaignCall, Cobrowse, Email, InboundCall, Instagram,
    OutboundCall, WebMessaging,
};

fn session(direction: Direction, channels: &[&str], code: Option<&str>) -> Session {
    let channels = channels.iter().map(|name| {
        let (kind, message) = name.split_once('/').unwrap_or((name, ""));
        ConversationChannel::from_platform(kind, Some(message))
    });
    let facts = ConversationFacts {
        conversation: Some("3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c3001".parse().unwrap()),
        channels: channels.collect(),
        direction,
        last_agent: Some("3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c6001".parse().unwrap()),
        last_wrap_up: code.map(|code| Disposition {
            code: WrapUpCodeId::from_disposition(code),
            notes: None,
            agent: None,
        }),
        ..ConversationFacts::default()
    };
    Session {
        id: "3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c2001".parse().unwrap(),
        customer: None,
        started_at: DateTime::UNIX_EPOCH,
        ended_at: None,
        idle_at: None,
        away_at: None,
        last_activity_at: None,
        duration_seconds: None,
        event_count: 0,
        divisions: Vec::new(),
        record: None,
        details: Details::Conversation(Arc::new(facts)),
    }
}

/// Direction, channels and wrap-up code; then the expected medium of the card, and whether it is supported.
type Row = (
    Direction,
    &'static [&'static str],
    Option<&'static str>,
    Medium,
    bool,
);

#[rustfmt::skip]
const TABLE: &[Row] = &[
    (Inbound, &["Voice"], None, InboundCall, true),
    (Inbound, &["Cobrowse", "Voice"], None, InboundCall, true),
    (Inbound, &["Message/Instagram", "Email", "Voice"], None, Email, true),
    (Inbound, &["Cobrowse", "Message/Instagram"], None, Cobrowse, false),
    (Inbound, &["Message/Instagram", "Cobrowse"], None, Instagram, false),
    // The customer requested a callback during a call.
    (Inbound, &["Voice", "Callback"], None, InboundCall, true),
    (Inbound, &["Callback", "Voice"], None, InboundCall, true),
    (Unknown, &["Callback", "Voice"], None, InboundCall, true),
    (Inbound, &["Callback"], None, Callback, false),
    // The callback itself.
    (Outbound, &["Callback"], None, Callback, false),
    (Outbound, &["Voice", "Callback"], None, Callback, false),
    (Outbound, &["Callback", "Voice"], None, Callback, false),
    (Outbound, &["Email", "Voice", "Callback"], None, Callback, false),
    // No channel, and unknown channels.
    (Inbound, &[], None, Medium::Unknown, true),
    (Outbound, &[], None, Medium::Unknown, true),
    (Inbound, &["Pigeon"], None, Medium::Unknown, false),
    (Inbound, &[""], None, Medium::Unknown, false),
    (Inbound, &["Pigeon", "Voice"], None, InboundCall, true),
    // Campaigns.
    (Outbound, &["Voice"], None, OutboundCall, true),
    (Outbound, &["Voice"], Some("ININ-OUTBOUND-ANSWERED"), CampaignCall, false),
    (Outbound, &["Call"], Some("inin-outbound-no-answer"), CampaignCall, false),
    (Outbound, &["Voice"], Some("ININ-OUTBOUND-left a message"), CampaignCall, false),
    (Outbound, &["Voice"], Some("ININ-OUTBOUND"), OutboundCall, true),
    (Outbound, &["Voice"], Some("ININ-WRAP-UP-TIMEOUT"), OutboundCall, true),
    (Outbound, &["Voice"], Some("é-ININ-OUTBOUND-X"), OutboundCall, true),
    (Inbound, &["Voice"], Some("ININ-OUTBOUND-ANSWERED"), InboundCall, true),
    (Outbound, &["Voice", "Message/Sms"], Some("ININ-OUTBOUND-X"), Medium::Sms, true),
];

#[test]
fn the_card_has_the_first_supported_channel() {
    for &(direction, channels, code, medium, supported) in TABLE {
        let expected = Channel {
            medium,
            direction,
            supported,
        };
        let found = session(direction, channels, code).channel(MediumSet::default());
        assert_eq!(found, expected, "{direction:?} {channels:?} {code:?}");
    }
}

#[test]
fn media_of_the_configuration_are_supported() {
    let supported = MediumSet::default().with(&[Instagram, Callback]);
    let medium = |direction, channels| session(direction, channels, None).channel(supported);
    assert_eq!(
        medium(Inbound, &["Cobrowse", "Message/Instagram", "Email"]),
        Channel::new(Instagram, Inbound, supported)
    );
    let callback = medium(Outbound, &["Voice", "Callback"]);
    assert!(callback.medium == Callback && callback.supported);
    assert!(!medium(Inbound, &["Cobrowse"]).supported);
}

#[test]
fn only_outbound_calls_without_a_campaign_code_are_candidates() {
    let candidate =
        |direction, channels, code| session(direction, channels, code).campaign_call_candidate();
    assert!(candidate(Outbound, &["Email", "Voice"], None).is_some());
    assert!(candidate(Inbound, &["Voice"], None).is_none());
    assert!(candidate(Outbound, &["Email"], None).is_none());
    assert!(candidate(Outbound, &["Voice"], Some("ININ-OUTBOUND-BUSY")).is_none());
    let campaign_call = session(Outbound, &["Voice"], None).as_campaign_call();
    assert_eq!(
        campaign_call.channel(MediumSet::default()).medium,
        CampaignCall
    );
    assert_eq!(campaign_call.campaign_call_candidate(), None);
}

#[test]
fn authenticated_web_messaging_is_another_medium() {
    let mut session = session(Inbound, &["Message/WebMessaging"], None);
    let medium = |session: &Session| session.channel(MediumSet::default()).medium;
    assert_eq!(medium(&session), WebMessaging);
    if let Details::Conversation(facts) = &mut session.details {
        Arc::make_mut(facts).authenticated = true;
    }
    assert_eq!(medium(&session), AuthenticatedWebMessaging);
    let supported = MediumSet::default().with(&[AuthenticatedWebMessaging]);
    assert!(session.channel(supported).supported);
}

fn channels() -> impl Strategy<Value = Vec<&'static str>> {
    let names = [
        "Voice",
        "Call",
        "Callback",
        "Email",
        "Cobrowse",
        "Message/Sms",
        "Message/Instagram",
        "Message/WebMessaging",
        "Social",
        "Chat",
        "Video",
        "Pigeon",
        "",
    ];
    prop::collection::vec(prop::sample::select(names.to_vec()), 0..6)
}

proptest! {
    #[test]
    fn the_card_follows_from_any_channels(
        channels in channels(),
        direction in prop::sample::select(vec![Inbound, Outbound, Unknown]),
        also in prop::collection::vec(prop::sample::select(Medium::ALL.to_vec()), 0..4),
        code in prop::option::of("ININ-OUTBOUND-[A-Z]{0,3}|[ -~é]{0,20}"),
    ) {
        let supported = MediumSet::default().with(&also);
        let with_channels = |channels: &[&str]| session(direction, channels, code.as_deref());
        let card = with_channels(&channels).channel(supported);
        let Details::Conversation(facts) = with_channels(&channels).details else { unreachable!() };
        let all: Vec<_> = facts.channels(supported).collect();
        prop_assert_eq!(all.len(), channels.len());
        let is_callback = direction == Outbound && all.iter().any(|channel| channel.medium == Callback);
        if all.is_empty() {
            prop_assert!(card.supported && card.medium == Medium::Unknown);
        } else if is_callback {
            prop_assert_eq!(card, Channel::new(Callback, direction, supported));
        } else {
            let first = all.iter().find(|channel| channel.supported);
            prop_assert_eq!(card.supported, first.is_some());
            prop_assert_eq!(Some(&card), first.or(all.first()));
        }
        let mut reversed = channels;
        reversed.reverse();
        prop_assert_eq!(with_channels(&reversed).channel(supported).supported, card.supported);
    }
}

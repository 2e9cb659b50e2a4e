//! Which channel is on the card, and whether the session is shown.

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
        ConversationChannel {
            kind: kind.to_owned(),
            message_type: (!message.is_empty()).then(|| message.to_owned()),
        }
    });
    let facts = Conversation {
        conversation: Some("3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c3001".parse().unwrap()),
        channels: channels.collect(),
        direction,
        last_agent: Some("3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c6001".parse().unwrap()),
        last_wrap_up: code.map(|code| Disposition {
            code: WrapUpCodeId::of_disposition(code),
            notes: None,
            agent: None,
        }),
        ..Conversation::default()
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
        details: Details::Conversation(Box::new(facts)),
    }
}

/// Direction, channels, wrap-up code; then the card's medium, and whether it is shown.
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
    // A callback that was asked for during a call.
    (Inbound, &["Voice", "Callback"], None, InboundCall, true),
    (Inbound, &["Callback", "Voice"], None, InboundCall, true),
    (Unknown, &["Callback", "Voice"], None, InboundCall, true),
    (Inbound, &["Callback"], None, Callback, false),
    // A callback that was made.
    (Outbound, &["Callback"], None, Callback, false),
    (Outbound, &["Voice", "Callback"], None, Callback, false),
    (Outbound, &["Callback", "Voice"], None, Callback, false),
    (Outbound, &["Email", "Voice", "Callback"], None, Callback, false),
    // Nothing is known, and a name is known that says nothing.
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
fn the_card_shows_the_first_channel_that_is_shown() {
    for &(direction, channels, code, medium, supported) in TABLE {
        let expected = Channel {
            medium,
            direction,
            supported,
        };
        let found = session(direction, channels, code).channel(Shown::default());
        assert_eq!(found, expected, "{direction:?} {channels:?} {code:?}");
    }
}

#[test]
fn what_the_operator_adds_is_shown() {
    let shown = Shown::default().with(&[Instagram, Callback]);
    let medium = |direction, channels| session(direction, channels, None).channel(shown);
    assert_eq!(
        medium(Inbound, &["Cobrowse", "Message/Instagram", "Email"]),
        Channel::new(Instagram, Inbound, shown)
    );
    let callback = medium(Outbound, &["Voice", "Callback"]);
    assert!(callback.medium == Callback && callback.supported);
    assert!(!medium(Inbound, &["Cobrowse"]).supported);
}

#[test]
fn the_details_are_needed_for_outbound_calls_without_a_sign_only() {
    let needs = |direction, channels, code| session(direction, channels, code).maybe_dialed();
    assert!(needs(Outbound, &["Email", "Voice"], None).is_some());
    assert!(needs(Inbound, &["Voice"], None).is_none());
    assert!(needs(Outbound, &["Email"], None).is_none());
    assert!(needs(Outbound, &["Voice"], Some("ININ-OUTBOUND-BUSY")).is_none());
    let dialed = session(Outbound, &["Voice"], None).as_dialed();
    assert_eq!(dialed.channel(Shown::default()).medium, CampaignCall);
    assert_eq!(dialed.maybe_dialed(), None);
}

#[test]
fn messaging_of_a_visitor_who_was_signed_in_is_another_medium() {
    let mut session = session(Inbound, &["Message/WebMessaging"], None);
    let medium = |session: &Session| session.channel(Shown::default()).medium;
    assert_eq!(medium(&session), WebMessaging);
    if let Details::Conversation(facts) = &mut session.details {
        facts.authenticated = true;
    }
    assert_eq!(medium(&session), AuthenticatedWebMessaging);
    let shown = Shown::default().with(&[AuthenticatedWebMessaging]);
    assert!(session.channel(shown).supported);
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
    fn any_channels(
        channels in channels(),
        direction in prop::sample::select(vec![Inbound, Outbound, Unknown]),
        also in prop::collection::vec(prop::sample::select(Medium::ALL.to_vec()), 0..4),
        code in prop::option::of("ININ-OUTBOUND-[A-Z]{0,3}|[ -~é]{0,20}"),
    ) {
        let also: Vec<_> = also.into_iter().map(|(_, medium)| medium).collect();
        let shown = Shown::default().with(&also);
        let of = |channels: &[&str]| session(direction, channels, code.as_deref());
        let card = of(&channels).channel(shown);
        let Details::Conversation(facts) = of(&channels).details else { unreachable!() };
        let all: Vec<_> = facts.channels(shown).collect();
        prop_assert_eq!(all.len(), channels.len());
        let calls_back = direction == Outbound && all.iter().any(|one| one.medium == Callback);
        if all.is_empty() {
            prop_assert!(card.supported && card.medium == Medium::Unknown);
        } else if calls_back {
            prop_assert_eq!(card, Channel::new(Callback, direction, shown));
        } else {
            let first = all.iter().find(|one| one.supported);
            prop_assert_eq!(card.supported, first.is_some());
            prop_assert_eq!(Some(&card), first.or(all.first()));
        }
        let mut turned = channels;
        turned.reverse();
        prop_assert_eq!(of(&turned).channel(shown).supported, card.supported);
    }
}

//! The world: the same for the same seed, and complete.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use journey_simulator::Options;
use serde_json::Value;

use super::{Platform, SUPERVISOR, sessions_path, text};

fn noon() -> DateTime<Utc> {
    "2026-11-20T12:00:00Z".parse().expect("a date")
}

/// Everything readable about the showcase customers, as text.
async fn read_everything(options: Options) -> Vec<String> {
    let platform = Platform::with(options).await;
    let mut read = Vec::new();
    for customer in platform.simulator.showcase() {
        read.push(
            platform
                .get_ok(
                    SUPERVISOR,
                    &format!("/api/v2/externalcontacts/contacts/{}", customer.id),
                )
                .await,
        );
        read.push(
            platform
                .get_ok(SUPERVISOR, &sessions_path(&customer.id, "pageSize=200"))
                .await,
        );
    }
    read.iter().map(Value::to_string).collect()
}

#[tokio::test]
async fn the_seed_determines_the_world() {
    let options = |seed: u64| Options {
        seed,
        now: Some(noon()),
        ..Options::default()
    };
    let first = read_everything(options(42)).await;
    assert_eq!(first, read_everything(options(42)).await);
    let other = read_everything(options(43)).await;
    assert!(first.iter().zip(&other).all(|(one, other)| one != other));
}

#[tokio::test]
async fn a_fixed_clock_does_not_advance() {
    let platform = Platform::with(Options {
        now: Some(noon()),
        ..Options::default()
    })
    .await;
    let path = sessions_path(&platform.simulator.fixtures().live_customer, "");
    let first = platform.get_ok(SUPERVISOR, &path).await;
    assert_eq!(first, platform.get_ok(SUPERVISOR, &path).await);
    assert_eq!(
        text(&first["entities"][1]["lastEvent"], "createdDate"),
        "2026-11-20T11:59:55.000Z"
    );
}

#[tokio::test]
async fn the_full_tab_is_complete() {
    let platform = Platform::start().await;
    let fixtures = platform.simulator.fixtures();
    let sessions = platform.sessions(SUPERVISOR, &fixtures.customer).await;
    let of = |kind: &str| {
        sessions
            .iter()
            .filter(|session| session["type"] == kind)
            .count()
    };
    assert_eq!(
        (sessions.len(), of("conversation"), of("web")),
        (25, 15, 10)
    );
    let shown: BTreeSet<&str> = fixtures
        .customer_by_channel
        .keys()
        .copied()
        .filter(|name| *name != "WEB")
        .collect();
    assert_eq!(shown, fixtures.supported_channels.iter().copied().collect());
    let counts: Vec<u64> = sessions
        .iter()
        .filter(|session| session["type"] == "web")
        .map(|session| session["eventCount"].as_u64().expect("a count"))
        .collect();
    assert!(
        counts.iter().filter(|count| **count > 0).count() >= 8 && counts.contains(&0),
        "{counts:?}"
    );
    let by_id = |id: &str| {
        sessions
            .iter()
            .find(|session| session["id"] == *id)
            .expect("a session")
    };
    assert_eq!(
        by_id(&fixtures.system_code_call)["lastUserDisposition"]["code"],
        fixtures.system_code
    );
    assert_eq!(
        by_id(&fixtures.deleted_code_call)["lastUserDisposition"]["code"],
        fixtures.deleted_code.0
    );
    assert_eq!(
        by_id(&fixtures.former_agent_call)["lastConnectedUser"]["id"],
        fixtures.former_agent.0
    );
    let visit = format!("/api/v2/journey/sessions/{}/events", fixtures.full_visit);
    let events = platform.get_ok(SUPERVISOR, &visit).await.to_string();
    for part in [
        "page_viewed",
        "searchQuery",
        "SegmentAssignmentEvent",
        "contentOffer",
        "accepted",
        "ignored",
    ] {
        assert!(events.contains(part), "no {part}");
    }
}

#[tokio::test]
async fn every_channel_and_unknown_values_exist() {
    let platform = Platform::start().await;
    let fixtures = platform.simulator.fixtures();
    let sessions = platform
        .sessions(SUPERVISOR, &fixtures.every_channel_customer)
        .await;
    let values = |pointer: &str| -> BTreeSet<String> {
        sessions
            .iter()
            .filter_map(|session| session.pointer(pointer)?.as_str().map(str::to_owned))
            .collect()
    };
    let messages = [
        "Apple",
        "Facebook",
        "Instagram",
        "Line",
        "Open",
        "Sms",
        "Twitter",
        "Unknown",
        "Viber",
        "WebMessaging",
        "WhatsApp",
    ];
    assert_eq!(
        values("/conversationChannels/0/messageType"),
        messages.map(str::to_owned).into()
    );
    let kinds = values("/conversationChannels/0/type");
    for kind in [
        "Callback",
        "Cobrowse",
        "Email",
        "GenericObject",
        "Hologram",
        "InternalMessage",
        "Screenshare",
        "Social",
        "Unknown",
        "Video",
    ] {
        assert!(kinds.contains(kind), "no {kind} in {kinds:?}");
    }
    for pair in [
        ["Voice", "Call"],
        ["Chat", "Webchat"],
        ["Message", "Messaging"],
    ] {
        assert!(
            pair.iter().any(|spelling| kinds.contains(*spelling)),
            "none of {pair:?} in {kinds:?}"
        );
    }
    assert_eq!(
        values("/type"),
        ["app", "case", "conversation", "kiosk", "web"]
            .map(str::to_owned)
            .into()
    );
    assert!(
        values("/originatingDirection").is_superset(
            &["Inbound", "Outbound", "Unknown", "Sideways"]
                .map(str::to_owned)
                .into()
        )
    );
    assert!(values("/lastUserDisconnectType").contains("Teleported"));
    assert!(
        sessions
            .iter()
            .any(|session| session["authenticated"] == true)
    );
    assert_eq!(fixtures.session_by_channel.len(), sessions.len());
}

#[tokio::test]
async fn old_spellings_nulls_and_absent_fields_occur() {
    let platform = Platform::start().await;
    let sessions = platform
        .sessions(SUPERVISOR, &platform.simulator.fixtures().frequent_customer)
        .await;
    let spelled = |spelling: &str| {
        sessions
            .iter()
            .filter(|session| session["conversationChannels"][0]["type"] == spelling)
            .count()
    };
    for (now, before) in [("Voice", "Call"), ("Message", "Messaging")] {
        assert!(
            spelled(before) > 0 && spelled(now) > spelled(before),
            "{now} {}, {before} {}",
            spelled(now),
            spelled(before)
        );
    }
    let field = |session: &&Value| session.get("conversationSubject").map(Value::is_null);
    let seen: BTreeSet<_> = sessions.iter().map(|session| field(&session)).collect();
    assert_eq!(seen.len(), 3, "absent, null and set");
}

#[tokio::test]
async fn customers_have_some_sessions_and_few_have_many() {
    let platform = Platform::with(Options {
        customers: 3000,
        ..Options::default()
    })
    .await;
    let mut first = BTreeSet::new();
    for number in 9..400 {
        let asked =
            serde_json::json!({ "type": "ExternalId", "value": format!("CRM-{number:06}") });
        let (status, contact) = platform
            .post(
                SUPERVISOR,
                "/api/v2/externalcontacts/identifierlookup/contacts",
                &asked,
            )
            .await;
        if status != 200 {
            continue;
        }
        let sessions = platform.sessions(SUPERVISOR, text(&contact, "id")).await;
        assert!((3..=320).contains(&sessions.len()), "{}", sessions.len());
        let ended = sessions.iter().filter(|session| session["type"] != "case");
        assert!(
            ended
                .clone()
                .all(|session| session["endedDate"].is_string()),
            "the past is over"
        );
        first.insert(sessions.len());
        if first.len() > 25 {
            return;
        }
    }
    panic!("only {} different numbers of sessions", first.len());
}

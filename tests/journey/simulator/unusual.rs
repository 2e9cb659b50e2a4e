//! Edge-case sessions, and the course of open ones.

use std::time::Duration;

use journey_simulator::{Action, Options};
use serde_json::{Value, json};

use super::{Platform, SUPERVISOR, ids, sessions_path, text};

/// A platform with a fixed time until it is set.
async fn at_fixed_time() -> Platform {
    Platform::with(Options {
        now: Some("2026-11-20T12:00:00Z".parse().expect("a date")),
        ..Options::default()
    })
    .await
}

async fn session(platform: &Platform, id: &str) -> Value {
    let path = format!("/api/v2/journey/sessions/{id}");
    platform.get_ok(SUPERVISOR, &path).await
}

async fn details(platform: &Platform, session: &Value) -> Value {
    let id = text(&session["conversation"], "id");
    let path = format!("/api/v2/analytics/conversations/{id}/details");
    platform.get_ok(SUPERVISOR, &path).await
}

async fn conversation(platform: &Platform, session: &Value) -> Value {
    let id = text(&session["conversation"], "id");
    let path = format!("/api/v2/conversations/{id}");
    platform.get_ok(SUPERVISOR, &path).await
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

#[tokio::test]
async fn a_conversation_lists_one_channel_or_several_or_none() {
    let platform = Platform::start().await;
    let unusual = platform.simulator.fixtures().unusual_sessions;
    for (name, direction, kinds) in [
        (
            "CALLBACK_DURING_CALL",
            "Inbound",
            &["Voice", "Callback"][..],
        ),
        ("OUTBOUND_CALLBACK", "Outbound", &["Voice", "Callback"]),
        (
            "SUPPORTED_CHANNEL_SECOND",
            "Inbound",
            &["Cobrowse", "Message"],
        ),
        ("SUPPORTED_CHANNELS", "Inbound", &["Voice", "Email"]),
    ] {
        let session = session(&platform, &unusual[name]).await;
        let listed: Vec<&str> = list(&session["conversationChannels"])
            .map(|channel| match text(channel, "type") {
                "Call" => "Voice",
                "Messaging" => "Message",
                kind => kind,
            })
            .collect();
        assert_eq!(listed, kinds, "{name}");
        assert_eq!(session["originatingDirection"], direction, "{name}");
        // Analytics has every channel that the session lists.
        let details = details(&platform, &session).await;
        let media = list(&details["participants"][0]["sessions"]).count();
        assert_eq!(media, kinds.len(), "{name}: {details}");
    }
    let channels = async |name: &str| {
        let session = session(&platform, &unusual[name]).await;
        session.get("conversationChannels").cloned()
    };
    assert_eq!(channels("EMPTY_CHANNELS").await, Some(json!([])));
    assert_eq!(channels("NULL_CHANNELS").await, Some(Value::Null));
    assert_eq!(channels("ABSENT_CHANNELS").await, None);
}

#[tokio::test]
async fn only_analytics_marks_every_campaign_call() {
    let platform = Platform::start().await;
    let unusual = platform.simulator.fixtures().unusual_sessions;
    for (name, sign, campaign) in [
        ("CAMPAIGN_CALL_WITH_CODE", true, true),
        ("CAMPAIGN_CALL_WITHOUT_CODE", false, true),
        ("OUTBOUND_CALL", false, false),
    ] {
        let session = session(&platform, &unusual[name]).await;
        let code = session["lastUserDisposition"]["code"].as_str();
        let signed = code.is_some_and(|code| code.starts_with("ININ-OUTBOUND-"));
        assert_eq!(signed, sign, "{name}");
        let details = details(&platform, &session).await;
        let media = &details["participants"][0]["sessions"][0];
        assert_eq!(media["outboundCampaignId"].is_string(), campaign, "{name}");
        assert_eq!(
            details["conversationInitiator"] == "dialer",
            campaign,
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_custom_session_has_attributes_and_external_ids() {
    let platform = Platform::start().await;
    let unusual = platform.simulator.fixtures().unusual_sessions;
    let session = session(&platform, &unusual["CUSTOM_SESSION"]).await;
    for field in ["shortId", "externalId", "externalUrl"] {
        assert!(session[field].is_string(), "{field}");
    }
    let attributes = session["attributes"].as_object().expect("attributes");
    assert_eq!(attributes.len(), 4);
    assert!(attributes.values().all(|one| one["value"].is_string()));
    let lists = session["attributeLists"].as_object().expect("lists");
    assert!(lists.values().all(|one| one["values"].is_array()));
}

#[tokio::test]
async fn wrap_ups_are_on_participants_communications_or_both() {
    let platform = Platform::start().await;
    let fixtures = platform.simulator.fixtures();
    let (mut on_participant, mut on_communication, mut on_both) = (0, 0, 0);
    for session in platform.sessions(SUPERVISOR, &fixtures.customer).await {
        if session["type"] != "conversation" {
            continue;
        }
        let conversation = conversation(&platform, &session).await;
        for one in list(&conversation["participants"]) {
            let media = ["calls", "chats", "emails", "messages"].into_iter();
            let mut media = media.flat_map(|name| list(&one[name]));
            let communication = media.any(|media| media["wrapup"].is_object());
            match (one["wrapup"].is_object(), communication) {
                (true, false) => on_participant += 1,
                (false, true) => on_communication += 1,
                (true, true) => on_both += 1,
                (false, false) => {}
            }
        }
    }
    let found = (on_participant, on_communication, on_both);
    assert!(found.0 > 0 && found.1 > 0 && found.2 > 0, "{found:?}");
    let queue = session(&platform, &fixtures.unusual_sessions["WRAPPED_UP_QUEUE"]).await;
    let details = details(&platform, &queue).await;
    let of_queue = list(&details["participants"]).filter(|one| one["purpose"] == "acd");
    let filed = of_queue
        .flat_map(|one| list(&one["sessions"]))
        .flat_map(|media| list(&media["segments"]))
        .filter(|segment| segment["segmentType"] == "wrapup");
    assert_eq!(filed.count(), 1, "{details}");
}

#[tokio::test]
async fn metrics_agree_with_segments() {
    let platform = Platform::start().await;
    let fixtures = platform.simulator.fixtures();
    let (mut held, mut evaluated, mut flows) = (0, 0, 0);
    for session in platform.sessions(SUPERVISOR, &fixtures.customer).await {
        if session["type"] != "conversation" {
            continue;
        }
        let details = details(&platform, &session).await;
        evaluated += list(&details["evaluations"]).count();
        for media in list(&details["participants"]).flat_map(|one| list(&one["sessions"])) {
            flows += usize::from(media["flow"].is_object());
            if media["mediaType"] == "voice" {
                assert!(media["ani"].is_string() && media["dnis"].is_string());
            }
            let time = |value: &Value| -> chrono::DateTime<chrono::Utc> {
                value.as_str().expect("a date").parse().expect("a date")
            };
            let of = |kind: &str| -> i64 {
                list(&media["segments"])
                    .filter(|segment| segment["segmentType"] == kind)
                    .map(|segment| time(&segment["segmentEnd"]) - time(&segment["segmentStart"]))
                    .map(|length| length.num_milliseconds())
                    .sum()
            };
            for metric in list(&media["metrics"]) {
                let kind = match text(metric, "name") {
                    "tTalk" => "interact",
                    "tHeld" => "hold",
                    "tAcw" => "wrapup",
                    _ => continue,
                };
                assert_eq!(metric["value"], of(kind), "{media}");
                held += usize::from(kind == "hold");
            }
        }
    }
    assert!(
        held > 0 && evaluated > 0 && flows > 5,
        "{held}, {evaluated}, {flows}"
    );
}

#[tokio::test]
async fn a_chat_begins_on_a_visit_that_stays_active() {
    let platform = at_fixed_time().await;
    let fixtures = platform.simulator.fixtures();
    let begun_on = async |session: &Value| {
        let conversation = conversation(&platform, session).await;
        let context = &conversation["participants"][0]["messages"][0]["journeyContext"];
        context["customerSession"]["id"].as_str().map(str::to_owned)
    };
    let chat = session(&platform, &fixtures.chat).await;
    let visit = session(&platform, &fixtures.chat_visit).await;
    assert!(chat["endedDate"].is_null() && visit["endedDate"].is_null());
    let last = |session: &Value| text(&session["lastEvent"], "createdDate").to_owned();
    assert!(last(&chat) < last(&visit));
    assert_eq!(begun_on(&chat).await, Some(fixtures.chat_visit.clone()));
    // The same for a customer who has just arrived.
    let perform = |action: Action| platform.simulator.perform(&fixtures.customer, action);
    let alone = perform(Action::StartMessaging).expect("a chat");
    assert_eq!(begun_on(&session(&platform, &alone).await).await, None);
    platform.simulator.advance(Duration::from_secs(1));
    let visit = perform(Action::StartVisit);
    platform.simulator.advance(Duration::from_secs(1));
    let chat = perform(Action::StartMessaging).expect("a chat");
    assert_eq!(begun_on(&session(&platform, &chat).await).await, visit);
}

#[tokio::test]
async fn a_transferred_call_waits_is_wrapped_up_and_ends() {
    let platform = at_fixed_time().await;
    let customer = platform.simulator.fixtures().customer;
    let step = async |action: Action| {
        platform.simulator.advance(Duration::from_secs(5));
        let id = platform
            .simulator
            .perform(&customer, action)
            .expect("it happens");
        session(&platform, &id).await
    };
    step(Action::StartCall).await;
    step(Action::Answer).await;
    let waiting = step(Action::Transfer).await;
    assert_eq!(waiting["lastUserDisconnectType"], "Transfer");
    assert!(waiting["endedDate"].is_null());
    let talking = step(Action::Answer).await;
    assert!(talking["lastUserDisconnectType"].is_null());
    let over = step(Action::EndCall).await;
    assert!(over["endedDate"].is_null());
    let filed = step(Action::FileWrapUp).await;
    assert!(filed["endedDate"].is_null());
    assert_ne!(filed["lastUserDisposition"], over["lastUserDisposition"]);
    let closed = step(Action::Close).await;
    assert!(closed["endedDate"].is_string());
    // The platform can also end a session before the wrap-up.
    step(Action::StartCall).await;
    step(Action::Answer).await;
    step(Action::EndCall).await;
    let closed = step(Action::Close).await;
    assert!(closed["endedDate"].is_string() && closed["lastUserDisposition"].is_null());
    let filed = step(Action::WrapUp).await;
    assert_eq!(filed["endedDate"], closed["endedDate"]);
    assert!(filed["lastUserDisposition"].is_object());
}

#[tokio::test]
async fn some_other_sessions_have_idle_and_away_dates() {
    let platform = Platform::start().await;
    let frequent = platform.simulator.fixtures().frequent_customer;
    let sessions = platform.sessions(SUPERVISOR, &frequent).await;
    let conversations = || sessions.iter().filter(|one| one["type"] == "conversation");
    let dated = conversations().filter(|one| one["idleDate"].is_string());
    assert!(dated.clone().all(|one| one["awayDate"].is_string()));
    assert!((10..conversations().count()).contains(&dated.count()));
}

#[tokio::test]
async fn unsorted_lists_have_each_session_once_for_any_page_size() {
    let platform = Platform::with(Options {
        unsorted: true,
        ..Options::default()
    })
    .await;
    let fixtures = platform.simulator.fixtures();
    let customer = fixtures.frequent_customer;
    let whole = platform
        .all(SUPERVISOR, &sessions_path(&customer, "pageSize=200"))
        .await;
    let dates: Vec<&str> = whole.iter().map(|one| text(one, "createdDate")).collect();
    assert!(!dates.is_sorted_by(|one, next| one >= next), "sorted");
    let pages = platform
        .all(SUPERVISOR, &sessions_path(&customer, "pageSize=7"))
        .await;
    assert_eq!(ids(&pages), ids(&whole));
    let plain = Platform::start().await;
    let unusual = sessions_path(&fixtures.unusual_customer, "pageSize=4");
    let unusual = plain.all(SUPERVISOR, &unusual).await;
    let dates = unusual.iter().map(|one| text(one, "createdDate"));
    assert!(!dates.is_sorted_by(|one, next| one >= next), "sorted");
    assert_eq!(unusual.len(), fixtures.unusual_sessions.len());
    let sorted = plain
        .all(SUPERVISOR, &sessions_path(&customer, "pageSize=200"))
        .await;
    let (mut one, mut other) = (ids(&whole), ids(&sorted));
    assert_ne!(one, other);
    one.sort_unstable();
    other.sort_unstable();
    assert_eq!(one, other);
}

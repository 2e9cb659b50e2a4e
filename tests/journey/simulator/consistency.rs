//! Different operations agree on the same conversation and the same visit.

use journey_simulator::Options;
use serde_json::Value;

use super::{Platform, SUPERVISOR, text};

/// Agents, queues and wrap-up codes of a conversation, in order, and its end.
#[derive(Debug, PartialEq, Eq)]
struct Course {
    start: String,
    end: Option<String>,
    agents: Vec<String>,
    queues: Vec<String>,
    codes: Vec<String>,
    participants: Vec<String>,
    divisions: Vec<String>,
    contact: String,
}

fn optional(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn from_analytics(details: &Value) -> Course {
    let segments = |purpose: &'static str, kind: &'static str, field: &'static str| {
        list(&details["participants"])
            .filter(move |one| one["purpose"] == purpose)
            .flat_map(|one| list(&one["sessions"]))
            .flat_map(|session| list(&session["segments"]))
            .filter(move |segment| segment["segmentType"] == kind)
            .filter_map(move |segment| optional(&segment[field]))
            .collect()
    };
    Course {
        start: text(details, "conversationStart").to_owned(),
        end: optional(&details["conversationEnd"]),
        agents: list(&details["participants"])
            .filter_map(|one| optional(&one["userId"]))
            .collect(),
        queues: segments("acd", "delay", "queueId"),
        codes: segments("agent", "wrapup", "wrapUpCode"),
        participants: list(&details["participants"])
            .filter_map(|one| optional(&one["participantId"]))
            .collect(),
        divisions: list(&details["divisionIds"]).filter_map(optional).collect(),
        contact: text(&details["participants"][0], "externalContactId").to_owned(),
    }
}

/// The code of the participant or of a communication; if both have one, they are equal.
fn wrap_up(participant: &Value) -> Option<String> {
    let lists = ["calls", "callbacks", "chats", "emails", "messages"];
    let mut codes: Vec<String> = lists
        .into_iter()
        .flat_map(|name| list(&participant[name]))
        .chain([participant])
        .filter_map(|holder| optional(&holder["wrapup"]["code"]))
        .collect();
    codes.dedup();
    assert!(codes.len() <= 1, "{participant}");
    codes.pop()
}

fn from_conversation(conversation: &Value) -> Course {
    let participants = || list(&conversation["participants"]);
    let queued = participants().filter(|one| one["purpose"] == "acd");
    Course {
        start: text(conversation, "startTime").to_owned(),
        end: optional(&conversation["endTime"]),
        agents: participants()
            .filter_map(|one| optional(&one["userId"]))
            .collect(),
        queues: queued.filter_map(|one| optional(&one["queueId"])).collect(),
        codes: participants()
            .filter(|one| one["purpose"] == "agent")
            .filter_map(wrap_up)
            .collect(),
        participants: participants()
            .filter_map(|one| optional(&one["id"]))
            .collect(),
        divisions: list(&conversation["divisions"])
            .filter_map(|one| optional(&one["division"]["id"]))
            .collect(),
        contact: text(&conversation["participants"][0], "externalContactId").to_owned(),
    }
}

/// The conversation sessions of the showcase customers.
async fn conversations(platform: &Platform) -> Vec<Value> {
    let mut found = Vec::new();
    for customer in platform.simulator.showcase() {
        let sessions = platform.sessions(SUPERVISOR, &customer.id).await;
        found.extend(
            sessions
                .into_iter()
                .filter(|session| session["type"] == "conversation")
                .take(60),
        );
    }
    found
}

#[tokio::test]
async fn session_analytics_and_conversation_agree() {
    let platform = Platform::start().await;
    let sessions = conversations(&platform).await;
    assert!(sessions.len() > 100, "{}", sessions.len());
    let mut transferred = 0;
    for session in sessions {
        let id = text(&session["conversation"], "id");
        let details = format!("/api/v2/analytics/conversations/{id}/details");
        let analytics = from_analytics(&platform.get_ok(SUPERVISOR, &details).await);
        let conversation = from_conversation(
            &platform
                .get_ok(SUPERVISOR, &format!("/api/v2/conversations/{id}"))
                .await,
        );
        assert_eq!(analytics, conversation);
        assert_eq!(text(&session, "createdDate"), analytics.start);
        assert_eq!(optional(&session["endedDate"]), analytics.end);
        assert_eq!(
            optional(&session["lastConnectedUser"]["id"]),
            analytics.agents.last().cloned()
        );
        assert_eq!(
            optional(&session["lastConnectedQueue"]["id"]),
            analytics.queues.last().cloned()
        );
        assert_eq!(
            optional(&session["lastUserDisposition"]["code"]),
            analytics.codes.last().cloned()
        );
        let divisions: Vec<String> = list(&session["divisionIds"]).filter_map(optional).collect();
        assert_eq!(divisions, analytics.divisions);
        assert_eq!(text(&session["externalContact"], "id"), analytics.contact);
        transferred += usize::from(analytics.agents.len() > 1);
    }
    assert!(
        transferred > 5,
        "only {transferred} conversations were transferred"
    );
}

#[tokio::test]
async fn the_transferred_call_has_three_of_each() {
    let platform = Platform::start().await;
    let fixtures = platform.simulator.fixtures();
    let id = &fixtures.transferred_conversation;
    let path = format!("/api/v2/analytics/conversations/details?id={id}");
    let response = platform.get_ok(SUPERVISOR, &path).await;
    let course = from_analytics(&response["conversations"][0]);
    assert_eq!(course.agents, fixtures.transferred_agents);
    assert_eq!(course.queues, fixtures.transferred_queues);
    assert_eq!(course.codes, fixtures.transferred_codes);
    assert_eq!(
        (course.agents.len(), course.queues.len(), course.codes.len()),
        (3, 3, 3)
    );
    assert!(course.end.is_some());
}

#[tokio::test]
async fn a_visits_session_counts_its_events() {
    // The active visit would change between the two calls.
    let now = Some("2026-11-20T12:00:00Z".parse().expect("a date"));
    let platform = Platform::with(Options {
        now,
        ..Options::default()
    })
    .await;
    let mut visits = 0;
    for customer in platform.simulator.showcase() {
        let sessions = platform.sessions(SUPERVISOR, &customer.id).await;
        for session in sessions
            .iter()
            .filter(|session| session["type"] == "web")
            .take(15)
        {
            let events = events(&platform, text(session, "id")).await;
            assert_eq!(session["eventCount"], events.len());
            let named = |name: &str| {
                events
                    .iter()
                    .filter(|event| event["webEvent"]["eventName"] == name)
                    .count()
            };
            assert_eq!(session["pageviewCount"], named("page_viewed"));
            let searches: Vec<_> = events
                .iter()
                .filter_map(|event| optional(&event["webEvent"]["searchQuery"]))
                .collect();
            assert_eq!(
                list(&session["searchTerms"])
                    .filter_map(optional)
                    .collect::<Vec<_>>(),
                searches
            );
            let times: Vec<&str> = events
                .iter()
                .map(|event| text(event, "createdDate"))
                .collect();
            assert!(times.is_sorted(), "oldest first: {times:?}");
            if let Some(last) = events.last() {
                assert_eq!(text(&session["lastEvent"], "id"), text(last, "id"));
                assert_eq!(
                    text(&session["lastEvent"], "createdDate"),
                    text(last, "createdDate")
                );
                assert_idle_and_away(session);
            }
            visits += 1;
        }
    }
    assert!(visits > 40, "{visits}");
}

async fn events(platform: &Platform, session: &str) -> Vec<Value> {
    platform
        .all(
            SUPERVISOR,
            &format!("/api/v2/journey/sessions/{session}/events?pageSize=200"),
        )
        .await
}

/// Idle and away are 45 and 60 seconds after the last event; the visit ends after 20 minutes.
fn assert_idle_and_away(session: &Value) {
    let time = |value: &str| chrono::DateTime::parse_from_rfc3339(value).expect("a date");
    let last = time(text(&session["lastEvent"], "createdDate"));
    let after = |field: &str| (time(text(session, field)) - last).num_milliseconds();
    assert_eq!((after("idleDate"), after("awayDate")), (45_000, 60_000));
    if !session["endedDate"].is_null() {
        assert_eq!(after("endedDate"), 20 * 60_000);
    }
}

#[tokio::test]
async fn a_conversation_from_the_site_names_a_visit_of_the_same_customer() {
    let platform = Platform::start().await;
    let mut linked = 0;
    for session in conversations(&platform).await {
        let id = text(&session["conversation"], "id");
        let conversation = platform
            .get_ok(SUPERVISOR, &format!("/api/v2/conversations/{id}"))
            .await;
        let details = platform
            .get_ok(
                SUPERVISOR,
                &format!("/api/v2/analytics/conversations/{id}/details"),
            )
            .await;
        let media = ["messages", "chats"].map(|list| &conversation["participants"][0][list][0]);
        let context = media
            .iter()
            .find_map(|media| optional(&media["journeyContext"]["customerSession"]["id"]));
        let from_analytics =
            optional(&details["participants"][0]["sessions"][0]["journeyCustomerSessionId"]);
        assert_eq!(context, from_analytics);
        let Some(visit) = context else { continue };
        let visit = platform
            .get_ok(SUPERVISOR, &format!("/api/v2/journey/sessions/{visit}"))
            .await;
        assert_eq!(
            visit["externalContact"]["id"],
            session["externalContact"]["id"]
        );
        assert!(text(&visit, "createdDate") < text(&session, "createdDate"));
        linked += 1;
    }
    assert!(linked > 3, "{linked}");
}

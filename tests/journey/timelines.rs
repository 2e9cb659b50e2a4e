//! Timelines and wrap-ups: causes come before effects, estimated times are marked, and each wrap-up is reported once.

use journey_simulator::{Action, Grant, Options};
use serde_json::{Value, json};

use super::harness::{AGENT, Harness, SUPERVISOR};

const TIMELINE: &str = "query($id: ID!) { session(id: $id) { ... on ConversationSession {
    events(first: 100) { complete nodes { type createdAt ... on ConversationEvent { timeIsEstimated
      participant agent { id } wrapUp { notes } } } }
    wrapUps { code { id } notes agent { id } at } } } }";

/// Adds a viewer who may read single conversations but not analytics.
fn add_conversation_reader(harness: &Harness) -> &'static str {
    let permissions = [
        "externalContacts:session:view",
        "journey:session:view",
        "journey:event:view",
        "journey:eventtype:view",
        "routing:wrapupCode:view",
        "conversation:communication:view",
    ];
    let grant = Grant {
        permissions: permissions.map(str::to_owned).to_vec(),
        division: None,
    };
    harness.simulator.add_user("reader", &[grant]);
    "reader"
}

/// The type and time of each event.
fn types(data: &Value) -> Vec<(&str, &str)> {
    let nodes = data["session"]["events"]["nodes"]
        .as_array()
        .unwrap()
        .iter();
    nodes
        .map(|node| {
            (
                node["type"].as_str().unwrap(),
                node["createdAt"].as_str().unwrap(),
            )
        })
        .collect()
}

#[tokio::test]
async fn causes_come_before_effects_from_both_sources() {
    // Each segment of the call starts at the time at which the previous one ends.
    let harness = Harness::start().await;
    let variables = json!({"id": harness.fixtures.transferred_call});
    let analytics = harness
        .query(SUPERVISOR, TIMELINE, variables.clone())
        .await
        .data();
    let reader = add_conversation_reader(&harness);
    let single = harness.query(reader, TIMELINE, variables).await.data();
    for data in [&analytics, &single] {
        assert_eq!(data["session"]["events"]["complete"], true);
        let types = types(data);
        let mut transfers = 0;
        for (index, (kind, at)) in types.iter().enumerate() {
            if *kind != "agent.transferred" {
                continue;
            }
            transfers += 1;
            let entered = types
                .iter()
                .position(|other| *other == ("queue.entered", at));
            assert!(entered.is_none_or(|entered| entered > index), "{types:?}");
        }
        assert_eq!(transfers, 2, "{types:?}");
    }
    assert_eq!(types(&analytics), types(&single));
}

#[tokio::test]
async fn an_estimated_time_is_marked_on_its_event() {
    let harness = Harness::start().await;
    let variables = json!({"id": harness.fixtures.transferred_call});
    let estimated = |data: &Value| -> Vec<(String, bool)> {
        let nodes = data["session"]["events"]["nodes"]
            .as_array()
            .unwrap()
            .iter();
        nodes
            .map(|node| {
                let kind = node["type"].as_str().unwrap().to_owned();
                (kind, node["timeIsEstimated"].as_bool().unwrap())
            })
            .collect()
    };
    let whole = harness.query(SUPERVISOR, TIMELINE, variables.clone()).await;
    assert!(
        estimated(&whole.data())
            .iter()
            .all(|(_, is_estimated)| !is_estimated)
    );
    let from_session = harness.query(AGENT, TIMELINE, variables).await;
    let from_session = estimated(&from_session.body["data"]);
    let expected = [
        ("conversation.started", false),
        ("queue.entered", true),
        ("agent.connected", true),
        ("wrapup.added", true),
        ("conversation.ended", false),
    ];
    let expected: Vec<_> = expected
        .map(|(kind, is_estimated)| (kind.to_owned(), is_estimated))
        .into();
    assert_eq!(from_session, expected);
}

/// A session alone shows only the last agent of a transferred call, but its wrap-up is the first agent's.
#[tokio::test]
async fn the_wrap_up_of_an_earlier_agent_comes_before_the_last_agent() {
    let harness = Harness::start().await;
    let customer = &harness.fixtures.live_customer;
    let perform = |action| harness.simulator.perform(customer, action).unwrap();
    let call = perform(Action::StartCall);
    for step in [Action::AnswerAsDemoAgent, Action::Transfer, Action::Answer] {
        perform(step);
    }
    let variables = json!({"id": call});
    let from_session = harness.query(AGENT, TIMELINE, variables).await.body;
    let kinds: Vec<_> = types(&from_session["data"])
        .iter()
        .map(|(kind, _)| *kind)
        .collect();
    let expected = [
        "conversation.started",
        "wrapup.added",
        "queue.entered",
        "agent.connected",
    ];
    assert_eq!(kinds, expected, "{from_session:#}");
    assert_eq!(from_session["data"]["session"]["events"]["complete"], false);
}

#[tokio::test]
async fn every_wrap_up_is_reported_once_from_any_position() {
    let code = |number: u8| format!("c0000000-1111-4c11-8a11-00000000000{number}");
    let at = |minute: u8| format!("2026-11-20T10:{minute:02}:00.000Z");
    let edit = move |name: &str, body: &mut Value| {
        if name.contains("/details") {
            let segment = |number, minute| {
                json!({"segmentType": "wrapup", "segmentStart": at(minute), "segmentEnd": at(minute),
                       "wrapUpCode": code(number)})
            };
            let sessions = |segments: Value| json!([{"mediaType": "voice", "segments": segments}]);
            let participants = json!([
                // Two media of one participant contain the same wrap-up.
                {"purpose": "agent", "sessions": [
                    {"segments": [segment(1, 1)]}, {"segments": [segment(1, 1), segment(1, 2)]}]},
                {"purpose": "voicemail", "sessions": sessions(json!([segment(3, 3)]))},
                {"sessions": sessions(json!([segment(4, 4)]))},
            ]);
            for conversation in body["conversations"].as_array_mut().into_iter().flatten() {
                conversation["participants"] = participants.clone();
            }
        } else if name.contains("/api/v2/conversations/") {
            let wrapup = |number, minute: Option<u8>, notes: Option<&str>| json!({"code": code(number), "endTime": minute.map(at), "notes": notes});
            body["participants"] = json!([
                // The same wrap-up on the participant and, with fewer fields, on the call; then a later one with the same code.
                {"purpose": "agent", "wrapup": wrapup(1, Some(1), Some("first")),
                 "calls": [{"wrapup": wrapup(1, None, None)}],
                 "messages": [{"wrapup": wrapup(1, Some(2), Some("second"))}]},
                {"purpose": "voicemail", "emails": [{"wrapup": wrapup(3, Some(3), None)}]},
                {"purpose": "customer", "chats": [{"wrapup": 7}], "callbacks": [{"wrapup": wrapup(4, Some(4), None)}]},
            ]);
        }
    };
    let harness = Harness::rewriting(Options::default(), &[], edit).await;
    let variables = json!({"id": harness.fixtures.transferred_call});
    let wrap_ups = |data: &Value| -> Vec<(String, String)> {
        let all = data["session"]["wrapUps"].as_array().unwrap().iter();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        all.map(|wrap_up| (text(&wrap_up["code"]["id"]), text(&wrap_up["at"])))
            .collect()
    };
    let expected = [(1, 1), (1, 2), (3, 3), (4, 4)].map(|(number, minute)| {
        (
            format!("c0000000-1111-4c11-8a11-00000000000{number}"),
            format!("2026-11-20T10:{minute:02}:00.000Z"),
        )
    });
    let reader = add_conversation_reader(&harness);
    for token in [SUPERVISOR, reader] {
        let data = harness
            .query(token, TIMELINE, variables.clone())
            .await
            .data();
        assert_eq!(wrap_ups(&data), expected, "{token}");
    }
}

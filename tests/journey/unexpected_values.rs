//! An upstream value of an unexpected JSON type makes only that field null, not the session or the page.

use journey_simulator::Options;
use serde_json::{Value, json};

use super::harness::{Harness, SUPERVISOR, ids};

/// Lists every channel, because a conversation's channel depends on values that these tests replace.
const TAB: &str = "query($id: ID!) { customer(id: $id) { id sessions(first: 25, filter: {includeUnsupportedChannels: true}) { nodes {
    id status startedAt endedAt lastActivityAt durationSeconds eventCount channel { medium label }
    ... on WebSession { pageviewCount searchTerms browser { family version } device { isMobile category }
      location { latitude city } lastPage { url title } referrer { url } campaign { name } }
    ... on ConversationSession { subject disconnectType queue { id } agent { id } wrapUp { notes } }
} } } }";

/// Session fields that are replaced.
const FIELDS: [&str; 22] = [
    "endedDate",
    "idleDate",
    "awayDate",
    "lastEvent",
    "durationInSeconds",
    "eventCount",
    "authenticated",
    "conversation",
    "conversationSubject",
    "lastConnectedQueue",
    "lastConnectedUser",
    "lastUserDisposition",
    "lastAcdOutcome",
    "lastUserDisconnectType",
    "pageviewCount",
    "browser",
    "device",
    "geolocation",
    "lastPage",
    "referrer",
    "mktCampaign",
    "searchTerms",
];

/// Values of unexpected types.
fn values() -> Vec<Value> {
    vec![
        json!(3_000_000_000_u64),
        json!(-7),
        json!(12.0),
        json!(12.5),
        json!("3"),
        json!("odd"),
        json!(true),
        json!([]),
        json!([null, 7, "x", {"id": 7}]),
        json!({}),
        json!({"id": 7, "family": {"a": 1}, "code": [], "latitude": "x"}),
    ]
}

#[tokio::test]
async fn an_unexpected_value_in_a_session_affects_that_field_only() {
    let reference = Harness::start().await;
    let variables = json!({"id": reference.fixtures.customer});
    let expected = reference.data(TAB, variables.clone()).await;
    let expected = &expected["customer"]["sessions"]["nodes"];

    // Each page size stands for another case: one field gets one unexpected value in every second session.
    let cases: Vec<(&str, Value)> = FIELDS
        .into_iter()
        .flat_map(|field| values().into_iter().map(move |value| (field, value)))
        .collect();
    let replacements = cases.clone();
    let harness = Harness::rewriting(
        Options::default(),
        &[("cache.open_ttl", "1ms"), ("answers", "false")],
        move |name, body| {
            let Some((_, case)) = name.split_once("pageSize=") else {
                return;
            };
            let digits: String = case.chars().take_while(char::is_ascii_digit).collect();
            let case: usize = digits.parse().unwrap();
            // The page size in the upstream call follows `first`.
            let Some(sessions) = body["entities"].as_array_mut() else {
                return;
            };
            let (field, value) = &replacements[case * 7 % replacements.len()];
            for session in sessions.iter_mut().step_by(2) {
                session[*field] = value.clone();
            }
        },
    )
    .await;
    for first in 25..=100 {
        let query = TAB.replace("first: 25", &format!("first: {first}"));
        let response = harness.query(SUPERVISOR, &query, variables.clone()).await;
        assert_eq!(
            response.body["errors"],
            Value::Null,
            "{first}: {:#}",
            response.body
        );
        let nodes = &response.body["data"]["customer"]["sessions"]["nodes"];
        assert_eq!(ids(nodes), ids(expected), "{first}");
        // The sessions in between are unchanged.
        for (index, node) in nodes.as_array().unwrap().iter().enumerate() {
            if index % 2 == 1 {
                assert_eq!(*node, expected[index], "{first}");
            }
        }
    }
}

#[tokio::test]
async fn unexpected_values_in_contacts_events_and_users_affect_those_fields_only() {
    let harness = Harness::rewriting(Options::default(), &[], |name, body| {
        if name.contains("/bulk/contacts") {
            let contact = &mut body["results"][0]["entity"];
            contact["title"] = json!({"name": "Dr"});
            contact["workPhone"] = json!("+351");
            contact["firstName"] = json!(7);
        } else if name.contains("/events") {
            for event in body["entities"].as_array_mut().unwrap() {
                if event["webEvent"].is_object() {
                    event["webEvent"]["attributes"] =
                        json!({"score": {"dataType": "number", "value": 41}, "bad": {"value": {}}, "worse": 3});
                    event["webEvent"]["page"] = json!("home");
                }
            }
            body["entities"].as_array_mut().unwrap().push(json!(null));
        } else if name.contains("/users?") {
            for user in body["entities"].as_array_mut().unwrap() {
                user["title"] = json!([]);
                user["email"] = json!(false);
            }
        }
    })
    .await;
    let query = "query($id: ID!, $visit: ID!) {
        customer(id: $id) { firstName lastName title phones { e164 } sessions(first: 25) { nodes {
          ... on ConversationSession { agent { id name title } } } } }
        session(id: $visit) { events(first: 50) { nodes { id
          ... on WebEvent { eventName page { url } attributes { name value } } } } }
    }";
    let variables = json!({"id": harness.fixtures.customer, "visit": harness.fixtures.full_visit});
    let data = harness.data(query, variables).await;
    let customer = &data["customer"];
    assert_eq!(
        (&customer["firstName"], &customer["title"]),
        (&json!("7"), &Value::Null)
    );
    assert!(customer["lastName"].is_string());
    let agents = customer["sessions"]["nodes"].as_array().unwrap().iter();
    let mut agents = agents.filter(|node| node["agent"]["name"].is_string());
    assert_eq!(agents.next().unwrap()["agent"]["title"], Value::Null);
    let events = data["session"]["events"]["nodes"].as_array().unwrap();
    let mut page_views = events.iter().filter(|event| event["eventName"].is_string());
    let page_view = page_views.next().unwrap();
    assert_eq!(page_view["page"], Value::Null);
    assert_eq!(
        page_view["attributes"],
        json!([{"name": "score", "value": "41"}])
    );
}

#[tokio::test]
async fn an_enum_value_that_the_gateway_does_not_know_is_unknown_with_its_name() {
    let harness = Harness::rewriting(Options::default(), &[], |name, body| {
        if name.contains("/events") {
            for event in body["entities"].as_array_mut().unwrap() {
                if let Some(action) = event.pointer_mut("/webActionEvent/action") {
                    action["state"] = json!("snoozed");
                }
            }
        } else if body["caseStatus"].is_string() {
            body["caseStatus"] = json!("Paused");
        }
    })
    .await;
    let query = "query($case: ID!, $visit: ID!) {
        case: session(id: $case) { ... on CaseSession { caseStatus platformCaseStatus } }
        visit: session(id: $visit) { ... on WebSession {
            offers { state platformState }
            contentOffers { action { state platformState mediaType platformMediaType } } } } }";
    let sessions = harness
        .data(
            query,
            json!({
                "case": harness.fixtures.session_by_channel["CASE"],
                "visit": harness.fixtures.full_visit,
            }),
        )
        .await;
    assert_eq!(
        sessions["case"],
        json!({"caseStatus": "UNKNOWN", "platformCaseStatus": "Paused"})
    );
    let visit = &sessions["visit"];
    assert_eq!(
        visit["offers"][0],
        json!({"state": "UNKNOWN", "platformState": "snoozed"})
    );
    assert_eq!(
        visit["contentOffers"][0]["action"],
        json!({
            "state": "UNKNOWN",
            "platformState": "snoozed",
            "mediaType": "CONTENT_OFFER",
            "platformMediaType": "contentOffer",
        })
    );
}

//! Fields that need no additional upstream call: phase, conversation details, attributes, external ids,
//! contact records, content offers.

use chrono::TimeDelta;
use journey_simulator::{Action, Options};
use serde_json::{Value, json};

use super::harness::{AGENT, Harness, SUPERVISOR, fixed_now};

const DETAILS: &str = "analytics/conversations/details";

#[tokio::test]
async fn the_phase_follows_the_course_of_a_call() {
    let (harness, clock) =
        Harness::start_with_manual_clock(Options::default(), &[("cache.open_ttl", "1ms")]).await;
    let customer = harness.fixtures.live_customer.clone();
    let simulator = &harness.simulator;
    let query = "query($id: ID!) { session(id: $id) { ... on ConversationSession { phase } } }";
    let mut seconds = 0;
    let mut perform_and_expect = async |action: Action, expected: &str| {
        seconds += 10;
        let now = fixed_now() + TimeDelta::seconds(seconds);
        simulator.set_time(now);
        clock.set(now);
        let id = simulator.perform(&customer, action).unwrap();
        // The previous response may be cached for another millisecond.
        let mut responses = 0;
        loop {
            let data = harness.data(query, json!({"id": id})).await;
            if data["session"]["phase"] == expected {
                return;
            }
            responses += 1;
            assert!(responses < 2_000, "{action:?}: {data}, expected {expected}");
        }
    };
    perform_and_expect(Action::StartCall, "WAITING").await;
    perform_and_expect(Action::Answer, "WITH_AGENT").await;
    perform_and_expect(Action::Transfer, "WAITING").await;
    perform_and_expect(Action::Answer, "WITH_AGENT").await;
    perform_and_expect(Action::EndCall, "AFTER_CALL_WORK").await;
    perform_and_expect(Action::WrapUp, "ENDED").await;
    perform_and_expect(Action::StartCall, "WAITING").await;
    perform_and_expect(Action::EndCall, "ABANDONED").await;
}

#[tokio::test]
async fn the_phase_causes_no_additional_call() {
    let harness = Harness::start().await;
    let query = "query($id: ID!) { session(id: $id) { ... on ConversationSession { phase } } }";
    let variables = json!({"id": harness.fixtures.transferred_call});
    for token in [SUPERVISOR, AGENT] {
        harness.warm_viewer(token).await;
        let response = harness.query(token, query, variables.clone()).await;
        assert_eq!(response.data()["session"]["phase"], "ENDED");
        let calls = harness.take_calls();
        let operations: Vec<_> = calls.keys().copied().collect();
        assert_eq!(operations, ["journey/sessions/{sessionId}"]);
    }
}

const DETAIL_FIELDS: &str = "details { talkSeconds holdSeconds ani dnis evaluationCount
    flows { id name type exitReason outcomes { id value } } }";

#[tokio::test]
async fn details_and_wrap_ups_share_one_call() {
    let harness = Harness::rewriting(Options::default(), &[], |name, body| {
        if name.contains(DETAILS) {
            body["conversations"] = json!([conversation(&body["conversations"][0])]);
        }
    })
    .await;
    let query = format!(
        "query($id: ID!) {{ session(id: $id) {{ ... on ConversationSession {{
            wrapUps {{ at }} events(first: 1) {{ complete }} {DETAIL_FIELDS} }} }} }}"
    );
    harness.warm_viewer(SUPERVISOR).await;
    let variables = json!({"id": harness.fixtures.transferred_call});
    let data = harness.data(&query, variables.clone()).await;
    let expected = json!({
        "talkSeconds": 61 + 30 + 20,
        "holdSeconds": 12 + 5,
        "ani": "tel:+4915112345678",
        "dnis": "tel:+493012345678",
        "evaluationCount": 1,
        "flows": [{
            "id": "f-1", "name": "Main menu", "type": "INBOUNDCALL", "exitReason": "TRANSFER",
            "outcomes": [{"id": "o-1", "value": "SUCCESS"}],
        }],
    });
    assert_eq!(data["session"]["details"], expected);
    assert_eq!(harness.take_calls()[DETAILS], [1]);
    // The permissions of the product page do not include details.
    let denied = harness.query(AGENT, &query, variables).await.data();
    assert_eq!(denied["session"]["details"], Value::Null);
    assert!(!harness.take_calls().contains_key(DETAILS));
}

/// The same conversation, with each form of durations: metrics of a whole session, metrics of intervals,
/// and segments.
fn conversation(known: &Value) -> Value {
    let metric = |name: &str, value: Value| json!({"name": name, "value": value});
    let segment = |kind: &str, start: &str, end: &str| json!({"segmentType": kind, "segmentStart": start, "segmentEnd": end});
    json!({
        "conversationId": known["conversationId"],
        "conversationStart": known["conversationStart"],
        "divisionIds": known["divisionIds"],
        "participants": [
            {"purpose": "customer", "sessions": [{
                "ani": "tel:+4915112345678",
                "dnis": "tel:+493012345678",
                "metrics": [metric("tTalkComplete", json!(999_000))],
            }]},
            {"purpose": "ivr", "sessions": [{"flow": {
                "flowId": "f-1", "flowName": "Main menu", "flowType": "INBOUNDCALL", "exitReason": "TRANSFER",
                "outcomes": [{"flowOutcomeId": "o-1", "flowOutcomeValue": "SUCCESS"}, 7],
            }}]},
            {"purpose": "agent", "sessions": [
                {"ani": "sip:agent@example.com", "metrics": [
                    metric("tTalkComplete", json!(61_400)),
                    metric("tTalk", json!(40_000)),
                    metric("tTalk", json!(21_400)),
                    metric("tHeld", json!("5000")),
                    metric("tHeld", json!(7_000)),
                    metric("tHeld", json!({})),
                ]},
                {"metrics": [metric("tTalk", json!(30_000))]},
            ]},
            {"purpose": "agent", "sessions": [{"segments": [
                segment("interact", "2026-11-20T09:50:00.000Z", "2026-11-20T09:50:20.000Z"),
                segment("hold", "2026-11-20T09:50:20.000Z", "2026-11-20T09:50:25.000Z"),
                {"segmentType": "interact", "segmentStart": "2026-11-20T09:50:25.000Z"},
            ]}]},
        ],
        "evaluations": [{"deleted": true}, {"deleted": false}, "?"],
    })
}

#[tokio::test]
async fn the_conversations_api_gives_addresses_but_no_durations() {
    let harness = Harness::rewriting(Options::default(), &[], |name, body| {
        if name.contains("/conversations/") && body["participants"].is_array() {
            let customer = &mut body["participants"][0];
            assert_eq!(customer["purpose"], "customer");
            customer["ani"] = json!("tel:+4915112345678");
            customer["dnis"] = json!("tel:+493012345678");
            customer["evaluations"] = json!([]);
        }
    })
    .await;
    let permissions = ["conversation:communication:view", "journey:session:view"];
    harness.simulator.set_permissions(AGENT, &permissions);
    let query = format!(
        "query($id: ID!) {{ session(id: $id) {{ ... on ConversationSession {{ {DETAIL_FIELDS} }} }} }}"
    );
    let variables = json!({"id": harness.fixtures.transferred_call});
    let data = harness.query(AGENT, &query, variables).await.data();
    let expected = json!({
        "talkSeconds": null,
        "holdSeconds": null,
        "ani": "tel:+4915112345678",
        "dnis": "tel:+493012345678",
        "evaluationCount": 0,
        "flows": null,
    });
    assert_eq!(data["session"]["details"], expected);
    assert_eq!(harness.take_calls()["conversations/{conversationId}"], [1]);
}

#[tokio::test]
async fn the_whole_conversations_setting_does_not_grant_details() {
    let settings = [("service.whole_conversations", "true")];
    let harness = Harness::start_with_service_identity(Options::default(), &settings).await;
    let query = "query($id: ID!) { session(id: $id) { ... on ConversationSession {
        wrapUps { at } details { ani } } } }";
    let variables = json!({"id": harness.fixtures.transferred_call});
    let agent = harness.query(AGENT, query, variables.clone()).await.data();
    assert!(agent["session"]["wrapUps"].as_array().unwrap().len() > 1);
    assert_eq!(agent["session"]["details"], Value::Null);
    let supervisor = harness.data(query, variables).await;
    assert!(supervisor["session"]["details"]["ani"].is_string());
}

#[tokio::test]
async fn a_custom_session_has_its_attributes_and_ids() {
    let harness = Harness::rewriting(Options::default(), &[], |name, body| {
        if name.contains("/journey/sessions/") && body["type"].is_string() {
            // A value of an unexpected type is omitted without affecting the others.
            body["attributes"]["size"] = json!({"dataType": "INTEGER", "value": 12});
            body["attributes"]["broken"] = json!(["?"]);
            body["attributeLists"]["mixed"] = json!({"values": ["a", 2, {}]});
        }
    })
    .await;
    let query =
        "query($id: ID!) { session(id: $id) { shortId externalId externalUrl ... on OtherSession {
        attributes { name value dataType } attributeLists { name values dataType } } } }";
    harness.warm_viewer(SUPERVISOR).await;
    let id = &harness.fixtures.session_by_channel["FUTURE_SESSION"];
    let session = harness.data(query, json!({"id": id})).await["session"].take();
    assert_eq!(
        session["attributes"],
        json!([
            {"name": "amount", "value": "49.9", "dataType": "NUMBER"},
            {"name": "branch", "value": "Berlin Mitte", "dataType": "STRING"},
            {"name": "loyal", "value": "true", "dataType": "BOOLEAN"},
            {"name": "size", "value": "12", "dataType": "INTEGER"},
            {"name": "waitingMinutes", "value": "12", "dataType": "INTEGER"},
        ])
    );
    assert_eq!(
        session["attributeLists"],
        json!([
            {"name": "mixed", "values": ["a", "2"], "dataType": null},
            {"name": "services", "values": ["identity check", "new contract"], "dataType": "STRING"},
        ])
    );
    let external = session["externalId"].as_str().unwrap();
    assert!(session["externalUrl"].as_str().unwrap().ends_with(external));
    assert_eq!(session["shortId"].as_str().unwrap().len(), 5);
    assert_eq!(harness.take_calls().len(), 1);
}

#[tokio::test]
async fn events_have_attributes_and_totals() {
    let harness = Harness::start().await;
    let query = "query($id: ID!) { session(id: $id) { events(first: 100) { nodes {
        ... on WebEvent { totalEventCount totalPageviewCount }
        ... on AppEvent { attributes { name value dataType } } } } } }";
    let visit = harness
        .data(query, json!({"id": harness.fixtures.full_visit}))
        .await;
    let nodes = visit["session"]["events"]["nodes"].as_array().unwrap();
    let totals: Vec<_> = nodes
        .iter()
        .filter_map(|node| {
            Some((
                node["totalEventCount"].as_u64()?,
                node["totalPageviewCount"].as_u64()?,
            ))
        })
        .collect();
    assert!(totals.len() > 2 && totals.is_sorted(), "{totals:?}");
    assert!(totals.iter().all(|(events, pages)| pages <= events));
    let app = &harness.fixtures.session_by_channel["APP"];
    let app = harness.data(query, json!({"id": app})).await;
    assert_eq!(
        app["session"]["events"]["nodes"][0]["attributes"],
        json!([
            {"name": "locale", "value": "en-US", "dataType": "STRING"},
            {"name": "loggedIn", "value": "true", "dataType": "BOOLEAN"},
        ])
    );
}

#[tokio::test]
async fn a_contact_record_takes_one_call() {
    let harness = Harness::start().await;
    harness.warm_viewer(SUPERVISOR).await;
    let query =
        "query($id: ID!) { customer(id: $id) { displayName externalSystemUrl createdAt modifiedAt
        address { line1 line2 city state postalCode countryCode } division { id name } } }";
    let variables = json!({"id": harness.fixtures.customer});
    let customer = harness.data(query, variables.clone()).await["customer"].take();
    assert_eq!(harness.take_calls().len(), 1);
    let address = customer["address"].as_object().unwrap();
    assert!(address.values().all(Value::is_string), "{customer}");
    assert_eq!(address["line2"], "2nd floor");
    let link = customer["externalSystemUrl"].as_str().unwrap();
    assert!(link.starts_with("https://crm.example.com/contact/"));
    let date = |name: &str| {
        customer[name]
            .as_str()
            .unwrap()
            .parse::<chrono::DateTime<chrono::Utc>>()
    };
    assert!(date("createdAt").unwrap() < date("modifiedAt").unwrap());
    // This contact has no division. The name of a division is part of the contact response.
    assert_eq!(customer["division"], Value::Null);
    let other = json!({"id": harness.fixtures.frequent_customer});
    let other = harness.data(query, other).await["customer"].take();
    assert!(other["division"]["id"].is_string() && other["division"]["name"].is_string());
    assert_eq!(harness.take_calls().len(), 1);
    let denied = harness.query(AGENT, query, variables).await;
    assert_eq!(denied.body["data"]["customer"]["address"], Value::Null);
    let codes = denied.errors();
    assert!(
        codes.contains(&(
            "PERMISSION_DENIED".to_owned(),
            "customer.address".to_owned()
        )),
        "{codes:?}"
    );
}

#[tokio::test]
async fn events_of_an_offer_are_grouped_with_their_steps() {
    let harness = Harness::rewriting(Options::default(), &[], |name, body| {
        // An event without an action id is an offer of its own.
        if name.contains("/events") && body["entities"].is_array() {
            let mut lost = body["entities"].as_array().unwrap().clone();
            lost.retain(|event| event["webActionEvent"]["action"]["mediaType"] == "contentOffer");
            lost.truncate(1);
            for mut event in lost {
                event["id"] = json!("lost");
                event["webActionEvent"]["action"]["id"] = Value::Null;
                // Replace an event, because a page must not have more events than requested.
                let mut others = body["entities"].as_array_mut().unwrap().iter_mut();
                let other = others.find(|event| event["webActionEvent"].is_null());
                *other.unwrap() = event;
            }
        }
    })
    .await;
    harness.warm_viewer(SUPERVISOR).await;
    let query = "query($id: ID!) { session(id: $id) { ... on WebSession {
        offers { id state offeredAt changedAt millisecondsToDisposition prompt actionMap { id displayName }
            channel { medium label } steps { state at } }
        contentOffers { createdAt action { id state } } } } }";
    let visit = harness
        .data(query, json!({"id": harness.fixtures.full_visit}))
        .await["session"]
        .take();
    assert_eq!(
        harness.take_calls()["journey/sessions/{sessionId}/events"].len(),
        1
    );
    let (offers, events) = (
        visit["offers"].as_array().unwrap(),
        visit["contentOffers"].as_array().unwrap(),
    );
    assert!(offers.len() < events.len(), "{visit:#}");
    let started: Vec<_> = offers
        .iter()
        .rev()
        .map(|offer| offer["steps"][0]["at"].as_str())
        .collect();
    assert!(started.is_sorted());
    let mut ids: Vec<_> = offers
        .iter()
        .filter_map(|offer| offer["id"].as_str())
        .collect();
    assert_eq!(ids.len() + 1, offers.len(), "one without an id: {visit:#}");
    ids.sort_unstable();
    assert!(ids.is_sorted_by(|id, next| id < next));
    let mut steps = 0;
    for offer in offers {
        let own = offer["steps"].as_array().unwrap();
        steps += own.len();
        let last = own.last().unwrap();
        assert_eq!(
            (&offer["state"], &offer["changedAt"]),
            (&last["state"], &last["at"])
        );
        assert_eq!(offer["channel"]["medium"], "CONTENT_OFFER");
        assert_eq!(offer["channel"]["label"], "Content offer");
        assert!(offer["actionMap"]["id"].is_string());
        let shown = own.iter().find(|step| step["state"] == "OFFERED");
        assert_eq!(
            offer["offeredAt"],
            shown.map_or(Value::Null, |step| step["at"].clone())
        );
    }
    assert_eq!(steps, events.len());
    let denied = harness
        .query(AGENT, query, json!({"id": harness.fixtures.full_visit}))
        .await;
    assert_eq!(denied.errors(), []);
}

#[tokio::test]
async fn offers_require_the_event_permission() {
    let harness = Harness::start().await;
    harness
        .simulator
        .set_permissions(AGENT, &["journey:session:view"]);
    let query = "query($id: ID!) { session(id: $id) { ... on WebSession { offers { id } } } }";
    let response = harness
        .query(AGENT, query, json!({"id": harness.fixtures.full_visit}))
        .await;
    assert_eq!(response.body["data"]["session"]["offers"], Value::Null);
    assert_eq!(
        response.errors(),
        [("PERMISSION_DENIED".to_owned(), "session.offers".to_owned())]
    );
}

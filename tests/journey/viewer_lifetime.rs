//! How long what is believed of a viewer holds: rights that change, tokens that end, an introspection
//! that cannot be made.

use std::time::Duration;

use journey_simulator::{FaultKind, Grant, Options};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::harness::{AGENT, Harness, SERVICE_IDENTITY, SUPERVISOR};

const TAB: &str = "query($id: ID!) { customer(id: $id) { sessions(first: 3) { nodes { id events { nodes { id } } } } } }";

/// Long enough that only what drops a viewer at once can be the reason.
const LONG: &[(&str, &str)] = &[
    ("viewer.ttl", "1h"),
    ("cache.ended_ttl", "1ms"),
    ("cache.open_ttl", "1ms"),
];

async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(20);
    while !holds().await {
        assert!(Instant::now() < end, "{what} never came");
    }
}

fn introspections(harness: &Harness) -> usize {
    let calls = harness.simulator.calls();
    let me = calls
        .iter()
        .filter(|call| call.operation.ends_with("/users/me"));
    me.count()
}

#[tokio::test]
async fn a_right_that_is_taken_away_is_gone_within_the_ttl_and_what_it_opened_too() {
    for identity in [&[][..], SERVICE_IDENTITY] {
        let settings = [identity, &[("viewer.ttl", "200ms")]].concat();
        let harness = Harness::start_with(Options::default(), &settings).await;
        let id = json!({"id": harness.fixtures.customer});
        let query = "query($id: ID!) { customer(id: $id) { sessions { nodes { id } } } }";
        let told = |answer: &Value| answer["data"]["customer"]["sessions"].is_object();
        assert!(told(&harness.query(AGENT, query, id.clone()).await.body));
        harness
            .simulator
            .set_permissions(AGENT, &["journey:event:view"]);
        until("the denial", async || {
            let answer = harness.query(AGENT, query, id.clone()).await;
            let denied = answer
                .errors()
                .iter()
                .any(|(code, _)| code == "PERMISSION_DENIED");
            assert_ne!(denied, told(&answer.body), "either told or denied");
            denied
        })
        .await;
        harness.simulator.revoke(AGENT);
        until("the refusal", async || {
            harness.query(AGENT, query, id.clone()).await.status == 401
        })
        .await;
    }
}

#[tokio::test]
async fn a_refusal_in_the_midst_of_a_query_drops_the_viewer_at_once() {
    let harness = Harness::start_with(Options::default(), LONG).await;
    harness.warm_viewer(AGENT).await;
    let id = json!({"id": harness.fixtures.customer});
    harness.query(AGENT, TAB, id.clone()).await.data();
    assert_eq!(introspections(&harness), 0);
    let seven = ["externalContacts:session:view", "journey:session:view"];
    harness.simulator.set_permissions(AGENT, &seven);
    // The platform refuses the events; the gateway did not know yet.
    let answer = harness.query(AGENT, TAB, id.clone()).await;
    let codes: Vec<_> = answer.errors().into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["PERMISSION_DENIED"]);
    assert_eq!(
        answer.body["errors"][0]["extensions"]["permission"],
        Value::Null
    );
    // Now it does, and asks for nothing.
    let answer = harness.query(AGENT, TAB, id.clone()).await;
    assert_eq!(introspections(&harness), 1);
    let missing = &answer.body["errors"][0]["extensions"]["permission"];
    assert_eq!(*missing, json!(["journey:event:view"]));

    harness.simulator.revoke(AGENT);
    let answer = harness.query(AGENT, TAB, id.clone()).await;
    assert_eq!(answer.errors()[0].0, "UNAUTHENTICATED");
    assert_eq!(harness.query(AGENT, TAB, id).await.status, 401);
}

/// A refusal that lasts, while introspection goes on finding the right.
#[tokio::test]
async fn a_lasting_refusal_causes_one_introspection() {
    let harness = Harness::start_with(Options::default(), LONG).await;
    harness.warm_viewer(AGENT).await;
    let id = json!({"id": harness.fixtures.customer});
    let events = "GET /api/v2/journey/sessions/{sessionId}/events";
    harness
        .simulator
        .inject(events, FaultKind::Status(403), 1.0);
    for _ in 0..10 {
        let answer = harness.query(AGENT, TAB, id.clone()).await;
        assert_eq!(answer.errors()[0].0, "PERMISSION_DENIED");
    }
    assert_eq!(introspections(&harness), 1);
    harness.simulator.heal();
    harness.query(AGENT, TAB, id.clone()).await.data();
    // A token that is revoked meanwhile is refused all the same.
    harness.simulator.revoke(AGENT);
    harness.query(AGENT, TAB, id.clone()).await;
    assert_eq!(harness.query(AGENT, TAB, id).await.status, 401);
}

#[tokio::test]
async fn who_cannot_be_introspected_does_not_get_in_and_is_asked_for_again() {
    for (fault, code) in [
        (FaultKind::Status(500), "UPSTREAM_UNAVAILABLE"),
        (FaultKind::Status(504), "UPSTREAM_TIMEOUT"),
        (FaultKind::Status(429), "RATE_LIMITED"),
    ] {
        let harness = Harness::start().await;
        harness
            .simulator
            .inject("GET /api/v2/authorization/subjects/me", fault, 1.0);
        let answer = harness
            .query(SUPERVISOR, "{ viewer { id } }", json!({}))
            .await;
        assert_eq!(answer.status, 503);
        assert_eq!(answer.errors(), [(code.to_owned(), String::new())]);
        assert_eq!(answer.body.get("data"), None);
        harness.simulator.heal();
        let again = harness
            .query(SUPERVISOR, "{ viewer { id } }", json!({}))
            .await;
        if code == "RATE_LIMITED" {
            // The token is not used before its time.
            assert_eq!(again.errors(), [(code.to_owned(), String::new())]);
        } else {
            again.data();
        }
    }
}

#[tokio::test]
async fn a_viewer_tells_where_what_is_held() {
    let harness = Harness::start().await;
    let query =
        "{ viewer { permissions permissionsEverywhere divisions { id name permissions } } }";
    let agent = harness.query(AGENT, query, json!({})).await.data()["viewer"].clone();
    let europe = &agent["divisions"][0];
    assert_eq!(agent["permissionsEverywhere"], json!([]));
    assert_eq!(agent["divisions"].as_array().unwrap().len(), 1);
    assert_eq!(europe["id"], json!(harness.fixtures.divisions["Europe"]));
    assert_eq!(europe["name"], "Europe");
    assert_eq!(europe["permissions"], agent["permissions"]);
    let supervisor = harness.query(SUPERVISOR, query, json!({})).await.data()["viewer"].clone();
    assert_eq!(supervisor["divisions"], json!([]));
    assert!(
        supervisor["permissionsEverywhere"]
            .as_array()
            .unwrap()
            .contains(&json!("journey:*:*"))
    );
}

/// A session that may not be seen costs the calls that one which does not exist costs, whatever
/// others have made the gateway keep.
#[tokio::test]
async fn calls_do_not_tell_an_invisible_session_from_none() {
    let query = "query($id: ID!) { session(id: $id) { id } }";
    for identity in [&[][..], SERVICE_IDENTITY] {
        let harness = Harness::start_with(Options::default(), identity).await;
        let invisible = json!({"id": harness.fixtures.invisible_session});
        let unknown = json!({"id": harness.fixtures.unknown_id});
        harness.warm_viewer(AGENT).await;
        // Somebody who may see it has it kept for an hour.
        harness.data(query, invisible.clone()).await;
        harness.simulator.reset_calls();
        for _ in 0..3 {
            let mut seen = Vec::new();
            for id in [&invisible, &unknown] {
                let answer = harness.query(AGENT, query, id.clone()).await;
                seen.push((answer.body, harness.take_calls()));
            }
            assert_eq!(seen[0], seen[1]);
        }
    }
}

/// What is kept in passthrough was shown for the rights of that time, and goes with them, also where
/// the gateway itself could not tell to whom it belongs.
#[tokio::test]
async fn what_was_kept_for_other_rights_is_not_served() {
    let settings = [("viewer.ttl", "200ms"), ("cache.contact_ttl", "1h")];
    let harness = Harness::start_with(Options::default(), &settings).await;
    let grant = |division: &str| Grant {
        permissions: vec!["externalContacts:segmentAssignment:view".to_owned()],
        division: Some(division.to_owned()),
    };
    harness
        .simulator
        .add_person("traveller", &[grant("Europe")]);
    let query = "query($id: ID!) { customer(id: $id) { segments { segment { id } } } }";
    let id = json!({"id": harness.fixtures.customer});
    let segments = async || {
        let data = harness.query("traveller", query, id.clone()).await.data();
        data["customer"]["segments"].as_array().unwrap().len()
    };
    assert!(segments().await > 0);
    harness
        .simulator
        .set_grants("traveller", &[grant("Asia Pacific")]);
    until("the other division", async || segments().await == 0).await;
}

//! Response cache, stale values and compression: a cached response is served only to the viewer and
//! request for which it was computed.

use std::io::Read;

use journey_simulator::{Action, FaultKind, Grant, Options, TokenOptions};
use serde_json::json;

use super::calls::TAB;
use super::harness::{Harness, SUPERVISOR};

const LIST: &str = "query($id: ID!) { customer(id: $id) { sessions { nodes { id status } } } }";

#[tokio::test]
async fn viewers_with_equal_rights_get_their_own_viewer_data() {
    let harness = Harness::start_with_service_identity(Options::default(), &[]).await;
    let grants = [Grant {
        permissions: vec!["journey:*:*".to_owned()],
        division: None,
    }];
    let mut responses = Vec::new();
    for name in ["viewer-1", "viewer-2"] {
        harness.simulator.add_user(name, &grants);
        let token = harness.simulator.issue_token(name, TokenOptions::default());
        for query in [
            "{ viewer { id } }",
            "{ ...V } fragment V on Query { who: viewer { id } }",
        ] {
            responses.push(harness.query(&token, query, json!({})).await.data());
        }
    }
    assert_ne!(responses[0], responses[2]);
    assert_ne!(responses[1], responses[3]);
}

#[tokio::test]
async fn a_cached_response_expires_with_its_entries() {
    let settings = [("cache.open_ttl", "1ms")];
    let harness = Harness::start_with(Options::default(), &settings).await;
    let customer = &harness.fixtures.live_customer;
    let variables = json!({"id": customer});
    let before = harness.data(LIST, variables.clone()).await;
    assert_eq!(before, harness.data(LIST, variables.clone()).await);
    let started_call = harness
        .simulator
        .perform(customer, Action::StartCall)
        .unwrap();
    let after = harness.data(LIST, variables).await;
    assert_eq!(
        after["customer"]["sessions"]["nodes"][0]["id"],
        json!(started_call)
    );
}

#[tokio::test]
async fn requests_that_differ_in_variables_or_operation_do_not_share_responses() {
    let harness = Harness::start().await;
    let fixtures = &harness.fixtures;
    let two = format!(
        "query One {{ customer(id: \"{}\") {{ id }} }} query Two {{ customer(id: \"{}\") {{ id }} }}",
        fixtures.customer, fixtures.divided_customer
    );
    for (name, id) in [
        ("One", &fixtures.customer),
        ("Two", &fixtures.divided_customer),
    ] {
        let body = json!({"query": two, "operationName": name});
        let response = harness
            .client
            .post(format!("{}/graphql", harness.url))
            .bearer_auth(SUPERVISOR);
        let response_body: serde_json::Value = response
            .json(&body)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        assert_eq!(response_body["data"]["customer"]["id"], json!(id));
    }
    let query = "query($id: ID!) { customer(id: $id) { id } }";
    for id in [&fixtures.customer, &fixtures.divided_customer] {
        let data = harness.data(query, json!({"id": id})).await;
        assert_eq!(data["customer"]["id"], json!(id));
    }
}

#[tokio::test]
async fn a_cached_document_validates_the_variables_of_each_request() {
    let harness = Harness::start().await;
    let query = "query($first: Int, $id: ID!) { customer(id: $id) { sessions(first: $first) { nodes { id } } } }";
    let id = &harness.fixtures.customer;
    let first = |first: serde_json::Value| json!({"first": first, "id": id});
    let good = harness.query(SUPERVISOR, query, first(json!(3))).await;
    assert_eq!(
        good.data()["customer"]["sessions"]["nodes"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
    let wrong = harness
        .query(SUPERVISOR, query, first(json!("three")))
        .await;
    assert!(wrong.body.get("data").is_none(), "{}", wrong.body);
    assert_eq!(wrong.errors()[0].0, "BAD_USER_INPUT");
    let missing = harness.query(SUPERVISOR, query, json!({"first": 3})).await;
    assert_eq!(missing.errors()[0].0, "BAD_USER_INPUT");
    let again = harness.query(SUPERVISOR, query, first(json!(2))).await;
    assert_eq!(
        again.data()["customer"]["sessions"]["nodes"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[tokio::test]
async fn stale_values_are_served_and_marked_while_the_platform_fails() {
    let settings = [
        ("cache.open_ttl", "1ms"),
        ("cache.contact_ttl", "1ms"),
        ("cache.reference_ttl", "1ms"),
        ("cache.ended_ttl", "1ms"),
    ];
    for fault in [
        FaultKind::Status(503),
        FaultKind::Reset,
        FaultKind::Malformed,
    ] {
        let harness = Harness::start_with(Options::default(), &settings).await;
        let variables = json!({"id": harness.fixtures.customer});
        let fresh = harness.data(TAB, variables.clone()).await;
        harness.simulator.inject_fault("*", fault, 1.0);
        let outdated = harness.query(SUPERVISOR, TAB, variables.clone()).await;
        assert_eq!(
            outdated.body["extensions"],
            json!({"journey": {"stale": true}})
        );
        assert_eq!(outdated.body["data"], fresh);
        // Data that was never cached has no stale value, so its field is null with an error.
        let other = json!({"id": harness.fixtures.divided_customer});
        let unknown = harness.query(SUPERVISOR, LIST, other).await;
        assert_eq!(unknown.body["data"]["customer"]["sessions"], json!(null));
        assert_eq!(unknown.errors().len(), 1);
        harness.simulator.clear_faults();
        let healed = harness.query(SUPERVISOR, TAB, variables).await;
        assert_eq!(healed.body.get("extensions"), None);
        assert_eq!(healed.data(), fresh);
    }
}

#[tokio::test]
async fn a_gzip_response_decodes_to_the_plain_response() {
    let harness = Harness::start().await;
    let client = reqwest::Client::builder().no_gzip().build().unwrap();
    let body = json!({"query": TAB, "variables": {"id": harness.fixtures.customer}});
    let send = async |accepted: Option<&str>| {
        let request = client
            .post(format!("{}/graphql", harness.url))
            .bearer_auth(SUPERVISOR)
            .json(&body);
        let request = match accepted {
            Some(accepted) => request.header("accept-encoding", accepted),
            None => request,
        };
        let response = request.send().await.unwrap();
        let encoding = response.headers().get("content-encoding").cloned();
        assert_eq!(response.headers()["vary"], "accept, accept-encoding");
        (encoding, response.bytes().await.unwrap())
    };
    let (encoding, plain) = send(None).await;
    assert_eq!(encoding, None);
    for _ in 0..2 {
        let (encoding, compressed) = send(Some("br, gzip")).await;
        assert_eq!(encoding.unwrap(), "gzip");
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(&*compressed)
            .read_to_end(&mut unpacked)
            .unwrap();
        assert_eq!(unpacked, plain);
        assert!(compressed.len() * 3 < plain.len());
    }
    assert_eq!(send(Some("gzip;q=0")).await.0, None);
}

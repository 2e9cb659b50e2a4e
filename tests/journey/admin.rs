//! The admin listener: health, metrics, and erasing a customer from every cache.

use journey_simulator::Options;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::harness::{Harness, SERVICE_IDENTITY, SUPERVISOR};

const ADMIN: (&str, &str) = ("admin.listen", "127.0.0.1:0");

const TAB: &str = "query($id: ID!) { customer(id: $id) { firstName identifiers { value }
    sessions(first: 10) { nodes { id ... on ConversationSession { events(first: 3) { nodes { id } } }
    ... on WebSession { events(first: 3) { nodes { id } } } } } } }";

async fn get(harness: &Harness, url: &str, path: &str) -> u16 {
    let response = harness.client.get(format!("{url}{path}")).send().await;
    response.unwrap().status().as_u16()
}

#[tokio::test]
async fn health_is_on_both_ports_and_metrics_on_this_one_only() {
    let harness = Harness::start_with(Options::default(), &[ADMIN]).await;
    let admin = harness.admin_url.clone().unwrap();
    for path in ["/health/live", "/health/ready"] {
        assert_eq!(get(&harness, &admin, path).await, 200);
        assert_eq!(get(&harness, &harness.url, path).await, 200);
    }
    assert_eq!(get(&harness, &admin, "/metrics").await, 200);
    assert_eq!(get(&harness, &harness.url, "/metrics").await, 404);
    assert_eq!(get(&harness, &admin, "/graphql").await, 404);
    let path = format!("/cache/customers/{}", harness.fixtures.customer);
    let public = harness
        .client
        .delete(format!("{}{path}", harness.url))
        .send();
    assert_eq!(public.await.unwrap().status(), 404);
    // Without it metrics are where they were.
    let plain = Harness::start().await;
    assert!(plain.admin_url.is_none());
    assert_eq!(get(&plain, &plain.url, "/metrics").await, 200);
}

/// Deletes a customer from the cache; the number of entries.
async fn purge(harness: &Harness, customer: &str) -> u64 {
    let admin = harness.admin_url.as_ref().unwrap();
    let url = format!("{admin}/cache/customers/{customer}");
    let response = harness.client.delete(url).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["customer"], customer);
    body["entries"].as_u64().unwrap()
}

#[tokio::test]
async fn an_erased_customer_is_read_again_and_no_other() {
    for identity in [&[][..], SERVICE_IDENTITY] {
        let settings = [identity, &[ADMIN]].concat();
        let renamed = Arc::new(AtomicBool::new(false));
        let is_renamed = renamed.clone();
        let harness = Harness::rewriting(Options::default(), &settings, move |name, body| {
            if is_renamed.load(Ordering::Relaxed) && name.ends_with("/bulk/contacts") {
                for result in body["results"].as_array_mut().unwrap() {
                    result["entity"]["firstName"] = json!("Renamed");
                }
            }
        })
        .await;
        let (erased, other) = (
            &harness.fixtures.customer,
            &harness.fixtures.frequent_customer,
        );
        harness.warm_viewer(SUPERVISOR).await;
        let mut cold = Vec::new();
        for id in [erased, other] {
            harness.data(TAB, json!({"id": id})).await;
            let mut calls = harness.take_calls();
            // Definitions of segments belong to no customer.
            calls.remove("journey/segments");
            cold.push(calls);
        }
        // By its own id a session is cached as well.
        let session = harness.fixtures.customer_sessions[0].clone();
        let by_id = "query($id: ID!) { session(id: $id) { id } }";
        harness.data(by_id, json!({"id": session})).await;
        renamed.store(true, Ordering::Relaxed);
        assert!(purge(&harness, erased).await > 5);
        assert_eq!(purge(&harness, erased).await, 0, "nothing is left");
        harness.take_calls();
        let data = harness.data(TAB, json!({"id": erased})).await;
        assert_eq!(data["customer"]["firstName"], "Renamed");
        assert_eq!(harness.take_calls(), cold[0]);
        let data = harness.data(TAB, json!({"id": other})).await;
        assert_ne!(data["customer"]["firstName"], "Renamed");
        assert!(harness.take_calls().is_empty());
    }
}

#[tokio::test]
async fn an_id_that_is_none_is_refused() {
    let harness = Harness::start_with(Options::default(), &[ADMIN]).await;
    let admin = harness.admin_url.as_ref().unwrap();
    let url = format!("{admin}/cache/customers/everyone");
    let response = harness.client.delete(url).send().await.unwrap();
    assert_eq!(response.status(), 400);
}

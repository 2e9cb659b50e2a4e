//! Admin listener: health, metrics, and purging a customer from all caches.

use journey_simulator::Options;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::harness::{Harness, SERVICE_IDENTITY, SUPERVISOR};

const ADMIN: (&str, &str) = ("admin.listen", "127.0.0.1:0");

const TAB: &str = "query($id: ID!) { customer(id: $id) { firstName identifiers { value }
    sessions(first: 10) { nodes { id ... on ConversationSession { events(first: 3) { nodes { id } } }
    ... on WebSession { events(first: 3) { nodes { id } } } } } } }";

async fn get_status(harness: &Harness, url: &str, path: &str) -> u16 {
    let response = harness.client.get(format!("{url}{path}")).send().await;
    response.unwrap().status().as_u16()
}

#[tokio::test]
async fn both_listeners_serve_health_and_only_the_admin_listener_metrics() {
    let harness = Harness::start_with(Options::default(), &[ADMIN]).await;
    let admin = harness.admin_url.clone().unwrap();
    for path in ["/health/live", "/health/ready"] {
        assert_eq!(get_status(&harness, &admin, path).await, 200);
        assert_eq!(get_status(&harness, &harness.url, path).await, 200);
    }
    assert_eq!(get_status(&harness, &admin, "/metrics").await, 200);
    assert_eq!(get_status(&harness, &harness.url, "/metrics").await, 404);
    assert_eq!(get_status(&harness, &admin, "/graphql").await, 404);
    let path = format!("/cache/customers/{}", harness.fixtures.customer);
    let public = harness
        .client
        .delete(format!("{}{path}", harness.url))
        .send();
    assert_eq!(public.await.unwrap().status(), 404);
    // Without an admin listener, the public listener serves metrics.
    let plain = Harness::start().await;
    assert!(plain.admin_url.is_none());
    assert_eq!(get_status(&plain, &plain.url, "/metrics").await, 200);
}

/// Purges a customer from the cache and returns the number of removed entries.
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
async fn a_purge_removes_one_customer_and_keeps_the_others() {
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
        let (purged, other) = (
            &harness.fixtures.customer,
            &harness.fixtures.frequent_customer,
        );
        harness.warm_viewer(SUPERVISOR).await;
        let mut cold = Vec::new();
        for id in [purged, other] {
            harness.data(TAB, json!({"id": id})).await;
            let mut calls = harness.take_calls();
            // All customers share segment definitions, so a purge keeps them.
            calls.remove("journey/segments");
            cold.push(calls);
        }
        // A session that is queried by id has a cache entry of its own.
        let session = harness.fixtures.customer_sessions[0].clone();
        let by_id = "query($id: ID!) { session(id: $id) { id } }";
        harness.data(by_id, json!({"id": session})).await;
        renamed.store(true, Ordering::Relaxed);
        assert!(purge(&harness, purged).await > 5);
        assert_eq!(purge(&harness, purged).await, 0, "nothing is left");
        harness.take_calls();
        let data = harness.data(TAB, json!({"id": purged})).await;
        assert_eq!(data["customer"]["firstName"], "Renamed");
        assert_eq!(harness.take_calls(), cold[0]);
        let data = harness.data(TAB, json!({"id": other})).await;
        assert_ne!(data["customer"]["firstName"], "Renamed");
        assert!(harness.take_calls().is_empty());
    }
}

#[tokio::test]
async fn an_invalid_customer_id_is_rejected() {
    let harness = Harness::start_with(Options::default(), &[ADMIN]).await;
    let admin = harness.admin_url.as_ref().unwrap();
    let url = format!("{admin}/cache/customers/everyone");
    let response = harness.client.delete(url).send().await.unwrap();
    assert_eq!(response.status(), 400);
}

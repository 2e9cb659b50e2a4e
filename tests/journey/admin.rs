//! The admin listener: health, metrics, and erasing a customer from every cache.

use journey_gateway::simulator::Options;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::stage::{SERVICE, SUPERVISOR, Stage};

const ADMIN: (&str, &str) = ("admin.listen", "127.0.0.1:0");

const TAB: &str = "query($id: ID!) { customer(id: $id) { firstName identifiers { value }
    sessions(first: 10) { nodes { id ... on ConversationSession { events(first: 3) { nodes { id } } }
    ... on WebSession { events(first: 3) { nodes { id } } } } } } }";

async fn get(stage: &Stage, url: &str, path: &str) -> u16 {
    let response = stage.client.get(format!("{url}{path}")).send().await;
    response.unwrap().status().as_u16()
}

#[tokio::test]
async fn health_is_on_both_ports_and_metrics_on_this_one_only() {
    let stage = Stage::with(Options::default(), &[ADMIN]).await;
    let admin = stage.admin_url.clone().unwrap();
    for path in ["/health/live", "/health/ready"] {
        assert_eq!(get(&stage, &admin, path).await, 200);
        assert_eq!(get(&stage, &stage.url, path).await, 200);
    }
    assert_eq!(get(&stage, &admin, "/metrics").await, 200);
    assert_eq!(get(&stage, &stage.url, "/metrics").await, 404);
    assert_eq!(get(&stage, &admin, "/graphql").await, 404);
    let path = format!("/cache/customers/{}", stage.fixtures.customer);
    let public = stage.client.delete(format!("{}{path}", stage.url)).send();
    assert_eq!(public.await.unwrap().status(), 404);
    // Without it metrics are where they were.
    let plain = Stage::start().await;
    assert!(plain.admin_url.is_none());
    assert_eq!(get(&plain, &plain.url, "/metrics").await, 200);
}

/// Deletes a customer from the cache; the number of entries.
async fn purge(stage: &Stage, customer: &str) -> u64 {
    let admin = stage.admin_url.as_ref().unwrap();
    let url = format!("{admin}/cache/customers/{customer}");
    let response = stage.client.delete(url).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["customer"], customer);
    body["entries"].as_u64().unwrap()
}

#[tokio::test]
async fn an_erased_customer_is_read_again_and_no_other() {
    for identity in [&[][..], SERVICE] {
        let settings = [identity, &[ADMIN]].concat();
        let renamed = Arc::new(AtomicBool::new(false));
        let is_renamed = renamed.clone();
        let stage = Stage::rewriting(Options::default(), &settings, move |name, body| {
            if is_renamed.load(Ordering::Relaxed) && name.ends_with("/bulk/contacts") {
                for result in body["results"].as_array_mut().unwrap() {
                    result["entity"]["firstName"] = json!("Renamed");
                }
            }
        })
        .await;
        let (erased, other) = (&stage.fixtures.customer, &stage.fixtures.frequent_customer);
        stage.introduce(SUPERVISOR).await;
        let mut cold = Vec::new();
        for id in [erased, other] {
            stage.data(TAB, json!({"id": id})).await;
            let mut calls = stage.take_calls();
            // Definitions of segments belong to no customer.
            calls.remove("journey/segments");
            cold.push(calls);
        }
        // By its own id a session is cached as well.
        let session = stage.fixtures.customer_sessions[0].clone();
        let by_id = "query($id: ID!) { session(id: $id) { id } }";
        stage.data(by_id, json!({"id": session})).await;
        renamed.store(true, Ordering::Relaxed);
        assert!(purge(&stage, erased).await > 5);
        assert_eq!(purge(&stage, erased).await, 0, "nothing is left");
        stage.take_calls();
        let data = stage.data(TAB, json!({"id": erased})).await;
        assert_eq!(data["customer"]["firstName"], "Renamed");
        assert_eq!(stage.take_calls(), cold[0]);
        let data = stage.data(TAB, json!({"id": other})).await;
        assert_ne!(data["customer"]["firstName"], "Renamed");
        assert!(stage.take_calls().is_empty());
    }
}

#[tokio::test]
async fn an_id_that_is_none_is_refused() {
    let stage = Stage::with(Options::default(), &[ADMIN]).await;
    let admin = stage.admin_url.as_ref().unwrap();
    let url = format!("{admin}/cache/customers/everyone");
    let response = stage.client.delete(url).send().await.unwrap();
    assert_eq!(response.status(), 400);
}

//! Admin listener: health, metrics, and purging a customer from all caches.

use journey_simulator::Options;
use reqwest::Method;
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
async fn the_token_protects_every_path_but_health() {
    const TOKEN: &str = "an-admin-token-of-the-test";
    let settings = [ADMIN, ("admin.token", TOKEN)];
    let harness = Harness::start_with(Options::default(), &settings).await;
    let admin = harness.admin_url.clone().unwrap();
    for (path, method) in [
        ("/metrics", Method::GET),
        ("/cache", Method::GET),
        ("/cache", Method::DELETE),
        ("/log-level", Method::PUT),
    ] {
        let request = || {
            harness
                .client
                .request(method.clone(), format!("{admin}{path}"))
        };
        for refused in [
            request(),
            request().bearer_auth("another-token-of-the-test"),
            request().basic_auth("admin", Some(TOKEN)),
        ] {
            assert_eq!(refused.send().await.unwrap().status(), 401, "{path}");
        }
        let accepted = request().bearer_auth(TOKEN).send().await.unwrap();
        assert_ne!(accepted.status(), 401, "{path}");
    }
    for path in ["/health/live", "/health/ready"] {
        assert_eq!(get_status(&harness, &admin, path).await, 200);
    }
}

#[tokio::test]
async fn everything_or_one_organization_is_purged() {
    let harness = Harness::start_with(Options::default(), &[ADMIN]).await;
    let admin = harness.admin_url.as_ref().unwrap();
    let send = async |method: Method, path: &str| {
        let request = harness.client.request(method, format!("{admin}{path}"));
        request.send().await.unwrap().json::<Value>().await.unwrap()
    };
    let read = async || {
        harness.simulator.reset_calls();
        let variables = json!({"id": harness.fixtures.customer});
        harness.data(TAB, variables).await;
        harness.take_calls().len()
    };
    assert!(read().await > 3);
    assert_eq!(read().await, 0);
    let summary = send(Method::GET, "/cache").await;
    assert_eq!(summary["scopes"], 1);
    assert!(summary["bytes"].as_u64().unwrap() > 0, "{summary}");
    assert!(
        summary["kinds"]["SessionPage"]["entries"].as_u64() >= Some(1),
        "{summary}"
    );
    let customer = &harness.fixtures.customer;
    assert!(
        !summary.to_string().contains(customer.as_str()),
        "{summary}"
    );

    let foreign = &harness.fixtures.unknown_id;
    let purged = send(Method::DELETE, &format!("/cache/organizations/{foreign}")).await;
    assert_eq!(purged["entries"], 0);
    assert_eq!(read().await, 0);
    let token = send_to_platform(&harness).await;
    let organization = token["organization"]["id"].as_str().unwrap();
    let purged = send(
        Method::DELETE,
        &format!("/cache/organizations/{organization}"),
    )
    .await;
    assert!(purged["entries"].as_u64().unwrap() > 3, "{purged}");
    assert!(read().await > 3);

    assert!(
        send(Method::DELETE, "/cache").await["entries"]
            .as_u64()
            .unwrap()
            > 3
    );
    let summary = send(Method::GET, "/cache").await;
    assert_eq!(summary["kinds"], json!({}));
    harness.simulator.reset_calls();
    harness.data("{ viewer { id } }", json!({})).await;
    // Tokens are introspected again.
    assert!(!harness.take_calls().is_empty());
}

/// What the platform says about the supervisor's token.
async fn send_to_platform(harness: &Harness) -> Value {
    let url = format!("{}/api/v2/tokens/me", harness.simulator.url());
    let request = harness.client.get(url).bearer_auth(SUPERVISOR);
    request.send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn an_invalid_customer_id_is_rejected() {
    let harness = Harness::start_with(Options::default(), &[ADMIN]).await;
    let admin = harness.admin_url.as_ref().unwrap();
    let url = format!("{admin}/cache/customers/everyone");
    let response = harness.client.delete(url).send().await.unwrap();
    assert_eq!(response.status(), 400);
}

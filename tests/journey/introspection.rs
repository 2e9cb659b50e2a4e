//! Introspection of the schema costs a small part of the viewer's query cost budget.

use journey_simulator::Options;
use reqwest::{Client, Response};
use serde_json::{Value, json};

use super::harness::{Harness, SUPERVISOR};
use super::program::{Served, simulator};
use super::rate_limit::left;

/// The query that GraphiQL sends.
const GRAPHIQL: &str = include_str!("introspection_of_graphiql.graphql");
/// The same query with every option, as code generators send it.
const CODEGEN: &str = include_str!("../../src/pipeline/introspection.graphql");

async fn introspect(url: &str, query: &str) -> Response {
    let request = Client::new().post(format!("{url}/graphql"));
    let request = request
        .bearer_auth(SUPERVISOR)
        .header("x-journey-explain", "1")
        .json(&json!({"query": query}));
    request.send().await.unwrap()
}

#[tokio::test]
async fn twenty_introspections_in_a_minute_are_served_with_default_settings() {
    let simulator = simulator().await;
    let served = Served::start(simulator.url(), &[]).await;
    for index in 0..20 {
        for query in [GRAPHIQL, CODEGEN] {
            // Half of them are not in the response cache.
            let query = format!("{query} # {}", index / 2);
            let response = introspect(&served.url, &query).await;
            assert_eq!(response.status(), 200, "{index}");
            let remaining = left(&response).0;
            assert!(remaining > 150_000, "{remaining} after {index}");
            let body: Value = response.json().await.unwrap();
            assert_eq!(body["errors"], Value::Null);
            assert!(body["data"]["__schema"]["types"].is_array());
        }
    }
}

#[tokio::test]
async fn the_reported_cost_is_what_the_budget_is_charged() {
    let settings = [
        ("explain", "true"),
        ("limits.viewer_cost_per_minute", "1000"),
    ];
    for query in [GRAPHIQL, CODEGEN] {
        let harness = Harness::start_with(Options::default(), &settings).await;
        let response = introspect(&harness.url, query).await;
        let remaining = left(&response).0;
        let body: Value = response.json().await.unwrap();
        let cost = body["extensions"]["journey"]["cost"].as_u64().unwrap();
        assert!((500..700).contains(&cost), "{cost}");
        // The budget is refilled by 17 per second.
        let refilled = remaining - (1_000 - cost);
        assert!(refilled < 350, "{remaining} after {cost}");
    }
}

/// A response to another document is not cached, and takes the CPU time of a new execution.
#[tokio::test]
async fn different_introspections_are_bounded_by_the_budget() {
    let budget = [("limits.viewer_cost_per_minute", "2000")];
    let harness = Harness::start_with(Options::default(), &budget).await;
    let mut served = 0;
    for index in 0..40 {
        let response = introspect(&harness.url, &format!("{GRAPHIQL} # {index}")).await;
        if response.status() == 200 {
            served += 1;
        } else {
            assert_eq!(response.status(), 429);
        }
    }
    // Three are 1,860; one more takes 18 s of the refill.
    assert!((3..10).contains(&served), "{served}");
}

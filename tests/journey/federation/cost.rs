//! The cost of `_entities`.

use journey_simulator::Options;
use serde_json::{Value, json};

use super::super::harness::{Harness, SUPERVISOR};
use super::{entities, representations};

/// A representation of a queue with its name costs 1.2: the object and two values.
const QUEUE: &str = "... on Queue { name }";

#[tokio::test]
async fn representations_past_the_limit_fail_alone() {
    let settings = [("limits.cost", "100"), ("explain", "true")];
    let harness = Harness::start_with(Options::default(), &settings).await;
    let queue = harness.fixtures.queue.0.clone();
    for (count, served, cost) in [(83, 83, 100), (84, 83, 100), (300, 83, 100)] {
        let ids = vec![queue.clone(); count];
        let request = harness
            .client
            .post(format!("{}/graphql", harness.url))
            .bearer_auth(SUPERVISOR)
            .header("X-Journey-Explain", "1")
            .header("X-Journey-Error-Positions", "each")
            .json(&json!({
                "query": entities(QUEUE),
                "variables": {"r": representations("Queue", &ids)},
            }));
        let body: Value = request.send().await.unwrap().json().await.unwrap();
        let found = body["data"]["_entities"].as_array().unwrap();
        let not_null = found.iter().filter(|entity| !entity.is_null()).count();
        assert_eq!((found.len(), not_null), (count, served), "{body:#}");
        assert_eq!(body["extensions"]["journey"]["cost"], cost);
        let errors = body["errors"].as_array().cloned().unwrap_or_default();
        assert_eq!(errors.len(), count - served);
        for (error, index) in errors.iter().zip(served..) {
            assert_eq!(error["path"], json!(["_entities", index]), "{error}");
            let all = (12 * count).div_ceil(10);
            let extensions = &error["extensions"];
            assert_eq!(extensions["code"], "COST_LIMIT", "{error}");
            assert_eq!(
                (&extensions["cost"], &extensions["limit"]),
                (&json!(all), &json!(100))
            );
        }
    }
}

#[tokio::test]
async fn an_operation_is_rejected_if_no_representation_fits() {
    let harness = Harness::start_with(Options::default(), &[("limits.cost", "100")]).await;
    let variables =
        json!({"r": representations("Customer", &vec![harness.fixtures.customer.clone(); 2])});
    for query in [
        entities("... on Customer { sessions(first: 100) { nodes { id status } } }"),
        // Which of several fields to reduce is not defined.
        "query($r: [_Any!]!) { a: _entities(representations: $r) { ...C } b: _entities(representations: $r) { ...C } }
        fragment C on Customer { sessions(first: 20) { nodes { id } } }"
            .to_owned(),
    ] {
        let response = harness.query(SUPERVISOR, &query, variables.clone()).await;
        assert_eq!(response.status, 400, "{query}: {:#}", response.body);
        assert_eq!(response.errors()[0].0, "COST_LIMIT");
    }
}

/// The defaults serve a page of customers with sessions and events, and 1,000 objects. 10,000 are rejected by other limits.
#[tokio::test]
async fn the_default_limits_fit_routers() {
    let harness = Harness::start().await;
    let journeys = entities(
        "... on Customer { sessions(first: 25) { nodes { id events(first: 5) { nodes { id } } } } }",
    );
    let customers = vec![harness.fixtures.customer.clone(); 50];
    let variables = json!({"r": representations("Customer", &customers)});
    let data = harness.data(&journeys, variables).await;
    assert_eq!(data["_entities"].as_array().unwrap().len(), 50);
    let agents = |count| representations("Agent", &vec![harness.fixtures.agent.0.clone(); count]);
    let query = entities("... on Agent { name }");
    let data = harness.data(&query, json!({"r": agents(1_000)})).await;
    let found = data["_entities"].as_array().unwrap();
    assert!(
        found
            .iter()
            .all(|agent| agent["name"] == harness.fixtures.agent.1)
    );
    for (count, code) in [(2_000, "VARIABLE_LIMIT"), (10_000, "PAYLOAD_TOO_LARGE")] {
        let response = harness
            .query(SUPERVISOR, &query, json!({"r": agents(count)}))
            .await;
        assert_eq!(response.errors()[0].0, code, "{count}");
    }
}

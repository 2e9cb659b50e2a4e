//! Policies for upstream calls: rate limit, circuit breaker, retries and the maximum number of calls per request.

mod breaker;
mod explain;
mod quota;
mod retries;

use journey_simulator::Options;
use serde_json::json;

use super::harness::{AGENT, Harness, SUPERVISOR};

const SESSIONS: &str = "GET /api/v2/externalcontacts/contacts/{contactId}/journey/sessions";

/// A query that makes one upstream call: one page holds all sessions of the customer, and no session needs the details
/// of its conversation.
const ONE_CALL: &str = "query($id: ID!) { customer(id: $id) {
    sessions(first: 100, filter: {includeUnsupportedChannels: true}) { nodes { id } } } }";

/// Ids of customers that the gateway has not cached.
fn uncached_customers(harness: &Harness, count: usize) -> Vec<String> {
    let customers = harness.simulator.ordinary_customers();
    customers.take(count).map(|customer| customer.id).collect()
}

#[tokio::test]
async fn fields_beyond_the_upstream_call_limit_are_null() {
    let settings = [
        ("limits.upstream_calls", "6"),
        ("platform.calls_per_loader", "2"),
    ];
    let harness = Harness::start_with(Options::default(), &settings).await;
    harness.warm_viewer(SUPERVISOR).await;
    let ids = uncached_customers(&harness, 10);
    let query = "query($ids: [ID!]!) { viewer { id } customers(ids: $ids) { sessions(first: 100) { nodes { id } } } }";
    let response = harness.query(SUPERVISOR, query, json!({"ids": ids})).await;
    assert_eq!(response.status, 200);
    let errors = response.errors();
    assert_eq!(errors.len(), 1, "{:#}", response.body);
    assert_eq!(errors[0].0, "REQUEST_LIMIT_EXCEEDED");
    let customers = response.body["data"]["customers"].as_array().unwrap();
    let served = customers
        .iter()
        .filter(|customer| customer["sessions"].is_object());
    let calls: usize = harness.take_calls().values().map(Vec::len).sum();
    // One of the calls may be for the contacts.
    assert!((5..=6).contains(&served.count()), "{:#}", response.body);
    assert_eq!(calls, 6);
    assert!(response.body["data"]["viewer"]["id"].is_string());
    // The next request has its own limit.
    let variables = json!({"id": harness.fixtures.customer});
    harness.query(AGENT, ONE_CALL, variables).await.data();
}

//! Transient upstream failures are retried within the retry budget.

use journey_simulator::{FaultKind, Options};
use serde_json::json;

use super::super::harness::{Harness, SUPERVISOR};
use super::{ONE_CALL, SESSIONS, uncached_customers};

const CONTACTS: &str = "POST /api/v2/externalcontacts/bulk/contacts";

/// The largest retry budget, and a circuit breaker that never applies.
const MANY_RETRIES: &[(&str, &str)] = &[
    ("platform.retry_percent", "100"),
    ("platform.breaker_calls", "1000000"),
];

/// Starts with a retry budget that calls have filled.
async fn start_with_many_retries() -> Harness {
    let harness = Harness::start_with(Options::default(), MANY_RETRIES).await;
    let customers = harness.simulator.ordinary_customers().skip(100).take(20);
    for customer in customers.collect::<Vec<_>>() {
        let variables = json!({"id": customer.id});
        harness.data(ONE_CALL, variables).await;
    }
    harness.warm_viewer(SUPERVISOR).await;
    harness
}

/// Number of upstream calls that a failing query makes.
async fn failing_calls(harness: &Harness, query: &str) -> usize {
    let id = uncached_customers(harness, 1).remove(0);
    let response = harness.query(SUPERVISOR, query, json!({"id": id})).await;
    assert_eq!(response.errors().len(), 1, "{:#}", response.body);
    harness.take_calls().values().map(Vec::len).sum()
}

#[tokio::test]
async fn transient_failures_are_tried_three_times_and_others_once() {
    let harness = start_with_many_retries().await;
    let faults = [
        (FaultKind::Status(502), 3),
        (FaultKind::Status(503), 3),
        (FaultKind::Status(504), 3),
        (FaultKind::Reset, 3),
        (FaultKind::Truncated, 3),
        (FaultKind::Status(500), 1),
        (FaultKind::Status(400), 1),
        (FaultKind::Malformed, 1),
        // A request does not wait for the minute that a 429 requires. This case is last, because the credential is paused
        // afterwards.
        (FaultKind::Status(429), 1),
    ];
    for (fault, calls) in faults {
        harness.simulator.inject_fault(SESSIONS, fault, 1.0);
        assert_eq!(failing_calls(&harness, ONE_CALL).await, calls, "{fault:?}");
        harness.simulator.clear_faults();
    }
}

#[tokio::test]
async fn a_read_only_post_is_retried_too() {
    let harness = start_with_many_retries().await;
    harness
        .simulator
        .inject_fault(CONTACTS, FaultKind::Status(503), 1.0);
    let query = "query($id: ID!) { customer(id: $id) { displayName } }";
    assert_eq!(failing_calls(&harness, query).await, 3);
}

#[tokio::test]
async fn occasional_failures_are_hidden_from_clients() {
    let harness = start_with_many_retries().await;
    // All three attempts fail in about one of a hundred requests.
    harness
        .simulator
        .inject_fault(SESSIONS, FaultKind::Status(503), 0.2);
    let mut failed = 0;
    for id in uncached_customers(&harness, 60) {
        let response = harness.query(SUPERVISOR, ONE_CALL, json!({"id": id})).await;
        failed += response.errors().len();
    }
    assert!(failed <= 4, "{failed}");
    assert!(harness.simulator.calls().len() > 63, "no call was retried");
}

#[tokio::test]
async fn retries_can_be_disabled() {
    let harness = Harness::start_with(Options::default(), &[("platform.retries", "0")]).await;
    harness.warm_viewer(SUPERVISOR).await;
    harness
        .simulator
        .inject_fault(SESSIONS, FaultKind::Status(503), 1.0);
    assert_eq!(failing_calls(&harness, ONE_CALL).await, 1);
}

#[tokio::test]
async fn retries_add_at_most_a_tenth_to_the_calls() {
    let settings = [("platform.breaker_calls", "1000000")];
    let harness = Harness::start_with(Options::default(), &settings).await;
    harness.warm_viewer(SUPERVISOR).await;
    harness
        .simulator
        .inject_fault(SESSIONS, FaultKind::Status(503), 0.5);
    let customers = uncached_customers(&harness, 600);
    let requests = customers.chunks(30).map(async |chunk| {
        for id in chunk {
            harness.query(SUPERVISOR, ONE_CALL, json!({"id": id})).await;
        }
    });
    futures_util::future::join_all(requests).await;
    let calls = harness.simulator.calls().len();
    assert!(calls > customers.len(), "{calls} calls: none was retried");
    // The three introspection calls before are deposits to the retry budget too.
    assert!(
        (calls - customers.len()) * 10 <= customers.len() + 3,
        "{calls}"
    );
}

//! What passes by itself is tried again, as far as that does no harm.

use journey_simulator::{FaultKind, Options};
use serde_json::json;

use super::super::harness::{Harness, SUPERVISOR};
use super::{ONE_CALL, SESSIONS, strangers};

const CONTACTS: &str = "POST /api/v2/externalcontacts/bulk/contacts";

/// As often as it may be of use, and no breaker in the way.
const EAGER: &[(&str, &str)] = &[
    ("platform.retry_percent", "1000"),
    ("platform.breaker_calls", "1000000"),
];

async fn calls_of(harness: &Harness, query: &str) -> usize {
    let id = strangers(harness, 1).remove(0);
    let answer = harness.query(SUPERVISOR, query, json!({"id": id})).await;
    assert_eq!(answer.errors().len(), 1, "{:#}", answer.body);
    harness.take_calls().values().map(Vec::len).sum()
}

#[tokio::test]
async fn what_may_pass_is_tried_three_times_and_what_will_not_once() {
    let harness = Harness::start_with(Options::default(), EAGER).await;
    harness.warm_viewer(SUPERVISOR).await;
    let faults = [
        (FaultKind::Status(502), 3),
        (FaultKind::Status(503), 3),
        (FaultKind::Status(504), 3),
        (FaultKind::Reset, 3),
        (FaultKind::Truncated, 3),
        (FaultKind::Status(500), 1),
        (FaultKind::Status(400), 1),
        (FaultKind::Malformed, 1),
        // Nobody waits a minute; it comes last, since nobody calls then.
        (FaultKind::Status(429), 1),
    ];
    for (fault, calls) in faults {
        harness.simulator.inject(SESSIONS, fault, 1.0);
        assert_eq!(calls_of(&harness, ONE_CALL).await, calls, "{fault:?}");
        harness.simulator.heal();
    }
}

#[tokio::test]
async fn a_post_that_only_reads_is_tried_again_too() {
    let harness = Harness::start_with(Options::default(), EAGER).await;
    harness.warm_viewer(SUPERVISOR).await;
    harness
        .simulator
        .inject(CONTACTS, FaultKind::Status(503), 1.0);
    let query = "query($id: ID!) { customer(id: $id) { displayName } }";
    assert_eq!(calls_of(&harness, query).await, 3);
}

#[tokio::test]
async fn a_hiccup_is_not_seen() {
    let harness = Harness::start_with(Options::default(), EAGER).await;
    harness.warm_viewer(SUPERVISOR).await;
    // Of three tries all fail about once in a hundred times.
    harness
        .simulator
        .inject(SESSIONS, FaultKind::Status(503), 0.2);
    let mut failed = 0;
    for id in strangers(&harness, 60) {
        let answer = harness.query(SUPERVISOR, ONE_CALL, json!({"id": id})).await;
        failed += answer.errors().len();
    }
    assert!(failed <= 4, "{failed}");
    assert!(
        harness.simulator.calls().len() > 63,
        "some were tried again"
    );
}

#[tokio::test]
async fn it_can_be_switched_off() {
    let harness = Harness::start_with(Options::default(), &[("platform.retries", "0")]).await;
    harness.warm_viewer(SUPERVISOR).await;
    harness
        .simulator
        .inject(SESSIONS, FaultKind::Status(503), 1.0);
    assert_eq!(calls_of(&harness, ONE_CALL).await, 1);
}

#[tokio::test]
async fn a_platform_in_trouble_is_given_a_tenth_more_at_most() {
    let settings = [("platform.breaker_calls", "1000000")];
    let harness = Harness::start_with(Options::default(), &settings).await;
    harness.warm_viewer(SUPERVISOR).await;
    harness
        .simulator
        .inject(SESSIONS, FaultKind::Status(503), 0.5);
    let customers = strangers(&harness, 600);
    let asks = customers.chunks(30).map(async |some| {
        for id in some {
            harness.query(SUPERVISOR, ONE_CALL, json!({"id": id})).await;
        }
    });
    futures_util::future::join_all(asks).await;
    let calls = harness.simulator.calls().len();
    assert!(calls > customers.len(), "{calls}: nothing was tried again");
    // Three calls were made before, to find out who asks; they earn too.
    assert!(
        (calls - customers.len()) * 10 <= customers.len() + 3,
        "{calls}"
    );
}

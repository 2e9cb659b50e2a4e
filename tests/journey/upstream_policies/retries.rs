//! What passes by itself is tried again, as far as that does no harm.

use journey_gateway::simulator::{FaultKind, Options};
use serde_json::json;

use super::super::stage::{SUPERVISOR, Stage};
use super::{ONE_CALL, SESSIONS, strangers};

const CONTACTS: &str = "POST /api/v2/externalcontacts/bulk/contacts";

/// As often as it may be of use, and no breaker in the way.
const EAGER: &[(&str, &str)] = &[
    ("platform.retry_percent", "1000"),
    ("platform.breaker_calls", "1000000"),
];

async fn calls_of(stage: &Stage, query: &str) -> usize {
    let id = strangers(stage, 1).remove(0);
    let answer = stage.ask(SUPERVISOR, query, json!({"id": id})).await;
    assert_eq!(answer.errors().len(), 1, "{:#}", answer.body);
    stage.take_calls().values().map(Vec::len).sum()
}

#[tokio::test]
async fn what_may_pass_is_tried_three_times_and_what_will_not_once() {
    let stage = Stage::with(Options::default(), EAGER).await;
    stage.introduce(SUPERVISOR).await;
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
        stage.simulator.inject(SESSIONS, fault, 1.0);
        assert_eq!(calls_of(&stage, ONE_CALL).await, calls, "{fault:?}");
        stage.simulator.heal();
    }
}

#[tokio::test]
async fn a_post_that_only_reads_is_tried_again_too() {
    let stage = Stage::with(Options::default(), EAGER).await;
    stage.introduce(SUPERVISOR).await;
    stage
        .simulator
        .inject(CONTACTS, FaultKind::Status(503), 1.0);
    let query = "query($id: ID!) { customer(id: $id) { displayName } }";
    assert_eq!(calls_of(&stage, query).await, 3);
}

#[tokio::test]
async fn a_hiccup_is_not_seen() {
    let stage = Stage::with(Options::default(), EAGER).await;
    stage.introduce(SUPERVISOR).await;
    // Of three tries all fail about once in a hundred times.
    stage
        .simulator
        .inject(SESSIONS, FaultKind::Status(503), 0.2);
    let mut failed = 0;
    for id in strangers(&stage, 60) {
        let answer = stage.ask(SUPERVISOR, ONE_CALL, json!({"id": id})).await;
        failed += answer.errors().len();
    }
    assert!(failed <= 4, "{failed}");
    assert!(stage.simulator.calls().len() > 63, "some were tried again");
}

#[tokio::test]
async fn it_can_be_switched_off() {
    let stage = Stage::with(Options::default(), &[("platform.retries", "0")]).await;
    stage.introduce(SUPERVISOR).await;
    stage
        .simulator
        .inject(SESSIONS, FaultKind::Status(503), 1.0);
    assert_eq!(calls_of(&stage, ONE_CALL).await, 1);
}

#[tokio::test]
async fn a_platform_in_trouble_is_given_a_tenth_more_at_most() {
    let settings = [("platform.breaker_calls", "1000000")];
    let stage = Stage::with(Options::default(), &settings).await;
    stage.introduce(SUPERVISOR).await;
    stage
        .simulator
        .inject(SESSIONS, FaultKind::Status(503), 0.5);
    let customers = strangers(&stage, 600);
    let asks = customers.chunks(30).map(async |some| {
        for id in some {
            stage.ask(SUPERVISOR, ONE_CALL, json!({"id": id})).await;
        }
    });
    futures_util::future::join_all(asks).await;
    let calls = stage.simulator.calls().len();
    assert!(calls > customers.len(), "{calls}: nothing was tried again");
    // Three calls were made before, to find out who asks; they earn too.
    assert!(
        (calls - customers.len()) * 10 <= customers.len() + 3,
        "{calls}"
    );
}

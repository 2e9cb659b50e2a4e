//! The platform's rate limit: the gateway does not send calls that would get a 429.

use journey_simulator::{FaultKind, Options};
use serde_json::json;

use super::super::harness::{AGENT, Harness, SERVICE_IDENTITY, SUPERVISOR};
use super::{ONE_CALL, SESSIONS, uncached_customers};

/// Number of calls that the platform rejected with 429.
fn rate_limited_calls(harness: &Harness) -> usize {
    let calls = harness.simulator.calls();
    calls.iter().filter(|call| call.status == 429).count()
}

/// Queries the customers one after another and returns how many were served. The others got `RATE_LIMITED` with a
/// waiting time.
async fn query_all(harness: &Harness, token: &str, customers: &[String]) -> usize {
    let mut served = 0;
    for id in customers {
        let response = harness.query(token, ONE_CALL, json!({"id": id})).await;
        match response.errors().first() {
            None => served += 1,
            Some((code, _)) => {
                assert_eq!(code, "RATE_LIMITED", "{:#}", response.body);
                let wait = &response.body["errors"][0]["extensions"]["retryAfterSeconds"];
                assert!((1..=60).contains(&wait.as_u64().unwrap()), "{wait}");
            }
        }
    }
    served
}

#[tokio::test]
async fn a_rate_limit_is_used_fully_and_not_exceeded() {
    let options = Options {
        rate_limit: Some(20),
        ..Options::default()
    };
    let harness = Harness::start_with(options, &[]).await;
    harness.warm_viewer(SUPERVISOR).await;
    let served = query_all(&harness, SUPERVISOR, &uncached_customers(&harness, 40)).await;
    assert_eq!(rate_limited_calls(&harness), 0);
    // Introspection took three of the 20 calls.
    assert_eq!(served, 17);
}

/// With identity `service` one viewer gets half of a minute's calls at once, the rest evenly, and none of the reserve.
#[tokio::test]
async fn one_viewer_does_not_use_up_a_shared_rate_limit() {
    let options = Options {
        rate_limit: Some(20),
        ..Options::default()
    };
    let settings = [SERVICE_IDENTITY, &[("limits.request_timeout", "1s")]].concat();
    let harness = Harness::start_with(options, &settings).await;
    harness.warm_viewer(SUPERVISOR).await;
    let served = query_all(&harness, SUPERVISOR, &uncached_customers(&harness, 40)).await;
    assert_eq!(rate_limited_calls(&harness), 0);
    assert!((10..=16).contains(&served), "{served}");
    harness.warm_viewer(AGENT).await;
    assert_eq!(
        query_all(&harness, AGENT, &uncached_customers(&harness, 3)).await,
        3
    );
}

#[tokio::test]
async fn concurrent_requests_do_not_exceed_the_rate_limit() {
    let options = Options {
        rate_limit: Some(20),
        ..Options::default()
    };
    let harness = Harness::start_with(options, &[]).await;
    harness.warm_viewer(SUPERVISOR).await;
    let customers = uncached_customers(&harness, 64);
    let requests = customers
        .chunks(4)
        .map(|chunk| query_all(&harness, SUPERVISOR, chunk));
    let served = futures_util::future::join_all(requests).await;
    assert_eq!(served.iter().sum::<usize>(), 17);
    assert_eq!(rate_limited_calls(&harness), 0);
}

#[tokio::test]
async fn a_429_pauses_one_credential_and_not_the_others() {
    let harness = Harness::start().await;
    harness.warm_viewer(SUPERVISOR).await;
    harness.warm_viewer(AGENT).await;
    harness
        .simulator
        .inject_fault(SESSIONS, FaultKind::Status(429), 1.0);
    let customers = uncached_customers(&harness, 10);
    assert_eq!(query_all(&harness, SUPERVISOR, &customers[..1]).await, 0);
    harness.simulator.clear_faults();
    assert_eq!(query_all(&harness, SUPERVISOR, &customers[1..]).await, 0);
    assert_eq!(
        harness.simulator.calls().len(),
        1,
        "only the call that got the 429"
    );
    assert_eq!(query_all(&harness, AGENT, &customers[1..]).await, 9);
}

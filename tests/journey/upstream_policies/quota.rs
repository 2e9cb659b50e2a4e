//! The platform's rate limit: nobody calls in vain.

use journey_simulator::{FaultKind, Options};
use serde_json::json;

use super::super::harness::{AGENT, Harness, SERVICE_IDENTITY, SUPERVISOR};
use super::{ONE_CALL, SESSIONS, strangers};

/// Calls that the platform refused with 429.
fn in_vain(harness: &Harness) -> usize {
    let calls = harness.simulator.calls();
    calls.iter().filter(|call| call.status == 429).count()
}

/// Asks for customers one after another; gives how many were served. The others were told to wait.
async fn ask_all(harness: &Harness, token: &str, customers: &[String]) -> usize {
    let mut served = 0;
    for id in customers {
        let answer = harness.query(token, ONE_CALL, json!({"id": id})).await;
        match answer.errors().first() {
            None => served += 1,
            Some((code, _)) => {
                assert_eq!(code, "RATE_LIMITED", "{:#}", answer.body);
                let wait = &answer.body["errors"][0]["extensions"]["retryAfterSeconds"];
                assert!((1..=60).contains(&wait.as_u64().unwrap()), "{wait}");
            }
        }
    }
    served
}

#[tokio::test]
async fn a_budget_is_used_to_its_end_and_not_a_call_further() {
    let options = Options {
        rate_limit: Some(20),
        ..Options::default()
    };
    let harness = Harness::start_with(options, &[]).await;
    harness.warm_viewer(SUPERVISOR).await;
    let served = ask_all(&harness, SUPERVISOR, &strangers(&harness, 40)).await;
    assert_eq!(in_vain(&harness), 0);
    // Finding out whose token it is took three.
    assert_eq!(served, 17);
}

/// With the gateway's own credential a viewer gets half of a minute's calls at once, the rest evenly, and none
/// of the reserve.
#[tokio::test]
async fn a_shared_budget_is_not_used_up_by_one_viewer() {
    let options = Options {
        rate_limit: Some(20),
        ..Options::default()
    };
    let settings = [SERVICE_IDENTITY, &[("limits.request_timeout", "1s")]].concat();
    let harness = Harness::start_with(options, &settings).await;
    harness.warm_viewer(SUPERVISOR).await;
    let served = ask_all(&harness, SUPERVISOR, &strangers(&harness, 40)).await;
    assert_eq!(in_vain(&harness), 0);
    assert!((10..=16).contains(&served), "{served}");
    harness.warm_viewer(AGENT).await;
    assert_eq!(ask_all(&harness, AGENT, &strangers(&harness, 3)).await, 3);
}

#[tokio::test]
async fn many_at_once_are_not_over_it_either() {
    let options = Options {
        rate_limit: Some(20),
        ..Options::default()
    };
    let harness = Harness::start_with(options, &[]).await;
    harness.warm_viewer(SUPERVISOR).await;
    let customers = strangers(&harness, 64);
    let asks = customers
        .chunks(4)
        .map(|some| ask_all(&harness, SUPERVISOR, some));
    let served = futures_util::future::join_all(asks).await;
    assert_eq!(served.iter().sum::<usize>(), 17);
    assert_eq!(in_vain(&harness), 0);
}

#[tokio::test]
async fn after_a_429_a_credential_does_not_call_and_others_do() {
    let harness = Harness::start().await;
    harness.warm_viewer(SUPERVISOR).await;
    harness.warm_viewer(AGENT).await;
    harness
        .simulator
        .inject(SESSIONS, FaultKind::Status(429), 1.0);
    let customers = strangers(&harness, 10);
    assert_eq!(ask_all(&harness, SUPERVISOR, &customers[..1]).await, 0);
    harness.simulator.heal();
    assert_eq!(ask_all(&harness, SUPERVISOR, &customers[1..]).await, 0);
    assert_eq!(
        harness.simulator.calls().len(),
        1,
        "the one that was refused"
    );
    assert_eq!(ask_all(&harness, AGENT, &customers[1..]).await, 9);
}

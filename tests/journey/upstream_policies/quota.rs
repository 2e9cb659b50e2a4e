//! The platform's rate limit: nobody calls in vain.

use journey_gateway::simulator::{FaultKind, Options};
use serde_json::json;

use super::super::stage::{AGENT, SERVICE, SUPERVISOR, Stage};
use super::{ONE_CALL, SESSIONS, strangers};

/// Calls that the platform refused with 429.
fn in_vain(stage: &Stage) -> usize {
    let calls = stage.simulator.calls();
    calls.iter().filter(|call| call.status == 429).count()
}

/// Asks for customers one after another; gives how many were served. The others were told to wait.
async fn ask_all(stage: &Stage, token: &str, customers: &[String]) -> usize {
    let mut served = 0;
    for id in customers {
        let answer = stage.ask(token, ONE_CALL, json!({"id": id})).await;
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
    let stage = Stage::with(options, &[]).await;
    stage.introduce(SUPERVISOR).await;
    let served = ask_all(&stage, SUPERVISOR, &strangers(&stage, 40)).await;
    assert_eq!(in_vain(&stage), 0);
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
    let settings = [SERVICE, &[("limits.request_timeout", "1s")]].concat();
    let stage = Stage::with(options, &settings).await;
    stage.introduce(SUPERVISOR).await;
    let served = ask_all(&stage, SUPERVISOR, &strangers(&stage, 40)).await;
    assert_eq!(in_vain(&stage), 0);
    assert!((10..=16).contains(&served), "{served}");
    stage.introduce(AGENT).await;
    assert_eq!(ask_all(&stage, AGENT, &strangers(&stage, 3)).await, 3);
}

#[tokio::test]
async fn many_at_once_are_not_over_it_either() {
    let options = Options {
        rate_limit: Some(20),
        ..Options::default()
    };
    let stage = Stage::with(options, &[]).await;
    stage.introduce(SUPERVISOR).await;
    let customers = strangers(&stage, 64);
    let asks = customers
        .chunks(4)
        .map(|some| ask_all(&stage, SUPERVISOR, some));
    let served = futures_util::future::join_all(asks).await;
    assert_eq!(served.iter().sum::<usize>(), 17);
    assert_eq!(in_vain(&stage), 0);
}

#[tokio::test]
async fn after_a_429_a_credential_does_not_call_and_others_do() {
    let stage = Stage::start().await;
    stage.introduce(SUPERVISOR).await;
    stage.introduce(AGENT).await;
    stage
        .simulator
        .inject(SESSIONS, FaultKind::Status(429), 1.0);
    let customers = strangers(&stage, 10);
    assert_eq!(ask_all(&stage, SUPERVISOR, &customers[..1]).await, 0);
    stage.simulator.heal();
    assert_eq!(ask_all(&stage, SUPERVISOR, &customers[1..]).await, 0);
    assert_eq!(stage.simulator.calls().len(), 1, "the one that was refused");
    assert_eq!(ask_all(&stage, AGENT, &customers[1..]).await, 9);
}

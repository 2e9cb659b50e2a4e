//! A bomb and the process that it is thrown at: memory stays small.

use serde_json::{Value, json};

use super::super::harness::SUPERVISOR;
use super::super::program::{Served, simulator};
use super::fault::{Fault, WRONG};
use super::proxy::Proxy;

/// Beyond the largest answer itself: what it takes to read it, and allocators.
const GROWTH_KIB: u64 = 32 * 1024;

#[tokio::test]
async fn a_bomb_does_not_go_off() {
    let simulator = simulator().await;
    let proxy = Proxy::start(simulator.url());
    let mut served = Served::start(proxy.url(), &[]).await;
    let url = format!("{}/graphql", served.url);

    let client = reqwest::Client::new();
    let id = simulator.fixtures().queue.0;
    let query = format!("{{ queue(id: \"{id}\") {{ name }} }}");
    let ask = async || -> Value {
        let request = client.post(&url).bearer_auth(SUPERVISOR);
        let response = request.json(&json!({"query": query})).send().await.unwrap();
        response.json().await.unwrap()
    };
    let viewer = client.post(&url).bearer_auth(SUPERVISOR);
    viewer
        .json(&json!({"query": "{ viewer { id } }"}))
        .send()
        .await
        .unwrap();
    let before = served.memory("VmHWM");
    for (name, fault, code) in WRONG {
        if matches!(fault, Fault::Endless(_)) {
            proxy.strike(Some("GET /api/v2/routing/queues"), *fault);
            let answer = ask().await;
            assert_eq!(
                json!(code),
                answer["errors"][0]["extensions"]["code"],
                "{name}: {answer}"
            );
        }
    }
    proxy.heal();
    assert!(ask().await["data"]["queue"]["name"].is_string());
    assert!(served.is_alive());
    match before.zip(served.memory("VmHWM")) {
        Some((before, after)) => {
            println!("peak: {before} KiB, then {after} KiB");
            assert!(
                after < before + GROWTH_KIB,
                "{before} KiB, then {after} KiB"
            );
        }
        None => println!("memory is not measured on this system"),
    }
}

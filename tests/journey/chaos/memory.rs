//! Peak memory of a process that reads endless and highly compressed responses.

use serde_json::{Value, json};

use super::super::harness::SUPERVISOR;
use super::super::program::{Served, simulator};
use super::fault::{Fault, UNEXPECTED_HTTP};
use super::proxy::Proxy;

/// Allowed growth of peak memory. The largest accepted response needs buffers to read it, and the
/// allocator keeps some freed memory.
const MAX_GROWTH_KIB: u64 = 32 * 1024;

#[tokio::test]
async fn endless_and_compressed_responses_do_not_exhaust_memory() {
    let simulator = simulator().await;
    let proxy = Proxy::start(simulator.url());
    let mut served = Served::start(proxy.url(), &[]).await;
    let url = format!("{}/graphql", served.url);

    let client = reqwest::Client::new();
    let id = simulator.fixtures().queue.0;
    let query = format!("{{ queue(id: \"{id}\") {{ name }} }}");
    let query_queue = async || -> Value {
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
    for (name, fault, code) in UNEXPECTED_HTTP {
        if matches!(fault, Fault::Endless(_)) {
            proxy.inject(Some("GET /api/v2/routing/queues"), *fault);
            let body = query_queue().await;
            assert_eq!(
                json!(code),
                body["errors"][0]["extensions"]["code"],
                "{name}: {body}"
            );
        }
    }
    proxy.heal();
    assert!(query_queue().await["data"]["queue"]["name"].is_string());
    assert!(served.is_alive());
    match before.zip(served.memory("VmHWM")) {
        Some((before, after)) => {
            println!("peak: {before} KiB, then {after} KiB");
            assert!(
                after < before + MAX_GROWTH_KIB,
                "{before} KiB, then {after} KiB"
            );
        }
        None => println!("memory is not measured on this system"),
    }
}

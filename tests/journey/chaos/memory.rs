//! A bomb and the process that it is thrown at: memory stays small.

use std::process::Stdio;

use journey_gateway::simulator::{Options, Simulator};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use super::super::stage::{SUPERVISOR, loopback};
use super::fault::{Fault, WRONG};
use super::proxy::Proxy;

/// Beyond the largest answer itself: what it takes to read it, and allocators.
const GROWTH_KIB: u64 = 32 * 1024;

/// The most memory that was resident at once, in KiB; nothing elsewhere than on Linux.
fn peak(child: &Child) -> Option<u64> {
    let path = format!("/proc/{}/status", child.id()?);
    let status = std::fs::read_to_string(path).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[tokio::test]
async fn a_bomb_does_not_go_off() {
    let simulator = Simulator::start(loopback(), Options::default())
        .await
        .unwrap();
    let proxy = Proxy::start(simulator.url());
    let mut command = Command::new(env!("CARGO_BIN_EXE_journey-gateway"));
    command
        .args(["serve", "--listen", "127.0.0.1:0", "--platform-url"])
        .arg(proxy.url())
        .env_clear()
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    let mut child = command.spawn().unwrap();
    let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
    let line = log.next_line().await.unwrap().unwrap();
    let line: Value = serde_json::from_str(&line).unwrap();
    let url = format!("http://{}/graphql", line["address"].as_str().unwrap());
    // A full pipe would hold the process up.
    tokio::spawn(async move { while let Ok(Some(_)) = log.next_line().await {} });

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
    let before = peak(&child);
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
    assert!(child.try_wait().unwrap().is_none());
    match before.zip(peak(&child)) {
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

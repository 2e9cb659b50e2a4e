//! The program itself under attack, as a process: it lives on, and its memory comes back.

use std::process::Stdio;

use journey_gateway::simulator::{Options, Simulator};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use super::super::stage::loopback;
use super::{Target, check};

/// Growth that is let pass: allocators keep some of what they are given back.
const GROWTH_KIB: u64 = 8 * 1024;

/// `serve` before a simulator of this process.
struct Process {
    child: Child,
    target: Target,
    simulator: Simulator,
}

impl Process {
    async fn start(stack: Option<usize>) -> Self {
        let simulator = Simulator::start(loopback(), Options::default())
            .await
            .unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_journey-gateway"));
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--platform-url"])
            .arg(simulator.url())
            .env_clear()
            .envs(stack.map(|bytes| ("RUST_MIN_STACK", bytes.to_string())))
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let mut child = command.spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
        let line = log.next_line().await.unwrap().unwrap();
        let line: Value = serde_json::from_str(&line).unwrap();
        let target = Target::new(&format!("http://{}", line["address"].as_str().unwrap()));
        // A full pipe would hold the process up.
        tokio::spawn(async move { while let Ok(Some(_)) = log.next_line().await {} });
        Self {
            child,
            target,
            simulator,
        }
    }

    /// Resident memory in KiB; nothing elsewhere than on Linux.
    fn memory(&self) -> Option<u64> {
        let path = format!("/proc/{}/status", self.child.id()?);
        let status = std::fs::read_to_string(path).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        line.split_whitespace().nth(1)?.parse().ok()
    }

    fn is_alive(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }
}

#[tokio::test]
async fn the_process_survives_and_its_memory_comes_back() {
    let mut process = Process::start(None).await;
    process.target.attack().await;
    let before = process.memory();
    process.target.attack().await;
    let after = process.memory();
    assert!(process.is_alive());
    match (before, after) {
        (Some(before), Some(after)) => {
            println!("resident: {before} KiB, after a second pass {after} KiB");
            assert!(
                after < before + GROWTH_KIB,
                "{before} KiB, then {after} KiB"
            );
        }
        _ => println!("memory is not measured on this system"),
    }
}

/// The deepest documents of each kind that the limits let through.
fn deepest(customer: &str) -> Vec<(&'static str, String, &'static str)> {
    let within = |open: &str, close: &str, depth: usize, inner: &str| {
        format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
    };
    let customer = format!("customer(id: \"{customer}\")");
    let pages = "sessions(first: 2) { nodes { customer {";
    let chain: Vec<_> = (0..60)
        .map(|n| format!("fragment F{n} on Viewer {{ ...F{} }}", n + 1))
        .collect();
    let chain = chain.join(" ");
    vec![
        ("fields", format!("{{ {customer} {{ {} }} }}", within("mergedInto {", "}", 10, "id")), "200"),
        ("pages", format!("{{ {customer} {{ {pages} {pages} {pages} id }}}} }}}} }}}} }} }} }} }} }}"), "200"),
        (
            "events",
            format!(
                "{{ {customer} {{ {pages} sessions {{ edges {{ node {{ events(first: 3) {{ edges {{ node {{
                   ... on ConversationEvent {{ wrapUp {{ notes }} }} }} }} }} }} }} }} }} }} }} }} }}"
            ),
            "200",
        ),
        ("inline fragments", format!("{{ viewer {{ {} }} }}", within("... {", "}", 30, "id")), "200"),
        ("too many inline fragments", within("{ ...", "}", 63, "{ viewer { id } }"), "400 NESTING_LIMIT"),
        ("more than the engine takes", format!("{{ viewer {{ {} }} }}", within("... {", "}", 60, "id")), "400 GRAPHQL_VALIDATION_FAILED"),
        ("fragments", format!("{{ viewer {{ ...F0 }} }} {chain} fragment F60 on Viewer {{ id }}"), "400 GRAPHQL_VALIDATION_FAILED"),
        ("values", format!("{{ customer(id: {}) {{ id }} }}", within("[", "]", 62, "1")), "400 GRAPHQL_VALIDATION_FAILED"),
        ("objects", format!("{{ customer(id: {}) {{ id }} }}", within("{a:", "}", 62, "1")), "400 GRAPHQL_VALIDATION_FAILED"),
        ("types", format!("query($a: {}) {{ customer(id: $a) {{ id }} }}", within("[", "]", 63, "ID")), "200 BAD_USER_INPUT"),
        ("introspection", format!("{{ __type(name: \"Query\") {{ fields {{ type {{ {} }} }} }} }}", within("ofType {", "}", 11, "name")), "200"),
    ]
}

#[tokio::test]
async fn what_is_let_through_needs_little_stack() {
    // Frames of a debug build are several times those of a release build; threads have 2 MiB.
    let stack = if cfg!(debug_assertions) {
        1536 * 1024
    } else {
        512 * 1024
    };
    let mut process = Process::start(Some(stack)).await;
    let fixtures = process.simulator.fixtures();
    for (name, document, answer) in deepest(&fixtures.customer) {
        let response = process.target.query(&document, json!({})).await;
        check(name, answer, response).await;
    }
    let variables = format!("{}1{}", "[".repeat(125), "]".repeat(125));
    let body = format!(
        r#"{{"query":"query($a: ID!) {{ customer(id: $a) {{ id }} }}","variables":{{"a":{variables}}}}}"#
    );
    let request = process
        .target
        .post()
        .header("content-type", "application/json");
    let response = request.body(body).send().await;
    check("variables", "400 GRAPHQL_VALIDATION_FAILED", response).await;
    assert!(process.is_alive());
}

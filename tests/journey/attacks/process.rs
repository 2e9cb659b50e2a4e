//! Attacks on `serve` in a separate process: it survives and does not leak memory.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use journey_simulator::Simulator;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::json;

use super::super::harness::Harness;
use super::super::program::{Served, simulator};
use super::super::random_query::{Choices, GeneratedQuery, Pool, query};
use super::{Target, check_response};

/// Allowed growth of resident memory. Allocators keep some freed memory.
const MAX_GROWTH_KIB: u64 = 8 * 1024;

/// Passes that are not measured: the allocator keeps what they needed at most.
const WARM_UP: usize = 2;

/// Passes of each of two measurements. The allocator returns memory at unpredictable times, so the smallest sizes are
/// compared; a leak grows with every pass.
const PASSES: usize = 4;

/// Starts `serve` in front of a simulator in this process.
async fn start(environment: &[(&str, &str)]) -> (Served, Target, Simulator) {
    let simulator = simulator().await;
    let served = Served::start(simulator.url(), environment).await;
    let target = Target::new(&served.url);
    (served, target, simulator)
}

#[tokio::test]
async fn the_process_survives_attacks_without_leaking_memory() {
    let (mut served, mut target, _simulator) = start(&[]).await;
    for _ in 0..WARM_UP {
        target.run_attacks().await;
    }
    let before = smallest_size(&served, &target).await;
    let costs = Arc::new(Mutex::new(Vec::new()));
    target.on_response = meter(served.cpu_time(), costs.clone());
    let after = smallest_size(&served, &target).await;
    println!("{}", format_costs(&mut costs.lock().unwrap()));
    assert!(served.is_alive());
    match (before, after) {
        (Some(before), Some(after)) => {
            println!("resident: {before} KiB, after {PASSES} more passes {after} KiB");
            assert!(
                after < before + MAX_GROWTH_KIB,
                "{before} KiB, then {after} KiB"
            );
        }
        _ => println!("memory is not measured on this system"),
    }
}

/// The smallest resident memory after one of [`PASSES`] passes.
async fn smallest_size(served: &Served, target: &Target) -> Option<u64> {
    let mut smallest = None;
    for _ in 0..PASSES {
        target.run_attacks().await;
        smallest = smallest.into_iter().chain(served.memory("VmRSS")).min();
    }
    smallest
}

/// Records the CPU time that the process spends on each request. It depends on the machine and the
/// build, so the test prints it and asserts nothing about it.
fn meter(
    busy: impl Fn() -> Option<Duration> + Send + Sync + 'static,
    costs: Arc<Mutex<Vec<(Duration, String)>>>,
) -> Box<dyn Fn(&str) + Send + Sync> {
    let last = Mutex::new(busy());
    Box::new(move |name| {
        let mut last = last.lock().unwrap();
        let now = busy();
        if let (Some(now), Some(last)) = (now, *last) {
            let cost = now.saturating_sub(last);
            costs.lock().unwrap().push((cost, name.to_owned()));
        }
        *last = now;
    })
}

fn format_costs(costs: &mut Vec<(Duration, String)>) -> String {
    costs.retain(|(_, name)| name != "a valid request");
    costs.sort_unstable();
    let median = costs.get(costs.len() / 2).map(|(cost, _)| *cost);
    let costliest: Vec<_> = costs.iter().rev().take(5).collect();
    format!(
        "{} attacks, median CPU time {median:?}, most expensive {costliest:#?}",
        costs.len()
    )
}

/// The deepest documents of each kind that pass the limits, with their expected response.
fn deepest_documents(customer: &str) -> Vec<(&'static str, String, &'static str)> {
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
        ("too many inline fragments", within("{ ...", "}", 63, "{ viewer { id } }"), "400 NESTING_LIMIT"),
        ("inline fragments", format!("{{ viewer {{ {} }} }}", within("... {", "}", 60, "id")), "200"),
        ("fragments", format!("{{ viewer {{ ...F0 }} }} {chain} fragment F60 on Viewer {{ id }}"), "200"),
        ("values", format!("{{ customer(id: {}) {{ id }} }}", within("[", "]", 62, "1")), "400 GRAPHQL_VALIDATION_FAILED"),
        ("objects", format!("{{ customer(id: {}) {{ id }} }}", within("{a:", "}", 62, "1")), "400 GRAPHQL_VALIDATION_FAILED"),
        ("types", format!("query($a: {}) {{ customer(id: $a) {{ id }} }}", within("[", "]", 63, "ID")), "400 GRAPHQL_VALIDATION_FAILED"),
        ("introspection", format!("{{ __type(name: \"Query\") {{ fields {{ type {{ {} }} }} }} }}", within("ofType {", "}", 11, "name")), "200"),
    ]
}

#[tokio::test]
async fn the_deepest_accepted_documents_fit_a_small_stack() {
    // Frames of a debug build are several times those of a release build; threads have 2 MiB.
    let stack = if cfg!(debug_assertions) {
        1536 * 1024
    } else {
        512 * 1024
    };
    let (mut served, target, simulator) = start(&[("RUST_MIN_STACK", &stack.to_string())]).await;
    let fixtures = simulator.fixtures();
    for (name, document, expected) in deepest_documents(&fixtures.customer) {
        let response = target.query(&document, json!({})).await;
        check_response(name, expected, response).await;
    }
    let pool = Pool::from_harness(&Harness::start().await).await;
    let mut runner = TestRunner::deterministic();
    let numbers = proptest::collection::vec(proptest::num::u16::ANY, 600);
    for _ in 0..60 {
        let numbers = numbers.new_tree(&mut runner).unwrap().current();
        let GeneratedQuery { text, variables } = query(&mut Choices::new(&numbers), &pool);
        let response = target.query(&text, variables).await.unwrap();
        assert!(response.status().as_u16() < 500, "{text}");
    }
    let variables = format!("{}1{}", "[".repeat(125), "]".repeat(125));
    let body = format!(
        r#"{{"query":"query($a: ID!) {{ customer(id: $a) {{ id }} }}","variables":{{"a":{variables}}}}}"#
    );
    let request = target.post().header("content-type", "application/json");
    let response = request.body(body).send().await;
    check_response("variables", "400 BAD_USER_INPUT", response).await;
    assert!(served.is_alive());
}

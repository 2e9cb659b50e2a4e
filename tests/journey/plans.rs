//! `journey-gateway explain`: what it tells beforehand holds afterwards.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Output, Stdio};

use journey_gateway::config::Config;
use journey_gateway::graph;
use journey_gateway::operation::{Documents, Plan, plan};
use journey_gateway::platform::Operation;
use journey_simulator::Options;
use serde_json::{Map, Value, json};

use super::harness::{Harness, SUPERVISOR};
use super::recipes::recipes;

fn planned(query: &str, variables: &Map<String, Value>) -> Plan {
    let anywhere = vec![("platform_url", "http://127.0.0.1".to_owned())];
    let limits = Config::read(None, std::iter::empty(), anywhere)
        .unwrap()
        .limits;
    let document = Documents::new(0).read(query, &limits).unwrap();
    let (_, operation) = document.parsed.operations.iter().next().unwrap();
    plan(
        &graph::registry(),
        &document.parsed,
        &operation.node,
        variables,
        25,
    )
    .unwrap()
}

/// Placeholders have other names here than there.
fn bare(operation: &str) -> String {
    let parts = operation.split('/');
    let parts = parts.map(|part| if part.starts_with('{') { "{}" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn the_recipes_make_no_call_that_is_not_planned() {
    // Nothing is kept from one recipe to the next.
    let short = "1ms";
    let settings = [
        ("cache.reference_ttl", short),
        ("cache.contact_ttl", short),
        ("cache.ended_ttl", short),
        ("cache.open_ttl", short),
        ("cache.absent_ttl", short),
    ];
    let harness = Harness::start_with(Options::default(), &settings).await;
    harness.warm_viewer(SUPERVISOR).await;
    for recipe in recipes(&harness) {
        // A plan is a query's.
        if recipe.query.starts_with("subscription") {
            continue;
        }
        let plan = planned(&recipe.query, recipe.variables.as_object().unwrap());
        harness.data(&recipe.query, recipe.variables).await;
        let mut made: BTreeMap<String, u64> = BTreeMap::new();
        for call in harness.simulator.calls() {
            *made.entry(bare(call.operation)).or_default() += 1;
        }
        harness.simulator.reset_calls();
        for (operation, calls) in made {
            let of = |one: &Operation| bare(&one.to_string()) == operation;
            let planned = plan.calls.values();
            let planned =
                planned.filter(|calls| of(&calls.operation) || calls.or.as_ref().is_some_and(of));
            let at_most: u64 = planned.map(|calls| calls.at_most).sum();
            assert!(
                calls <= at_most,
                "{}: {operation}, {calls} of {at_most}",
                recipe.title
            );
        }
    }
}

/// Wave and operation, without what is the same everywhere.
fn waves(query: &str) -> Vec<(usize, String)> {
    let plan = planned(query, &Map::new());
    let short = |name: &str| name.rsplit("/api/v2/").next().unwrap().to_owned();
    plan.calls
        .keys()
        .map(|(wave, name)| (*wave, short(name)))
        .collect()
}

#[test]
fn what_is_not_selected_is_not_planned() {
    assert_eq!(waves("{ viewer { id } }"), []);
    let contact = (1, "externalcontacts/bulk/contacts".to_owned());
    let sessions = (
        1,
        "externalcontacts/contacts/{id}/journey/sessions".to_owned(),
    );
    let by_id = (1, "journey/sessions/{id}".to_owned());
    assert_eq!(
        waves("{ session(id: 1) { id startedAt } }"),
        std::slice::from_ref(&by_id)
    );
    // The status of a session by its id may take the list of its customer's visits.
    let visits = (2, sessions.1.clone());
    assert_eq!(
        waves("{ session(id: 1) { ... on Session { status } } }"),
        [by_id, visits]
    );
    assert_eq!(
        waves("{ customer(id: 1) { id } }"),
        std::slice::from_ref(&contact)
    );
    let list = "{ customer(id: 1) { id sessions { nodes { id customer { id } \
                ... on ConversationSession { queue { id } agent { id } wrapUp { code { id } } } } } } }";
    // To tell campaign calls from agents' own.
    let verdicts = (2, "analytics/conversations/details".to_owned());
    assert_eq!(waves(list), [sessions.clone(), verdicts]);
    let tab = "{ customer(id: 1) { displayName sessions { nodes { \
               ... on ConversationSession { queue { name } wrapUps { agent { name } } } } } } }";
    assert_eq!(
        waves(tab),
        [
            sessions,
            contact,
            (2, "analytics/conversations/details".to_owned()),
            (2, "routing/queues".to_owned()),
            (3, "users".to_owned()),
        ]
    );
}

#[test]
fn calls_follow_the_size_of_pages() {
    let query = "query($n: Int) { customer(id: 1) { sessions(first: $n) { nodes { ... on WebSession { events { nodes { id } } } } } } }";
    let calls = |variables: Value| {
        let plan = planned(query, variables.as_object().unwrap());
        plan.calls
            .values()
            .map(|calls| calls.at_most)
            .max()
            .unwrap()
    };
    assert_eq!([calls(json!({})), calls(json!({"n": 7}))], [50, 14]);
}

fn explain(arguments: &[&str], document: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_journey-gateway"))
        .args(["explain", "-"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(document.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn the_program_tells_each_operation() {
    let document =
        "query A { customer(id: 1) { displayName } } query B { agents(ids: [1, 2]) { name } }";
    let told: Value = serde_json::from_slice(&explain(&["--json"], document).stdout).unwrap();
    assert_eq!(told["operations"].as_array().unwrap().len(), 2, "{told:#}");
    let a = &told["operations"][0];
    assert_eq!(a["name"], "A");
    assert_eq!(
        a["calls"][0]["callsByPageSize"],
        json!({"10": 1, "25": 1, "100": 1})
    );
    assert_eq!(a["breaks"], json!([]));
    assert_eq!(
        a["permissions"]["`externalContacts:contact:view` or `relate:contact:view`"],
        json!(["Customer.displayName"])
    );
    let text = String::from_utf8(explain(&["--operation", "B"], document).stdout).unwrap();
    assert!(text.starts_with("B: cost "), "{text}");
    assert!(text.contains("GET /api/v2/users"), "{text}");
}

#[test]
fn a_limit_that_would_break_is_told() {
    let document =
        "{ customers(ids: [1]) { sessions(first: 100) { nodes { events { nodes { id } } } } } }";
    let told: Value = serde_json::from_slice(&explain(&["--json"], document).stdout).unwrap();
    let broken = told["operations"][0]["breaks"].to_string();
    assert!(broken.contains("limits.upstream_calls"), "{told:#}");
}

#[test]
fn what_cannot_be_read_is_the_callers_to_mend() {
    for document in ["{", "{ nobody }", "", "{ customer(id: 1) { nothing } }"] {
        let output = explain(&[], document);
        assert_eq!(output.status.code(), Some(2), "{document}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty());
    }
    let wrong = explain(&["--variables", "[]"], "{ viewer { id } }");
    assert_eq!(wrong.status.code(), Some(2));
}

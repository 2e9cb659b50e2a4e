//! `journey-gateway explain`: the upstream calls that execution makes stay within the plan.

mod output;

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Output, Stdio};

use journey_gateway::config::Config;
use journey_gateway::pipeline::operation::{DocumentCache, Plan, Suggestions, plan};
use journey_gateway::platform::Operation;
use journey_simulator::Options;
use serde_json::{Map, Value, json};

use super::harness::{Harness, SUPERVISOR};
use super::recipes::recipes;

/// Plans a query that has one operation.
fn plan_query(query: &str, variables: &Map<String, Value>) -> Plan {
    let settings = vec![("platform_url", "http://127.0.0.1".to_owned())];
    let limits = Config::read(None, std::iter::empty(), settings)
        .unwrap()
        .limits;
    let document = DocumentCache::new(0, Suggestions::On)
        .get_or_parse(query, &limits)
        .unwrap();
    let (_, operation) = document.parsed.operations.iter().next().unwrap();
    plan(&document.parsed, &operation.node, variables, 25).unwrap()
}

/// The operation without the names of its placeholders, which differ between the plan and the simulator.
fn without_placeholder_names(operation: &str) -> String {
    let parts = operation.split('/');
    let parts = parts.map(|part| if part.starts_with('{') { "{}" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn the_recipes_make_planned_calls_only() {
    // Entries expire at once, so that recipes share no cached data.
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
        // The plan of a subscription is that of one message: `output`.
        if recipe.query.starts_with("subscription") {
            continue;
        }
        let plan = plan_query(&recipe.query, recipe.variables.as_object().unwrap());
        harness.data(&recipe.query, recipe.variables).await;
        let mut made: BTreeMap<String, u64> = BTreeMap::new();
        for call in harness.simulator.calls() {
            *made
                .entry(without_placeholder_names(call.operation))
                .or_default() += 1;
        }
        harness.simulator.reset_calls();
        for (operation, calls) in made {
            let matches =
                |other: &Operation| without_placeholder_names(&other.to_string()) == operation;
            let planned = plan.calls.values();
            let planned = planned.filter(|calls| {
                matches(&calls.operation) || calls.alternative.as_ref().is_some_and(matches)
            });
            let at_most: u64 = planned.map(|calls| calls.at_most).sum();
            assert!(
                calls <= at_most,
                "{}: {operation}: {calls} calls, {at_most} planned",
                recipe.title
            );
        }
    }
}

/// The planned calls as wave and operation, without the common path prefix.
fn waves(query: &str) -> Vec<(usize, String)> {
    let plan = plan_query(query, &Map::new());
    let short = |name: &str| name.rsplit("/api/v2/").next().unwrap().to_owned();
    plan.calls
        .keys()
        .map(|(wave, name)| (*wave, short(name)))
        .collect()
}

#[test]
fn fields_that_are_not_selected_are_not_planned() {
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
    // The status of a session by id may need the list of its customer's visits.
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
    // Conversation details distinguish campaign calls from agents' own calls.
    let details = (2, "analytics/conversations/details".to_owned());
    assert_eq!(waves(list), [sessions.clone(), details]);
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
fn planned_calls_follow_the_page_size() {
    let query = "query($n: Int) { customer(id: 1) { sessions(first: $n) { nodes { ... on WebSession { events { nodes { id } } } } } } }";
    let calls = |variables: Value| {
        let plan = plan_query(query, variables.as_object().unwrap());
        plan.calls
            .values()
            .map(|calls| calls.at_most)
            .max()
            .unwrap()
    };
    assert_eq!([calls(json!({})), calls(json!({"n": 7}))], [50, 14]);
}

/// Runs `journey-gateway explain` with the document on standard input.
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
fn explain_reports_each_operation() {
    let document =
        "query A { customer(id: 1) { displayName } } query B { agents(ids: [1, 2]) { name } }";
    let report: Value = serde_json::from_slice(&explain(&["--json"], document).stdout).unwrap();
    assert_eq!(
        report["operations"].as_array().unwrap().len(),
        2,
        "{report:#}"
    );
    let a = &report["operations"][0];
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
fn explain_reports_an_exceeded_limit() {
    let document =
        "{ customers(ids: [1]) { sessions(first: 100) { nodes { events { nodes { id } } } } } }";
    let output = explain(&["--json"], document);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let exceeded = report["operations"][0]["breaks"].to_string();
    assert!(exceeded.contains("limits.upstream_calls"), "{report:#}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn an_exceeded_limit_exits_with_status_1() {
    let deep = format!("{}id{}", "{ customer ".repeat(13), " }".repeat(13));
    let fields = format!("{{ viewer {{ {} }} }}", "id ".repeat(501));
    let expensive = "query Good { viewer { id } } query Bad { customer(id: 1) { sessions(first: 100) { nodes { \
                     customer { sessions(first: 100) { nodes { id } } } } } } }";
    let ids = format!("{{ agents(ids: [{}]) {{ id }} }}", "1 ".repeat(101));
    for (document, message) in [
        (deep.as_str(), "deeper than 12 levels"),
        (&fields, "more than 500 fields"),
        (expensive, "limits are exceeded by Bad"),
        (&ids, "limits are exceeded by (no name)"),
    ] {
        let output = explain(&[], document);
        assert_eq!(output.status.code(), Some(1), "{document}");
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.contains(message), "{error}");
    }
    let good = explain(&["--operation", "Good"], expensive);
    assert_eq!(good.status.code(), Some(0));
}

#[test]
fn explain_lists_the_names_of_several_operations() {
    let document = "query B { viewer { id } } query A { viewer { name } }";
    let output = explain(&[], document);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("2 operations: B, A\n\nB: cost "), "{text}");
    let output = explain(&["--operation", "C"], document);
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(
        error.contains("the document has no operation `C`; its operations are `B`, `A`"),
        "{error}"
    );
}

#[test]
fn invalid_input_exits_with_status_2() {
    for document in ["{", "{ unknown }", "", "{ customer(id: 1) { nothing } }"] {
        let output = explain(&[], document);
        assert_eq!(output.status.code(), Some(2), "{document}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty());
    }
    let invalid_variables = explain(&["--variables", "[]"], "{ viewer { id } }");
    assert_eq!(invalid_variables.status.code(), Some(2));
}

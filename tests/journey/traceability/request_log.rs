//! The log line of a request, and log lines that no client can flood.

use std::collections::BTreeSet;
use std::time::Instant;

use journey_simulator::{FaultKind, Simulator};
use serde_json::{Map, Value, json};

use crate::journey::harness::{AGENT, SUPERVISOR};
use crate::journey::live::client::Client;
use crate::journey::program::{Served, simulator};

const ALL: (&str, &str) = ("JOURNEY_GATEWAY_LOG_REQUESTS", "all");

const TAB: &str = "query Tab($id: ID!) { customer(id: $id) { displayName firstName } }";

async fn post(served: &Served, token: &str, headers: &[(&str, &str)], body: &Value) -> Value {
    let mut request = reqwest::Client::new()
        .post(format!("{}/graphql", served.url))
        .bearer_auth(token)
        .json(body);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap().json().await.unwrap()
}

fn tab(simulator: &Simulator) -> Value {
    json!({"query": TAB, "variables": {"id": simulator.fixtures().customer}})
}

fn parse(lines: &[String]) -> impl Iterator<Item = Map<String, Value>> {
    lines.iter().map(|line| serde_json::from_str(line).unwrap())
}

/// The lines of requests, without timestamp.
fn request_lines(lines: &[String]) -> Vec<Map<String, Value>> {
    let mut lines: Vec<_> = parse(lines)
        .filter(|line| line["target"] == "journey_request")
        .collect();
    for line in &mut lines {
        line.remove("timestamp");
    }
    lines
}

/// The fields that `docs/tracing.md` describes.
fn documented_fields() -> BTreeSet<String> {
    let document = include_str!("../../../docs/tracing.md");
    let (_, chapter) = document.split_once("## The log line of a request").unwrap();
    let chapter = chapter.split("\n## ").next().unwrap();
    let rows = chapter.lines();
    rows.filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .map(str::to_owned)
        .collect()
}

#[tokio::test]
async fn a_request_writes_one_line_with_exactly_the_documented_fields() {
    let simulator = simulator().await;
    let served = Served::start(simulator.url(), &[ALL]).await;
    let body = tab(&simulator);
    let headers = [
        ("x-request-id", "desk-17/4"),
        (
            "traceparent",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00",
        ),
    ];
    for _ in 0..2 {
        post(&served, SUPERVISOR, &headers, &body).await;
    }
    post(&served, AGENT, &headers, &body).await;
    let all = served.end().await;
    let mut lines = request_lines(&all);
    assert_eq!(lines.len(), 3, "{lines:#?}");
    for line in &mut lines {
        assert!(line.remove("milliseconds").unwrap().is_u64());
        assert!(line["cost"].as_u64().unwrap() > 0);
        assert_eq!(line["request_id"], "desk-17/4");
        assert_eq!(line["trace_id"], "0af7651916cd43dd8448eb211c80319c");
        assert_eq!(line["operation"], "Tab");
        assert_eq!(line["operation_type"], "query");
        assert_eq!(line["status"], 200);
        assert_eq!(line["message"], "request completed");
    }
    let facts = lines.iter().map(|line| {
        let calls = line["upstream_calls"].as_u64().unwrap();
        (
            line["cache"].as_str().unwrap(),
            calls,
            line["errors"].as_str().unwrap(),
        )
    });
    let facts: Vec<_> = facts.collect();
    assert_eq!(
        facts,
        [
            ("miss", 1, ""),
            ("hit", 0, ""),
            ("miss", 0, "PERMISSION_DENIED")
        ]
    );
    let mut fields: BTreeSet<_> = lines[0].keys().cloned().collect();
    fields.insert("milliseconds".to_owned());
    for common in ["level", "target", "message"] {
        assert!(fields.remove(common));
    }
    assert_eq!(fields, documented_fields());
    for personal in [SUPERVISOR, AGENT, &simulator.fixtures().customer] {
        assert!(
            !all.iter().any(|line| line.contains(personal)),
            "{personal}"
        );
    }
}

/// Of the requests that are fast.
#[tokio::test]
async fn rejected_and_failed_requests_are_logged_by_default_and_successful_ones_are_not() {
    let simulator = simulator().await;
    let fast = ("JOURNEY_GATEWAY_LOG_SLOW_REQUEST", "1m");
    let body = tab(&simulator);
    let unknown = json!({"query": "{ nothing }"});
    for (setting, are_logged) in [("slow", true), ("none", false)] {
        let logged = ("JOURNEY_GATEWAY_LOG_REQUESTS", setting);
        let served = Served::start(simulator.url(), &[fast, logged]).await;
        let id = |id| [("x-request-id", id)];
        post(&served, "guess", &id("desk-1"), &body).await;
        post(&served, SUPERVISOR, &id("desk-2"), &unknown).await;
        let contacts = "POST /api/v2/externalcontacts/bulk/contacts";
        simulator.inject_fault(contacts, FaultKind::Status(500), 1.0);
        post(&served, SUPERVISOR, &id("desk-3"), &body).await;
        simulator.clear_faults();
        post(&served, SUPERVISOR, &id("desk-4"), &body).await;
        let lines = request_lines(&served.end().await);
        let logged: Vec<_> = lines
            .iter()
            .map(|line| {
                (
                    line["request_id"].as_str().unwrap(),
                    line["errors"].as_str().unwrap(),
                )
            })
            .collect();
        let expected = [
            ("desk-1", "UNAUTHENTICATED"),
            ("desk-2", "GRAPHQL_VALIDATION_FAILED"),
            ("desk-3", "UPSTREAM_UNAVAILABLE"),
        ];
        let expected = if are_logged { &expected[..] } else { &[] };
        assert_eq!(logged, expected, "{setting}");
    }
}

#[tokio::test]
async fn of_successful_requests_only_slow_ones_are_logged_by_default() {
    let simulator = simulator().await;
    let body = tab(&simulator);
    for (settings, expected) in [
        (&[("JOURNEY_GATEWAY_LOG_SLOW_REQUEST", "1m")][..], 0),
        (&[("JOURNEY_GATEWAY_LOG_SLOW_REQUEST", "0s")], 1),
        (
            &[
                ("JOURNEY_GATEWAY_LOG_SLOW_REQUEST", "0s"),
                ("JOURNEY_GATEWAY_LOG_REQUESTS", "none"),
            ],
            0,
        ),
        (
            &[
                ("JOURNEY_GATEWAY_LOG_SLOW_REQUEST", "1m"),
                ("JOURNEY_GATEWAY_LOG_REQUESTS", "1"),
            ],
            1,
        ),
    ] {
        let served = Served::start(simulator.url(), settings).await;
        post(&served, SUPERVISOR, &[], &body).await;
        let lines = request_lines(&served.end().await);
        assert_eq!(lines.len(), expected, "{settings:?}");
    }
}

#[tokio::test]
async fn each_operation_of_a_socket_writes_a_line() {
    let simulator = simulator().await;
    let served = Served::start(simulator.url(), &[ALL]).await;
    let mut client = Client::connect(&served.url, SUPERVISOR).await;
    client
        .subscribe("1", "query First { viewer { id } }", json!({}))
        .await;
    while client.receive().await["type"] != "complete" {}
    client
        .subscribe("2", "query Second { nothing }", json!({}))
        .await;
    assert_eq!(client.receive().await["type"], "error");
    let lines = request_lines(&served.end().await);
    let facts: Vec<_> = lines
        .iter()
        .map(|line| {
            let errors = line["errors"].as_str().unwrap();
            (line.get("operation"), errors, line["status"].as_u64())
        })
        .collect();
    let first = json!("First");
    assert_eq!(
        facts,
        [
            (Some(&first), "", Some(200)),
            (None, "GRAPHQL_VALIDATION_FAILED", Some(400))
        ]
    );
    assert_ne!(lines[0]["trace_id"], lines[1]["trace_id"]);
}

#[tokio::test]
async fn a_text_that_is_no_name_reaches_no_log() {
    let simulator = simulator().await;
    let audited = ("JOURNEY_GATEWAY_AUDIT", "true");
    let served = Served::start(simulator.url(), &[ALL, audited]).await;
    let document = "query A { viewer { id } } query B { viewer { id } }";
    let body = json!({"query": document, "operationName": "Krüger, +49 30 123"});
    let response = post(&served, SUPERVISOR, &[], &body).await;
    assert_eq!(response["data"], Value::Null);
    let lines = served.end().await;
    assert_eq!(request_lines(&lines).len(), 1);
    assert!(
        !lines
            .iter()
            .any(|line| line.contains("Kr") || line.contains("+49"))
    );
}

#[tokio::test]
async fn bad_tokens_do_not_flood_the_log() {
    let simulator = simulator().await;
    let served = Served::start(simulator.url(), &[ALL]).await;
    let body = json!({"query": "{ viewer { id } }"});
    let started = Instant::now();
    for number in 0..100 {
        post(&served, &format!("guess-{number}"), &[], &body).await;
    }
    let seconds = usize::try_from(started.elapsed().as_secs()).unwrap();
    let lines = request_lines(&served.end().await);
    // At most ten per second.
    assert!(
        lines.len() <= 10 * (seconds + 2),
        "{} in {seconds} s",
        lines.len()
    );
    assert!(lines.iter().all(|line| line["errors"] == "UNAUTHENTICATED"));
}

#[tokio::test]
async fn failing_calls_do_not_flood_the_log_and_are_logged_with_their_correlation_ids() {
    let simulator = simulator().await;
    let breakers = ("JOURNEY_GATEWAY_PLATFORM_BREAKER_CALLS", "1000000");
    let served = Served::start(simulator.url(), &[breakers]).await;
    let body = tab(&simulator);
    let contacts = "POST /api/v2/externalcontacts/bulk/contacts";
    simulator.inject_fault(contacts, FaultKind::Status(500), 1.0);
    let started = Instant::now();
    for _ in 0..100 {
        let response = post(&served, SUPERVISOR, &[("x-request-id", "desk-1")], &body).await;
        assert_eq!(
            response["errors"][0]["extensions"]["code"],
            "UPSTREAM_UNAVAILABLE"
        );
    }
    let seconds = usize::try_from(started.elapsed().as_secs()).unwrap();
    let calls = simulator.calls();
    let failed: BTreeSet<_> = calls
        .iter()
        .filter(|call| call.status == 500)
        .map(|call| call.correlation_id.as_str())
        .collect();
    assert_eq!(failed.len(), 100);
    let lines: Vec<_> = parse(&served.end().await)
        .filter(|line| line["message"] == "upstream call failed")
        .collect();
    assert!(!lines.is_empty());
    assert!(
        lines.len() <= 10 * (seconds + 2),
        "{} in {seconds} s",
        lines.len()
    );
    for line in lines {
        assert!(failed.contains(line["correlation_id"].as_str().unwrap()));
        assert_eq!(line["upstream_operation"], "BulkContacts");
        assert_eq!(line["request_id"], "desk-1");
        assert_eq!(line["trace_id"].as_str().unwrap().len(), 32);
        assert_eq!(line["status"], 500);
    }
}

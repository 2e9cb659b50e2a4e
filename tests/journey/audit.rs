//! The audit event, as it stands in the log of a running `serve`.

use std::collections::BTreeSet;

use journey_gateway::simulator::{Simulator, TokenOptions};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::program::{SERVICE, Served, simulator};
use super::stage::{AGENT, SUPERVISOR};

const AUDITED: (&str, &str) = ("JOURNEY_GATEWAY_AUDIT", "true");

const TAB: &str = "query Tab($customer: ID!, $phone: String!, $session: ID!) {
    behindPhone: customerByIdentifier(type: PHONE, value: $phone) { displayName }
    session(id: $session) { channel { label } }
    customer(id: $customer) {
        displayName emails phones { e164 }
        sessions(first: 5) { nodes { id ... on ConversationSession { queue { name } agent { name } } } }
    }
}";

async fn ask(served: &Served, token: &str, body: &Value) -> Value {
    let client = reqwest::Client::new();
    let request = client
        .post(format!("{}/graphql", served.url))
        .bearer_auth(token)
        .json(body);
    request.send().await.unwrap().json().await.unwrap()
}

/// The audit events among log lines, each of which must be one JSON object.
fn events(lines: &[String]) -> Vec<Map<String, Value>> {
    let events = lines.iter().map(|line| serde_json::from_str(line).unwrap());
    events
        .filter(|event: &Map<_, _>| event["target"] == "journey_audit")
        .collect()
}

/// The fields that `docs/operating.md` describes.
fn documented() -> BTreeSet<&'static str> {
    let document = include_str!("../../docs/operating.md");
    let (_, chapter) = document.split_once("## Audit").unwrap();
    // It is the last chapter.
    chapter
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .collect()
}

fn variables(simulator: &Simulator) -> Value {
    let fixtures = simulator.fixtures();
    json!({
        "customer": fixtures.ordinary_customer,
        "phone": fixtures.customer_phone,
        "session": fixtures.live_call,
    })
}

/// Every text in `value` that is long enough to be recognised.
fn texts<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::String(text) if text.len() > 3 => found.push(text),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| texts(field, found)),
        _ => {}
    }
}

#[tokio::test]
async fn an_operation_is_told_once_with_exactly_the_documented_fields_and_no_data() {
    for identity in [&[], SERVICE] {
        let simulator = simulator().await;
        let served = Served::start(simulator.url(), &[identity, &[AUDITED]].concat()).await;
        let token = simulator.issue_token(SUPERVISOR, TokenOptions::default());
        let viewer = json!({"query": "{ viewer { id } }"});
        let viewer = ask(&served, &token, &viewer).await["data"]["viewer"]["id"].clone();
        simulator.reset_calls();
        let body = json!({"query": TAB, "variables": variables(&simulator)});
        let answer = ask(&served, &token, &body).await;
        assert_eq!(answer["errors"], Value::Null);
        let calls = simulator.calls().len();
        assert!(calls > 4, "{calls}");

        let lines = served.end().await;
        let events = events(&lines);
        assert_eq!(events.len(), 2, "{lines:#?}");
        let keys: BTreeSet<_> = events[1].keys().map(String::as_str).collect();
        assert_eq!(keys, documented());
        assert_eq!(events[0]["subject"], viewer);
        assert_eq!(
            (&events[0]["operation"], &events[0]["customers"]),
            (&json!(""), &json!(""))
        );

        let fixtures = simulator.fixtures();
        let mut customers = [
            fixtures.customer,
            fixtures.live_customer,
            fixtures.ordinary_customer,
        ];
        customers.sort();
        let mut event = events[1].clone();
        let hash = event.remove("operation_sha256").unwrap();
        let digest = Sha256::digest(TAB);
        let hash = hash.as_str().unwrap();
        assert_eq!(hash.len(), 64);
        for (index, byte) in digest.iter().enumerate() {
            let digits = &hash[2 * index..2 * index + 2];
            assert_eq!(u8::from_str_radix(digits, 16).as_ref(), Ok(byte));
        }
        assert!(event.remove("milliseconds").unwrap().is_u64());
        assert!(event.remove("timestamp").unwrap().is_string());
        let organization = event.remove("organization").unwrap();
        assert_eq!(organization.as_str().unwrap().len(), 36);
        let expected = json!({
            "level": "INFO",
            "target": "journey_audit",
            "message": "operation answered",
            "subject": viewer,
            "operation": "Tab",
            "customers": customers.join(","),
            "customer_count": 3,
            "denied": "",
            "errors": 0,
            "upstream_calls": calls,
        });
        assert_eq!(Value::Object(event), expected);

        let mut data = Vec::new();
        texts(&answer, &mut data);
        assert!(data.len() > 10);
        for line in &lines {
            assert!(!line.contains(&token), "{line}");
            for text in &data {
                assert!(!line.contains(text), "{text} in {line}");
            }
        }
    }
}

#[tokio::test]
async fn what_was_denied_is_told_and_what_is_kept_costs_no_call() {
    let simulator = simulator().await;
    let served = Served::start(simulator.url(), &[AUDITED]).await;
    let query = "query Other { viewer { id } } query Denied($id: ID!) { customer(id: $id) {
        displayName firstName segments { assignedAt } sessions(first: 2) { nodes { id } } } }";
    let id = simulator.fixtures().customer;
    let body = json!({"query": query, "operationName": "Denied", "variables": {"id": id}});
    ask(&served, AGENT, &body).await;
    ask(&served, AGENT, &body).await;
    let events = events(&served.end().await);
    assert_eq!(events.len(), 2);
    for (event, calls) in events.iter().zip([1, 0]) {
        let denied = "externalContacts:contact:view,externalContacts:segmentAssignment:view,\
                      relate:contact:view";
        assert_eq!(event["operation"], "Denied");
        assert_eq!(event["denied"], denied);
        assert_eq!(event["errors"], 3);
        assert_eq!(event["customers"], id);
        assert_eq!(event["upstream_calls"], calls);
    }
}

#[tokio::test]
async fn what_is_not_executed_is_not_told() {
    let simulator = simulator().await;
    let served = Served::start(simulator.url(), &[AUDITED]).await;
    for refused in [
        json!({"query": "{ viewer { id }"}),
        json!({"query": "{ nothing }"}),
        json!({"query": "query($id: ID!) { customer(id: $id) { id } }"}),
        json!({"query": "query A { viewer { id } }", "operationName": "B"}),
    ] {
        assert_eq!(ask(&served, AGENT, &refused).await["data"], Value::Null);
    }
    let good = json!({"query": "query Good { viewer { id } }"});
    assert_eq!(ask(&served, "nobody's", &good).await["data"], Value::Null);
    ask(&served, AGENT, &good).await;
    let events = events(&served.end().await);
    assert_eq!(events.len(), 1);
    assert_eq!(events[0]["operation"], "Good");
}

#[tokio::test]
async fn one_switch_is_enough_and_needed() {
    // All that is left of other logs is where the gateway listens.
    let quiet = "off,journey_audit=off,journey_gateway::cli::serve=info";
    let loud = "trace";
    for (log, switch, expected) in [(quiet, "true", 1), (quiet, "false", 0), (loud, "false", 0)] {
        let simulator = simulator().await;
        let environment = [("RUST_LOG", log), (AUDITED.0, switch)];
        let served = Served::start(simulator.url(), &environment).await;
        let body = json!({"query": TAB, "variables": variables(&simulator)});
        let answer = ask(&served, SUPERVISOR, &body).await;
        assert_eq!(answer["errors"], Value::Null);
        let lines = served.end().await;
        assert_eq!(events(&lines).len(), expected, "{log} {switch}");
        if log == quiet {
            assert_eq!(lines.len(), 1 + expected, "{lines:#?}");
        }
    }
}

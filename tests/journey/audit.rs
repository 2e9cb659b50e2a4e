//! Audit events in the log of a running `serve`.

use std::collections::BTreeSet;

use journey_simulator::{Simulator, TokenOptions};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::harness::{AGENT, SUPERVISOR};
use super::live::client::Client;
use super::program::{SERVICE_IDENTITY, Served, simulator};

const AUDITED: (&str, &str) = ("JOURNEY_GATEWAY_AUDIT", "true");

const TAB: &str = "query Tab($customer: ID!, $phone: String!, $session: ID!) {
    byPhone: customerByIdentifier(type: PHONE, value: $phone) { displayName }
    session(id: $session) { channel { label } }
    customer(id: $customer) {
        displayName emails phones { e164 }
        sessions(first: 5) { nodes { id ... on ConversationSession { queue { name } agent { name } } } }
    }
}";

async fn post_query(served: &Served, token: &str, body: &Value) -> Value {
    let client = reqwest::Client::new();
    let request = client
        .post(format!("{}/graphql", served.url))
        .bearer_auth(token)
        .json(body);
    request.send().await.unwrap().json().await.unwrap()
}

/// Parses log lines and returns the audit events. Each line must be one JSON object.
fn events(lines: &[String]) -> Vec<Map<String, Value>> {
    let events = lines.iter().map(|line| serde_json::from_str(line).unwrap());
    events
        .filter(|event: &Map<_, _>| event["target"] == "journey_audit")
        .collect()
}

/// The fields that `docs/audit.md` describes.
fn documented_fields() -> BTreeSet<&'static str> {
    include_str!("../../docs/audit.md")
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

/// Collects every string in `value` that is long enough to be recognized in a log line.
fn collect_strings<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::String(text) if text.len() > 3 => found.push(text),
        Value::Array(items) => items.iter().for_each(|item| collect_strings(item, found)),
        Value::Object(fields) => fields
            .values()
            .for_each(|field| collect_strings(field, found)),
        _ => {}
    }
}

#[tokio::test]
async fn an_operation_logs_one_event_with_exactly_the_documented_fields() {
    for identity in [&[], SERVICE_IDENTITY] {
        let simulator = simulator().await;
        let served = Served::start(simulator.url(), &[identity, &[AUDITED]].concat()).await;
        let token = simulator.issue_token(SUPERVISOR, TokenOptions::default());
        let viewer = json!({"query": "{ viewer { id } }"});
        let viewer = post_query(&served, &token, &viewer).await["data"]["viewer"]["id"].clone();
        simulator.reset_calls();
        let body = json!({"query": TAB, "variables": variables(&simulator)});
        let response = post_query(&served, &token, &body).await;
        assert_eq!(response["errors"], Value::Null);
        let calls = simulator.calls().len();
        assert!(calls > 4, "{calls}");

        let lines = served.end().await;
        let events = events(&lines);
        assert_eq!(events.len(), 2, "{lines:#?}");
        let keys: BTreeSet<_> = events[1].keys().map(String::as_str).collect();
        assert_eq!(keys, documented_fields());
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
        assert!(event.remove("request_id").unwrap().is_string());
        let organization = event.remove("organization").unwrap();
        assert_eq!(organization.as_str().unwrap().len(), 36);
        let expected = json!({
            "level": "INFO",
            "client": "127.0.0.1",
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
        collect_strings(&response, &mut data);
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
async fn an_event_lists_denied_permissions_and_counts_no_calls_for_cached_data() {
    let simulator = simulator().await;
    let served = Served::start(simulator.url(), &[AUDITED]).await;
    let query = "query Other { viewer { id } } query Denied($id: ID!) { customer(id: $id) {
        displayName firstName segments { assignedAt } sessions(first: 2) { nodes { id } } } }";
    let id = simulator.fixtures().customer;
    let body = json!({"query": query, "operationName": "Denied", "variables": {"id": id}});
    post_query(&served, AGENT, &body).await;
    post_query(&served, AGENT, &body).await;
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
async fn a_rejected_request_logs_an_event_with_its_code() {
    let simulator = simulator().await;
    let served = Served::start(simulator.url(), &[AUDITED]).await;
    let rejected = [
        (json!({"query": "{ viewer { id }"}), "GRAPHQL_PARSE_FAILED"),
        (json!({"query": "{ nothing }"}), "GRAPHQL_VALIDATION_FAILED"),
        (
            json!({"query": "query A { viewer { id } }", "operationName": "B"}),
            "GRAPHQL_VALIDATION_FAILED",
        ),
    ];
    for (body, _) in &rejected {
        assert_eq!(post_query(&served, AGENT, body).await["data"], Value::Null);
    }
    let good = json!({"query": "query Good { viewer { id } }"});
    assert_eq!(
        post_query(&served, "unknown-token", &good).await["data"],
        Value::Null
    );
    post_query(&served, AGENT, &good).await;
    let events = events(&served.end().await);
    let summaries = events
        .iter()
        .map(|event| (event["message"].as_str().unwrap(), event.get("code")));
    let summaries: Vec<_> = summaries.collect();
    assert_eq!(summaries.len(), 5, "{events:?}");
    for (event, (_, code)) in summaries.iter().zip(&rejected) {
        assert_eq!(*event, ("operation refused", Some(&json!(code))));
    }
    assert_eq!(
        summaries[3],
        ("token refused", Some(&json!("UNAUTHENTICATED")))
    );
    assert_eq!(summaries[4].0, "operation answered");
    for event in &events {
        assert_eq!(event["client"], "127.0.0.1");
        assert_eq!(event["request_id"].as_str().unwrap().len(), 36);
        assert!(!event.contains_key("token"));
    }
}

#[tokio::test]
async fn rejected_tokens_do_not_flood_the_log() {
    let simulator = simulator().await;
    let served = Served::start(simulator.url(), &[AUDITED]).await;
    let good = json!({"query": "{ viewer { id } }"});
    for number in 0..60 {
        post_query(&served, &format!("guess-{number}"), &good).await;
    }
    let lines = served.end().await;
    let events = events(&lines);
    // The log has at most ten such events per second, and the requests take less than five seconds.
    assert!(events.len() < 55, "{}", events.len());
    assert!(!lines.iter().any(|line| line.contains("guess-")));
}

#[tokio::test]
async fn a_valid_request_id_of_the_client_is_kept() {
    let simulator = simulator().await;
    let served = Served::start(simulator.url(), &[AUDITED]).await;
    let client = reqwest::Client::new();
    let send = async |id: &str| {
        let request = client
            .post(format!("{}/graphql", served.url))
            .bearer_auth(AGENT)
            .header("x-request-id", id)
            .json(&json!({"query": "{ viewer { id } }"}));
        let response = request.send().await.unwrap();
        response.headers()["x-request-id"]
            .to_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(send("desk-17/4").await, "desk-17/4");
    let replaced = send("a b\tc").await;
    assert_eq!(replaced.len(), 36);
    let events = events(&served.end().await);
    let ids: Vec<_> = events
        .iter()
        .map(|event| event["request_id"].clone())
        .collect();
    assert_eq!(ids, [json!("desk-17/4"), json!(replaced)]);
}

#[cfg(unix)]
#[tokio::test]
async fn a_subscription_logs_one_event_at_its_start_and_one_at_its_end() {
    let simulator = simulator().await;
    let served = Served::start(simulator.url(), &[AUDITED]).await;
    let customer = simulator.fixtures().customer;
    let mut client = Client::connect(&served.url, SUPERVISOR).await;
    client.watch("completed", &customer).await;
    client.change().await;
    client
        .send(json!({"type": "complete", "id": "completed"}))
        .await;
    client.watch("stopped", &customer).await;
    while client.receive().await["id"] != "stopped" {}
    let events = events(&served.stop().await);
    let messages: Vec<_> = events
        .iter()
        .map(|event| event["message"].as_str().unwrap())
        .collect();
    let started = "subscription started";
    assert_eq!(
        messages,
        [started, "subscription ended", started, "subscription ended"]
    );
    for event in &events {
        assert_eq!(
            (&event["customers"], &event["operation"]),
            (&json!(customer), &json!("Watch"))
        );
        assert_eq!(event["operation_sha256"].as_str().unwrap().len(), 64);
    }
    let reasons: Vec<_> = events
        .iter()
        .filter_map(|event| event.get("reason"))
        .collect();
    assert_eq!(reasons, ["client", "shutdown"]);
    for ended in [1, 3] {
        assert!(events[ended]["changes"].as_u64().unwrap() > 0);
        assert!(events[ended]["milliseconds"].is_u64());
    }
}

#[tokio::test]
async fn the_audit_setting_alone_enables_audit_events() {
    // Without audit events, this filter leaves only the line with the listen address.
    let listen_address_only = "off,journey_audit=off,journey_gateway::cli::serve=info";
    let everything = "trace";
    for (log, audit, expected) in [
        (listen_address_only, "true", 1),
        (listen_address_only, "false", 0),
        (everything, "false", 0),
    ] {
        let simulator = simulator().await;
        let environment = [("RUST_LOG", log), (AUDITED.0, audit)];
        let served = Served::start(simulator.url(), &environment).await;
        let body = json!({"query": TAB, "variables": variables(&simulator)});
        let response = post_query(&served, SUPERVISOR, &body).await;
        assert_eq!(response["errors"], Value::Null);
        let lines = served.end().await;
        assert_eq!(events(&lines).len(), expected, "{log} {audit}");
        if log == listen_address_only {
            assert_eq!(lines.len(), 1 + expected, "{lines:#?}");
        }
    }
}

//! Platform failures: a field that needs the failed operation is null with one error and a code, other
//! fields are served, and the next query succeeds.

use journey_simulator::{FaultKind, Options};
use serde_json::{Value, json};

use super::harness::{AGENT, Harness, SUPERVISOR};

const FULL_QUERY: &str = "query($customer: ID!, $queue: ID!) {
  viewer { name }
  customer(id: $customer) {
    id displayName organization { name } identifiers { value } segments { segment { id displayName } }
    sessions(first: 25) { nodes { id
      ... on ConversationSession { queue { name } agent { name } wrapUp { code { name } } wrapUps { notes } }
      ... on WebSession { events { nodes { id } } } } }
  }
  queue(id: $queue) { name }
}";

/// An operation, and the last path segments of the fields that need it.
const OPERATIONS: &[(&str, &[&str])] = &[
    (
        "POST /api/v2/externalcontacts/bulk/contacts",
        &["displayName"],
    ),
    (
        "GET /api/v2/externalcontacts/contacts/{contactId}",
        &["organization"],
    ),
    (
        "GET /api/v2/externalcontacts/contacts/{contactId}/identifiers",
        &["identifiers"],
    ),
    (
        "GET /api/v2/externalcontacts/contacts/{contactId}/journey/segments",
        &["segments"],
    ),
    (
        "GET /api/v2/externalcontacts/contacts/{contactId}/journey/sessions",
        &["sessions"],
    ),
    ("GET /api/v2/journey/segments", &["segments", "events"]),
    (
        "GET /api/v2/journey/sessions/{sessionId}/events",
        &["events"],
    ),
    ("GET /api/v2/analytics/conversations/details", &["wrapUps"]),
    ("GET /api/v2/routing/queues", &["queue"]),
    ("GET /api/v2/routing/wrapupcodes/divisionviews", &["code"]),
    ("GET /api/v2/users", &["agent"]),
];

/// A fault and the error code that it causes. 429 is not among them: it concerns the token, so that all
/// further calls of the query would fail.
const FAULTS: &[(FaultKind, &str)] = &[
    (FaultKind::Status(401), "UNAUTHENTICATED"),
    (FaultKind::Status(403), "PERMISSION_DENIED"),
    (FaultKind::Status(404), "NOT_FOUND"),
    (FaultKind::Status(500), "UPSTREAM_UNAVAILABLE"),
    (FaultKind::Status(504), "UPSTREAM_TIMEOUT"),
    (FaultKind::Slow, "UPSTREAM_TIMEOUT"),
    (FaultKind::Reset, "UPSTREAM_UNAVAILABLE"),
    (FaultKind::Truncated, "UPSTREAM_UNAVAILABLE"),
    (FaultKind::Malformed, "UPSTREAM_INVALID"),
];

/// Checks the response while `operation` fails with `code`.
fn check(body: &Value, operation: &str, fields: &[&str], code: &str) {
    let context = format!("{operation} {code}: {:#}", body["errors"]);
    assert!(body["data"]["viewer"]["name"].is_string(), "{context}");
    let lists_sessions = operation.ends_with("/journey/sessions");
    if lists_sessions && code == "NOT_FOUND" {
        assert_eq!(
            body["data"]["customer"]["sessions"],
            Value::Null,
            "{context}"
        );
        assert_eq!(
            body["errors"],
            Value::Null,
            "a contact without a list: {context}"
        );
        return;
    }
    let errors = body["errors"]
        .as_array()
        .unwrap_or_else(|| panic!("{context}"));
    for error in errors {
        assert_eq!(error["extensions"]["code"], code, "{context}");
        let path = error["path"].as_array().unwrap();
        let end = path.last().unwrap().as_str().unwrap();
        assert!(fields.contains(&end), "{context}");
        let value = path.iter().fold(&body["data"], |value, part| match part {
            Value::String(key) => &value[key.as_str()],
            index => &value[usize::try_from(index.as_u64().unwrap()).unwrap()],
        });
        assert_eq!(*value, Value::Null, "{context}");
    }
    let locations: std::collections::BTreeSet<_> = errors
        .iter()
        .map(|error| error["locations"].to_string())
        .collect();
    assert_eq!(
        locations.len(),
        errors.len(),
        "one error per field: {context}"
    );
    assert!(
        lists_sessions
            || body["data"]["customer"]["sessions"]["nodes"]
                .as_array()
                .is_some_and(|nodes| nodes.len() == 25),
        "{context}"
    );
}

#[tokio::test]
async fn each_fault_of_each_operation_nulls_only_its_fields() {
    // Nothing stays in the cache, so that each query calls all operations.
    let short = "1ms";
    let settings = [
        ("cache.reference_ttl", short),
        ("cache.contact_ttl", short),
        ("cache.ended_ttl", short),
        ("cache.open_ttl", short),
        ("cache.absent_ttl", short),
        ("cache.stale_if_error", "0s"),
        ("platform.timeout", "300ms"),
        // A retry would hide a fault.
        ("platform.retries", "0"),
    ];
    let harness = Harness::start_with(Options::default(), &settings).await;
    let variables =
        json!({"customer": harness.fixtures.customer, "queue": harness.fixtures.queue.0});
    harness.warm_viewer(SUPERVISOR).await;
    for (operation, fields) in OPERATIONS {
        for (fault, code) in FAULTS {
            harness.simulator.inject_fault(operation, *fault, 1.0);
            let response = harness
                .query(SUPERVISOR, FULL_QUERY, variables.clone())
                .await;
            assert_eq!(response.status, 200);
            check(&response.body, operation, fields, code);
            harness.simulator.clear_faults();
        }
        harness.data(FULL_QUERY, variables.clone()).await;
    }
}

#[tokio::test]
async fn a_rate_limit_error_has_a_retry_delay() {
    let harness = Harness::start_with(
        Options {
            // Introspection takes three calls.
            rate_limit: Some(4),
            ..Options::default()
        },
        &[],
    )
    .await;
    let query = "query($id: ID!) { customer(id: $id) { sessions { nodes { id } } } agent(id: $id) { id } viewer { id } }";
    let variables = json!({"id": harness.fixtures.customer});
    let response = harness.query(AGENT, query, variables).await;
    let limited: Vec<_> = response.body["errors"].as_array().unwrap().iter().collect();
    assert_eq!(limited.len(), 1);
    assert_eq!(limited[0]["extensions"]["code"], "RATE_LIMITED");
    let seconds = limited[0]["extensions"]["retryAfterSeconds"]
        .as_u64()
        .unwrap();
    assert!((1..=60).contains(&seconds));
    assert!(response.body["data"]["viewer"]["id"].is_string());
}

#[tokio::test]
async fn requests_are_rejected_with_503_while_introspection_fails() {
    let harness = Harness::start().await;
    for operation in [
        "GET /api/v2/users/me",
        "GET /api/v2/authorization/subjects/me",
        "GET /api/v2/tokens/me",
    ] {
        harness
            .simulator
            .inject_fault(operation, FaultKind::Status(503), 1.0);
        let response = harness.query(AGENT, "{ viewer { id } }", json!({})).await;
        assert_eq!(response.status, 503);
        assert_eq!(
            response.errors(),
            [("UPSTREAM_UNAVAILABLE".to_owned(), String::new())]
        );
        assert!(response.body.get("data").is_none());
        harness.simulator.clear_faults();
    }
    harness
        .query(AGENT, "{ viewer { id } }", json!({}))
        .await
        .data();
}

#[tokio::test]
async fn readiness_follows_the_platform() {
    let harness = Harness::start().await;
    let get = async |path: &str| {
        harness
            .client
            .get(format!("{}{path}", harness.url))
            .send()
            .await
            .unwrap()
            .status()
    };
    assert_eq!(
        (get("/health/live").await, get("/health/ready").await),
        (reqwest::StatusCode::OK, reqwest::StatusCode::OK)
    );
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let unreachable = Harness::start_with(
        Options::default(),
        &[("platform_url", &format!("http://{closed}"))],
    )
    .await;
    let get = async |path: &str| {
        unreachable
            .client
            .get(format!("{}{path}", unreachable.url))
            .send()
            .await
            .unwrap()
            .status()
    };
    assert_eq!(get("/health/live").await, 200);
    assert_eq!(get("/health/ready").await, 503);
    let response = unreachable
        .query(AGENT, "{ viewer { id } }", json!({}))
        .await;
    assert_eq!(
        (response.status, response.errors()),
        (
            503,
            vec![("UPSTREAM_UNAVAILABLE".to_owned(), String::new())]
        )
    );
}

//! The platform fails: only what it feeds is null, with one error and a code; the rest is served, and
//! the next good request is answered normally.

use journey_simulator::{FaultKind, Options};
use serde_json::{Value, json};

use super::harness::{AGENT, Harness, SUPERVISOR};

const ALL_OF_IT: &str = "query($customer: ID!, $queue: ID!) {
  viewer { name }
  customer(id: $customer) {
    id displayName organization { name } identifiers { value } segments { segment { id displayName } }
    sessions(first: 25) { nodes { id
      ... on ConversationSession { queue { name } agent { name } wrapUp { code { name } } wrapUps { notes } }
      ... on WebSession { events { nodes { id } } } } }
  }
  queue(id: $queue) { name }
}";

/// Operation; then the fields that it feeds, by the ends of their paths.
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

/// Fault; then the code that tells it. Absence is told as null where the thing itself is absent. A 429
/// is not among them: it is about the token, and so about whatever the operation still needs.
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

/// Checks the answer while `operation` fails with what `code` tells.
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
        let at = path.iter().fold(&body["data"], |value, part| match part {
            Value::String(key) => &value[key.as_str()],
            index => &value[usize::try_from(index.as_u64().unwrap()).unwrap()],
        });
        assert_eq!(*at, Value::Null, "{context}");
    }
    let told: std::collections::BTreeSet<_> = errors
        .iter()
        .map(|error| error["locations"].to_string())
        .collect();
    assert_eq!(told.len(), errors.len(), "one error a field: {context}");
    assert!(
        lists_sessions
            || body["data"]["customer"]["sessions"]["nodes"]
                .as_array()
                .is_some_and(|nodes| nodes.len() == 25),
        "{context}"
    );
}

#[tokio::test]
async fn each_operation_times_each_fault() {
    // Nothing is kept, so that every query asks for everything.
    let short = "1ms";
    let settings = [
        ("cache.reference_ttl", short),
        ("cache.contact_ttl", short),
        ("cache.ended_ttl", short),
        ("cache.open_ttl", short),
        ("cache.absent_ttl", short),
        ("cache.stale_if_error", "0s"),
        ("platform.timeout", "300ms"),
        // Each fault is seen as it is.
        ("platform.retries", "0"),
    ];
    let harness = Harness::start_with(Options::default(), &settings).await;
    let variables =
        json!({"customer": harness.fixtures.customer, "queue": harness.fixtures.queue.0});
    harness.warm_viewer(SUPERVISOR).await;
    for (operation, fields) in OPERATIONS {
        for (fault, code) in FAULTS {
            harness.simulator.inject(operation, *fault, 1.0);
            let answer = harness
                .query(SUPERVISOR, ALL_OF_IT, variables.clone())
                .await;
            assert_eq!(answer.status, 200);
            check(&answer.body, operation, fields, code);
            harness.simulator.heal();
        }
        harness.data(ALL_OF_IT, variables.clone()).await;
    }
}

#[tokio::test]
async fn a_rate_limit_says_when_to_come_back() {
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
    let answer = harness.query(AGENT, query, variables).await;
    let limited: Vec<_> = answer.body["errors"].as_array().unwrap().iter().collect();
    assert_eq!(limited.len(), 1);
    assert_eq!(limited[0]["extensions"]["code"], "RATE_LIMITED");
    let seconds = limited[0]["extensions"]["retryAfterSeconds"]
        .as_u64()
        .unwrap();
    assert!((1..=60).contains(&seconds));
    assert!(answer.body["data"]["viewer"]["id"].is_string());
}

#[tokio::test]
async fn while_introspection_fails_nobody_gets_in() {
    let harness = Harness::start().await;
    for operation in [
        "GET /api/v2/users/me",
        "GET /api/v2/authorization/subjects/me",
        "GET /api/v2/tokens/me",
    ] {
        harness
            .simulator
            .inject(operation, FaultKind::Status(503), 1.0);
        let answer = harness.query(AGENT, "{ viewer { id } }", json!({})).await;
        assert_eq!(answer.status, 503);
        assert_eq!(
            answer.errors(),
            [("UPSTREAM_UNAVAILABLE".to_owned(), String::new())]
        );
        assert!(answer.body.get("data").is_none());
        harness.simulator.heal();
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
    let alone = Harness::start_with(
        Options::default(),
        &[("platform_url", &format!("http://{closed}"))],
    )
    .await;
    let get = async |path: &str| {
        alone
            .client
            .get(format!("{}{path}", alone.url))
            .send()
            .await
            .unwrap()
            .status()
    };
    assert_eq!(get("/health/live").await, 200);
    assert_eq!(get("/health/ready").await, 503);
    let answer = alone.query(AGENT, "{ viewer { id } }", json!({})).await;
    assert_eq!(
        (answer.status, answer.errors()),
        (
            503,
            vec![("UPSTREAM_UNAVAILABLE".to_owned(), String::new())]
        )
    );
}

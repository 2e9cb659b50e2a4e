//! Overload: too many concurrent requests, a viewer over its cost budget, and requests that exceed their timeout.

use std::io::Write;
use std::net::TcpStream;
use std::thread::available_parallelism;

use futures_util::future::{Either, select};
use journey_simulator::{FaultKind, Options};
use reqwest::Response;
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;

use super::blocked_platform::BlockedPlatform;
use super::harness::{AGENT, Harness, SUPERVISOR, second_gateway};

const QUERY: &str = "{ viewer { id } }";

/// Sends a query to the gateway at `url`.
async fn send_query(
    harness: &Harness,
    url: &str,
    token: &str,
    query: &str,
) -> reqwest::Result<Response> {
    let request = harness.client.post(format!("{url}/graphql"));
    let request = request.bearer_auth(token).json(&json!({"query": query}));
    request.send().await
}

/// Asserts that the request was rejected with this status and code; returns the error's extensions and `Retry-After`.
async fn assert_rejected(response: Response, status: u16, code: &str) -> (Value, u64) {
    assert_eq!(response.status(), status);
    let retry_after = response.headers()["retry-after"].to_str().unwrap();
    let retry_after = retry_after.parse().unwrap();
    let body: Value = response.json().await.unwrap();
    assert!(body.get("data").is_none(), "{body}");
    assert!(body["errors"][0]["message"].is_string(), "{body}");
    assert_eq!(body["errors"][0]["extensions"]["code"], code);
    (body["errors"][0]["extensions"].clone(), retry_after)
}

/// One concurrency permit and one queue slot, for requests and for introspections, and long timeouts.
const MINIMAL_CAPACITY: &[(&str, &str)] = &[
    ("limits.concurrency", "1"),
    ("limits.queue", "1"),
    ("limits.introspections", "1"),
    ("limits.introspection_queue", "1"),
    ("limits.queue_timeout", "1m"),
    ("limits.request_timeout", "2m"),
    ("platform.timeout", "2m"),
];

#[tokio::test]
async fn requests_beyond_concurrency_and_queue_are_rejected_at_once() {
    let harness = Harness::start().await;
    let mut blocked = BlockedPlatform::in_front_of(&harness).await;
    let settings = [MINIMAL_CAPACITY, &[("platform_url", blocked.url.as_str())]].concat();
    let (url, _stop) = second_gateway(&harness, &settings).await;
    let first = send_query(&harness, &url, SUPERVISOR, QUERY);
    let rest = async {
        blocked.wait_for_call().await;
        // One of the two waits and the other is rejected, in either order.
        let second = Box::pin(send_query(&harness, &url, SUPERVISOR, QUERY));
        let third = Box::pin(send_query(&harness, &url, AGENT, QUERY));
        let (rejected, waiting) = match select(second, third).await {
            Either::Left(ended) | Either::Right(ended) => ended,
        };
        assert_eq!(
            assert_rejected(rejected.unwrap(), 503, "OVERLOADED")
                .await
                .1,
            1
        );
        // Probes and static pages are still served.
        for path in ["/health/live", "/graphiql", "/schema.graphql"] {
            let page = harness.client.get(format!("{url}{path}"));
            assert_eq!(page.send().await.unwrap().status(), 200, "{path}");
        }
        // The GraphQL response media type gets the same rejection.
        let rejection = harness
            .client
            .post(format!("{url}/graphql"))
            .bearer_auth(AGENT);
        let rejection = rejection.header("accept", "application/graphql-response+json");
        let rejection = rejection
            .json(&json!({"query": QUERY}))
            .send()
            .await
            .unwrap();
        assert_rejected(rejection, 503, "OVERLOADED").await;
        blocked.unblock();
        waiting.await.unwrap()
    };
    let (first, waiting) = tokio::join!(first, rest);
    assert_eq!(first.unwrap().status(), 200);
    assert_eq!(waiting.status(), 200);
    let again = send_query(&harness, &url, SUPERVISOR, QUERY).await.unwrap();
    assert_eq!(again.status(), 200);
}

#[tokio::test]
async fn queued_requests_are_rejected_after_the_queue_timeout() {
    let harness = Harness::start().await;
    let mut blocked = BlockedPlatform::in_front_of(&harness).await;
    let short_timeout = [
        ("platform_url", blocked.url.as_str()),
        ("limits.queue_timeout", "50ms"),
    ];
    let (url, _stop) = second_gateway(&harness, &[MINIMAL_CAPACITY, &short_timeout].concat()).await;
    let first = send_query(&harness, &url, SUPERVISOR, QUERY);
    let second = async {
        blocked.wait_for_call().await;
        let second = send_query(&harness, &url, SUPERVISOR, QUERY).await.unwrap();
        assert_rejected(second, 503, "OVERLOADED").await;
        blocked.unblock();
    };
    let (first, ()) = tokio::join!(first, second);
    assert_eq!(first.unwrap().status(), 200);
}

#[tokio::test]
async fn a_disconnected_client_releases_its_permit() {
    let harness = Harness::start().await;
    let mut blocked = BlockedPlatform::in_front_of(&harness).await;
    let settings = [MINIMAL_CAPACITY, &[("platform_url", blocked.url.as_str())]].concat();
    let (url, _stop) = second_gateway(&harness, &settings).await;
    let disconnecting = Box::pin(send_query(&harness, &url, SUPERVISOR, QUERY));
    let call = Box::pin(blocked.wait_for_call());
    assert!(matches!(
        select(disconnecting, call).await,
        Either::Right(_)
    ));
    blocked.unblock();
    let next = send_query(&harness, &url, AGENT, QUERY).await.unwrap();
    assert_eq!(next.status(), 200);
}

#[tokio::test]
async fn excess_requests_are_rejected_before_any_runs() {
    let harness = Harness::start().await;
    let settings = [("answers", "false"), ("limits.processor_queue", "0")];
    let (url, _stop) = second_gateway(&harness, &settings).await;
    // This introspects the viewer, so that later requests need no upstream call.
    let first = send_query(&harness, &url, SUPERVISOR, QUERY).await.unwrap();
    assert_eq!(first.status(), 200);
    let cores = available_parallelism().unwrap().get();
    let rejected = rejected_of_burst(&url, cores + 4).await;
    assert_eq!(rejected, 4);
    let again = send_query(&harness, &url, SUPERVISOR, QUERY).await.unwrap();
    assert_eq!(again.status(), 200);
}

#[tokio::test]
async fn a_burst_within_the_default_queue_is_served() {
    let harness = Harness::start().await;
    let (url, _stop) = second_gateway(&harness, &[("answers", "false")]).await;
    let first = send_query(&harness, &url, SUPERVISOR, QUERY).await.unwrap();
    assert_eq!(first.status(), 200);
    assert_eq!(rejected_of_burst(&url, 128).await, 0);
}

/// Sends `requests` at once, all before the gateway reads the first one; returns how many were rejected.
async fn rejected_of_burst(url: &str, requests: usize) -> usize {
    let body = json!({"query": QUERY}).to_string();
    let request = format!(
        "POST /graphql HTTP/1.1\r\nhost: gateway\r\nauthorization: Bearer {SUPERVISOR}\r\n\
         content-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    // The test runtime has one thread, which this loop blocks, so the gateway reads nothing until all are sent.
    let address = url.strip_prefix("http://").unwrap();
    let connections: Vec<_> = (0..requests)
        .map(|_| {
            let mut connection = TcpStream::connect(address).unwrap();
            connection.write_all(request.as_bytes()).unwrap();
            connection.set_nonblocking(true).unwrap();
            connection
        })
        .collect();
    let mut rejected = 0;
    for connection in connections {
        let mut connection = tokio::net::TcpStream::from_std(connection).unwrap();
        let mut response = String::new();
        connection.read_to_string(&mut response).await.unwrap();
        if response.starts_with("HTTP/1.1 503 ") {
            assert!(response.contains("\r\nretry-after: 1\r\n"), "{response}");
            assert!(response.contains("\"code\":\"OVERLOADED\""), "{response}");
            rejected += 1;
        } else {
            assert!(response.contains("\"data\":{\"viewer\":{"), "{response}");
        }
    }
    rejected
}

#[tokio::test]
async fn a_viewer_over_its_cost_budget_is_rejected() {
    let harness = Harness::start().await;
    let settings = [("limits.viewer_cost_per_minute", "10")];
    let (url, _stop) = second_gateway(&harness, &settings).await;
    // Costs nine: one for each object.
    let query = |letters: &str| {
        let fields: Vec<_> = letters
            .chars()
            .map(|letter| format!("{letter}: viewer {{ id }}"))
            .collect();
        format!("{{ {} }}", fields.join(" "))
    };
    let costly = query("abcdefghi");
    let first = send_query(&harness, &url, SUPERVISOR, &costly)
        .await
        .unwrap();
    assert_eq!(first.status(), 200);
    for accept in ["application/json", "application/graphql-response+json"] {
        let second = harness
            .client
            .post(format!("{url}/graphql"))
            .bearer_auth(SUPERVISOR);
        let second = second
            .header("accept", accept)
            .json(&json!({"query": costly}));
        let (extensions, retry_after) =
            assert_rejected(second.send().await.unwrap(), 429, "RATE_LIMITED").await;
        assert_eq!(extensions["limit"], 10);
        assert_eq!(extensions["retryAfterSeconds"], retry_after);
        assert!((1..=60).contains(&retry_after), "{retry_after}");
    }
    // A request that is rejected for another reason costs nothing, and each viewer has its own budget.
    let other = send_query(&harness, &url, AGENT, &query("abcdefghijklmnopqrstu"))
        .await
        .unwrap();
    assert_eq!(other.status(), 400);
    let other = send_query(&harness, &url, AGENT, &costly).await.unwrap();
    assert_eq!(other.status(), 200);
}

#[tokio::test]
async fn a_request_returns_partial_data_at_its_timeout() {
    let options = Options::default();
    let settings = [("limits.request_timeout", "2s"), ("platform.timeout", "1m")];
    let harness = Harness::start_with(options, &settings).await;
    harness.warm_viewer(SUPERVISOR).await;
    harness
        .simulator
        .inject_fault("GET /api/v2/users", FaultKind::Slow, 1.0);
    let query =
        "query($queue: ID!, $agent: ID!) { queue(id: $queue) { id } agent(id: $agent) { id } }";
    let variables = json!({"queue": harness.fixtures.queue.0, "agent": harness.fixtures.agent.0});
    let response = harness.query(SUPERVISOR, query, variables).await;
    assert_eq!(response.status, 200);
    assert_eq!(
        response.body["data"]["queue"]["id"],
        harness.fixtures.queue.0.as_str()
    );
    assert_eq!(response.body["data"]["agent"], Value::Null);
    let timeout = ("UPSTREAM_TIMEOUT".to_owned(), "agent".to_owned());
    assert_eq!(response.errors(), [timeout]);
}

#[tokio::test]
async fn a_queued_request_times_out_too() {
    let harness = Harness::start().await;
    let mut blocked = BlockedPlatform::in_front_of(&harness).await;
    let short_timeout = [
        ("platform_url", blocked.url.as_str()),
        ("limits.request_timeout", "300ms"),
    ];
    let (url, _stop) = second_gateway(&harness, &[MINIMAL_CAPACITY, &short_timeout].concat()).await;
    let first = send_query(&harness, &url, SUPERVISOR, QUERY);
    let second = async {
        blocked.wait_for_call().await;
        send_query(&harness, &url, AGENT, QUERY).await
    };
    let (first, second) = tokio::join!(first, second);
    let code = async |response: reqwest::Result<Response>| {
        let response = response.unwrap();
        let status = response.status().as_u16();
        let body: Value = response.json().await.unwrap();
        (status, body["errors"][0]["extensions"]["code"].clone())
    };
    assert_eq!(code(first).await, (503, json!("UPSTREAM_TIMEOUT")));
    // The second request may have started just before its timeout.
    let second = code(second).await;
    let outcomes = [
        (503, json!("UPSTREAM_TIMEOUT")),
        (504, json!("REQUEST_TIMEOUT")),
    ];
    assert!(outcomes.contains(&second), "{second:?}");
}

//! More than the gateway takes: of all clients together, of one viewer, of one request's time.

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

/// Asks the gateway at `url`.
async fn ask(harness: &Harness, url: &str, token: &str, query: &str) -> reqwest::Result<Response> {
    let request = harness.client.post(format!("{url}/graphql"));
    let request = request.bearer_auth(token).json(&json!({"query": query}));
    request.send().await
}

/// That it was refused as too much for now; gives the error's extensions and `Retry-After`.
async fn refused(response: Response, status: u16, code: &str) -> (Value, u64) {
    assert_eq!(response.status(), status);
    let retry_after = response.headers()["retry-after"].to_str().unwrap();
    let retry_after = retry_after.parse().unwrap();
    let body: Value = response.json().await.unwrap();
    assert!(body.get("data").is_none(), "{body}");
    assert!(body["errors"][0]["message"].is_string(), "{body}");
    assert_eq!(body["errors"][0]["extensions"]["code"], code);
    (body["errors"][0]["extensions"].clone(), retry_after)
}

/// One place for a request and one for its introspection, and time enough.
const NARROW: &[(&str, &str)] = &[
    ("limits.concurrency", "1"),
    ("limits.queue", "1"),
    ("limits.introspections", "1"),
    ("limits.introspection_queue", "1"),
    ("limits.queue_timeout", "1m"),
    ("limits.request_timeout", "2m"),
    ("platform.timeout", "2m"),
];

#[tokio::test]
async fn what_is_more_than_places_and_queue_hold_is_told_at_once() {
    let harness = Harness::start().await;
    let mut blocked = BlockedPlatform::in_front_of(&harness).await;
    let settings = [NARROW, &[("platform_url", blocked.url.as_str())]].concat();
    let (url, _stop) = second_gateway(&harness, &settings).await;
    let first = ask(&harness, &url, SUPERVISOR, QUERY);
    let rest = async {
        blocked.wait_for_call().await;
        // One waits, the other is told: which of them is not known.
        let second = Box::pin(ask(&harness, &url, SUPERVISOR, QUERY));
        let third = Box::pin(ask(&harness, &url, AGENT, QUERY));
        let (told, waiting) = match select(second, third).await {
            Either::Left(ended) | Either::Right(ended) => ended,
        };
        assert_eq!(refused(told.unwrap(), 503, "OVERLOADED").await.1, 1);
        // Probes and pages are served meanwhile.
        for path in ["/health/live", "/graphiql", "/schema.graphql"] {
            let page = harness.client.get(format!("{url}{path}"));
            assert_eq!(page.send().await.unwrap().status(), 200, "{path}");
        }
        // In a media type that is its own status's, too.
        let refusal = harness
            .client
            .post(format!("{url}/graphql"))
            .bearer_auth(AGENT);
        let refusal = refusal.header("accept", "application/graphql-response+json");
        let refusal = refusal.json(&json!({"query": QUERY})).send().await.unwrap();
        refused(refusal, 503, "OVERLOADED").await;
        blocked.unblock();
        waiting.await.unwrap()
    };
    let (first, waiting) = tokio::join!(first, rest);
    assert_eq!(first.unwrap().status(), 200);
    assert_eq!(waiting.status(), 200);
    let again = ask(&harness, &url, SUPERVISOR, QUERY).await.unwrap();
    assert_eq!(again.status(), 200);
}

#[tokio::test]
async fn nobody_waits_for_long() {
    let harness = Harness::start().await;
    let mut blocked = BlockedPlatform::in_front_of(&harness).await;
    let short = [
        ("platform_url", blocked.url.as_str()),
        ("limits.queue_timeout", "50ms"),
    ];
    let (url, _stop) = second_gateway(&harness, &[NARROW, &short].concat()).await;
    let first = ask(&harness, &url, SUPERVISOR, QUERY);
    let second = async {
        blocked.wait_for_call().await;
        let second = ask(&harness, &url, SUPERVISOR, QUERY).await.unwrap();
        refused(second, 503, "OVERLOADED").await;
        blocked.unblock();
    };
    let (first, ()) = tokio::join!(first, second);
    assert_eq!(first.unwrap().status(), 200);
}

#[tokio::test]
async fn a_client_that_leaves_gives_its_place_back() {
    let harness = Harness::start().await;
    let mut blocked = BlockedPlatform::in_front_of(&harness).await;
    let settings = [NARROW, &[("platform_url", blocked.url.as_str())]].concat();
    let (url, _stop) = second_gateway(&harness, &settings).await;
    let leaving = Box::pin(ask(&harness, &url, SUPERVISOR, QUERY));
    let waited_at = Box::pin(blocked.wait_for_call());
    assert!(matches!(select(leaving, waited_at).await, Either::Right(_)));
    blocked.unblock();
    let next = ask(&harness, &url, AGENT, QUERY).await.unwrap();
    assert_eq!(next.status(), 200);
}

#[tokio::test]
async fn what_the_processors_cannot_take_is_told_before_anything_is_executed() {
    let harness = Harness::start().await;
    let settings = [("answers", "false"), ("limits.processor_queue", "0")];
    let (url, _stop) = second_gateway(&harness, &settings).await;
    // From now on it is known who asks: nothing has to be waited for.
    let first = ask(&harness, &url, SUPERVISOR, QUERY).await.unwrap();
    assert_eq!(first.status(), 200);
    let processors = available_parallelism().unwrap().get();
    let told = told_at_once(&url, processors + 4).await;
    assert_eq!(told, 4);
    let again = ask(&harness, &url, SUPERVISOR, QUERY).await.unwrap();
    assert_eq!(again.status(), 200);
}

#[tokio::test]
async fn a_burst_is_worked_off() {
    let harness = Harness::start().await;
    let (url, _stop) = second_gateway(&harness, &[("answers", "false")]).await;
    let first = ask(&harness, &url, SUPERVISOR, QUERY).await.unwrap();
    assert_eq!(first.status(), 200);
    assert_eq!(told_at_once(&url, 128).await, 0);
}

/// How many of so many `requests` are told to come again, where all have come before any is seen.
async fn told_at_once(url: &str, requests: usize) -> usize {
    let body = json!({"query": QUERY}).to_string();
    let request = format!(
        "POST /graphql HTTP/1.1\r\nhost: gateway\r\nauthorization: Bearer {SUPERVISOR}\r\n\
         content-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    // All of them are there before the gateway gets to see the first: this thread is its own.
    let address = url.strip_prefix("http://").unwrap();
    let connections: Vec<_> = (0..requests)
        .map(|_| {
            let mut connection = TcpStream::connect(address).unwrap();
            connection.write_all(request.as_bytes()).unwrap();
            connection.set_nonblocking(true).unwrap();
            connection
        })
        .collect();
    let mut told = 0;
    for connection in connections {
        let mut connection = tokio::net::TcpStream::from_std(connection).unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).await.unwrap();
        if answer.starts_with("HTTP/1.1 503 ") {
            assert!(answer.contains("\r\nretry-after: 1\r\n"), "{answer}");
            assert!(answer.contains("\"code\":\"OVERLOADED\""), "{answer}");
            told += 1;
        } else {
            assert!(answer.contains("\"data\":{\"viewer\":{"), "{answer}");
        }
    }
    told
}

#[tokio::test]
async fn a_viewer_may_spend_so_much_a_minute() {
    let harness = Harness::start().await;
    let settings = [("limits.viewer_cost_per_minute", "10")];
    let (url, _stop) = second_gateway(&harness, &settings).await;
    // Nine objects and nine values.
    let query = |letters: &str| {
        let fields: Vec<_> = letters
            .chars()
            .map(|letter| format!("{letter}: viewer {{ id }}"))
            .collect();
        format!("{{ {} }}", fields.join(" "))
    };
    let costly = query("abcdefghi");
    let first = ask(&harness, &url, SUPERVISOR, &costly).await.unwrap();
    assert_eq!(first.status(), 200);
    for accept in ["application/json", "application/graphql-response+json"] {
        let second = harness
            .client
            .post(format!("{url}/graphql"))
            .bearer_auth(SUPERVISOR);
        let second = second
            .header("accept", accept)
            .json(&json!({"query": costly}));
        let (told, header) = refused(second.send().await.unwrap(), 429, "RATE_LIMITED").await;
        assert_eq!(told["limit"], 10);
        assert_eq!(told["retryAfterSeconds"], header);
        assert!((1..=60).contains(&header), "{header}");
    }
    // What is refused for another reason costs nothing, and others have budgets of their own.
    let other = ask(&harness, &url, AGENT, &query("abcdefghijklmnopqrstu"))
        .await
        .unwrap();
    assert_eq!(other.status(), 400);
    let other = ask(&harness, &url, AGENT, &costly).await.unwrap();
    assert_eq!(other.status(), 200);
}

#[tokio::test]
async fn a_request_ends_in_time_with_what_came_until_then() {
    let options = Options::default();
    let settings = [("limits.request_timeout", "2s"), ("platform.timeout", "1m")];
    let harness = Harness::start_with(options, &settings).await;
    harness.warm_viewer(SUPERVISOR).await;
    harness
        .simulator
        .inject("GET /api/v2/users", FaultKind::Slow, 1.0);
    let query =
        "query($queue: ID!, $agent: ID!) { queue(id: $queue) { id } agent(id: $agent) { id } }";
    let variables = json!({"queue": harness.fixtures.queue.0, "agent": harness.fixtures.agent.0});
    let answer = harness.query(SUPERVISOR, query, variables).await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.body["data"]["queue"]["id"],
        harness.fixtures.queue.0.as_str()
    );
    assert_eq!(answer.body["data"]["agent"], Value::Null);
    let late = ("UPSTREAM_TIMEOUT".to_owned(), "agent".to_owned());
    assert_eq!(answer.errors(), [late]);
}

#[tokio::test]
async fn a_request_that_waits_ends_in_time_too() {
    let harness = Harness::start().await;
    let mut blocked = BlockedPlatform::in_front_of(&harness).await;
    let short = [
        ("platform_url", blocked.url.as_str()),
        ("limits.request_timeout", "300ms"),
    ];
    let (url, _stop) = second_gateway(&harness, &[NARROW, &short].concat()).await;
    let first = ask(&harness, &url, SUPERVISOR, QUERY);
    let second = async {
        blocked.wait_for_call().await;
        ask(&harness, &url, AGENT, QUERY).await
    };
    let (first, second) = tokio::join!(first, second);
    let code = async |response: reqwest::Result<Response>| {
        let response = response.unwrap();
        let status = response.status().as_u16();
        let body: Value = response.json().await.unwrap();
        (status, body["errors"][0]["extensions"]["code"].clone())
    };
    assert_eq!(code(first).await, (503, json!("UPSTREAM_TIMEOUT")));
    // It may have come to its turn just before its end.
    let second = code(second).await;
    let ends = [
        (503, json!("UPSTREAM_TIMEOUT")),
        (504, json!("REQUEST_TIMEOUT")),
    ];
    assert!(ends.contains(&second), "{second:?}");
}

//! Before the graph: who asks, and the gateway's own log-in. While either cannot be told nobody gets
//! in, and nothing of it lasts.

use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::{sleep, timeout};

use super::super::harness::{QueryResponse, SERVICE_IDENTITY, SUPERVISOR};
use super::fault::{self, Row as Fault};
use super::proxy::Proxy;
use super::{Chaos, gateway};

const ME: &str = "{ viewer { id } }";
const SHORT: [(&str, &str); 2] = [
    ("platform.timeout", "500ms"),
    ("platform.max_response_bytes", "100000"),
];

/// Status 503, with a code that says which way it failed.
fn is_shut(answer: &QueryResponse, code: &str, context: &str) {
    // Whoever asks who they are is not told in which way the platform's answer was wrong.
    let code = if code == "UPSTREAM_INVALID" {
        "UPSTREAM_UNAVAILABLE"
    } else {
        code
    };
    assert_eq!(answer.status, 503, "{context}: {:#}", answer.body);
    assert_eq!(
        answer.errors(),
        [(code.to_owned(), String::new())],
        "{context}"
    );
    assert!(answer.body.get("data").is_none(), "{context}");
}

#[tokio::test]
async fn nobody_gets_in_while_it_cannot_be_told_who_they_are() {
    const OPERATIONS: [&str; 3] = [
        "GET /api/v2/tokens/me",
        "GET /api/v2/users/me",
        "GET /api/v2/authorization/subjects/me",
    ];
    let run = async |operation: &'static str| {
        let chaos = Chaos::start(&SHORT).await;
        for (name, fault, code) in fault::all() {
            let context = format!("{operation} is {name}");
            // A bearer token has no spaces.
            let token = name.replace(' ', "-");
            chaos.newcomer(&token, &["journey:*:*"]);
            chaos.proxy.strike(Some(operation), fault);
            let spoiled = chaos.query(&token, ME).await;
            chaos.proxy.heal();
            match code {
                Some(code) => is_shut(&spoiled, code, &context),
                None => drop(spoiled.data()),
            }
            let healed = chaos.query(&token, ME).await;
            assert_eq!(
                healed.status, 200,
                "afterwards, {context}: {:#}",
                healed.body
            );
        }
    };
    join_all(OPERATIONS.map(run)).await;
}

/// What the log-in says must be a token that can be used.
const UNUSABLE: &[Fault] = &[
    (
        "no token",
        fault::Fault::Other(|_| fault::ok(br#"{"access_token":"","expires_in":86400}"#)),
        Some("UPSTREAM_UNAVAILABLE"),
    ),
    (
        "a token that no header holds",
        fault::Fault::Other(|_| fault::ok(br#"{"access_token":"a\nb","expires_in":86400}"#)),
        Some("UPSTREAM_UNAVAILABLE"),
    ),
];

#[tokio::test]
async fn the_log_in_recovers_by_itself() {
    let chaos = Chaos::start(&[]).await;
    let settings = [SERVICE_IDENTITY, &SHORT].concat();
    let run = async |(name, fault, code): Fault| {
        let proxy = Proxy::start(chaos.harness.simulator.url());
        let (url, _stop) = gateway(&chaos.harness, &proxy, &settings).await;
        let ask = || {
            chaos
                .harness
                .query_at(&url, SUPERVISOR, ME, serde_json::json!({}))
        };
        proxy.strike(Some("POST /oauth/token"), fault);
        let spoiled = ask().await;
        proxy.heal();
        match code {
            Some(code) => is_shut(&spoiled, code, name),
            None => drop(spoiled.data()),
        }
        // It does not try at every request.
        let healed = timeout(Duration::from_secs(10), async {
            while ask().await.status != 200 {
                sleep(Duration::from_millis(50)).await;
            }
        });
        healed.await.unwrap_or_else(|_| panic!("{name} lasts"));
    };
    let all: Vec<_> = fault::all().chain(UNUSABLE.iter().copied()).collect();
    for some in all.chunks(8) {
        join_all(some.iter().copied().map(run)).await;
    }
}

/// A life beyond what can be counted must not end the task that reads it.
#[tokio::test]
async fn a_token_for_ever_is_a_token() {
    let chaos = Chaos::start(SERVICE_IDENTITY).await;
    let long = |good: &fault::Good| {
        let mut body = good.json();
        body["expires_in"] = u64::MAX.into();
        fault::ok(body.to_string().as_bytes())
    };
    chaos
        .proxy
        .strike(Some("POST /oauth/token"), fault::Fault::Other(long));
    chaos.query(SUPERVISOR, ME).await.data();
}

/// While a token is still good, a log-in that hangs costs nobody an answer.
#[tokio::test]
async fn a_renewal_that_hangs_harms_nobody() {
    let settings = [SERVICE_IDENTITY, &[("platform.timeout", "1s")]].concat();
    let chaos = Chaos::start(&settings).await;
    let brief = |good: &fault::Good| {
        let mut body = good.json();
        body["expires_in"] = 4.into();
        fault::ok(body.to_string().as_bytes())
    };
    let login = Some("POST /oauth/token");
    chaos.proxy.strike(login, fault::Fault::Other(brief));
    // A look-up by identifier is never kept.
    let query = "{ customerByIdentifier(type: EMAIL, value: \"nobody@example.com\") { id } }";
    chaos.query(SUPERVISOR, query).await.data();
    chaos.proxy.strike(login, fault::Fault::Silence);
    let seen = chaos.proxy.wait_for(|_| true).await;
    while chaos.proxy.wait_for(|_| true).await.struck == seen.struck {
        chaos.query(SUPERVISOR, query).await.data();
    }
}

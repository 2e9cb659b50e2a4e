//! Faults before execution, in the introspection of a viewer's token and in the gateway's own login.
//! While either fails, requests are rejected; after the fault ends, they succeed.

use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::{sleep, timeout};

use super::super::harness::{QueryResponse, SERVICE_IDENTITY, SUPERVISOR};
use super::fault::{self, FaultCase};
use super::proxy::Proxy;
use super::{Chaos, start_gateway};

const VIEWER: &str = "{ viewer { id } }";
const LOW_LIMITS: [(&str, &str); 2] = [
    ("platform.timeout", "500ms"),
    ("platform.max_response_bytes", "100000"),
];

/// Asserts that the request was rejected with status 503 and this code.
fn assert_rejected(response: &QueryResponse, code: &str, context: &str) {
    // Introspection reports an invalid platform response as an unavailable platform.
    let code = if code == "UPSTREAM_INVALID" {
        "UPSTREAM_UNAVAILABLE"
    } else {
        code
    };
    assert_eq!(response.status, 503, "{context}: {:#}", response.body);
    assert_eq!(
        response.errors(),
        [(code.to_owned(), String::new())],
        "{context}"
    );
    assert!(response.body.get("data").is_none(), "{context}");
}

#[tokio::test]
async fn requests_are_rejected_while_introspection_fails() {
    const OPERATIONS: [&str; 3] = [
        "GET /api/v2/tokens/me",
        "GET /api/v2/users/me",
        "GET /api/v2/authorization/subjects/me",
    ];
    let run = async |operation: &'static str| {
        let chaos = Chaos::start(&LOW_LIMITS).await;
        for (name, fault, code) in fault::all_cases() {
            let context = format!("{operation} is {name}");
            // A bearer token must not contain spaces.
            let token = name.replace(' ', "-");
            chaos.add_viewer(&token, &["journey:*:*"]);
            chaos.proxy.inject(Some(operation), fault);
            let faulted = chaos.query(&token, VIEWER).await;
            chaos.proxy.heal();
            match code {
                Some(code) => assert_rejected(&faulted, code, &context),
                None => drop(faulted.data()),
            }
            let recovered = chaos.query(&token, VIEWER).await;
            assert_eq!(
                recovered.status, 200,
                "afterwards, {context}: {:#}",
                recovered.body
            );
        }
    };
    join_all(OPERATIONS.map(run)).await;
}

/// Login responses whose token cannot be used.
const UNUSABLE_TOKENS: &[FaultCase] = &[
    (
        "no token",
        fault::Fault::Replaced(|_| {
            fault::json_response(br#"{"access_token":"","expires_in":86400}"#)
        }),
        Some("UPSTREAM_UNAVAILABLE"),
    ),
    (
        "a token that is no valid header value",
        fault::Fault::Replaced(|_| {
            fault::json_response(br#"{"access_token":"a\nb","expires_in":86400}"#)
        }),
        Some("UPSTREAM_UNAVAILABLE"),
    ),
];

#[tokio::test]
async fn the_login_recovers_by_itself() {
    let chaos = Chaos::start(&[]).await;
    let settings = [SERVICE_IDENTITY, &LOW_LIMITS].concat();
    let run = async |(name, fault, code): FaultCase| {
        let proxy = Proxy::start(chaos.harness.simulator.url());
        let (url, _stop) = start_gateway(&chaos.harness, &proxy, &settings).await;
        let query = || {
            chaos
                .harness
                .query_at(&url, SUPERVISOR, VIEWER, serde_json::json!({}))
        };
        proxy.inject(Some("POST /oauth/token"), fault);
        let faulted = query().await;
        proxy.heal();
        match code {
            Some(code) => assert_rejected(&faulted, code, name),
            None => drop(faulted.data()),
        }
        // The gateway does not retry the login for every request.
        let recovered = timeout(Duration::from_secs(10), async {
            while query().await.status != 200 {
                sleep(Duration::from_millis(50)).await;
            }
        });
        recovered.await.unwrap_or_else(|_| panic!("{name} lasts"));
    };
    let all: Vec<_> = fault::all_cases()
        .chain(UNUSABLE_TOKENS.iter().copied())
        .collect();
    for batch in all.chunks(8) {
        join_all(batch.iter().copied().map(run)).await;
    }
}

/// A lifetime beyond the range of a timestamp must not end the task that renews the token.
#[tokio::test]
async fn a_token_with_the_maximum_lifetime_is_accepted() {
    let chaos = Chaos::start(SERVICE_IDENTITY).await;
    let maximal = |original: &fault::OriginalResponse| {
        let mut body = original.json();
        body["expires_in"] = u64::MAX.into();
        fault::json_response(body.to_string().as_bytes())
    };
    chaos
        .proxy
        .inject(Some("POST /oauth/token"), fault::Fault::Replaced(maximal));
    chaos.query(SUPERVISOR, VIEWER).await.data();
}

/// While a token is still valid, a hanging login does not affect requests.
#[tokio::test]
async fn a_hanging_renewal_delays_no_request() {
    let settings = [SERVICE_IDENTITY, &[("platform.timeout", "1s")]].concat();
    let chaos = Chaos::start(&settings).await;
    let short_lived = |original: &fault::OriginalResponse| {
        let mut body = original.json();
        body["expires_in"] = 4.into();
        fault::json_response(body.to_string().as_bytes())
    };
    let login = Some("POST /oauth/token");
    chaos
        .proxy
        .inject(login, fault::Fault::Replaced(short_lived));
    // Lookups by identifier are never cached.
    let query = "{ customerByIdentifier(type: EMAIL, value: \"unknown@example.com\") { id } }";
    chaos.query(SUPERVISOR, query).await.data();
    chaos.proxy.inject(login, fault::Fault::Silence);
    let seen = chaos.proxy.wait_for(|_| true).await;
    while chaos.proxy.wait_for(|_| true).await.faulted == seen.faulted {
        chaos.query(SUPERVISOR, query).await.data();
    }
}

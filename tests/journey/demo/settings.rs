//! `demo` reads the settings of `serve` from the environment, and the flags of `simulate`.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Demo, program};

async fn query(demo: &Demo, query: &str) -> Value {
    let client = reqwest::Client::new();
    let request = client
        .post(format!("{}/graphql", demo.url()))
        .bearer_auth("demo-supervisor")
        .json(&json!({ "query": query }));
    request.send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn settings_of_the_environment_apply() {
    let settings = [
        ("JOURNEY_GATEWAY_IDENTITY", "service"),
        ("JOURNEY_GATEWAY_SUGGESTIONS", "false"),
        ("JOURNEY_GATEWAY_ALLOWED_ORIGINS", "https://desktop.example"),
        ("JOURNEY_GATEWAY_LIMITS_DEPTH", "2"),
        ("JOURNEY_GATEWAY_EXPLORER", "false"),
        // Not a setting: the token of `check`.
        ("JOURNEY_GATEWAY_TOKEN", "unused"),
        // Blank values count as missing.
        ("JOURNEY_GATEWAY_REGION", ""),
    ];
    let demo = Demo::start(&[], &settings).await;
    let served = query(&demo, "{ viewer { id } }").await;
    assert!(served["data"]["viewer"]["id"].is_string(), "{served}");
    let unknown = query(&demo, "{ viewers { id } }").await;
    let message = unknown["errors"][0]["message"].as_str().unwrap();
    assert!(!message.contains("did you mean"), "{message}");
    let deep = query(&demo, "{ viewer { costBudget { limit } } }").await;
    assert_eq!(deep["errors"][0]["extensions"]["code"], "DEPTH_LIMIT");
    let get = |path: &str| reqwest::Client::new().get(format!("{}{path}", demo.url()));
    assert_eq!(get("/graphiql").send().await.unwrap().status(), 404);
    for (origin, allowed) in [
        ("https://desktop.example", true),
        ("http://localhost", false),
    ] {
        let request = get("/graphql").header("origin", origin);
        let response = request.send().await.unwrap();
        let header = response.headers().get("access-control-allow-origin");
        assert_eq!(header.is_some(), allowed, "{origin}");
    }
}

#[tokio::test]
async fn settings_of_another_platform_are_errors() {
    let output = program()
        .arg("demo")
        .env("JOURNEY_GATEWAY_REGION", "mypurecloud.de")
        .env(
            "JOURNEY_GATEWAY_SERVICE_CLIENT_SECRET",
            "not-for-the-terminal",
        )
        .env("JOURNEY_GATEWAY_LIMITS_DEPTH", "deep")
        .output()
        .await
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8(output.stderr).unwrap();
    insta::assert_snapshot!(stderr, @r"
    journey-gateway: the configuration has 3 errors
      `region` (environment variable `JOURNEY_GATEWAY_REGION`): `demo` sets it for the simulated platform; unset the variable, or use `serve`
      `service.client_secret` (environment variable `JOURNEY_GATEWAY_SERVICE_CLIENT_SECRET`): `demo` sets it for the simulated platform; unset the variable, or use `serve`
      `limits.depth` (environment variable `JOURNEY_GATEWAY_LIMITS_DEPTH`): expected an integer of at least 1, got `deep`
    ");
}

#[tokio::test]
async fn the_platform_is_slow_fails_and_limits_calls_on_request() {
    let slow = Demo::start(&["--latency", "300ms", "--fault", "1:503"], &[]).await;
    let began = Instant::now();
    assert_eq!(slow.call_platform().await, 503);
    assert!(began.elapsed() >= Duration::from_millis(300));
    let failed = query(&slow, "{ viewer { id } }").await;
    let code = &failed["errors"][0]["extensions"]["code"];
    assert_eq!(code, "UPSTREAM_UNAVAILABLE", "{failed}");

    let limited = Demo::start(&["--rate-limit", "2"], &[]).await;
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(limited.call_platform().await);
    }
    assert_eq!(statuses, [200, 200, 429]);
}

//! `check` tests the Redis of the settings.

use journey_simulator::{Options, Simulator};
use serde_json::Value;
use tokio::process::Command;

use super::SECRET;
use super::server::Redis;
use crate::journey::harness::loopback;

/// The exit code and the report.
async fn check(simulator: &Simulator, redis: &str) -> (Option<i32>, Value) {
    let output = Command::new(env!("CARGO_BIN_EXE_journey-gateway"))
        .kill_on_drop(true)
        .env_clear()
        .env("JOURNEY_GATEWAY_PLATFORM_URL", simulator.url())
        .env("JOURNEY_GATEWAY_REDIS_URL", redis)
        .env("JOURNEY_GATEWAY_REDIS_SECRET", SECRET)
        .args(["check", "--json"])
        .output()
        .await
        .unwrap();
    let report = serde_json::from_slice(&output.stdout).unwrap();
    (output.status.code(), report)
}

#[tokio::test]
async fn check_reports_whether_redis_can_be_used() {
    let Some(mut redis) = Redis::start().await else {
        return;
    };
    let simulator = Simulator::start(loopback(), Options::default())
        .await
        .unwrap();
    let (code, report) = check(&simulator, &redis.url()).await;
    assert_eq!(code, Some(0), "{report}");
    assert_eq!(report["redis"]["host"], "127.0.0.1");
    assert!(report["redis"]["version"].is_string(), "{report}");

    let password = ["CONFIG", "SET", "requirepass", "the password"];
    redis.command(&password).await;
    let wrong = redis.url().replace("//", "//:another-password@");
    for url in [redis.url(), wrong] {
        let (code, report) = check(&simulator, &url).await;
        assert_eq!(code, Some(1), "{report}");
        let error = report["errors"][0].as_str().unwrap();
        assert!(error.contains("refuses the log-in"), "{error}");
        assert!(!report.to_string().contains("another-password"));
    }

    redis.kill();
    let (code, report) = check(&simulator, &redis.url()).await;
    assert_eq!(code, Some(1), "{report}");
    let error = report["errors"][0].as_str().unwrap();
    assert!(error.contains("the connection failed"), "{error}");
    assert_eq!(report["redis"]["version"], Value::Null);
}

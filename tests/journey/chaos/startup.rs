//! The gateway starts while its platform is down, and is ready once it has reached it. The readiness probe reports each later
//! change of the platform in its detail.

use std::cell::Cell;
use std::time::Duration;

use journey_simulator::Options;
use serde_json::Value;
use tokio::time::{sleep, timeout};

use super::super::harness::{Harness, SUPERVISOR};
use super::fault::Fault;
use super::proxy::Proxy;
use super::start_gateway;

const VIEWER: &str = "{ viewer { id } }";

#[tokio::test]
async fn the_gateway_starts_before_its_platform_and_stays_ready_when_it_loses_it() {
    let harness = Harness::start_with(Options::default(), &[]).await;
    let mut proxy = Proxy::start_closed(harness.simulator.url());
    let short_timeouts = [
        ("platform.timeout", "300ms"),
        ("platform.connect_timeout", "300ms"),
    ];
    let (url, _stop) = start_gateway(&harness, &proxy, &short_timeouts).await;
    // A status that was left does not return.
    let before = Cell::new(503);
    let get = async |path: &str| {
        let response = harness.client.get(format!("{url}{path}")).send().await;
        response.unwrap()
    };
    let expect_readiness = async |expected: u16, platform: &str, when: &str| {
        let changed = timeout(Duration::from_secs(20), async {
            loop {
                let response = get("/health/ready").await;
                let status = response.status().as_u16();
                let health: Value = response.json().await.unwrap();
                assert!(
                    [expected, before.get()].contains(&status),
                    "{when}: {health}"
                );
                if status == expected && health["platform"] == platform {
                    break;
                }
                sleep(Duration::from_millis(20)).await;
            }
        });
        changed
            .await
            .unwrap_or_else(|_| panic!("not {expected} when {when}"));
        before.set(expected);
        assert_eq!(get("/health/live").await.status(), 200, "{when}");
        let query_response = harness
            .query_at(&url, SUPERVISOR, VIEWER, serde_json::json!({}))
            .await;
        // A cached viewer gets a response. Without a cache entry, introspection fails.
        assert!(
            [200, 503].contains(&query_response.status),
            "{when}: {query_response:?}"
        );
    };
    expect_readiness(503, "unreachable", "the platform does not listen yet").await;
    proxy.open();
    expect_readiness(200, "reachable", "the platform starts").await;
    // It stays ready: all gateways lose the platform at once, and each still serves cached values.
    for fault in [Fault::Close, Fault::Reset, Fault::Silence, Fault::CutHead] {
        proxy.inject(None, fault);
        expect_readiness(200, "unreachable", "the platform fails").await;
        proxy.heal();
        expect_readiness(200, "reachable", "the platform recovers").await;
    }
}

//! The gateway starts while its platform is down, and the readiness probe reports each change of the platform.

use std::time::Duration;

use journey_simulator::Options;
use tokio::time::{sleep, timeout};

use super::super::harness::{Harness, SUPERVISOR};
use super::fault::Fault;
use super::proxy::Proxy;
use super::start_gateway;

const VIEWER: &str = "{ viewer { id } }";

#[tokio::test]
async fn the_gateway_starts_before_its_platform_and_readiness_follows_it() {
    let harness = Harness::start_with(Options::default(), &[]).await;
    let mut proxy = Proxy::start_closed(harness.simulator.url());
    let short_timeouts = [
        ("platform.timeout", "300ms"),
        ("platform.connect_timeout", "300ms"),
    ];
    let (url, _stop) = start_gateway(&harness, &proxy, &short_timeouts).await;
    let status = async |path: &str| {
        let response = harness.client.get(format!("{url}{path}")).send().await;
        response.unwrap().status().as_u16()
    };
    let expect_readiness = async |expected: u16, when: &str| {
        let changed = timeout(Duration::from_secs(10), async {
            while status("/health/ready").await != expected {
                sleep(Duration::from_millis(20)).await;
            }
        });
        changed
            .await
            .unwrap_or_else(|_| panic!("not {expected} when {when}"));
        assert_eq!(status("/health/live").await, 200, "{when}");
        let query_response = harness
            .query_at(&url, SUPERVISOR, VIEWER, serde_json::json!({}))
            .await;
        // A cached viewer gets a response. Without a cache entry, introspection fails.
        assert!(
            [200, expected].contains(&query_response.status),
            "{when}: {query_response:?}"
        );
    };
    expect_readiness(503, "the platform does not listen yet").await;
    proxy.open();
    expect_readiness(200, "the platform starts").await;
    for fault in [Fault::Close, Fault::Reset, Fault::Silence, Fault::CutHead] {
        proxy.inject(None, fault);
        expect_readiness(503, "the platform fails").await;
        proxy.heal();
        expect_readiness(200, "the platform recovers").await;
    }
}

//! The gateway starts before its platform does, and readiness follows it.

use std::time::Duration;

use journey_simulator::Options;
use tokio::time::{sleep, timeout};

use super::super::harness::{Harness, SUPERVISOR};
use super::fault::Fault;
use super::gateway;
use super::proxy::Proxy;

const ME: &str = "{ viewer { id } }";

#[tokio::test]
async fn it_starts_without_its_platform_and_follows_it() {
    let harness = Harness::start_with(Options::default(), &[]).await;
    let mut proxy = Proxy::closed(harness.simulator.url());
    let short = [
        ("platform.timeout", "300ms"),
        ("platform.connect_timeout", "300ms"),
    ];
    let (url, _stop) = gateway(&harness, &proxy, &short).await;
    let status = async |path: &str| {
        let response = harness.client.get(format!("{url}{path}")).send().await;
        response.unwrap().status().as_u16()
    };
    let becomes = async |expected: u16, when: &str| {
        let turned = timeout(Duration::from_secs(10), async {
            while status("/health/ready").await != expected {
                sleep(Duration::from_millis(20)).await;
            }
        });
        turned
            .await
            .unwrap_or_else(|_| panic!("not {expected} when {when}"));
        assert_eq!(status("/health/live").await, 200, "{when}");
        let answer = harness
            .query_at(&url, SUPERVISOR, ME, serde_json::json!({}))
            .await;
        // Who asked lately is remembered; before that nobody is known.
        assert!(
            [200, expected].contains(&answer.status),
            "{when}: {answer:?}"
        );
    };
    becomes(503, "nobody listens").await;
    proxy.open();
    becomes(200, "the platform comes").await;
    for fault in [Fault::Close, Fault::Reset, Fault::Silence, Fault::CutHead] {
        proxy.strike(None, fault);
        becomes(503, "the platform goes").await;
        proxy.heal();
        becomes(200, "the platform comes back").await;
    }
}

//! Fault injection between gateway and platform through a proxy. If one operation fails, only its
//! fields are null; after the fault ends, the same query succeeds.

mod authentication;
mod cancel;
mod decode;
mod fault;
mod matrix;
mod memory;
mod mutating_proxy;
mod mutation;
mod operations;
mod proxy;
mod reader;
mod startup;
mod unexpected_responses;

use journey_simulator::{Grant, Options};
use tokio::sync::oneshot;

use super::harness::{self, Harness};
use proxy::Proxy;

/// A gateway that calls the simulator through a proxy.
struct Chaos {
    harness: Harness,
    proxy: Proxy,
    url: String,
    _stop: oneshot::Sender<()>,
}

impl Chaos {
    async fn start(settings: &[(&'static str, &str)]) -> Self {
        let harness = Harness::start_with(Options::default(), &[]).await;
        let proxy = Proxy::start(harness.simulator.url());
        let (url, stop) = start_gateway(&harness, &proxy, settings).await;
        Self {
            harness,
            proxy,
            url,
            _stop: stop,
        }
    }

    async fn query(&self, token: &str, query: &str) -> harness::QueryResponse {
        let token = token_of(token);
        self.harness
            .query_at(&self.url, &token, query, serde_json::json!({}))
            .await
    }

    /// Adds a viewer whom the gateway has not seen, so that its caches have no entries for the viewer.
    fn add_viewer(&self, name: &str, permissions: &[&str]) {
        let permissions = permissions.iter().map(ToString::to_string).collect();
        let grant = Grant {
            permissions,
            division: None,
        };
        let token = token_of(name);
        self.harness.simulator.add_user(&token, &[grant]);
    }
}

/// Token of the viewer with this name. A bearer token must not contain spaces.
fn token_of(name: &str) -> String {
    name.replace(' ', "-")
}

/// Starts another gateway that calls the platform through `proxy`.
async fn start_gateway(
    harness: &Harness,
    proxy: &Proxy,
    settings: &[(&'static str, &str)],
) -> (String, oneshot::Sender<()>) {
    // Each test checks one exchange, so calls are neither retried nor blocked by the breaker.
    let mut all = vec![
        ("platform_url", proxy.url()),
        ("login_url", proxy.url()),
        ("platform.retries", "0"),
        ("platform.breaker_calls", "1000000"),
    ];
    all.extend(settings);
    harness::second_gateway(harness, &all).await
}

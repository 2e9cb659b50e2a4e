//! Chaos between gateway and platform: a proxy on the way that answers as it likes. Whatever happens
//! to one operation, only what it feeds is null; whoever comes after it is healed sees nothing of it.

mod cancel;
mod decode;
mod entrance;
mod fault;
mod matrix;
mod memory;
mod mutation;
mod oddities;
mod operations;
mod proxy;
mod reader;
mod start;
mod upstream;

use journey_simulator::{Grant, Options};
use tokio::sync::oneshot;

use super::harness::{self, Harness};
use proxy::Proxy;

/// A gateway that reaches its platform through a proxy.
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
        let (url, stop) = gateway(&harness, &proxy, settings).await;
        Self {
            harness,
            proxy,
            url,
            _stop: stop,
        }
    }

    async fn query(&self, token: &str, query: &str) -> harness::QueryResponse {
        let nothing = serde_json::json!({});
        let token = token_of(token);
        self.harness
            .query_at(&self.url, &token, query, nothing)
            .await
    }

    /// Takes somebody in of whom the gateway knows nothing, so that nothing is kept for them.
    fn newcomer(&self, name: &str, permissions: &[&str]) {
        let permissions = permissions.iter().map(ToString::to_string).collect();
        let everywhere = Grant {
            permissions,
            division: None,
        };
        let token = token_of(name);
        self.harness.simulator.add_person(&token, &[everywhere]);
    }
}

/// A viewer's token: the name, which may have spaces, as a bearer token may not.
fn token_of(name: &str) -> String {
    name.replace(' ', "-")
}

/// Another gateway whose way to the platform is `proxy`.
async fn gateway(
    harness: &Harness,
    proxy: &Proxy,
    settings: &[(&'static str, &str)],
) -> (String, oneshot::Sender<()>) {
    // Each test is about one exchange: none is made again, nor left out for those before it.
    let mut all = vec![
        ("platform_url", proxy.url()),
        ("login_url", proxy.url()),
        ("platform.retries", "0"),
        ("platform.breaker_calls", "1000000"),
    ];
    all.extend(settings);
    harness::second_gateway(harness, &all).await
}

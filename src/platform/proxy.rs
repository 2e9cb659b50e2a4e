//! The HTTP proxy between the gateway and the platform.

use std::fmt;
use std::sync::Arc;

use hyper::service::Service;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use reqwest::NoProxy;
use tokio::net::TcpStream;
use url::Url;

/// Hosts that are never reached through a proxy.
const LOOPBACK: &str = "localhost,127.0.0.0/8,::1";

/// The proxy, and the hosts that are reached without it. `Debug` hides the URL, which may contain a password.
#[derive(Clone)]
pub struct Proxy(Arc<Inner>);

struct Inner {
    url: Url,
    /// Hosts that are reached without the proxy.
    no_proxy: String,
    /// Whether only connections with TLS use the proxy.
    only_tls: bool,
    matcher: Matcher,
}

impl Proxy {
    /// Creates a proxy; `None` if `url` is not the URL of an HTTP proxy. `no_proxy` has the form of the environment
    /// variable `NO_PROXY`.
    pub fn new(url: &str, no_proxy: &str, only_tls: bool) -> Option<Self> {
        let url = if url.contains("://") {
            Url::parse(url)
        } else {
            Url::parse(&format!("http://{url}"))
        };
        let url = url.ok()?;
        if url.scheme() != "http" || !url.has_host() || url.path() != "/" {
            return None;
        }
        let no_proxy = format!("{LOOPBACK},{no_proxy}");
        let builder = Matcher::builder().no(no_proxy.as_str());
        let matcher = if only_tls {
            builder.https(url.as_str())
        } else {
            builder.all(url.as_str())
        };
        Some(Self(Arc::new(Inner {
            matcher: matcher.build(),
            url,
            no_proxy,
            only_tls,
        })))
    }

    /// The proxy for the client of the REST API.
    pub(super) fn for_client(&self) -> reqwest::Result<reqwest::Proxy> {
        let url = self.0.url.clone();
        let proxy = if self.0.only_tls {
            reqwest::Proxy::https(url)
        } else {
            reqwest::Proxy::all(url)
        };
        Ok(proxy?.no_proxy(NoProxy::from_string(&self.0.no_proxy)))
    }

    /// Whether connections to `url` use the proxy. `ws` counts as `http` and `wss` as `https`.
    pub fn applies_to(&self, url: &Url) -> bool {
        destination(url).is_some_and(|uri| self.0.matcher.intercept(&uri).is_some())
    }

    /// A connection to the host of `url` through the proxy; `None` if connections to it do not use the proxy.
    pub(super) async fn tunnel(&self, url: &Url) -> Option<Result<TcpStream, TunnelFailed>> {
        let uri = destination(url)?;
        let proxy = self.0.matcher.intercept(&uri)?;
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let mut tunnel = Tunnel::new(proxy.uri().clone(), connector);
        if let Some(auth) = proxy.basic_auth() {
            tunnel = tunnel.with_auth(auth.clone());
        }
        let stream = TowerToHyperService::new(tunnel).call(uri).await;
        Some(stream.map(TokioIo::into_inner).map_err(|_| TunnelFailed))
    }
}

/// The proxy did not open a tunnel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TunnelFailed;

/// Scheme, host and port of `url`.
fn destination(url: &Url) -> Option<axum::http::Uri> {
    let scheme = match url.scheme() {
        "ws" | "http" => "http",
        _ => "https",
    };
    let (host, port) = (url.host_str()?, url.port_or_known_default()?);
    format!("{scheme}://{host}:{port}").parse().ok()
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Proxy(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applies(proxy: &Proxy, url: &str) -> bool {
        proxy.applies_to(&url.parse().unwrap())
    }

    #[test]
    fn loopback_and_listed_hosts_are_reached_directly() {
        let proxy = Proxy::new(
            "http://u:p@proxy.test:3128",
            "internal.test,10.0.0.0/8",
            false,
        );
        let proxy = proxy.unwrap();
        for url in [
            "https://api.test",
            "wss://api.test",
            "http://api.test",
            "ws://192.0.2.1:80",
        ] {
            assert!(applies(&proxy, url), "{url}");
        }
        for url in [
            "http://localhost:1",
            "https://127.0.0.1",
            "https://[::1]:4",
            "https://a.internal.test",
            "wss://10.1.2.3",
        ] {
            assert!(!applies(&proxy, url), "{url}");
        }
        let only_tls = Proxy::new("proxy.test:3128", "", true).unwrap();
        assert!(applies(&only_tls, "wss://api.test") && !applies(&only_tls, "ws://api.test"));
        assert_eq!(format!("{proxy:?}"), "Proxy(…)");
    }

    #[test]
    fn other_proxies_are_refused() {
        for url in [
            "",
            "https://proxy.test",
            "socks5://proxy.test:1080",
            "http://proxy.test/x",
        ] {
            assert!(Proxy::new(url, "", false).is_none(), "{url}");
        }
    }
}

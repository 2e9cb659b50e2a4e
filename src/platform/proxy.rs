//! The HTTP proxy between the gateway and the platform.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use hyper::service::Service;
use hyper::{HeaderMap, Uri, header};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use url::Url;

use super::user_agent::USER_AGENT;

type BoxError = Box<dyn Error + Send + Sync>;

/// Hosts that are never reached through a proxy.
const LOOPBACK: &str = "localhost,127.0.0.0/8,::1";

/// The proxy, and the hosts that are reached without it. `Debug` hides the URL, which may contain a password.
#[derive(Clone)]
pub struct Proxy(Arc<Matcher>);

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
        Some(Self(Arc::new(matcher.build())))
    }

    /// The address and credentials of the proxy; `None` if connections to `destination` do not use it.
    pub(super) fn intercept(&self, destination: &Uri) -> Option<Intercept> {
        self.0.intercept(destination)
    }

    /// Whether connections to `url` use the proxy. `ws` counts as `http` and `wss` as `https`.
    pub fn applies_to(&self, url: &Url) -> bool {
        destination(url).is_some_and(|uri| self.intercept(&uri).is_some())
    }

    /// A connection to the host of `url` through the proxy; `None` if connections to it do not use the proxy.
    pub(super) async fn tunnel(&self, url: &Url) -> Option<Result<TcpStream, BoxError>> {
        let uri = destination(url)?;
        let proxy = self.intercept(&uri)?;
        let mut tcp = HttpConnector::new();
        tcp.set_nodelay(true);
        Some(tunnel(&proxy, uri, tcp).await)
    }
}

/// Opens a connection to `destination` through `proxy`.
pub(super) async fn tunnel(
    proxy: &Intercept,
    destination: Uri,
    tcp: HttpConnector,
) -> Result<TcpStream, BoxError> {
    let headers = HeaderMap::from_iter([(header::USER_AGENT, USER_AGENT)]);
    let mut tunnel = Tunnel::new(proxy.uri().clone(), tcp).with_headers(headers);
    if let Some(authorization) = proxy.basic_auth() {
        tunnel = tunnel.with_auth(authorization.clone());
    }
    let stream = TowerToHyperService::new(tunnel).call(destination).await?;
    Ok(stream.into_inner())
}

/// Scheme, host and port of `url`.
fn destination(url: &Url) -> Option<Uri> {
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

//! Opens the connections of the HTTP client: directly, through a proxy, and with or without TLS.

use std::error::Error as StdError;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::Uri;
use hyper::http::uri::Scheme;
use hyper::service::Service as _;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tower_service::Service;

use super::connection::Connection;
use super::error::Error;
use super::outbound::Outbound;
use super::proxy::tunnel;

/// Time without traffic after which the system asks whether the platform still holds a connection, the time between two
/// such questions, and how many remain unanswered before the connection is lost.
const KEEPALIVE: Duration = Duration::from_secs(15);
const KEEPALIVE_RETRIES: u32 = 3;

/// Protocols that the gateway offers in the TLS handshake, the preferred one first.
const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];

type BoxError = Box<dyn StdError + Send + Sync>;

/// Opens connections. Clones share the settings.
#[derive(Debug, Clone)]
pub(super) struct Connector(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    outbound: Outbound,
    tcp: HttpConnector,
    /// TLS with [`PROTOCOLS`], once the first connection needed it.
    tls: OnceLock<Arc<ClientConfig>>,
    timeout: Duration,
}

impl Connector {
    /// `timeout` is the maximum time of the TCP and TLS handshakes together.
    pub(super) fn new(outbound: Outbound, timeout: Duration) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(timeout));
        tcp.set_keepalive(Some(KEEPALIVE));
        tcp.set_keepalive_interval(Some(KEEPALIVE));
        tcp.set_keepalive_retries(Some(KEEPALIVE_RETRIES));
        Self(Arc::new(Inner {
            outbound,
            tcp,
            tls: OnceLock::new(),
            timeout,
        }))
    }
}

impl Inner {
    async fn connect(&self, destination: Uri) -> Result<Connection, BoxError> {
        let is_tls = destination.scheme() == Some(&Scheme::HTTPS);
        let proxy = self.outbound.proxy_for(&destination);
        let is_proxied = proxy.is_some();
        let stream = match proxy {
            Some(proxy) if is_tls => tunnel(&proxy, destination.clone(), self.tcp.clone()).await?,
            Some(proxy) => self.open(proxy.uri().clone()).await?,
            None => self.open(destination.clone()).await?,
        };
        if !is_tls {
            return Ok(Connection::Plain { stream, is_proxied });
        }
        let host = destination.host().unwrap_or_default();
        // An IPv6 address is in brackets.
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let name = ServerName::try_from(host.to_owned())?;
        let tls = TlsConnector::from(self.tls().await?);
        let stream = tls.connect(name, stream).await?;
        Ok(Connection::Tls(Box::new(stream)))
    }

    async fn open(&self, destination: Uri) -> Result<TcpStream, BoxError> {
        let tcp = TowerToHyperService::new(self.tcp.clone());
        Ok(tcp.call(destination).await?.into_inner())
    }

    async fn tls(&self) -> Result<Arc<ClientConfig>, Error> {
        if let Some(config) = self.tls.get() {
            return Ok(config.clone());
        }
        let mut config = ClientConfig::clone(&*self.outbound.tls().await?);
        config.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).into();
        Ok(self.tls.get_or_init(|| Arc::new(config)).clone())
    }
}

impl Service<Uri> for Connector {
    type Response = TokioIo<Connection>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, destination: Uri) -> Self::Future {
        let inner = self.0.clone();
        Box::pin(async move {
            let connection = timeout(inner.timeout, inner.connect(destination)).await;
            let connection = connection.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?;
            connection.map(TokioIo::new)
        })
    }
}

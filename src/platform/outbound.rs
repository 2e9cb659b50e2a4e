//! How connections to the platform are opened: through a proxy or directly, and which certificates are trusted.

use std::sync::{Arc, OnceLock};

use hyper::Uri;
use hyper::header::HeaderValue;
use hyper::http::uri::Scheme;
use hyper_util::client::proxy::matcher::Intercept;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio::task::spawn_blocking;
use url::Url;

use super::error::Error;
use super::proxy::Proxy;

/// How connections to the platform are opened. Clones share the trusted certificates.
#[derive(Debug, Clone, Default)]
pub struct Outbound {
    proxy: Option<Proxy>,
    /// Certificate authorities in addition to those of the system.
    authorities: Vec<CertificateDer<'static>>,
    /// The system's certificates are read with the first connection that needs TLS.
    tls: Arc<OnceLock<Arc<ClientConfig>>>,
}

impl Outbound {
    /// Connections through `proxy`, with `authorities` in addition to those of the system.
    pub fn new(proxy: Option<Proxy>, authorities: Vec<CertificateDer<'static>>) -> Self {
        Self {
            proxy,
            authorities,
            tls: Arc::default(),
        }
    }

    /// Whether connections to `url` use a proxy.
    pub fn is_proxied(&self, url: &Url) -> bool {
        let proxy = self.proxy.as_ref();
        proxy.is_some_and(|proxy| proxy.applies_to(url))
    }

    /// The proxy of connections to `destination`; `None` if they do not use one.
    pub(super) fn proxy_for(&self, destination: &Uri) -> Option<Intercept> {
        self.proxy.as_ref()?.intercept(destination)
    }

    /// The header with which a request to `destination` logs in at the proxy. A tunnel logs in when it is opened, so
    /// that requests within it need no header.
    pub(super) fn proxy_authorization(&self, destination: &Uri) -> Option<HeaderValue> {
        let proxy = self.proxy.as_ref()?;
        if destination.scheme() != Some(&Scheme::HTTP) {
            return None;
        }
        proxy.intercept(destination)?.basic_auth().cloned()
    }

    /// Whether all configured authorities are certificates that TLS can use.
    pub(super) fn has_valid_authorities(&self) -> bool {
        let mut authorities = self.authorities.iter();
        authorities.all(|it| RootCertStore::empty().add(it.clone()).is_ok())
    }

    /// Opens a connection to the host of a WebSocket.
    pub(super) async fn connect(&self, url: &Url) -> Result<TcpStream, Error> {
        if let Some(proxy) = &self.proxy
            && let Some(tunnel) = proxy.tunnel(url).await
        {
            return tunnel.map_err(|_| Error::Unavailable(None));
        }
        let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return Err(Error::Invalid(None));
        };
        let stream = match host {
            url::Host::Domain(name) => TcpStream::connect((name, port)).await,
            url::Host::Ipv4(address) => TcpStream::connect((address, port)).await,
            url::Host::Ipv6(address) => TcpStream::connect((address, port)).await,
        };
        let stream = stream.map_err(|_| Error::Unavailable(None))?;
        // Fails if the host has disconnected, which the first read reports.
        let _ = stream.set_nodelay(true);
        Ok(stream)
    }

    /// TLS without a protocol above it.
    pub(super) async fn tls(&self) -> Result<Arc<ClientConfig>, Error> {
        if let Some(config) = self.tls.get() {
            return Ok(config.clone());
        }
        let outbound = self.clone();
        // The certificates of the system are files.
        let config = spawn_blocking(move || outbound.new_tls()).await;
        let Ok(Ok(config)) = config else {
            return Err(Error::Unavailable(None));
        };
        Ok(self.tls.get_or_init(|| Arc::new(config)).clone())
    }

    fn new_tls(&self) -> Result<ClientConfig, rustls::Error> {
        let mut roots = RootCertStore::empty();
        let of_system = rustls_native_certs::load_native_certs();
        roots.add_parsable_certificates(of_system.certs);
        roots.add_parsable_certificates(self.authorities.iter().cloned());
        if roots.is_empty() {
            let errors = of_system.errors.len();
            tracing::warn!(
                errors,
                "no certificate authority was found: install those of the system, or set `platform.ca_file`"
            );
        }
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(config)
    }
}

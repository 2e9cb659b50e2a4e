//! How connections to the platform are opened: through a proxy or directly, and which certificates are trusted.

use std::sync::{Arc, OnceLock};

use reqwest::{Certificate, ClientBuilder};
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
    /// TLS of notifications. The system's certificates are read with the first one.
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

    /// Configures the client of the REST API.
    pub(super) fn configure(&self, builder: ClientBuilder) -> reqwest::Result<ClientBuilder> {
        let builder = match &self.proxy {
            Some(proxy) => builder.proxy(proxy.for_client()?),
            None => builder.no_proxy(),
        };
        let authorities = self.authorities.iter();
        let authorities: reqwest::Result<Vec<_>> = authorities
            .map(|authority| Certificate::from_der(authority))
            .collect();
        Ok(builder.tls_certs_merge(authorities?))
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

    /// TLS of notifications.
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

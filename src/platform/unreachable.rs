//! Why a host of the platform cannot be reached, for operators. Texts contain nothing that the host sent.

use std::error::Error;
use std::io;
use std::time::Duration;

use humantime::format_duration;
use rustls::CertificateError;
use tokio::net::lookup_host;
use tokio::time::timeout;
use url::{Host, Url};

use super::http::SendError;

/// Why a host cannot be reached.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreachable {
    /// The name has no address, or the resolver failed.
    #[error("the host name cannot be resolved: check its spelling and the DNS of this computer")]
    Name,
    /// No process listens at the port, or a firewall refuses it.
    #[error("the connection was refused: check the port and the firewalls")]
    Refused,
    /// A step took too long: DNS, TCP, TLS or the response.
    #[error("no response within {} (`platform.connect_timeout`)", format_duration(*.0))]
    Timeout(Duration),
    /// The certificate has another issuer than the authorities that this computer trusts.
    #[error(
        "TLS: the certificate has an unknown issuer: it is self-signed, or its authority is not trusted by this computer"
    )]
    Issuer,
    /// The certificate belongs to other names.
    #[error("TLS: the certificate is not valid for this host name")]
    WrongName,
    /// The certificate has expired or is not valid yet.
    #[error(
        "TLS: the certificate has expired or is not valid yet: check the clock of this computer"
    )]
    Expired,
    /// The proxy cannot be reached, or does not connect to the host.
    #[error(
        "the connection through the proxy failed: check `platform.proxy` or `HTTPS_PROXY`, and its access rules"
    )]
    Proxy,
    /// Another error of the certificate.
    #[error("TLS: the certificate is not valid")]
    Certificate,
    /// The handshake failed, but not because of the certificate.
    #[error("TLS: the handshake failed; the server may not use TLS at this port")]
    Handshake,
    /// The response is not HTTP.
    #[error("the response is not HTTP; check the scheme and the port")]
    NotHttp,
    /// The connection failed for another reason.
    #[error("the connection failed")]
    Connection,
}

impl Unreachable {
    /// Returns why a request to `url` failed. `error` is absent if no response arrived within `max_wait`. The HTTP client
    /// does not distinguish names that cannot be resolved, so the name is resolved again, unless the proxy resolves it.
    pub(super) async fn diagnose(
        url: &Url,
        error: Option<&SendError>,
        max_wait: Duration,
        is_proxied: bool,
    ) -> Self {
        if let Some(Host::Domain(name)) = url.host()
            && !is_proxied
        {
            let port = url.port_or_known_default().unwrap_or_default();
            match timeout(max_wait, lookup_host((name, port))).await {
                Ok(Ok(_)) => {}
                Ok(Err(_)) => return Self::Name,
                Err(_) => return Self::Timeout(max_wait),
            }
        }
        match error {
            Some(error) if !error.is_timeout() => {
                match Self::from_cause(error, url.scheme() == "https") {
                    // Other errors come from the host, through the proxy.
                    Self::Refused | Self::Connection | Self::Handshake if is_proxied => Self::Proxy,
                    reason => reason,
                }
            }
            _ => Self::Timeout(max_wait),
        }
    }

    /// The first cause with a known reason.
    fn from_cause(error: &(dyn Error + 'static), is_tls: bool) -> Self {
        let mut next = Some(error);
        let mut is_http = false;
        while let Some(cause) = next {
            is_http |= cause.is::<hyper::Error>();
            if let Some(reason) = Self::from_one(cause, is_tls) {
                return reason;
            }
            // `io::Error::source` skips the wrapped error itself.
            let inner = cause.downcast_ref().and_then(io::Error::get_ref);
            next = match inner {
                Some(inner) => Some(inner),
                None => cause.source(),
            };
        }
        // An error of HTTP without a cause below it, such as a message before the request.
        if is_http {
            Self::NotHttp
        } else {
            Self::Connection
        }
    }

    fn from_one(cause: &(dyn Error + 'static), is_tls: bool) -> Option<Self> {
        if let Some(error) = cause.downcast_ref::<rustls::Error>() {
            return Some(Self::from_tls(error));
        }
        if let Some(error) = cause.downcast_ref::<hyper::Error>() {
            return (error.is_parse() || error.is_incomplete_message()).then_some(Self::NotHttp);
        }
        let error = cause.downcast_ref::<io::Error>()?;
        match error.kind() {
            io::ErrorKind::ConnectionRefused => Some(Self::Refused),
            // The server closed the connection during the handshake, before or after it received the client's part.
            io::ErrorKind::UnexpectedEof
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::BrokenPipe
                if is_tls =>
            {
                Some(Self::Handshake)
            }
            _ if error.get_ref().is_none() => Some(Self::Connection),
            // The error inside is the cause, for example one of TLS.
            _ => None,
        }
    }

    fn from_tls(error: &rustls::Error) -> Self {
        let rustls::Error::InvalidCertificate(error) = error else {
            return Self::Handshake;
        };
        match error {
            CertificateError::UnknownIssuer => Self::Issuer,
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                Self::WrongName
            }
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. } => Self::Expired,
            _ => Self::Certificate,
        }
    }
}

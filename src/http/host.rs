//! Check of the `Host` header (RFC 9112, section 3.2). With no host or two, a proxy in front of the gateway and the gateway
//! may have read different requests.

use std::net::IpAddr;

use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, Version, header};
use axum::response::Response;

use super::error;
use super::media::Media;
use crate::pipeline::RequestError;

/// The hosts for which requests are served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hosts {
    /// Every host: clients reach the gateway by any name, and their tokens protect the data.
    Any,
    /// `localhost` and its subdomains, and loopback addresses. A page of another site cannot use them: its own name
    /// may resolve to a loopback address (DNS rebinding), but its browser sends that name.
    Loopback,
}

/// Fails for a request without exactly one valid host, or for a host that is not served.
pub(super) fn check(hosts: Hosts, request: &Request) -> Result<(), RequestError> {
    if !is_valid(request.version(), request.headers()) {
        Err(RequestError::InvalidHost)
    } else if hosts == Hosts::Loopback && !is_for_loopback(request) {
        Err(RequestError::HostNotLoopback)
    } else {
        Ok(())
    }
}

/// The response to a request that failed the check. Its connection is closed.
pub(super) fn rejected(error: &RequestError) -> Response {
    let mut response = error::response(error, Media::Json);
    let close = HeaderValue::from_static("close");
    response.headers_mut().insert(header::CONNECTION, close);
    response
}

/// HTTP/1.0 requests need no host, and HTTP/2 has the pseudo-header `:authority`.
fn is_valid(version: Version, headers: &HeaderMap) -> bool {
    if version > Version::HTTP_11 {
        return true;
    }
    let mut hosts = headers.get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => is_host(host),
        (None, _) => version < Version::HTTP_11,
        (Some(_), Some(_)) => false,
    }
}

/// Whether this is a host with an optional port. It is empty if the request's target has none.
fn is_host(value: &HeaderValue) -> bool {
    let bytes = value.as_bytes();
    bytes.is_empty() || (Authority::try_from(bytes).is_ok() && !bytes.contains(&b'@'))
}

/// Whether the request names a host, and each host that it names is a loopback name. An absolute target and `:authority`
/// of HTTP/2 name one beside the header.
fn is_for_loopback(request: &Request) -> bool {
    let target = request.uri().authority().map(Authority::as_str);
    let header = request.headers().get(header::HOST);
    let header = header.map(|value| value.to_str().unwrap_or_default());
    let mut hosts = target.into_iter().chain(header).peekable();
    hosts.peek().is_some() && hosts.all(is_loopback)
}

fn is_loopback(host: &str) -> bool {
    let Ok(authority) = host.parse::<Authority>() else {
        return false;
    };
    let name = authority.host().to_ascii_lowercase();
    let address = name.trim_start_matches('[').trim_end_matches(']');
    name == "localhost"
        || name.ends_with(".localhost")
        || address
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback())
}

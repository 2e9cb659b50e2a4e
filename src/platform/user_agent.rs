//! The name of the gateway in its requests.

use hyper::header::HeaderValue;

/// What the gateway calls itself to the platform and to a proxy.
pub(super) const USER_AGENT: HeaderValue =
    HeaderValue::from_static(concat!("journey-gateway/", env!("CARGO_PKG_VERSION")));

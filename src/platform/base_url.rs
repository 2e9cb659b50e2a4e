//! What the URLs of all operations begin with.

use bytes::Bytes;
use hyper::Uri;
use hyper::http::uri::{Authority, Parts, PathAndQuery, Scheme};
use url::Url;

/// Scheme and authority of the API.
#[derive(Debug, Clone)]
pub(super) struct BaseUrl {
    scheme: Scheme,
    authority: Authority,
}

impl BaseUrl {
    /// Scheme and authority of `url`; `None` if it has none.
    pub(super) fn new(url: &Url) -> Option<Self> {
        let host = url.host_str()?;
        let authority = match url.port() {
            Some(port) => format!("{host}:{port}").parse(),
            None => host.parse(),
        };
        Some(Self {
            scheme: url.scheme().parse().ok()?,
            authority: authority.ok()?,
        })
    }

    /// The URI of a path with its query; `None` if it is too long.
    pub(super) fn join(&self, target: String) -> Option<Uri> {
        let mut parts = Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(PathAndQuery::from_maybe_shared(Bytes::from(target)).ok()?);
        Uri::from_parts(parts).ok()
    }
}

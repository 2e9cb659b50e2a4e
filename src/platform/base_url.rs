//! What the URLs of all operations begin with.

use bytes::Bytes;
use hyper::Uri;
use hyper::header::HeaderValue;
use hyper::http::uri::{Authority, Parts, PathAndQuery, Scheme};
use url::Url;

/// Scheme and authority of the API.
#[derive(Debug, Clone)]
pub(super) struct BaseUrl {
    scheme: Scheme,
    authority: Authority,
    host: Option<HeaderValue>,
}

impl BaseUrl {
    /// Scheme and authority of `url`; `None` if it has none.
    pub(super) fn new(url: &Url) -> Option<Self> {
        let host = url.host_str()?;
        let authority = match url.port() {
            Some(port) => format!("{host}:{port}").parse(),
            None => host.parse(),
        };
        let (scheme, authority): (Scheme, Authority) =
            (url.scheme().parse().ok()?, authority.ok()?);
        let host = (scheme == Scheme::HTTP).then(|| authority.as_str().parse().ok());
        Some(Self {
            scheme,
            authority,
            host: host.flatten(),
        })
    }

    /// The `host` header of requests without TLS, which are never HTTP/2. The client would format it for each request. With
    /// TLS it adds the header if the connection needs one.
    pub(super) fn host(&self) -> Option<&HeaderValue> {
        self.host.as_ref()
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

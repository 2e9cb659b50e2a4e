//! A lightweight HTTP client that measures the latency of each request. Its own CPU time would appear as latency of the
//! server.

use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderValue, Method, Request, Uri};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::time::timeout;

use super::BenchError;

/// Timeout of one request, far above the gateway's own request timeout.
const TIMEOUT: Duration = Duration::from_secs(30);
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// A client of one server with one token. Clones share connections.
#[derive(Clone)]
pub(crate) struct HttpClient {
    http: Client<HttpConnector, Full<Bytes>>,
    url: Uri,
    authorization: HeaderValue,
}

/// A response.
pub(crate) struct Reply {
    /// From the first byte sent to the last one received.
    pub(crate) latency: Duration,
    pub(crate) status: u16,
    pub(crate) body: Bytes,
}

impl HttpClient {
    /// A client for `url` with `token`.
    pub(crate) fn new(url: &str, token: &str) -> Result<Self, BenchError> {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Ok(Self {
            http: Client::builder(TokioExecutor::new()).build(connector),
            url: url.parse()?,
            authorization: bearer(token)?,
        })
    }

    /// A client with another token that shares the connections.
    pub(crate) fn with_token(&self, token: &str) -> Result<Self, BenchError> {
        Ok(Self {
            authorization: bearer(token)?,
            ..self.clone()
        })
    }

    /// Sends `body` with POST.
    pub(crate) async fn post(&self, body: impl Into<Bytes>) -> Result<Reply, BenchError> {
        self.reply(self.post_request(body)).await
    }

    /// Sends a GET request to `url` instead of the client's own URL.
    pub(crate) async fn get(&self, url: &str) -> Result<Reply, BenchError> {
        self.reply(self.request(url.parse()?, Bytes::new())).await
    }

    fn post_request(&self, body: impl Into<Bytes>) -> Request<Full<Bytes>> {
        let mut request = self.request(self.url.clone(), body.into());
        *request.method_mut() = Method::POST;
        request.headers_mut().insert(CONTENT_TYPE, JSON);
        request
    }

    fn request(&self, url: Uri, body: Bytes) -> Request<Full<Bytes>> {
        let mut request = Request::new(Full::new(body));
        *request.uri_mut() = url;
        let authorization = self.authorization.clone();
        request.headers_mut().insert(AUTHORIZATION, authorization);
        request
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "a client of the gateway, not of the platform"
    )]
    async fn reply(&self, request: Request<Full<Bytes>>) -> Result<Reply, BenchError> {
        let started = Instant::now();
        let reply = async {
            let response = self.http.request(request).await?;
            let status = response.status().as_u16();
            let body = response.into_body().collect().await?.to_bytes();
            Ok(Reply {
                latency: started.elapsed(),
                status,
                body,
            })
        };
        timeout(TIMEOUT, reply).await?
    }
}

fn bearer(token: &str) -> Result<HeaderValue, BenchError> {
    Ok(HeaderValue::try_from(format!("Bearer {token}"))?)
}

impl Reply {
    /// The reply if its status is 200 and it has no GraphQL errors.
    pub(crate) fn require_success(self) -> Result<Self, BenchError> {
        // Within a JSON string the quotes would be escaped, so this only matches a key.
        let has_errors = self.body.windows(9).any(|part| part == b"\"errors\":");
        if self.status == 200 && !has_errors {
            return Ok(self);
        }
        let text = String::from_utf8_lossy(&self.body);
        let start: String = text.chars().take(500).collect();
        Err(format!("status {}: {start}", self.status).into())
    }
}

//! A client of a server: one question, one answer, and how long it took.
#![expect(
    clippy::disallowed_methods,
    reason = "the bench is a client of the gateway, not the gateway calling the platform"
)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Bytes;

use super::Failure;

/// For one request; far more than the gateway gives itself.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Somebody who asks a server.
#[derive(Clone)]
pub(crate) struct Asker {
    http: reqwest::Client,
    url: Arc<str>,
    token: Arc<str>,
}

/// What came back.
pub(crate) struct Reply {
    /// From the first byte sent to the last one received.
    pub(crate) latency: Duration,
    pub(crate) status: u16,
    pub(crate) body: Bytes,
}

impl Asker {
    /// Asks at `url` with `token`.
    pub(crate) fn new(url: &str, token: &str) -> Result<Self, Failure> {
        let http = reqwest::Client::builder()
            .no_proxy()
            .tcp_nodelay(true)
            .timeout(TIMEOUT)
            // What is compared is the same bytes.
            .no_gzip()
            .build()?;
        Ok(Self {
            http,
            url: url.into(),
            token: token.into(),
        })
    }

    /// Somebody else, through the same connections.
    pub(crate) fn with_token(&self, token: &str) -> Self {
        Self {
            token: token.into(),
            ..self.clone()
        }
    }

    /// Posts `body`.
    pub(crate) async fn ask(&self, body: impl Into<Bytes>) -> Result<Reply, Failure> {
        let request = self
            .http
            .post(&*self.url)
            .bearer_auth(&self.token)
            .header("content-type", "application/json")
            .body(body.into());
        self.reply(request).await
    }

    /// Gets `url`, whatever this one asks otherwise.
    pub(crate) async fn get(&self, url: &str) -> Result<Reply, Failure> {
        self.reply(self.http.get(url).bearer_auth(&self.token))
            .await
    }

    async fn reply(&self, request: reqwest::RequestBuilder) -> Result<Reply, Failure> {
        let started = Instant::now();
        let answer = request.send().await?;
        let status = answer.status().as_u16();
        let body = answer.bytes().await?;
        Ok(Reply {
            latency: started.elapsed(),
            status,
            body,
        })
    }
}

impl Reply {
    /// The answer of a server that had nothing to complain of.
    pub(crate) fn good(self) -> Result<Self, Failure> {
        // An error's message holds `"errors":` escaped, if at all.
        let complains = self.body.windows(9).any(|part| part == b"\"errors\":");
        if self.status == 200 && !complains {
            return Ok(self);
        }
        let text = String::from_utf8_lossy(&self.body);
        let start: String = text.chars().take(500).collect();
        Err(format!("status {}: {start}", self.status).into())
    }
}

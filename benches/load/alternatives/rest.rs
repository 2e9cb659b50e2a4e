//! The platform's REST API, as far as the tab needs it: response bodies, which each alternative deserializes itself.
#![expect(
    clippy::disallowed_methods,
    reason = "a server of its own, not the gateway calling the platform"
)]

use std::fmt;
use std::sync::Arc;

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::super::BenchError;
use super::SESSIONS_READ;

/// A client of the platform.
#[derive(Clone)]
pub(super) struct Rest {
    http: reqwest::Client,
    base: Arc<str>,
}

/// A client with a viewer's token.
#[derive(Clone)]
pub(super) struct Caller {
    rest: Rest,
    authorization: Arc<str>,
}

/// Why a request failed, as a message.
#[derive(Clone, Debug)]
pub(super) struct Failed(Arc<str>);

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<reqwest::Error> for Failed {
    fn from(error: reqwest::Error) -> Self {
        Self(error.to_string().into())
    }
}

impl From<serde_json::Error> for Failed {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string().into())
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        (StatusCode::BAD_GATEWAY, self.to_string()).into_response()
    }
}

impl Rest {
    pub(super) fn new(base: &str) -> Result<Self, BenchError> {
        let http = reqwest::Client::builder()
            .no_proxy()
            .tcp_nodelay(true)
            .build()?;
        Ok(Self {
            http,
            base: base.into(),
        })
    }

    /// A caller with the token from these request headers.
    pub(super) fn on_behalf(&self, headers: &HeaderMap) -> Caller {
        let authorization = headers.get(header::AUTHORIZATION);
        let authorization = authorization.and_then(|value| value.to_str().ok());
        Caller {
            rest: self.clone(),
            authorization: authorization.unwrap_or_default().into(),
        }
    }
}

impl Caller {
    async fn get(&self, path: &str) -> Result<Bytes, Failed> {
        let request = self.rest.http.get(format!("{}{path}", self.rest.base));
        self.send(request).await
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Result<Bytes, Failed> {
        let request = request.header(header::AUTHORIZATION, &*self.authorization);
        let response = request.send().await?.error_for_status()?;
        Ok(response.bytes().await?)
    }

    /// `{results: [{id, entity}]}`
    pub(super) async fn contacts(&self, ids: &[String]) -> Result<Bytes, Failed> {
        let entities: Vec<_> = ids
            .iter()
            .map(|id| serde_json::json!({ "id": id }))
            .collect();
        let body = serde_json::to_vec(&serde_json::json!({ "entities": entities }))?;
        let path = "/api/v2/externalcontacts/bulk/contacts";
        let request = self.rest.http.post(format!("{}{path}", self.rest.base));
        let request = request.header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(body)).await
    }

    /// `{entities: [session]}`
    pub(super) async fn sessions(&self, contact: &str) -> Result<Bytes, Failed> {
        let path = format!(
            "/api/v2/externalcontacts/contacts/{contact}/journey/sessions?pageSize={SESSIONS_READ}&includeMerged=true"
        );
        self.get(&path).await
    }

    /// `{entities: [event]}`. Their order is not documented, so all are read.
    pub(super) async fn events(&self, session: &str, count: u32) -> Result<Bytes, Failed> {
        let size = count.clamp(1, 200);
        self.get(&format!(
            "/api/v2/journey/sessions/{session}/events?pageSize={size}"
        ))
        .await
    }

    /// `{conversations: [details]}`
    pub(super) async fn details(&self, ids: &[impl AsRef<str>]) -> Result<Bytes, Failed> {
        self.many("/api/v2/analytics/conversations/details?", ids)
            .await
    }

    /// `{entities: [{id, name}]}`
    pub(super) async fn queues(&self, ids: &[impl AsRef<str>]) -> Result<Bytes, Failed> {
        self.many("/api/v2/routing/queues?pageSize=100", ids).await
    }

    /// `{entities: [{id, name}]}`
    pub(super) async fn users(&self, ids: &[impl AsRef<str>]) -> Result<Bytes, Failed> {
        self.many("/api/v2/users?pageSize=100&state=any", ids).await
    }

    /// `{entities: [{id, name}]}`
    pub(super) async fn codes(&self, ids: &[impl AsRef<str>]) -> Result<Bytes, Failed> {
        let path =
            "/api/v2/routing/wrapupcodes/divisionviews?pageSize=100&includeState=ActiveAndDeleted";
        self.many(path, ids).await
    }

    async fn many(&self, path: &str, ids: &[impl AsRef<str>]) -> Result<Bytes, Failed> {
        let mut path = path.to_owned();
        for id in ids {
            path.push_str("&id=");
            path.push_str(id.as_ref());
        }
        self.get(&path).await
    }
}

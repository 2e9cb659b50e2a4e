//! Calls to the platform, which return the bodies of its responses.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::body::Bytes;
use axum::http::{HeaderMap, Request, Uri, header};
use http_body_util::{BodyExt, Empty};
use hyper_util::client::legacy::Client as HttpClient;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use super::super::Failed;

/// A client of the platform.
#[derive(Clone)]
pub(super) struct Client {
    http: HttpClient<HttpConnector, Empty<Bytes>>,
    base: Arc<str>,
}

/// A client with the token of a request.
pub(super) struct Caller<'a> {
    client: Client,
    headers: &'a HeaderMap,
}

impl Client {
    pub(super) fn new(base: &str) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Self {
            http: HttpClient::builder(TokioExecutor::new()).build(connector),
            base: base.into(),
        }
    }

    pub(super) fn on_behalf(self, headers: &HeaderMap) -> Caller<'_> {
        Caller {
            client: self,
            headers,
        }
    }
}

impl Caller<'_> {
    #[expect(
        clippy::disallowed_methods,
        reason = "a server that the gateway is compared with"
    )]
    async fn get(&self, path: String) -> Result<Bytes, Failed> {
        let uri: Uri = format!("{}{path}", self.client.base).parse()?;
        let mut request = Request::new(Empty::new());
        *request.uri_mut() = uri;
        if let Some(token) = self.headers.get(header::AUTHORIZATION) {
            request
                .headers_mut()
                .insert(header::AUTHORIZATION, token.clone());
        }
        let response = self.client.http.request(request).await?;
        if !response.status().is_success() {
            return Err(Failed(format!(
                "the platform responds {}",
                response.status()
            )));
        }
        Ok(response.into_body().collect().await?.to_bytes())
    }

    pub(super) async fn contact(&self, id: &str) -> Result<Bytes, Failed> {
        self.get(format!("/api/v2/externalcontacts/contacts/{id}"))
            .await
    }

    pub(super) async fn sessions(&self, id: &str) -> Result<Bytes, Failed> {
        self.get(format!(
            "/api/v2/externalcontacts/contacts/{id}/journey/sessions?pageSize=20"
        ))
        .await
    }

    pub(super) async fn events(&self, session: &str) -> Result<Bytes, Failed> {
        self.get(format!(
            "/api/v2/journey/sessions/{session}/events?pageSize=10"
        ))
        .await
    }

    pub(super) async fn queues(&self, ids: &BTreeSet<&str>) -> Result<Bytes, Failed> {
        self.named("/api/v2/routing/queues", ids).await
    }

    pub(super) async fn codes(&self, ids: &BTreeSet<&str>) -> Result<Bytes, Failed> {
        self.named("/api/v2/routing/wrapupcodes/divisionviews", ids)
            .await
    }

    async fn named(&self, path: &str, ids: &BTreeSet<&str>) -> Result<Bytes, Failed> {
        let mut path = format!("{path}?pageSize=100");
        for id in ids {
            path.push_str("&id=");
            path.push_str(id);
        }
        self.get(path).await
    }
}

//! The platform's REST API.
#![expect(
    clippy::disallowed_methods,
    reason = "a server of its own, not the gateway calling the platform"
)]

use std::sync::Arc;

use axum::http::{HeaderMap, header};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{BenchError, Failed};

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

/// A list of the platform.
#[derive(Deserialize)]
pub(super) struct Page<T> {
    pub(super) entities: Vec<T>,
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
    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failed> {
        let request = self.rest.http.get(format!("{}{path}", self.rest.base));
        let request = request.header(header::AUTHORIZATION, &*self.authorization);
        let response = request.send().await?.error_for_status()?;
        let body = response.bytes().await?;
        Ok(serde_json::from_slice(&body)?)
    }
}

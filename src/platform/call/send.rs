//! Sends requests; the only module that does.

use base64::prelude::{BASE64_STANDARD, Engine};
use bytes::Bytes;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderMap, HeaderValue};
use hyper::{Method, Uri};
use tokio::time::{Instant, timeout, timeout_at};
use url::Url;

use super::arguments::Request;
use super::attempt::FailedAttempt;
use super::body::read;
use super::decode::decode;
use super::status::check_status;
use crate::platform::client::Platform;
use crate::platform::correlation_id::CorrelationId;
use crate::platform::error::Error;
use crate::platform::http::{Response, request};
use crate::platform::login::Client;
use crate::platform::login::TokenResponse;
use crate::platform::unreachable::Unreachable;
use crate::secret::Token;
use crate::trace::{Kind, Scope, Span, TRACEPARENT, TRACESTATE, TraceContext};

impl Platform {
    pub(super) async fn send(
        &self,
        token: &Token,
        call: &Request,
        parent: Option<&TraceContext>,
    ) -> Result<Response, FailedAttempt> {
        let (Some(uri), Some(authorization)) = (&call.uri, token.authorization()) else {
            return Err(FailedAttempt::unsent());
        };
        let (method, _) = call.operation.template();
        let new_request = || {
            let mut request = request(method.clone(), uri.clone(), call.body.clone());
            let headers = request.headers_mut();
            if let Some(host) = self.base_url.host() {
                headers.insert(HOST, host.clone());
            }
            headers.insert(AUTHORIZATION, authorization.clone());
            if !call.body.is_empty() {
                headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            }
            add_trace(headers, parent);
            request
        };
        let response = self.http.send(new_request).await;
        response.map_err(|error| FailedAttempt::without_response(&error))
    }

    /// Sends a request to `url`, a host of the platform. Any status is a response.
    pub async fn reach(&self, url: &Url) -> Result<(), Unreachable> {
        let max_wait = self.settings.connect_timeout;
        let is_proxied = self.settings.outbound.is_proxied(url);
        let Ok(uri) = url.as_str().parse::<Uri>() else {
            return Err(Unreachable::Name);
        };
        let sent = self
            .http
            .send(|| request(Method::GET, uri.clone(), Bytes::new()));
        match timeout(max_wait, sent).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => {
                Err(Unreachable::diagnose(url, Some(&error), max_wait, is_proxied).await)
            }
            Err(_) => Err(Unreachable::diagnose(url, None, max_wait, is_proxied).await),
        }
    }

    /// Logs in with client credentials at `POST /oauth/token` of the log-in host. If the host refuses the client, the
    /// error is [`Error::ServiceRefused`].
    pub(in crate::platform) async fn log_in(
        &self,
        client: &Client,
        deadline: Instant,
    ) -> Result<TokenResponse, Error> {
        let mut url = client.login.clone();
        url.set_path("/oauth/token");
        let uri: Uri = url.as_str().parse().map_err(|_| Error::Invalid(None))?;
        let authorization = basic(client).ok_or(Error::Invalid(None))?;
        let scope = Scope::current();
        let mut span = match &scope {
            Some(scope) => Span::start(scope, "POST /oauth/token", Kind::Client),
            None => Span::default(),
        };
        span.set("http.request.method", "POST");
        span.set("url.template", "/oauth/token");
        let parent = span.scope().or(scope.as_ref());
        let parent = parent.map(Scope::context);
        let new_request = || {
            let body = Bytes::from_static(b"grant_type=client_credentials");
            let mut request = request(Method::POST, uri.clone(), body);
            let headers = request.headers_mut();
            headers.insert(AUTHORIZATION, authorization.clone());
            let form = HeaderValue::from_static("application/x-www-form-urlencoded");
            headers.insert(CONTENT_TYPE, form);
            add_trace(headers, parent);
            request
        };
        let exchange = async {
            let response = self.http.send(new_request).await;
            let response = response.map_err(|_| FailedAttempt::connection_lost())?;
            let id = CorrelationId::from_headers(response.headers());
            let body = async {
                let response = check_status(response).await?;
                read(response, self.settings.max_response_bytes).await
            };
            body.await.map_err(|failed: FailedAttempt| FailedAttempt {
                error: failed.error.with_correlation_id(id),
                ..failed
            })
        };
        let deadline = deadline.min(Instant::now() + self.settings.timeout);
        let body = timeout_at(deadline, exchange).await;
        let body = body.unwrap_or(Err(Error::Timeout(None).into()));
        let body = body.map_err(|failed| match failed.error {
            Error::Unauthenticated | Error::Forbidden | Error::NotFound => {
                Error::ServiceRefused(None)
            }
            Error::Rejected { correlation_id, .. } => Error::ServiceRefused(correlation_id),
            error => error,
        });
        if let Err(error) = &body {
            span.fail(error.name());
        }
        span.end();
        let body = body?;
        decode(&body)
    }
}

/// The header with the id and the secret of the gateway's client.
fn basic(client: &Client) -> Option<HeaderValue> {
    let pair = format!("{}:{}", client.id, client.secret.current().expose());
    let value = format!("Basic {}", BASE64_STANDARD.encode(pair));
    let mut value = HeaderValue::try_from(value).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// Adds the headers of the trace.
fn add_trace(headers: &mut HeaderMap, parent: Option<&TraceContext>) {
    let Some(parent) = parent else {
        return;
    };
    headers.insert(TRACEPARENT, parent.traceparent());
    if let Some(state) = parent.tracestate() {
        headers.insert(TRACESTATE, state.clone());
    }
}

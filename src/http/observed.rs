//! A GraphQL request in progress: its origin, its span and its log line.

use std::sync::Arc;

use axum::http::request::Parts;
use axum::http::{Method, StatusCode, Version};
use tokio::time::Instant;

use super::request_log::CompletedRequest;
use super::state::HttpState;
use crate::origin::{Origin, RequestId};
use crate::trace::{Kind, Scope, Span};

/// A GraphQL request in progress. Dropping it ends its span and writes its log line.
pub(super) struct ObservedRequest {
    state: Arc<HttpState>,
    pub(super) origin: Arc<Origin>,
    span: Span,
    started: Instant,
    /// Absent until there is a response.
    status: Option<u16>,
}

impl ObservedRequest {
    /// Begins an HTTP request. An upgrade to a WebSocket has no span: each operation of the socket has one.
    pub(super) fn begin(state: &Arc<HttpState>, parts: &Parts, is_upgrade: bool) -> Self {
        let gateway = &state.gateway;
        let client = gateway.config().trusted_proxies.client_address(parts);
        let request_id = parts.extensions.get().cloned();
        let request_id = request_id.unwrap_or_else(RequestId::random);
        let scope = gateway.tracer().begin(request_id, &parts.headers);
        let mut span = Span::default();
        if !is_upgrade {
            span = Span::start(&scope, "/graphql", Kind::Server);
            if span.is_recorded() {
                let method = method(&parts.method);
                span.rename(format!("{method} /graphql"));
                span.set("http.request.method", method);
                span.set("url.scheme", scheme(state));
                span.set("url.path", "/graphql");
                span.set("http.route", "/graphql");
                span.set("network.protocol.version", version(parts.version));
            }
        }
        Self::new(state, client, scope, span)
    }

    /// Begins an operation of a WebSocket that was opened by `socket`.
    pub(super) fn begin_operation(state: &Arc<HttpState>, socket: &Origin) -> Self {
        let scope = state.gateway.tracer().begin_operation(&socket.trace);
        let mut span = Span::start(&scope, "WebSocket /graphql", Kind::Server);
        span.set("url.scheme", scheme(state));
        span.set("url.path", "/graphql");
        span.set("http.route", "/graphql");
        span.set("network.protocol.name", "websocket");
        Self::new(state, socket.client, scope, span)
    }

    fn new(state: &Arc<HttpState>, client: std::net::IpAddr, scope: Scope, mut span: Span) -> Self {
        if span.is_recorded() {
            span.set("journey.request_id", scope.request_id().to_string());
        }
        let scope = span.scope().cloned().unwrap_or(scope);
        Self {
            state: state.clone(),
            origin: Arc::new(Origin::traced(client, scope)),
            span,
            started: Instant::now(),
            status: None,
        }
    }

    /// Ends the request with the status of its response.
    pub(super) fn finish(mut self, status: u16) {
        self.status = Some(status);
    }
}

impl Drop for ObservedRequest {
    fn drop(&mut self) {
        if self.status.is_none() && std::thread::panicking() {
            self.status = Some(StatusCode::INTERNAL_SERVER_ERROR.as_u16());
        }
        let span = &mut self.span;
        match self.status {
            Some(status) => {
                span.set("http.response.status_code", status);
                if status >= 500 {
                    span.fail(status.to_string());
                }
            }
            // The client disconnected.
            None => span.fail("canceled"),
        }
        std::mem::take(span).end();
        self.origin.trace.export();
        self.state.request_log.write(&CompletedRequest {
            origin: &self.origin,
            status: self.status,
            duration: self.started.elapsed(),
        });
    }
}

/// The scheme of the public listener. A proxy in front of it may use another one.
fn scheme(state: &HttpState) -> &'static str {
    let has_tls = state.gateway.config().listeners.tls.is_some();
    if has_tls { "https" } else { "http" }
}

/// The method as an attribute, which has few values.
fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::OPTIONS => "OPTIONS",
        Method::HEAD => "HEAD",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::PATCH => "PATCH",
        _ => "_OTHER",
    }
}

fn version(version: Version) -> &'static str {
    match version {
        Version::HTTP_2 => "2",
        Version::HTTP_10 => "1.0",
        _ => "1.1",
    }
}

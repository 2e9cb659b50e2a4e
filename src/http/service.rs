//! The service of a listener: what every request passes, then `/graphql` or another route.

use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::{Request, State};
use axum::http::{Method, header};
use axum::response::Response;
use axum::routing::MethodRouter;
use tower_service::Service;

use super::graphql;
use super::host::{self, Hosts};
use super::panic::Panics;
use super::request_id::request_id;
use super::response_headers;
use super::state::HttpState;
use crate::server::Respond;
use crate::telemetry::Metrics;

/// Answers the requests of a listener. Clones share the state.
#[derive(Clone)]
pub struct HttpService(Arc<Shared>);

struct Shared {
    hosts: Hosts,
    metrics: Arc<Metrics>,
    /// `/graphql`, if the listener serves it.
    graphql: Option<Graphql>,
    others: Router,
}

/// How `/graphql` is called. A router and its layers would take as long as sending a cached response.
pub(super) enum Graphql {
    Direct(Arc<HttpState>),
    /// With layers, which CORS needs.
    Layered(Box<MethodRouter>),
}

impl HttpService {
    /// Serves `graphql` at `/graphql`, and `others`, for these hosts.
    pub(super) fn new(
        hosts: Hosts,
        metrics: Arc<Metrics>,
        graphql: Option<Graphql>,
        others: Router,
    ) -> Self {
        Self(Arc::new(Shared {
            hosts,
            metrics,
            graphql,
            others,
        }))
    }
}

impl fmt::Debug for HttpService {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("HttpService")
            .field("hosts", &self.0.hosts)
            .finish_non_exhaustive()
    }
}

impl Respond for HttpService {
    fn respond(&self, request: Request) -> impl Future<Output = Response> + Send + 'static {
        let shared = self.0.clone();
        async move { shared.respond(request).await }
    }
}

impl Shared {
    async fn respond(&self, mut request: Request) -> Response {
        let id = request_id(request.headers());
        request.extensions_mut().insert(id.clone());
        let is_head = request.method() == Method::HEAD;
        let mut response = match host::check(self.hosts, &request) {
            Ok(()) => {
                let panics = Panics::new(&self.metrics, &request, &id);
                // Pinned, so that this future stores it once.
                let routed = pin!(self.route(request));
                panics.catch(routed).await
            }
            Err(error) => host::rejected(&error),
        };
        response_headers::add(&id, response.headers_mut());
        if is_head {
            remove_body(&mut response);
        }
        response
    }

    async fn route(&self, request: Request) -> Response {
        let is_graphql = is_graphql(request.uri().path());
        let Ok(response) = match &self.graphql {
            Some(Graphql::Direct(state)) if is_graphql => {
                return graphql::handle(State(state.clone()), request).await;
            }
            Some(Graphql::Layered(graphql)) if is_graphql => {
                graphql.as_ref().clone().call(request).await
            }
            _ => self.others.clone().call(request).await,
        };
        response
    }
}

/// Leaves the length of the body. hyper does not send the body of a response to HEAD in HTTP/1, but would in HTTP/2.
fn remove_body(response: &mut Response) {
    if let Some(length) = response.body().size_hint().exact() {
        let headers = response.headers_mut();
        headers
            .entry(header::CONTENT_LENGTH)
            .or_insert(length.into());
    }
    *response.body_mut() = Body::empty();
}

/// Some clients append a slash to every URL.
fn is_graphql(path: &str) -> bool {
    path.strip_suffix('/').unwrap_or(path) == "/graphql"
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;
    use axum::http::StatusCode;
    use axum::routing::get;
    use serde_json::Value;

    use super::*;
    use crate::http::request_id::REQUEST_ID;

    #[tokio::test]
    async fn a_panic_fails_one_request_and_does_not_reveal_its_text() {
        let routes = Router::new()
            .route(
                "/bug",
                get(|| async { panic!("secret of {}", "a customer") as &str }),
            )
            .route("/fine", get(|| async { "fine" }));
        let service = HttpService::new(Hosts::Any, Arc::default(), None, routes);
        let get = async |path: &str| {
            let request = Request::get(path)
                .header(header::HOST, "localhost")
                .header(header::ACCEPT, "application/graphql-response+json")
                .header(REQUEST_ID, "id-of-the-test")
                .body(Body::empty())
                .unwrap();
            let response = service.respond(request).await;
            let (status, headers) = (response.status(), response.headers().clone());
            let body = to_bytes(response.into_body(), 1_000).await.unwrap();
            (status, headers, body)
        };
        let (status, headers, body) = get("/bug").await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(headers[REQUEST_ID], "id-of-the-test");
        assert_eq!(
            headers[header::CONTENT_TYPE],
            "application/graphql-response+json; charset=utf-8"
        );
        let body_json: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body_json["errors"][0]["extensions"]["code"], "INTERNAL");
        assert!(!String::from_utf8_lossy(&body).contains("secret"));
        assert_eq!(get("/fine").await.0, StatusCode::OK);
    }

    #[test]
    fn both_paths_of_graphql_are_known() {
        for path in ["/graphql", "/graphql/"] {
            assert!(is_graphql(path), "{path}");
        }
        for path in ["/", "", "/graphql//", "/graphqls", "/x/graphql", "/GraphQL"] {
            assert!(!is_graphql(path), "{path}");
        }
    }
}

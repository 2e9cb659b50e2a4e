//! Panic handling: a panic fails only its own request, is counted and logged. The response does not contain its text.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt;

use super::error;
use super::media::Media;
use crate::origin::RequestId;
use crate::pipeline::RequestError;
use crate::telemetry::Metrics;

/// Responds with `INTERNAL` to a request whose handler panics.
pub(super) async fn catch(
    State(metrics): State<Arc<Metrics>>,
    request: Request,
    next: Next,
) -> Response {
    let media = Media::negotiate(request.headers()).unwrap_or(Media::Json);
    let path = request.uri().path().to_owned();
    let request_id = request.extensions().get::<RequestId>().cloned();
    // Shared state is behind locks that stay usable after a panic.
    let result = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    // The text may contain customer data; the process has written it to standard error.
    result.unwrap_or_else(|_| {
        metrics.panics.inc();
        let request_id = request_id.map(|id| id.to_string());
        tracing::error!(path, request_id, "the handler of a request panicked");
        error::response(&RequestError::Internal, media)
    })
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::http::{Request, StatusCode, header};
    use axum::middleware::{from_fn, from_fn_with_state};
    use axum::routing::get;
    use serde_json::Value;
    use tower::ServiceExt;

    use super::*;
    use crate::http::request_id::REQUEST_ID;
    use crate::http::response_headers;

    #[tokio::test]
    async fn a_panic_fails_one_request_and_does_not_reveal_its_text() {
        let routes = Router::new()
            .route(
                "/bug",
                get(|| async { panic!("secret of {}", "a customer") as &str }),
            )
            .route("/fine", get(|| async { "fine" }))
            .layer(from_fn_with_state(Arc::new(Metrics::default()), catch))
            .layer(from_fn(response_headers::add));
        let get = async |path: &str| {
            let request = Request::get(path)
                .header(header::ACCEPT, "application/graphql-response+json")
                .header(REQUEST_ID, "id-of-the-test")
                .body(Body::empty())
                .unwrap();
            let response = routes.clone().oneshot(request).await.unwrap();
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
}

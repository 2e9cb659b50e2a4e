//! A panic is a bug, and costs the request that meets it, no other: it is told as an error like any
//! other, without its text, counted and logged.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt;

use super::media::Media;
use super::problem::Problem;
use crate::telemetry::Metrics;

/// Answers a request whose handling panics.
pub(super) async fn catch(
    State(metrics): State<Arc<Metrics>>,
    request: Request,
    next: Next,
) -> Response {
    let media = Media::negotiate(request.headers()).unwrap_or(Media::Json);
    let path = request.uri().path().to_owned();
    // What requests share is behind locks whose users bear with a panic of another's.
    let answered = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    // The panic's text may hold anything; the process has written it to standard error.
    answered.unwrap_or_else(|_| {
        metrics.panics.inc();
        tracing::error!(path, "the handling of a request panicked");
        Problem::Internal.into_response(media)
    })
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::http::{Request, StatusCode, header};
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use serde_json::Value;
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn a_panic_is_one_requests_error_and_keeps_its_text() {
        let routes = Router::new()
            .route(
                "/bug",
                get(|| async { panic!("secret of {}", "a customer") as &str }),
            )
            .route("/fine", get(|| async { "fine" }))
            .layer(from_fn_with_state(Arc::new(Metrics::default()), catch));
        let ask = async |path: &str| {
            let request = Request::get(path)
                .header(header::ACCEPT, "application/graphql-response+json")
                .body(Body::empty())
                .unwrap();
            let response = routes.clone().oneshot(request).await.unwrap();
            let (status, headers) = (response.status(), response.headers().clone());
            let body = to_bytes(response.into_body(), 1_000).await.unwrap();
            (status, headers, body)
        };
        let (status, headers, body) = ask("/bug").await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(
            headers[header::CONTENT_TYPE],
            "application/graphql-response+json; charset=utf-8"
        );
        let answer: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(answer["errors"][0]["extensions"]["code"], "INTERNAL");
        assert!(!String::from_utf8_lossy(&body).contains("secret"));
        assert_eq!(ask("/fine").await.0, StatusCode::OK);
    }
}

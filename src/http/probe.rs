//! What operators and tools ask: is it alive, is it ready, what is the schema.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::pipeline::Gateway;
use crate::server::Draining;

/// The process runs.
pub(super) async fn live() -> Json<serde_json::Value> {
    Json(json!({"status": "live"}))
}

/// How long an answer of the platform is remembered: probes of many orchestrators, or of a client
/// that sends as many as it can, cost one call a second.
const REMEMBERED: Duration = Duration::from_secs(1);

/// Whether the gateway is ready, as it was found lately.
pub(super) struct Readiness {
    gateway: Arc<Gateway>,
    draining: Draining,
    platform: Remembered,
}

/// How long the platform counts as reachable after it was reached, whatever checks find. A machine that is busy, or
/// under attack, may not get a connection within a check's time; an orchestrator that takes such a gateway out of
/// service only gives its load to the next one.
const GRACE: Duration = Duration::from_secs(5);

/// What a check found, and when. One check runs at once; others wait for it.
#[derive(Debug, Default)]
struct Remembered(Mutex<Found>);

#[derive(Debug, Default)]
struct Found {
    checked: Option<Instant>,
    reached: Option<Instant>,
}

impl Found {
    fn is_reachable(&self) -> bool {
        self.reached.is_some_and(|at| at.elapsed() < GRACE)
    }
}

impl Readiness {
    pub(super) fn new(gateway: Arc<Gateway>, draining: Draining) -> Self {
        Self {
            gateway,
            draining,
            platform: Remembered::default(),
        }
    }
}

impl Remembered {
    async fn get(&self, check: impl Future<Output = bool>) -> bool {
        let mut found = self.0.lock().await;
        if found.checked.is_none_or(|at| at.elapsed() >= REMEMBERED) {
            if check.await {
                found.reached = Some(Instant::now());
            }
            found.checked = Some(Instant::now());
        }
        found.is_reachable()
    }
}

/// Requests can be answered: the platform answers, and the end has not begun.
pub(super) async fn ready(State(readiness): State<Arc<Readiness>>) -> Response {
    let Readiness {
        gateway,
        draining,
        platform,
    } = &*readiness;
    if draining.has_begun() {
        let body = Json(json!({"status": "not ready", "gateway": "stopping"}));
        return (StatusCode::SERVICE_UNAVAILABLE, body).into_response();
    }
    if platform.get(gateway.reaches_platform()).await {
        return Json(json!({"status": "ready", "platform": "reachable"})).into_response();
    }
    let body = Json(json!({"status": "not ready", "platform": "unreachable"}));
    (StatusCode::SERVICE_UNAVAILABLE, body).into_response()
}

/// The public graph, for code generators.
pub(super) async fn schema(State(gateway): State<Arc<Gateway>>) -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "application/graphql; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, gateway.sdl())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn readiness_is_checked_once_a_second() {
        let (remembered, checks) = (Remembered::default(), AtomicUsize::new(0));
        let check = async || {
            tokio::time::sleep(Duration::from_millis(400)).await;
            checks.fetch_add(1, Ordering::Relaxed) == 0
        };
        let both = tokio::join!(remembered.get(check()), remembered.get(check()));
        assert_eq!((both, checks.load(Ordering::Relaxed)), ((true, true), 1));
        tokio::time::advance(Duration::from_millis(990)).await;
        assert!(remembered.get(check()).await);
        // The next checks fail, which counts once the platform was not reached for a while.
        tokio::time::advance(Duration::from_millis(10)).await;
        assert!(remembered.get(check()).await);
        assert_eq!(checks.load(Ordering::Relaxed), 2);
        tokio::time::advance(GRACE).await;
        assert!(!remembered.get(check()).await);
    }

    #[tokio::test(start_paused = true)]
    async fn a_platform_that_was_never_reached_is_not_reachable() {
        let remembered = Remembered::default();
        assert!(!remembered.get(async { false }).await);
        tokio::time::advance(REMEMBERED).await;
        assert!(remembered.get(async { true }).await);
    }
}

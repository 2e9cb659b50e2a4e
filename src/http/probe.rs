//! Health probes.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::pipeline::Gateway;
use crate::server::Draining;

/// Handles `/health/live`: the process is running.
pub(super) async fn live() -> Json<serde_json::Value> {
    Json(json!({"status": "live"}))
}

/// Minimum interval of platform checks. Probes of many orchestrators, or of a flooding client, then cost one upstream call
/// per second.
const CHECK_INTERVAL: Duration = Duration::from_secs(1);

/// How long the platform counts as reachable after a successful check. A machine under load may fail a check; an
/// orchestrator that removes such a gateway from service only moves its load to the next one.
const GRACE: Duration = Duration::from_secs(5);

/// State of the readiness probe.
pub(super) struct Readiness {
    gateway: Arc<Gateway>,
    draining: Draining,
    platform: PlatformCheck,
}

/// Checks the platform at most once per [`CHECK_INTERVAL`]. One check runs at a time; other probes wait for it.
#[derive(Debug, Default)]
struct PlatformCheck(Mutex<CheckTimes>);

/// When the platform was checked.
#[derive(Debug, Default)]
struct CheckTimes {
    last: Option<Instant>,
    last_success: Option<Instant>,
}

impl CheckTimes {
    fn is_reachable(&self) -> bool {
        self.last_success.is_some_and(|at| at.elapsed() < GRACE)
    }
}

impl Readiness {
    pub(super) fn new(gateway: Arc<Gateway>, draining: Draining) -> Self {
        Self {
            gateway,
            draining,
            platform: PlatformCheck::default(),
        }
    }
}

impl PlatformCheck {
    async fn is_reachable(&self, check: impl Future<Output = bool>) -> bool {
        let mut times = self.0.lock().await;
        if times.last.is_none_or(|at| at.elapsed() >= CHECK_INTERVAL) {
            if check.await {
                times.last_success = Some(Instant::now());
            }
            times.last = Some(Instant::now());
        }
        times.is_reachable()
    }
}

/// Handles `/health/ready`: the platform is reachable and the server is not shutting down.
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
    let reach = gateway.reach(&gateway.config().platform_url);
    let is_reachable = platform.is_reachable(async { reach.await.is_ok() }).await;
    let (status, mut body) = if is_reachable {
        let body = json!({"status": "ready", "platform": "reachable"});
        (StatusCode::OK, body)
    } else {
        let body = json!({"status": "not ready", "platform": "unreachable"});
        (StatusCode::SERVICE_UNAVAILABLE, body)
    };
    // A node without Redis is ready: it continues alone.
    if let (Some(is_up), Some(body)) = (gateway.redis_is_up(), body.as_object_mut()) {
        let redis = if is_up { "up" } else { "down" };
        body.insert("redis".to_owned(), json!(redis));
    }
    (status, Json(body)).into_response()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_platform_is_checked_once_per_second() {
        let (platform, checks) = (PlatformCheck::default(), AtomicUsize::new(0));
        let check = async || {
            tokio::time::sleep(Duration::from_millis(400)).await;
            checks.fetch_add(1, Ordering::Relaxed) == 0
        };
        let both = tokio::join!(
            platform.is_reachable(check()),
            platform.is_reachable(check())
        );
        assert_eq!((both, checks.load(Ordering::Relaxed)), ((true, true), 1));
        tokio::time::advance(Duration::from_millis(990)).await;
        assert!(platform.is_reachable(check()).await);
        // The following checks fail, which matters only after the grace period.
        tokio::time::advance(Duration::from_millis(10)).await;
        assert!(platform.is_reachable(check()).await);
        assert_eq!(checks.load(Ordering::Relaxed), 2);
        tokio::time::advance(GRACE).await;
        assert!(!platform.is_reachable(check()).await);
    }

    #[tokio::test(start_paused = true)]
    async fn there_is_no_grace_before_the_first_success() {
        let platform = PlatformCheck::default();
        assert!(!platform.is_reachable(async { false }).await);
        tokio::time::advance(CHECK_INTERVAL).await;
        assert!(platform.is_reachable(async { true }).await);
    }
}

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
use tokio::time::{Instant, timeout};

use crate::pipeline::Gateway;
use crate::server::Draining;

/// Handles `/health/live`: the process is running.
pub(super) async fn live() -> Json<serde_json::Value> {
    Json(json!({"status": "live"}))
}

/// Minimum interval of platform checks. Probes of many orchestrators, or of a flooding client, then cost one upstream call
/// per second.
const CHECK_INTERVAL: Duration = Duration::from_secs(1);

/// How long the platform counts as reachable after a successful check. A machine under load may fail a check.
const GRACE: Duration = Duration::from_secs(5);

/// How long a probe waits for a check once the platform has responded. The probe does not depend on its result then, and
/// load balancers give a probe one second.
const MAX_WAIT: Duration = Duration::from_millis(200);

/// State of the readiness probe.
pub(super) struct Readiness {
    gateway: Arc<Gateway>,
    draining: Draining,
    platform: PlatformCheck,
}

/// Checks the platform at most once per [`CHECK_INTERVAL`]. One check runs at a time.
#[derive(Debug, Default)]
struct PlatformCheck {
    /// Held during a check.
    running: Arc<Mutex<()>>,
    times: Arc<parking_lot::Mutex<CheckTimes>>,
}

/// When the platform was checked.
#[derive(Debug, Default)]
struct CheckTimes {
    last: Option<Instant>,
    last_success: Option<Instant>,
}

/// What is known about the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Reach {
    /// The platform has responded since the start.
    has_responded: bool,
    /// It has responded within [`GRACE`].
    is_reachable: bool,
}

impl CheckTimes {
    fn is_due(&self) -> bool {
        self.last.is_none_or(|at| at.elapsed() >= CHECK_INTERVAL)
    }

    fn record(&mut self, success: bool) {
        let now = Instant::now();
        self.last = Some(now);
        if success {
            self.last_success = Some(now);
        }
    }

    fn reach(&self) -> Reach {
        Reach {
            has_responded: self.last_success.is_some(),
            is_reachable: self.last_success.is_some_and(|at| at.elapsed() < GRACE),
        }
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
    async fn reach(&self, check: impl Future<Output = bool> + Send + 'static) -> Reach {
        let checked = async {
            let running = self.running.clone().lock_owned().await;
            if self.times.lock().is_due() {
                let times = self.times.clone();
                // In a task of its own: it continues if the probe waits no longer.
                let task = tokio::spawn(async move {
                    let success = check.await;
                    times.lock().record(success);
                    drop(running);
                });
                // It fails only if it panics, which leaves the times as they are.
                let _ = task.await;
            }
        };
        let before = self.times.lock().reach();
        if before.has_responded {
            let _ = timeout(MAX_WAIT, checked).await;
        } else {
            checked.await;
        }
        self.times.lock().reach()
    }
}

/// Handles `/health/ready`: the platform has responded since the start, and the server is not shutting down. A platform that
/// fails later changes only the detail: all gateways lose it at once, and each serves cached values meanwhile.
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
    let checked = gateway.clone();
    let check = async move { checked.reach(&checked.config().platform_url).await.is_ok() };
    let reach = platform.reach(check).await;
    let (status, text) = if reach.has_responded {
        (StatusCode::OK, "ready")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "not ready")
    };
    let platform = if reach.is_reachable {
        "reachable"
    } else {
        "unreachable"
    };
    let mut body = json!({"status": text, "platform": platform});
    // A node without Redis is ready: it continues alone.
    if let (Some(is_up), Some(body)) = (gateway.redis_is_up(), body.as_object_mut()) {
        let redis = if is_up { "up" } else { "down" };
        body.insert("redis".to_owned(), json!(redis));
    }
    (status, Json(body)).into_response()
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    const REACHABLE: Reach = Reach {
        has_responded: true,
        is_reachable: true,
    };
    const LOST: Reach = Reach {
        has_responded: true,
        is_reachable: false,
    };
    const NEVER_REACHED: Reach = Reach {
        has_responded: false,
        is_reachable: false,
    };

    #[tokio::test(start_paused = true)]
    async fn the_platform_is_checked_once_per_second() {
        let (platform, checks) = (PlatformCheck::default(), Arc::new(AtomicUsize::new(0)));
        let check = || {
            let checks = checks.clone();
            async move {
                tokio::time::sleep(Duration::from_millis(100)).await;
                checks.fetch_add(1, Ordering::Relaxed) == 0
            }
        };
        let both = tokio::join!(platform.reach(check()), platform.reach(check()));
        assert_eq!(both, (REACHABLE, REACHABLE));
        assert_eq!(checks.load(Ordering::Relaxed), 1);
        tokio::time::advance(Duration::from_millis(990)).await;
        assert_eq!(platform.reach(check()).await, REACHABLE);
        // The following checks fail, which matters only after the grace period.
        tokio::time::advance(Duration::from_millis(10)).await;
        assert_eq!(platform.reach(check()).await, REACHABLE);
        assert_eq!(checks.load(Ordering::Relaxed), 2);
        tokio::time::advance(GRACE).await;
        assert_eq!(platform.reach(check()).await, LOST);
    }

    #[tokio::test(start_paused = true)]
    async fn there_is_no_grace_before_the_first_success() {
        let platform = PlatformCheck::default();
        assert_eq!(platform.reach(ready(false)).await, NEVER_REACHED);
        tokio::time::advance(CHECK_INTERVAL).await;
        assert_eq!(platform.reach(ready(true)).await, REACHABLE);
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_platform_does_not_delay_probes_once_it_has_responded() {
        let platform = PlatformCheck::default();
        assert_eq!(platform.reach(ready(true)).await, REACHABLE);
        tokio::time::advance(GRACE).await;
        for _ in 0..3 {
            let started = Instant::now();
            assert_eq!(platform.reach(pending()).await, LOST);
            assert!(started.elapsed() <= MAX_WAIT + Duration::from_millis(1));
        }
    }
}

//! The limit of refreshes that run at the same time.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Maximum number of concurrent refreshes. Each makes about one call at a time, so these are a quarter of the default of
/// `platform.max_concurrent_calls`; calls of 100 ms allow 640 refreshes per second.
const MAX_REFRESHES: usize = 64;

/// The limit of concurrent refreshes.
#[derive(Debug)]
pub(super) struct RefreshLimit(Arc<Semaphore>);

impl RefreshLimit {
    /// A limit that leaves most of the concurrent calls to requests.
    pub(super) fn new(max_concurrent_calls: usize) -> Self {
        let refreshes = (max_concurrent_calls / 4).clamp(1, MAX_REFRESHES);
        Self(Arc::new(Semaphore::new(refreshes)))
    }

    /// A permit for one refresh, if one is free.
    pub(super) fn try_acquire(&self) -> Option<OwnedSemaphorePermit> {
        self.0.clone().try_acquire_owned().ok()
    }
}

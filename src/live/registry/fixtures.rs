//! Registries for unit tests.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use uuid::Uuid;

use super::WatchRegistry;
use crate::live::{CacheEvent, EventSink, Settings};
use crate::model::channel::MediumSet;
use crate::model::id::{ConversationId, CustomerId, SessionId};
use crate::model::session::Session;
use crate::telemetry::Live;

#[derive(Debug)]
struct NoCache;

impl EventSink for NoCache {
    fn apply(&self, _: CacheEvent<'_>) {}

    fn session(&self, _: SessionId) -> Option<Arc<Session>> {
        None
    }

    fn campaign_verdict(&self, _: ConversationId) -> Option<bool> {
        None
    }
}

/// A registry of at most this many customers. With `is_divided`, other nodes watch some of them.
pub(super) fn registry(customers: usize, is_divided: bool) -> WatchRegistry {
    let settings = Settings {
        metrics: Live::default(),
        customers,
        linger: Duration::ZERO,
        cover_queries: true,
        wrap_up_grace: TimeDelta::zero(),
        shown: MediumSet::default(),
        call_timeout: Duration::ZERO,
    };
    WatchRegistry::new(Arc::new(NoCache), &settings, is_divided)
}

pub(super) fn customer(number: u128) -> CustomerId {
    CustomerId(Uuid::from_u128(number))
}

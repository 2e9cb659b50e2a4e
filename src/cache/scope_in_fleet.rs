//! What a scope has if its gateway belongs to a fleet.

use std::sync::Arc;

use serde::Serialize;

use super::changed_entities::ChangedEntities;
use super::entity_index::EntityIndex;
use crate::fleet::{Entries, Fleet};

/// The entries that the fleet shares, and where this node finds its own.
#[derive(Debug)]
pub(super) struct ScopeInFleet {
    pub(super) entries: Entries,
    pub(super) index: Arc<EntityIndex>,
    /// The changes of all scopes.
    pub(super) changed: Arc<ChangedEntities>,
}

impl ScopeInFleet {
    /// `None` if the gateway is alone. The key describes the scope completely.
    pub(super) fn new<K: Serialize>(
        fleet: &Fleet,
        key: &K,
        changed: &Arc<ChangedEntities>,
    ) -> Option<Self> {
        let key = serde_json::to_vec(key).ok()?;
        Some(Self {
            entries: fleet.entries(&key)?,
            index: Arc::default(),
            changed: changed.clone(),
        })
    }
}

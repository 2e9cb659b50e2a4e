//! Reference data that a request has found. Hundreds of sessions refer to a few queues and codes: each is looked up in
//! the cache once per request.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use ahash::RandomState;
use parking_lot::Mutex;
use uuid::Uuid;

use super::source::Loaded;
use crate::model::id::{AgentId, QueueId};
use crate::model::reference::{Agent, Queue, WrapUpCode};

/// Reference data that a request has found.
#[derive(Default)]
pub(super) struct Known {
    pub(super) queues: Found<QueueId, Queue>,
    pub(super) wrap_up_codes: Found<Uuid, WrapUpCode>,
    pub(super) agents: Found<AgentId, Agent>,
}

/// Entities of one kind as the viewer sees them, `None` if it sees none with this id. Failures are not kept.
pub(super) struct Found<K, V>(Mutex<HashMap<K, Option<Arc<V>>, RandomState>>);

impl<K, V> Default for Found<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Copy + Eq + Hash, V> Found<K, V> {
    /// What was found for `id`, or what `look_up` finds.
    pub(super) async fn or_look_up(
        &self,
        id: K,
        look_up: impl Future<Output = Loaded<V>>,
    ) -> Loaded<V> {
        let known = self.0.lock().get(&id).cloned();
        if let Some(found) = known {
            return Ok(found);
        }
        let found = look_up.await?;
        self.0.lock().insert(id, found.clone());
        Ok(found)
    }
}

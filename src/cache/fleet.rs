//! Changes that the nodes of a fleet report to each other.

use std::hash::Hash;
use std::sync::Arc;

use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use uuid::Uuid;

use super::changed_entities::ChangedEntities;
use super::entry::{Key, Value};
use super::scope::Scope;
use super::scopes::{Scopes, WeakScopes};
use crate::fleet::{ChangeReason, Event, Feed, Fleet};

impl<K: Hash + Eq + Clone + Send + 'static> Scopes<K> {
    /// Removes what other nodes of a fleet report as changed, in a task of the Tokio runtime.
    pub(crate) fn follow(&self, fleet: &Fleet) {
        if let Some(events) = fleet.events() {
            tokio::spawn(follow(self.downgrade(), self.changed.clone(), events));
        }
    }
}

/// Removes what other nodes report as changed, until the gateway ends.
async fn follow<K: Hash + Eq + Clone>(
    scopes: WeakScopes<K>,
    changed: Arc<ChangedEntities>,
    mut events: Receiver<Event>,
) {
    loop {
        match events.recv().await {
            Ok(Event::Changed(entities)) => {
                for (entity, reason) in &entities {
                    changed.add(*entity, *reason);
                }
                let Some(scopes) = scopes.all() else { return };
                for scope in scopes {
                    for (entity, reason) in &entities {
                        scope.remove_entity(*entity, *reason);
                    }
                }
            }
            // Entries that changed meanwhile end by their time to live, as they would without a fleet.
            Ok(Event::Missed | Event::Erased(_)) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

impl Scope {
    /// Messages between the watches of the scope on different nodes; `None` if the gateway is alone.
    pub(super) fn feed(&self) -> Option<Feed> {
        Some(self.fleet.as_ref()?.entries.feed())
    }

    /// Reports entities that have changed to the other nodes.
    pub(super) fn report(&self, entities: impl IntoIterator<Item = Uuid>, reason: ChangeReason) {
        if let Some(fleet) = &self.fleet {
            let entities: Vec<_> = entities.into_iter().collect();
            // Before they count as changed here, so that a read that starts then does not use what Redis stores of them.
            fleet.entries.changed(entities.iter().copied(), reason);
            self.count_as_changed(&entities, reason);
        }
    }

    /// Ends values of these entities that are being read.
    pub(super) fn count_as_changed(&self, entities: &[Uuid], reason: ChangeReason) {
        if let Some(fleet) = &self.fleet {
            for entity in entities {
                fleet.changed.add(*entity, reason);
            }
        }
    }

    /// The number of the last change that this node knows of.
    pub(super) fn last_change(&self) -> u64 {
        self.fleet.as_ref().map_or(0, |fleet| fleet.changed.last())
    }

    /// Removes an entry that was stored by a read, if its entity has changed since the change with the number `last`. Because
    /// the entry is stored before the comparison, no change is missed.
    pub(super) fn remove_if_changed(&self, key: &Key, last: u64) {
        let entity = self.fleet.as_ref().zip(key.entity());
        let changed = entity.and_then(|(fleet, entity)| fleet.changed.since(entity, last));
        if let Some(reason) = changed {
            self.remove_changed(key, reason);
        }
    }

    /// Removes the entries of a changed entity.
    fn remove_entity(&self, entity: Uuid, reason: ChangeReason) {
        let Some(fleet) = &self.fleet else { return };
        for key in fleet.index.keys(entity) {
            self.remove_changed(&key, reason);
        }
    }

    /// Removes an entry whose entity has changed.
    fn remove_changed(&self, key: &Key, reason: ChangeReason) {
        if reason == ChangeReason::Reported && self.is_kept_current(key) {
            return;
        }
        if let Some(entry) = self.entries.remove(key) {
            entry.version.end();
        }
    }

    /// Whether an entry needs no report of a change: the watch of this scope receives the same change, or the value is final.
    fn is_kept_current(&self, key: &Key) -> bool {
        if let Key::SessionPage(page) = key {
            return self.watched_pages.is_covered(page);
        }
        let Some(entry) = self.entries.get(key) else {
            return false;
        };
        match &entry.value {
            Value::Session(Some(session)) => session
                .customer
                .is_some_and(|customer| self.watched_pages.has_covered(customer)),
            Value::CampaignVerdict(Some(verdict)) => verdict.0,
            _ => false,
        }
    }
}

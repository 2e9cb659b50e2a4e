//! Changes that the nodes of a fleet report to each other.

use std::hash::Hash;

use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use uuid::Uuid;

use super::entry::Key;
use super::scope::Scope;
use super::scopes::{Scopes, WeakScopes};
use crate::fleet::{ChangeReason, Event, Feed, Fleet};

impl<K: Hash + Eq + Clone + Send + 'static> Scopes<K> {
    /// Removes what other nodes of a fleet report as changed, in a task of the Tokio runtime.
    pub(crate) fn follow(&self, fleet: &Fleet) {
        if let Some(events) = fleet.events() {
            tokio::spawn(follow(self.downgrade(), events));
        }
    }
}

/// Removes what other nodes report as changed, until the gateway ends.
async fn follow<K: Hash + Eq + Clone>(scopes: WeakScopes<K>, mut events: Receiver<Event>) {
    loop {
        match events.recv().await {
            Ok(Event::Changed(changes)) => {
                let Some(scopes) = scopes.all() else { return };
                for scope in scopes {
                    for (entity, reason) in &changes {
                        scope.remove_entity(*entity, *reason);
                    }
                }
            }
            // Entries that changed meanwhile end by their time to live, as they would without a fleet.
            Ok(Event::Missed) | Err(RecvError::Lagged(_)) => {}
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
            fleet.entries.changed(entities, reason);
        }
    }

    /// Removes the entries of a changed entity, except for pages that the watch of this scope keeps current: it receives the
    /// same change.
    fn remove_entity(&self, entity: Uuid, reason: ChangeReason) {
        let Some(fleet) = &self.fleet else { return };
        for key in fleet.index.keys(entity) {
            let is_kept_current = match &key {
                Key::SessionPage(key) => self.watched_pages.is_covered(key),
                _ => false,
            };
            if is_kept_current && reason == ChangeReason::Reported {
                continue;
            }
            if let Some(entry) = self.entries.remove(&key) {
                entry.version.end();
            }
        }
    }
}

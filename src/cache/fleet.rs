//! Changes that the nodes of a fleet report to each other.

use std::hash::Hash;

use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use uuid::Uuid;

use super::scope::Scope;
use super::scopes::{Scopes, WeakScopes};
use crate::fleet::{Event, Feed, Fleet};

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
            Ok(Event::Changed(entities)) => {
                let Some(scopes) = scopes.all() else { return };
                for scope in scopes {
                    scope.remove_entities(&entities);
                }
            }
            // Entries that changed meanwhile end by their time to live, as they would without a fleet.
            Ok(Event::Missed) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

impl Scope {
    /// What the watches of the scope on different nodes say to each other; `None` if the gateway is alone.
    pub(super) fn feed(&self) -> Option<Feed> {
        Some(self.fleet.as_ref()?.entries.feed())
    }

    /// Reports entities that have changed to the other nodes.
    pub(super) fn report(&self, entities: impl IntoIterator<Item = Uuid>) {
        if let Some(fleet) = &self.fleet {
            fleet.entries.changed(entities);
        }
    }

    /// Removes the entries of these entities.
    fn remove_entities(&self, entities: &[Uuid]) {
        let Some(fleet) = &self.fleet else { return };
        for entity in entities {
            for key in fleet.index.keys(*entity) {
                if let Some(entry) = self.entries.remove(&key) {
                    entry.version.end();
                }
            }
        }
    }
}

//! Erases entries from the caches of all nodes, and reports how much the caches of this process contain.

use std::sync::{Arc, Weak};

use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::gateway::Gateway;
use super::upstream_identity::ScopeKey;
use crate::cache::CacheSummary;
use crate::fleet::{Erasure, Event};
use crate::model::id::CustomerId;

impl Gateway {
    /// Erases a customer from all caches of this process; returns the number of entries erased. Erases it again after
    /// the request timeout, when no request that runs now can store anything. The other nodes of a fleet do the same.
    pub fn purge(self: &Arc<Self>, customer: CustomerId) -> usize {
        let entries = self.erase_for_all(Erasure::Customer(customer.0));
        tracing::info!(%customer, entries, "erased a customer from the cache");
        entries
    }

    /// Like [`purge`](Self::purge), for everything. Tokens are introspected again.
    pub fn purge_all(self: &Arc<Self>) -> usize {
        let entries = self.erase_for_all(Erasure::All);
        tracing::info!(entries, "erased the cache");
        entries
    }

    /// Like [`purge`](Self::purge), for the customers of an organization.
    pub fn purge_organization(self: &Arc<Self>, organization: &str) -> usize {
        let entries = self.erase_for_all(Erasure::Organization(organization.to_owned()));
        tracing::info!(
            organization,
            entries,
            "erased an organization from the cache"
        );
        entries
    }

    /// How much the caches contain.
    pub fn cache_summary(&self) -> CacheSummary {
        self.scopes.summary()
    }

    /// Erases what other nodes of the fleet erase, in a task of the Tokio runtime.
    pub(crate) fn follow_erasures(self: &Arc<Self>) {
        if let Some(events) = self.fleet.events() {
            tokio::spawn(follow(Arc::downgrade(self), events));
        }
    }

    fn erase_for_all(self: &Arc<Self>, erasure: Erasure) -> usize {
        let entries = self.erase(&erasure);
        self.fleet.erase(erasure);
        entries
    }

    /// Erases from the caches of this process.
    fn erase(self: &Arc<Self>, erasure: &Erasure) -> usize {
        match erasure {
            Erasure::Customer(id) => {
                let customer = CustomerId(*id);
                let entries = self.scopes.purge(customer);
                self.watches.purge(customer);
                self.after_requests(move |gateway| gateway.scopes.purge(customer));
                entries
            }
            Erasure::Organization(organization) => {
                let wanted = organization.clone();
                self.purge_scopes(move |key| key.organization() == Some(&wanted))
            }
            Erasure::All => {
                self.viewers.clear();
                self.purge_scopes(|_| true)
            }
        }
    }

    fn purge_scopes(
        self: &Arc<Self>,
        is_selected: impl Fn(&ScopeKey) -> bool + Send + 'static,
    ) -> usize {
        let entries = self.scopes.purge_scopes(&is_selected);
        self.watches.purge_scopes(&is_selected);
        self.after_requests(move |gateway| gateway.scopes.purge_scopes(is_selected));
        entries
    }

    /// Runs `purge` once more when the requests that run now have ended.
    fn after_requests(self: &Arc<Self>, purge: impl FnOnce(&Self) -> usize + Send + 'static) {
        let gateway = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(gateway.limits().request_timeout).await;
            purge(&gateway);
        });
    }
}

/// Erases what the fleet reports as erased, until the gateway ends. What this node has erased itself is reported too, once no
/// node finds it in Redis any more.
async fn follow(gateway: Weak<Gateway>, mut events: Receiver<Event>) {
    loop {
        let erasures = match events.recv().await {
            Ok(Event::Erased(erasures)) => erasures,
            // The events that are lost may have been erasures.
            Err(RecvError::Lagged(_)) => vec![Erasure::All],
            Ok(Event::Changed(_) | Event::Missed) => continue,
            Err(RecvError::Closed) => return,
        };
        let Some(gateway) = gateway.upgrade() else {
            return;
        };
        let entries: usize = erasures.iter().map(|erasure| gateway.erase(erasure)).sum();
        tracing::info!(entries, "erased from the cache what the fleet has erased");
    }
}

//! Erases entries from the caches of this process, and reports how much they contain.

use std::sync::Arc;

use super::gateway::Gateway;
use super::upstream_identity::ScopeKey;
use crate::cache::CacheSummary;
use crate::model::id::CustomerId;

impl Gateway {
    /// Erases a customer from all caches of this process; returns the number of entries erased. Erases it again after
    /// the request timeout, when no request that runs now can store anything.
    pub fn purge(self: &Arc<Self>, customer: CustomerId) -> usize {
        let entries = self.scopes.purge(customer);
        self.watches.purge(customer);
        tracing::info!(%customer, entries, "erased a customer from the cache");
        self.after_requests(move |gateway| gateway.scopes.purge(customer));
        entries
    }

    /// Like [`purge`](Self::purge), for everything. Tokens are introspected again.
    pub fn purge_all(self: &Arc<Self>) -> usize {
        self.viewers.clear();
        let entries = self.purge_scopes(|_| true);
        tracing::info!(entries, "erased the cache");
        entries
    }

    /// Like [`purge`](Self::purge), for the customers of an organization.
    pub fn purge_organization(self: &Arc<Self>, organization: &str) -> usize {
        let wanted = organization.to_owned();
        let entries = self.purge_scopes(move |key| key.organization() == Some(&wanted));
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

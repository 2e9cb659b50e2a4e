//! The watch of each scope.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use parking_lot::Mutex;

use super::scope::Scope;
use crate::clock::Clock;
use crate::live::{ScopeWatch, Settings};
use crate::model::id::CustomerId;
use crate::platform::{Credential, Platform};
use crate::telemetry::LiveReading;

/// The watches in use, by the key of their scope.
#[derive(Debug)]
pub(crate) struct Watches<K> {
    platform: Platform,
    clock: Clock,
    settings: Settings,
    by_key: Mutex<HashMap<K, WatchedScope>>,
}

/// A scope and the watch that emits events to it.
#[derive(Debug)]
struct WatchedScope {
    scope: Arc<Scope>,
    watch: Arc<ScopeWatch>,
}

impl<K: Hash + Eq + Clone> Watches<K> {
    /// Creates the registry without watches.
    pub(crate) fn new(platform: Platform, clock: Clock, settings: Settings) -> Self {
        Self {
            platform,
            clock,
            settings,
            by_key: Mutex::default(),
        }
    }

    /// The watch of a scope, if there is one, which calls the platform with `credential` from now on. With
    /// `live.cover_queries` every scope has one.
    pub(crate) fn find(
        &self,
        key: &K,
        scope: &Arc<Scope>,
        credential: &Credential,
    ) -> Option<Arc<ScopeWatch>> {
        if self.settings.cover_queries {
            return Some(self.get_or_create(key, scope, credential));
        }
        let by_key = self.by_key.lock();
        let found = by_key.get(key).filter(|found| found.is_for(scope))?;
        found.watch.set_credential(credential.clone());
        Some(found.watch.clone())
    }

    /// The watch of a scope, which calls the platform with `credential` from now on. A scope that has replaced an
    /// evicted one gets a new watch; the previous watch ends with its subscribers.
    pub(crate) fn get_or_create(
        &self,
        key: &K,
        scope: &Arc<Scope>,
        credential: &Credential,
    ) -> Arc<ScopeWatch> {
        let mut by_key = self.by_key.lock();
        if let Some(found) = by_key.get(key).filter(|found| found.is_for(scope)) {
            found.watch.set_credential(credential.clone());
            return found.watch.clone();
        }
        by_key.retain(|_, unused| Arc::strong_count(&unused.watch) > 1 || !unused.watch.is_empty());
        let watch = Arc::new(ScopeWatch::new(
            self.platform.clone(),
            scope.clone(),
            self.clock.clone(),
            self.settings.clone(),
            credential.clone(),
            scope.feed(),
        ));
        let watched = WatchedScope {
            scope: scope.clone(),
            watch: watch.clone(),
        };
        by_key.insert(key.clone(), watched);
        watch
    }
}

impl<K> Watches<K> {
    /// The state of all watches.
    pub(crate) fn reading(&self) -> LiveReading {
        // Each watch is locked in turn, so that queries do not wait for all of them.
        let watches: Vec<_> = {
            let by_key = self.by_key.lock();
            by_key
                .values()
                .map(|watched| watched.watch.clone())
                .collect()
        };
        let mut sum = LiveReading::default();
        for watch in watches {
            sum.add(watch.reading());
        }
        sum
    }

    /// Discards the known sessions of a customer, and reads them again if it has subscribers.
    pub(crate) fn purge(&self, customer: CustomerId) {
        for watched in self.by_key.lock().values() {
            watched.watch.purge(customer);
        }
    }
}

impl<K> Watches<K> {
    /// Discards the known sessions of all customers of the scopes whose key is selected.
    pub(crate) fn purge_scopes(&self, is_selected: impl Fn(&K) -> bool) {
        let by_key = self.by_key.lock();
        let selected = by_key.iter().filter(|(key, _)| is_selected(key));
        selected.for_each(|(_, watched)| watched.watch.purge_all());
    }
}

impl WatchedScope {
    fn is_for(&self, scope: &Arc<Scope>) -> bool {
        Arc::ptr_eq(&self.scope, scope)
    }
}

//! The scopes in use, and the limit of their total memory.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use ahash::RandomState;
use parking_lot::Mutex;
use serde::Serialize;

use super::changed_entities::ChangedEntities;
use super::freshness::Freshness;
use super::scope::Scope;
use super::scope_in_fleet::ScopeInFleet;
use crate::fleet::Fleet;

/// Bounds of the cache.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ScopesSettings {
    /// Maximum number of scopes. Beyond it the least recently used scopes are dropped.
    pub scopes: usize,
    /// A scope that no request uses for this time is dropped.
    pub idle: Duration,
    /// Maximum memory of all scopes in bytes. Beyond it the least recently used scopes are dropped whole; a single
    /// scope evicts its own entries.
    pub bytes: u64,
    /// How long stale entries are stored after their time to live, for times when the platform does not respond.
    pub stale: Duration,
    /// Times to live.
    pub freshness: Freshness,
}

/// The scopes in use, by key.
#[derive(Clone)]
pub(crate) struct Scopes<K> {
    settings: ScopesSettings,
    total_bytes: Arc<AtomicU64>,
    by_key: Arc<ByKey<K>>,
    fleet: Fleet,
    pub(super) changed: Arc<ChangedEntities>,
}

/// The scopes of a gateway that may have ended.
pub(super) struct WeakScopes<K>(Weak<ByKey<K>>);

impl<K> WeakScopes<K> {
    /// Every scope; `None` if the gateway has ended.
    pub(super) fn all(&self) -> Option<Vec<Arc<Scope>>> {
        Some(all(&*self.0.upgrade()?))
    }
}

fn all<K>(by_key: &ByKey<K>) -> Vec<Arc<Scope>> {
    let by_key = by_key.lock();
    by_key.values().map(|used| used.scope.clone()).collect()
}

type ByKey<K> = Mutex<UsedScopes<K>>;

type UsedScopes<K> = HashMap<K, UsedScope, RandomState>;

struct UsedScope {
    scope: Arc<Scope>,
    last_used: Instant,
}

impl<K> Scopes<K> {
    /// Every scope.
    pub(super) fn all(&self) -> Vec<Arc<Scope>> {
        all(&self.by_key)
    }

    pub(super) fn downgrade(&self) -> WeakScopes<K> {
        WeakScopes(Arc::downgrade(&self.by_key))
    }

    /// The scopes whose key is selected.
    pub(super) fn select(&self, is_selected: impl Fn(&K) -> bool) -> Vec<Arc<Scope>> {
        let by_key = self.by_key.lock();
        let selected = by_key.iter().filter(|(key, _)| is_selected(key));
        selected.map(|(_, used)| used.scope.clone()).collect()
    }

    /// Number of scopes.
    pub(crate) fn count(&self) -> usize {
        self.by_key.lock().len()
    }

    /// Memory of all scopes in bytes.
    pub(crate) fn bytes(&self) -> u64 {
        self.total_bytes.load(Ordering::Relaxed)
    }
}

impl<K: Hash + Eq + Clone + Serialize> Scopes<K> {
    /// Creates the registry without scopes.
    pub(crate) fn new(settings: ScopesSettings, fleet: Fleet) -> Self {
        Self {
            settings,
            total_bytes: Arc::default(),
            by_key: Arc::default(),
            fleet,
            changed: Arc::default(),
        }
    }

    /// The scope with this key.
    pub(crate) fn get_or_create(&self, key: &K) -> Arc<Scope> {
        let now = Instant::now();
        let mut dropped = Vec::new();
        let mut by_key = self.by_key.lock();
        let scope = if let Some(found) = by_key.get_mut(key) {
            found.last_used = now;
            found.scope.clone()
        } else {
            // A scope to which a request or a watch has a reference is in use.
            let is_idle = |used: &UsedScope| {
                now.duration_since(used.last_used) >= self.settings.idle
                    && Arc::strong_count(&used.scope) == 1
            };
            let idle = by_key.extract_if(|_, used| is_idle(used));
            dropped.extend(idle.map(|(_, used)| used));
            let scope = Arc::new(Scope::new(
                self.settings.bytes,
                self.settings.stale,
                self.settings.freshness,
                self.total_bytes.clone(),
                ScopeInFleet::new(&self.fleet, key, &self.changed),
            ));
            let used = UsedScope {
                scope: scope.clone(),
                last_used: now,
            };
            by_key.insert(key.clone(), used);
            scope
        };
        if by_key.len() > self.settings.scopes || self.bytes() > self.settings.bytes {
            self.evict(&mut by_key, &mut dropped);
        }
        // Dropping a scope takes time, so it happens after the lock is released.
        drop(by_key);
        drop(dropped);
        scope
    }

    /// Removes the least recently used scopes, but never the last one, until the number of scopes is within its
    /// bound and a tenth of the memory is free.
    fn evict(&self, by_key: &mut UsedScopes<K>, dropped: &mut Vec<UsedScope>) {
        let target = self.settings.bytes / 10 * 9;
        let mut used_bytes = self.bytes();
        let mut by_age: Vec<_> = by_key
            .iter()
            .map(|(key, used)| (used.last_used, key.clone()))
            .collect();
        by_age.sort_by_key(|(last_used, _)| *last_used);
        by_age.pop();
        for (_, key) in by_age {
            if by_key.len() <= self.settings.scopes && used_bytes <= target {
                break;
            }
            if let Some(used) = by_key.remove(&key) {
                used_bytes = used_bytes.saturating_sub(used.scope.bytes());
                dropped.push(used);
            }
        }
    }
}

impl<K> fmt::Debug for Scopes<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Scopes")
    }
}

#[cfg(test)]
mod tests;

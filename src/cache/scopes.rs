//! The scopes in use, and the bound of all they hold together.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::Scope;

/// Bounds of all that is kept.
#[derive(Debug, Clone, Copy)]
pub struct ScopesSettings {
    /// Scopes at once; the least used go first.
    pub scopes: usize,
    /// A scope that nobody asks is dropped whole after this time.
    pub idle: Duration,
    /// Bytes of all scopes together. Beyond them whole scopes go, those first that nobody has asked
    /// for the longest time; a scope that is alone makes room within itself.
    pub bytes: u64,
    /// How long what is no longer fresh is kept, for when the platform gives no answer.
    pub stale: Duration,
    /// How long ended sessions are kept at most. Those of a page are found by their ids for a minute at most, or as
    /// long as the page is fresh.
    pub ended: Duration,
}

/// The scopes in use, each by what tells it from all others.
#[derive(Clone)]
pub struct Scopes<K> {
    settings: ScopesSettings,
    total: Arc<AtomicU64>,
    pub(super) by_key: Arc<Mutex<HashMap<K, InUse>>>,
}

pub(super) struct InUse {
    pub(super) scope: Arc<Scope>,
    last: Instant,
}

impl<K: Hash + Eq + Clone> Scopes<K> {
    /// None yet.
    pub fn new(settings: ScopesSettings) -> Self {
        Self {
            settings,
            total: Arc::default(),
            by_key: Arc::default(),
        }
    }

    /// The scope with this key.
    pub fn of(&self, key: &K) -> Arc<Scope> {
        let now = Instant::now();
        let mut dropped = Vec::new();
        // Nothing under the lock can panic half-way; what a panic elsewhere left is sound.
        let mut by_key = self.by_key.lock().unwrap_or_else(PoisonError::into_inner);
        let scope = if let Some(found) = by_key.get_mut(key) {
            found.last = now;
            found.scope.clone()
        } else {
            // One that somebody holds is in use, whoever asks it.
            let idle = |one: &InUse| {
                now.duration_since(one.last) >= self.settings.idle
                    && Arc::strong_count(&one.scope) == 1
            };
            dropped.extend(by_key.extract_if(|_, one| idle(one)).map(|(_, one)| one));
            let scope = Arc::new(Scope::new(&self.settings, self.total.clone()));
            let one = InUse {
                scope: scope.clone(),
                last: now,
            };
            by_key.insert(key.clone(), one);
            scope
        };
        if by_key.len() > self.settings.scopes || self.bytes() > self.settings.bytes {
            self.make_room(&mut by_key, &mut dropped);
        }
        // Dropping takes time: it happens when nobody waits for the lock.
        drop(by_key);
        drop(dropped);
        scope
    }

    /// Bytes that all scopes hold together.
    pub fn bytes(&self) -> u64 {
        self.total.load(Ordering::Relaxed)
    }

    /// Takes out what was not used for the longest time, but never the last used, until there are
    /// few enough scopes and a tenth of the bytes is free.
    fn make_room(&self, by_key: &mut HashMap<K, InUse>, dropped: &mut Vec<InUse>) {
        let enough = self.settings.bytes / 10 * 9;
        let mut held = self.bytes();
        let mut by_age: Vec<_> = by_key
            .iter()
            .map(|(key, one)| (one.last, key.clone()))
            .collect();
        by_age.sort_by_key(|(last, _)| *last);
        by_age.pop();
        for (_, key) in by_age {
            if by_key.len() <= self.settings.scopes && held <= enough {
                break;
            }
            if let Some(one) = by_key.remove(&key) {
                held = held.saturating_sub(one.scope.bytes());
                dropped.push(one);
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

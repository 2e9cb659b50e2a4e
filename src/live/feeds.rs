//! The watch of each scope.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Live, Settings};
use crate::cache::Scope;
use crate::clock::Clock;
use crate::model::id::CustomerId;
use crate::platform::{Credential, Platform};

/// The watches in use, each by what tells its scope from all others.
#[derive(Debug)]
pub struct Feeds<K> {
    platform: Platform,
    clock: Clock,
    settings: Settings,
    by_key: Mutex<HashMap<K, Arc<Live>>>,
}

impl<K: Hash + Eq + Clone> Feeds<K> {
    /// Nobody is watched yet.
    pub fn new(platform: Platform, clock: Clock, settings: Settings) -> Self {
        Self {
            platform,
            clock,
            settings,
            by_key: Mutex::default(),
        }
    }

    /// The watch over a scope, if there is one; where queries are covered, there is.
    pub fn find(&self, key: &K, scope: &Arc<Scope>, credential: &Credential) -> Option<Arc<Live>> {
        if self.settings.cover_queries {
            return Some(self.of(key, scope, credential));
        }
        let by_key = self.by_key.lock().unwrap_or_else(PoisonError::into_inner);
        let found = by_key.get(key)?;
        found.is_of(scope).then(|| found.clone())
    }

    /// The watch over a scope, which asks the platform with `credential` from now on. A scope that has
    /// taken another's place has a watch of its own: the other one's ends with its subscribers.
    pub fn of(&self, key: &K, scope: &Arc<Scope>, credential: &Credential) -> Arc<Live> {
        let mut by_key = self.by_key.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = by_key.get(key).filter(|found| found.is_of(scope)) {
            found.renew(credential.clone());
            return found.clone();
        }
        // Nobody but this map holds a watch that nobody needs.
        by_key.retain(|_, live| Arc::strong_count(live) > 1 || !live.is_idle());
        let live = Arc::new(Live::new(
            self.platform.clone(),
            scope.clone(),
            self.clock.clone(),
            self.settings.clone(),
            credential.clone(),
        ));
        by_key.insert(key.clone(), live.clone());
        live
    }
}

impl<K> Feeds<K> {
    /// Forgets what is known of a customer, and reads it again for its subscribers.
    pub fn purge(&self, customer: CustomerId) {
        let by_key = self.by_key.lock().unwrap_or_else(PoisonError::into_inner);
        for live in by_key.values() {
            let now = live.inner.now();
            live.inner.change(|book| book.purge(customer, now));
        }
    }
}

impl Live {
    fn is_of(&self, scope: &Arc<Scope>) -> bool {
        Arc::ptr_eq(&self.inner.scope, scope)
    }

    /// Whether nobody is watched.
    fn is_idle(&self) -> bool {
        self.inner.book().is_empty()
    }
}

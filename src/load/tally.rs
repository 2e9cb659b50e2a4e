//! How the keys of a request were answered, for whoever asks how an answer came about.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use crate::cache::Kept;

/// How the keys of one kind were answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Uses {
    /// Out of the cache, each time that it was asked for.
    pub hits: usize,
    /// By what another request was fetching.
    pub joined: usize,
    /// By the platform, or not at all.
    pub fetched: usize,
    /// By what was known before, since the platform gave no answer.
    pub stale: usize,
}

/// By kind of entry; counted only where somebody asks for it.
#[derive(Debug, Default)]
pub struct Tally(Option<Mutex<BTreeMap<&'static str, Uses>>>);

impl Tally {
    /// Counts if `wanted`.
    pub fn new(wanted: bool) -> Self {
        Self(wanted.then(Mutex::default))
    }

    pub(super) fn count<V: Kept>(&self, count: impl FnOnce(&mut Uses)) {
        if let Some(uses) = &self.0 {
            let mut uses = uses.lock().unwrap_or_else(PoisonError::into_inner);
            count(uses.entry(V::KIND).or_default());
        }
    }

    /// What was counted.
    pub fn uses(&self) -> BTreeMap<&'static str, Uses> {
        let uses = self.0.as_ref();
        let uses = uses.map(|uses| uses.lock().unwrap_or_else(PoisonError::into_inner).clone());
        uses.unwrap_or_default()
    }
}

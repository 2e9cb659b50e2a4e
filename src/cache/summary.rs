//! How much the caches contain, for operators.

use std::collections::BTreeMap;
use std::hash::Hash;

use super::scope::Scope;
use super::scopes::Scopes;

/// Number and memory of entries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CacheSize {
    /// Number of entries.
    pub entries: u64,
    /// Memory in bytes.
    pub bytes: u64,
}

/// How much the caches contain.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CacheSummary {
    /// Memory of all scopes in bytes.
    pub bytes: u64,
    /// Entries by kind.
    pub kinds: BTreeMap<&'static str, CacheSize>,
    /// Memory of each scope in bytes, the largest first.
    pub scopes: Vec<u64>,
}

impl<K: Hash + Eq + Clone> Scopes<K> {
    /// Counts the entries of all scopes. The time grows with their number.
    pub(crate) fn summary(&self) -> CacheSummary {
        let mut summary = CacheSummary {
            bytes: self.bytes(),
            ..CacheSummary::default()
        };
        for scope in self.all() {
            scope.add_to(&mut summary);
        }
        summary.scopes.sort_unstable_by(|a, b| b.cmp(a));
        summary
    }
}

impl Scope {
    fn add_to(&self, summary: &mut CacheSummary) {
        for (key, entry) in &self.entries {
            let size = summary.kinds.entry(key.kind()).or_default();
            size.entries += 1;
            size.bytes += u64::from(entry.bytes);
        }
        summary.scopes.push(self.bytes());
    }
}

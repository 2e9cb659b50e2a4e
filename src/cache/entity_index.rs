//! Finds the entries of an entity that another node reports as changed. A gateway without a fleet has no index.

use std::collections::HashMap;
use std::sync::Arc;

use ahash::RandomState;
use parking_lot::Mutex;
use uuid::Uuid;

use super::entry::Key;
use super::version::EntryVersion;

/// The current version of each entry, by the entity to which it belongs.
#[derive(Debug, Default)]
pub(super) struct EntityIndex(Mutex<HashMap<Uuid, Versions, RandomState>>);

/// The address of the version of each entry of one entity.
type Versions = HashMap<Key, usize, RandomState>;

/// An entry in the index. Dropping it removes the entry, unless a later version has replaced it.
#[derive(Debug)]
pub(super) struct IndexedEntry {
    index: Arc<EntityIndex>,
    entity: Uuid,
    key: Key,
    version: usize,
}

impl EntityIndex {
    /// Adds a version of an entry; `None` if it belongs to no entity.
    pub(super) fn add(self: &Arc<Self>, key: &Key, version: &EntryVersion) -> Option<IndexedEntry> {
        let entity = key.entity()?;
        let version = version.address();
        let mut by_entity = self.0.lock();
        let versions = by_entity.entry(entity).or_default();
        versions.insert(key.clone(), version);
        drop(by_entity);
        Some(IndexedEntry {
            index: self.clone(),
            entity,
            key: key.clone(),
            version,
        })
    }

    /// The entries of an entity.
    pub(super) fn keys(&self, entity: Uuid) -> Vec<Key> {
        let by_entity = self.0.lock();
        let versions = by_entity.get(&entity);
        versions
            .into_iter()
            .flat_map(HashMap::keys)
            .cloned()
            .collect()
    }
}

impl Drop for IndexedEntry {
    fn drop(&mut self) {
        let mut by_entity = self.index.0.lock();
        let Some(versions) = by_entity.get_mut(&self.entity) else {
            return;
        };
        if versions.get(&self.key) == Some(&self.version) {
            versions.remove(&self.key);
        }
        if versions.is_empty() {
            by_entity.remove(&self.entity);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::CustomerId;

    #[test]
    fn an_entry_is_found_until_its_last_version_is_dropped() {
        let index = Arc::<EntityIndex>::default();
        let entity = Uuid::from_u128(1);
        let key = Key::Contact(CustomerId(entity));
        let versions = [EntryVersion::default(), EntryVersion::default()];
        let first = index.add(&key, &versions[0]);
        let second = index.add(&key, &versions[1]);
        drop(first);
        assert_eq!(index.keys(entity), [key]);
        drop(second);
        assert!(index.keys(entity).is_empty() && index.0.lock().is_empty());
    }
}

//! The loaders of one request: async-graphql's, whose batches the executor closes.

use std::hash::Hash;
use std::sync::OnceLock;

use async_graphql::dataloader::{DataLoader, HashMapCache, Loader};

use super::executor::{AfterBarriers, LoaderTasks};

/// A loader that caches its results until the request ends. It is created at its first key: a request uses few of its
/// loaders.
pub(crate) struct RequestLoader<L>(OnceLock<DataLoader<L, HashMapCache>>);

/// A loader whose loads run when the executor polls `tasks`, and whose batches wait for the barriers of `after`.
pub(crate) struct NewLoader<L> {
    pub(crate) loader: L,
    pub(crate) tasks: LoaderTasks,
    pub(crate) after: AfterBarriers,
}

impl<L> Default for RequestLoader<L> {
    fn default() -> Self {
        Self(OnceLock::new())
    }
}

impl<L> RequestLoader<L> {
    /// Loads one key, in a batch with others.
    pub(crate) async fn load_one<K>(
        &self,
        key: K,
        create: impl FnOnce() -> NewLoader<L>,
    ) -> Result<Option<L::Value>, L::Error>
    where
        K: Send + Sync + Hash + Eq + Clone + 'static,
        L: Loader<K>,
    {
        let create = || {
            let new = create();
            DataLoader::with_cache(new.loader, new.tasks, new.after, HashMapCache::default())
        };
        self.0.get_or_init(create).load_one(key).await
    }
}

//! The loaders of one request: async-graphql's, whose batches the executor closes.

use std::hash::Hash;
use std::sync::OnceLock;

use async_graphql::dataloader::{DataLoader, HashMapCache, Loader};

use super::executor::{AfterBarriers, LoaderTasks};

/// A loader that caches its results until the request ends. It is created at its first key: a request uses few of its
/// loaders.
pub(crate) struct RequestLoader<L> {
    loader: L,
    tasks: LoaderTasks,
    after: AfterBarriers,
    created: OnceLock<DataLoader<L, HashMapCache>>,
}

impl<L: Clone> RequestLoader<L> {
    /// A loader whose loads run when the executor polls `tasks`, and whose batches wait for the barriers of `after`.
    pub(crate) fn new(loader: L, tasks: &LoaderTasks, after: &AfterBarriers) -> Self {
        Self {
            loader,
            tasks: tasks.clone(),
            after: after.clone(),
            created: OnceLock::new(),
        }
    }

    /// Loads one key, in a batch with others.
    pub(crate) async fn load_one<K>(&self, key: K) -> Result<Option<L::Value>, L::Error>
    where
        K: Send + Sync + Hash + Eq + Clone + 'static,
        L: Loader<K>,
    {
        let create = || {
            DataLoader::with_cache(
                self.loader.clone(),
                self.tasks.clone(),
                self.after.clone(),
                HashMapCache::default(),
            )
        };
        self.created.get_or_init(create).load_one(key).await
    }
}

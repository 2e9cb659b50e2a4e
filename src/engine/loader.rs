//! The loaders of one request: async-graphql's, whose batches the executor closes.

use async_graphql::dataloader::{DataLoader, HashMapCache};

use super::executor::{AfterBarriers, LoaderTasks};

/// A loader that caches its results until the request ends.
pub(crate) type RequestLoader<L> = DataLoader<L, HashMapCache>;

/// Creates a loader. Its loads run when the executor polls `tasks`, and its batches wait for the barriers of `after`.
pub(crate) fn request_loader<L>(
    loader: L,
    tasks: &LoaderTasks,
    after: &AfterBarriers,
) -> RequestLoader<L> {
    DataLoader::with_cache(
        loader,
        tasks.clone(),
        after.clone(),
        HashMapCache::default(),
    )
}

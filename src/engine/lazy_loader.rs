//! A loader that is created when it is used first. Keys that the cache has need no loader.

use std::sync::{Arc, OnceLock};

use async_graphql::dataloader::{DataLoader, HashMapCache};

use super::barrier::Barrier;
use super::executor::{AfterBarriers, LoaderTasks};

type CachingLoader<L> = DataLoader<L, HashMapCache>;

/// A loader `L` of one request, created from the request's source `S`.
pub(crate) struct LazyLoader<L, S> {
    loader: OnceLock<CachingLoader<L>>,
    create: fn(Arc<S>) -> L,
    /// Number of the request's barriers that the loader's batches wait for.
    barriers: usize,
}

impl<L: Send + Sync + 'static, S> LazyLoader<L, S> {
    /// A loader whose batches wait for the first `barriers` of the request's barriers.
    pub(crate) fn new(barriers: usize, create: fn(Arc<S>) -> L) -> Self {
        Self {
            loader: OnceLock::new(),
            create,
            barriers,
        }
    }

    /// The loader. Its loads run when the executor polls `tasks`.
    pub(crate) fn get(
        &self,
        source: &Arc<S>,
        tasks: &LoaderTasks,
        barriers: &[&Barrier],
    ) -> &CachingLoader<L> {
        self.loader.get_or_init(|| {
            let loader = (self.create)(source.clone());
            let barriers = barriers.get(..self.barriers).unwrap_or(barriers);
            let timer = AfterBarriers::new(barriers);
            DataLoader::with_cache(loader, tasks.clone(), timer, HashMapCache::default())
        })
    }
}

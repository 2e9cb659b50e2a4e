//! A loader that is made once somebody needs it: what the scope knows needs none.

use std::sync::{Arc, OnceLock};

use async_graphql::dataloader::{DataLoader, HashMapCache};

use super::Source;
use super::drive::{AfterGates, Tasks};
use super::gate::Gate;

type Of<L> = DataLoader<L, HashMapCache>;

/// A loader of one request.
pub(super) struct Lazy<L> {
    loader: OnceLock<Of<L>>,
    make: fn(Arc<Source>) -> L,
    /// Its keys come out of lists: while one is being read, there may be more of them to come.
    after_lists: bool,
}

impl<L: Send + Sync + 'static> Lazy<L> {
    pub(super) fn at_once(make: fn(Arc<Source>) -> L) -> Self {
        Self {
            loader: OnceLock::new(),
            make,
            after_lists: false,
        }
    }

    pub(super) fn after_lists(make: fn(Arc<Source>) -> L) -> Self {
        Self {
            after_lists: true,
            ..Self::at_once(make)
        }
    }

    /// The loader, whose work is done by whoever drives `tasks`.
    pub(super) fn get(&self, source: &Arc<Source>, tasks: &Tasks, listing: &Gate) -> &Of<L> {
        self.loader.get_or_init(|| {
            let loader = (self.make)(source.clone());
            let timer = if self.after_lists {
                AfterGates::of([listing.clone()])
            } else {
                AfterGates::none()
            };
            DataLoader::with_cache(loader, tasks.clone(), timer, HashMapCache::default())
        })
    }
}

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
    waits: Waits,
}

/// What a loader waits for: while that is under way, there may be more keys to come.
#[derive(Clone, Copy)]
enum Waits {
    Nothing,
    /// Its keys come out of lists.
    Lists,
    /// Its keys come out of lists whose sessions are decided upon.
    Verdicts,
}

impl<L: Send + Sync + 'static> Lazy<L> {
    pub(super) fn at_once(make: fn(Arc<Source>) -> L) -> Self {
        Self {
            loader: OnceLock::new(),
            make,
            waits: Waits::Nothing,
        }
    }

    pub(super) fn after_lists(make: fn(Arc<Source>) -> L) -> Self {
        Self {
            waits: Waits::Lists,
            ..Self::at_once(make)
        }
    }

    pub(super) fn after_verdicts(make: fn(Arc<Source>) -> L) -> Self {
        Self {
            waits: Waits::Verdicts,
            ..Self::at_once(make)
        }
    }

    /// The loader, whose work is done by whoever drives `tasks`.
    pub(super) fn get(
        &self,
        source: &Arc<Source>,
        tasks: &Tasks,
        [lists, verdicts]: [&Gate; 2],
    ) -> &Of<L> {
        self.loader.get_or_init(|| {
            let loader = (self.make)(source.clone());
            let timer = match self.waits {
                Waits::Nothing => AfterGates::none(),
                Waits::Lists => AfterGates::of([lists.clone()]),
                Waits::Verdicts => AfterGates::of([lists.clone(), verdicts.clone()]),
            };
            DataLoader::with_cache(loader, tasks.clone(), timer, HashMapCache::default())
        })
    }
}

//! A loader of one request, before and after its first key.

use std::sync::Arc;

use super::source::Source;
use crate::engine::loader::RequestLoader;

/// One kind of key: its loader, and how that is created.
pub(super) struct LoaderOf<L> {
    pub(super) create: fn(Arc<Source>) -> L,
    pub(super) after: After,
    pub(super) loader: RequestLoader<L>,
}

/// What the batches of a loader wait for.
#[derive(Debug, Clone, Copy)]
pub(super) enum After {
    Nothing,
    /// Lists of sessions.
    Lists,
    /// Lists of sessions, and the campaign verdicts of a list.
    Verdicts,
}

impl<L> LoaderOf<L> {
    /// A loader whose batches wait for nothing.
    pub(super) fn new(create: fn(Arc<Source>) -> L) -> Self {
        Self {
            create,
            after: After::Nothing,
            loader: RequestLoader::default(),
        }
    }

    pub(super) fn after(self, after: After) -> Self {
        Self { after, ..self }
    }
}

//! Replacements for parts of async-graphql and of its `dataloader` feature, behind small interfaces. Each
//! part can go as soon as the engine itself does the same.
//!
//! | technique | measured gain | when it can go |
//! |---|---|---|
//! | [`fast_path`]: objects that occur by the hundred are resolved without a boxed future and a join for each scalar field | see `docs/benchmarks.md`, section "The engine" | when the engine resolves ready fields in place |
//! | [`ResponseForm::Text`]: such an object is written as JSON text as soon as it is resolved; [`merge`] finds the documents for which that is not possible | same section | when the engine writes responses without an intermediate tree |
//! | [`executor`]: query and loaders run on one task; a batch closes when the query can make no progress | exact batches, no timer: `docs/adr/0003-async-graphql-dataloader.md` | when the loader can close batches on demand |
//! | [`barrier`]: a loader whose keys come from another loader's result waits for it | one call for each resource of a page instead of several | with the executor |
//! | [`lazy_loader`]: a loader is created at its first key that the cache does not have | same section | when creating an unused loader costs nothing |
//! | [`schemas`]: documents that were validated before are executed by a schema without validation | same section | when the engine executes without validating |

pub(crate) mod barrier;
pub(crate) mod executor;
pub(crate) mod fast_path;
pub(crate) mod loader;
pub(crate) mod merge;
pub(crate) mod schemas;

pub(crate) use executor::{LoaderTasks, run};
pub(crate) use fast_path::ResponseForm;
pub(crate) use schemas::Schemas;

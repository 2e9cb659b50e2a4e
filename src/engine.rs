//! Replacements for parts of async-graphql and of its `dataloader` feature, behind small interfaces, and corrections of
//! its results ([`introspection`], [`nullable`], [`subscription_root`]). Each part can go as soon as the engine itself does the same.
//!
//! Gains are instructions per request for the journey tab from cached entities, or upstream calls; `docs/benchmarks.md`
//! has all figures and how they were measured. A technique that gains less than 5 % is not worth its code.
//!
//! | technique | measured gain | when it can go |
//! |---|---|---|
//! | [`fast_path`]: objects that occur by the hundred are resolved without a boxed future and a join for each scalar field | 34 % | when the engine resolves ready fields in place |
//! | [`ResponseForm::Text`]: such an object is written as JSON text as soon as it is resolved; [`merge`] finds the documents for which that is not possible | 10 % | when the engine writes responses without an intermediate tree |
//! | [`executor`]: query and loaders run on one task; a batch closes when the query can make no progress | exact batches without a timer, and loads that end with their request | when the loader can close batches on demand |
//! | [`barrier`]: a loader whose keys come from another loader's response waits for it | 13 % of the upstream calls for several customers with campaign calls | with the executor |

pub(crate) mod barrier;
pub(crate) mod executor;
pub(crate) mod fast_path;
pub(crate) mod introspection;
pub(crate) mod loader;
pub(crate) mod merge;
pub(crate) mod nullable;
pub(crate) mod on_fast_path;
pub(crate) mod ready_fields;
pub(crate) mod rows;
mod selection;
pub(crate) mod subscription_root;
pub(crate) mod text;

pub(crate) use executor::{LoaderTasks, run};
pub(crate) use fast_path::ResponseForm;

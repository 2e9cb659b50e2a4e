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
//! | [`ready_fields`], [`rows`]: fields that are read from their object are written as JSON without a future and a value, rows one after another into one text | 60 % of the tab from cached entities, 41 % of the list, together with texts of pages that are no longer copied | when the engine writes ready fields |
//! | [`collected_fields`]: the fields of a list's objects are collected once for all rows, with the texts of their keys | 8 % of the tab from cached entities, 15 % of the list, together with faster texts of times, enums and strings | when the engine collects the fields of a selection set once for each type |
//! | [`query`]: a query is executed without the engine's entry, which validates and copies its document | 12 % of the list from cached entities, 5 % of the tab, beside validation that an extension skipped | when the engine executes validated documents without copying them |
//! | [`loader`]: a loader is created at its first key | 5 % of the list from cached entities | when loaders without keys cost nothing |
//! | [`executor`]: query and loaders run on one task; a batch closes when the query can make no progress | exact batches without a timer, and loads that end with their request | when the loader can close batches on demand |
//! | [`executor`]: a wake-up of a load polls the loads, and the query only when a load has completed | with 20 loads of ten steps each: the query is polled at most 21 times instead of some 200 times | with the executor |
//! | [`barrier`]: a loader whose keys come from another loader's response waits for it | 13 % of the upstream calls for several customers with campaign calls | with the executor |

pub(crate) mod barrier;
mod collected_fields;
pub(crate) mod conditions;
pub(crate) mod executor;
pub(crate) mod fast_path;
pub(crate) mod introspection;
pub(crate) mod loader;
pub(crate) mod merge;
pub(crate) mod nullable;
pub(crate) mod on_fast_path;
pub(crate) mod query;
pub(crate) mod ready_fields;
pub(crate) mod rows;
mod selection;
mod subscription_root;
mod text;
pub(crate) mod writer;

pub(crate) use executor::{LoaderTasks, run};
pub(crate) use fast_path::ResponseForm;

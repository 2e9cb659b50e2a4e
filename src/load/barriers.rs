//! The number of barriers that a loader's batches wait for, in the order `lists_pending`, `verdicts_pending` of
//! [`Loaders`](super::Loaders).

/// The batches wait for no other loader.
pub(super) const AT_ONCE: usize = 0;
/// The keys come from lists of sessions.
pub(super) const AFTER_LISTS: usize = 1;
/// The keys come from lists of sessions without their campaign calls.
pub(super) const AFTER_VERDICTS: usize = 2;

//! The key by which viewers share the limit of concurrent calls.

/// Key of the concurrency limit: the viewer or the unknown token that causes a call. Calls that no viewer causes
/// share the default key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct CallKey(Option<u64>);

impl CallKey {
    /// The key of the id with this hash. 64 bits are enough: two ids that collide share one key, which costs only
    /// fairness between them.
    pub(super) fn new(hash: u64) -> Self {
        Self(Some(hash))
    }
}

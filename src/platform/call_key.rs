//! The key by which viewers share the limit of concurrent calls.

use sha2::{Digest, Sha256};

/// Key of the concurrency limit: the viewer or the unknown token that causes a call. Calls that no viewer causes
/// share the default key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct CallKey(Option<u64>);

impl CallKey {
    /// 64 bits of a hash are enough: two ids that collide share one key, which costs only fairness between them.
    pub(super) fn new(id: &[u8]) -> Self {
        let digest: [u8; 32] = Sha256::digest(id).into();
        let first = digest.first_chunk().copied();
        Self(first.map(u64::from_le_bytes))
    }
}

//! Groups of clients, as a circuit breaker distinguishes them.

use sha2::{Digest, Sha256};

/// The group of the client that causes a call. Groups show in constant memory whether several clients see failures;
/// clients of one group count as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::platform) struct Client(pub(super) u8);

impl Client {
    pub(super) const COUNT: usize = 64;

    /// The group of the client with this id.
    pub(in crate::platform) fn new(id: &[u8]) -> Self {
        let [first, ..]: [u8; 32] = Sha256::digest(id).into();
        Self(first % 64)
    }

    pub(super) fn index(self) -> usize {
        usize::from(self.0)
    }
}

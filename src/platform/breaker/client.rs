//! Groups of clients, as a circuit breaker distinguishes them.

/// The group of the client that causes a call. Groups show in constant memory whether several clients see failures;
/// clients of one group count as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::platform) struct Client(pub(super) u8);

impl Client {
    pub(super) const COUNT: usize = 64;

    /// The group of the client whose id has this hash.
    pub(in crate::platform) fn new(hash: u64) -> Self {
        let [first, ..] = hash.to_le_bytes();
        Self(first % 64)
    }

    pub(super) fn index(self) -> usize {
        usize::from(self.0)
    }
}

//! The order of confirmations and frames in one scope.

/// A position in the order of topic confirmations and frames. A read is covered if the topics that report its
/// changes were confirmed before the read started, and no gap followed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sequence(u64);

impl Sequence {
    /// The next position.
    #[must_use]
    pub(super) fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

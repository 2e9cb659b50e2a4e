//! An invalid part of a document.

use apollo_compiler::parser::SourceSpan;

/// An invalid part of a document.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Invalid {
    /// Byte at which the part starts.
    pub(super) offset: usize,
    pub(super) message: String,
}

/// Byte at which a part of a document starts.
pub(super) fn offset(location: Option<SourceSpan>) -> usize {
    location.map_or(0, |location| location.offset())
}

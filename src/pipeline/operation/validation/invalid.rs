//! An invalid part of a document.

use apollo_compiler::diagnostic::ToCliReport;
use apollo_compiler::parser::SourceSpan;
use apollo_compiler::validation::DiagnosticData;

/// An invalid part of a document.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Invalid {
    /// Byte at which the part starts.
    pub(super) offset: usize,
    pub(super) message: String,
}

impl Invalid {
    pub(super) fn new(location: Option<SourceSpan>, message: String) -> Self {
        Self {
            offset: location.map_or(0, |location| location.offset()),
            message,
        }
    }

    pub(super) fn from_diagnostic(error: &DiagnosticData) -> Self {
        Self::new(error.location(), error.to_string())
    }
}

//! Settings of persisted documents.

use std::path::PathBuf;

use super::reader::Reader;

/// Settings of persisted documents.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "`settings` describes each")]
pub struct Documents {
    pub automatic: bool,
    pub mode: DocumentMode,
    /// `None` without trusted documents.
    pub manifest: Option<PathBuf>,
    pub manifest_bytes: usize,
}

/// Which documents are executed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentMode {
    /// All documents, within the limits. The manifest is validated and not used.
    Off,
    /// Documents of the manifest without limits of size and cost, and all others within the limits.
    Prefer,
    /// Documents of the manifest only.
    Only,
}

impl DocumentMode {
    /// The value of the setting.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Prefer => "prefer",
            Self::Only => "only",
        }
    }
}

impl Reader {
    pub(super) fn documents(&mut self) -> Documents {
        let expected = "`off`, `prefer` or `only`";
        let mode = self.parse("documents.mode", expected, DocumentMode::Off, |text| {
            let mut modes =
                [DocumentMode::Off, DocumentMode::Prefer, DocumentMode::Only].into_iter();
            modes.find(|mode| mode.as_str() == text)
        });
        let manifest = self.optional_text("documents.manifest").map(PathBuf::from);
        if mode != DocumentMode::Off && manifest.is_none() {
            let message = format!(
                "missing; required with `documents.mode = \"{}\"`",
                mode.as_str()
            );
            self.add_error("documents.manifest", message);
        }
        Documents {
            automatic: self.bool("documents.automatic"),
            mode,
            manifest,
            manifest_bytes: self.size("documents.manifest_bytes", 1),
        }
    }
}

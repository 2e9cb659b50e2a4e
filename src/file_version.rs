//! Metadata by which a changed file is recognized.

use std::fs;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// Interval at which files are compared. A shorter one would notice changes no operator waits for.
pub(crate) const INTERVAL: Duration = Duration::from_secs(1);

/// The version of a file; an error counts as a version of its own.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FileVersion(Result<FileState, io::ErrorKind>);

/// State of a file. A file that replaces another one may have the same time and size.
#[derive(Debug, PartialEq, Eq)]
struct FileState {
    modified: SystemTime,
    bytes: u64,
    #[cfg(unix)]
    inode_and_change: (u64, i64, i64),
}

impl FileVersion {
    /// The present version of a file. Symbolic links are followed, as Kubernetes replaces the target of one.
    pub(crate) fn read(path: &Path) -> Self {
        Self(state(path))
    }
}

fn state(path: &Path) -> Result<FileState, io::ErrorKind> {
    let metadata = fs::metadata(path).map_err(|error| error.kind())?;
    let modified = metadata.modified().map_err(|error| error.kind())?;
    Ok(FileState {
        modified,
        bytes: metadata.len(),
        #[cfg(unix)]
        inode_and_change: {
            use std::os::unix::fs::MetadataExt;
            (metadata.ino(), metadata.ctime(), metadata.ctime_nsec())
        },
    })
}

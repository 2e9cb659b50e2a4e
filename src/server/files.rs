//! The limit of open files. Every connection needs a file descriptor.

use super::table::RESERVE;
use crate::config::Config;

/// File descriptors of the listeners, the runtime, logs and name resolution.
const OTHERS: usize = 64;

/// Maximum number of file descriptors that the limits of `config` allow.
fn needed(config: &Config) -> usize {
    [
        config.connections.connections,
        RESERVE,
        // A WebSocket leaves the connection table.
        config.limits.sockets,
        config.platform.max_concurrent_calls,
        OTHERS,
    ]
    .into_iter()
    .fold(0, usize::saturating_add)
}

/// Raises the soft limit of open files to the hard limit; warns if the limits of `config` need more.
#[cfg(unix)]
pub fn raise_open_files(config: &Config) {
    let needed = needed(config);
    match rlimit::increase_nofile_limit(u64::MAX) {
        Ok(limit) if limit < needed as u64 => tracing::warn!(
            limit,
            needed,
            "the limit of open files (nofile) is {limit}, but limits.connections, limits.sockets and \
             platform.max_concurrent_calls may need {needed}: raise it or lower them"
        ),
        Ok(limit) => tracing::debug!(limit, needed, "the limit of open files is high enough"),
        Err(error) => tracing::warn!(%error, "the limit of open files could not be read or raised"),
    }
}

/// Does nothing: this system has no such limit.
#[cfg(not(unix))]
pub fn raise_open_files(_: &Config) {}

//! Why traces cannot be exported.

/// Why traces cannot be exported.
#[derive(Debug, thiserror::Error)]
#[error("cannot export traces: {0}")]
pub struct TracerError(pub(super) String);

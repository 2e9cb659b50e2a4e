//! Takes the place of `check` in builds without the feature `redis`.

use super::error::{JoinError, UnusableRedis};
use super::settings::Settings;

/// Fails: this build has no client of Redis.
#[expect(clippy::unused_async, reason = "the signature is that of `check`")]
pub(crate) async fn check(_: &Settings) -> Result<String, UnusableRedis> {
    Err(UnusableRedis::Settings(JoinError::NotBuiltIn.to_string()))
}

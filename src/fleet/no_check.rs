//! Takes the place of `check` in builds without the feature `redis`.

use super::error::{JoinError, UnusableRedis};
use super::settings::Settings;

/// Fails: this build has no client of Redis.
pub(crate) async fn check(_: &Settings) -> Result<String, UnusableRedis> {
    Err(UnusableRedis::Settings(JoinError::NotBuiltIn.to_string()))
}

//! Takes the place of `connection` in builds without the feature `redis`. No value of its type exists.

use std::sync::Arc;

use super::availability::{Availability, Unavailable};
use super::command::Command;
use super::error::JoinError;
use super::reply::Reply;
use super::settings::Settings;

/// A connection. It has no values.
#[derive(Debug)]
pub(super) enum Connection {}

impl Connection {
    /// Fails: this build has no client of Redis.
    pub(super) fn open(
        _: &Settings,
        _: String,
        _: Arc<Availability>,
        _: impl Fn(Option<Vec<u8>>) + Send + Sync + 'static,
    ) -> Result<Self, JoinError> {
        Err(JoinError::NotBuiltIn)
    }

    #[expect(clippy::unused_async, reason = "the signature is that of `connection`")]
    pub(super) async fn call(&self, _: &Command) -> Result<Reply, Unavailable> {
        match *self {}
    }

    #[expect(clippy::unused_async, reason = "the signature is that of `connection`")]
    pub(super) async fn publish(&self, _: &str, _: Vec<u8>) -> Result<(), Unavailable> {
        match *self {}
    }
}

//! Why a gateway cannot join a fleet.

use std::io;

/// Why a gateway cannot join a fleet.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// The program was built without a client of Redis.
    #[error("this program was built without the feature `redis`, which `redis.url` needs")]
    NotBuiltIn,
    /// The address cannot be used.
    #[error("`redis.url` is no address of a Redis server")]
    Address,
    /// The file of certificates cannot be read.
    #[error("cannot read `redis.ca_file`: {0}")]
    Certificates(io::Error),
    /// The cryptographic library rejects a key.
    #[error("cannot derive keys from `redis.secret`")]
    Keys,
}

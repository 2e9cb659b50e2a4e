//! Why a gateway cannot join a fleet, or use its Redis.

use std::io;
use std::time::Duration;

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

/// Why Redis cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnusableRedis {
    /// The settings cannot be used.
    #[error("{0}")]
    Settings(String),
    /// No connection can be made.
    #[error(
        "the connection failed: check the host, the port, the firewalls, and with `rediss://` the certificate and `redis.ca_file`"
    )]
    Connection,
    /// A step took too long.
    #[error("no response within {} s", .0.as_secs())]
    Timeout(Duration),
    /// The password is wrong, or missing.
    #[error(
        "the server refuses the log-in: check the user in `redis.url`, and the password there, in `redis.password` or in its file"
    )]
    Authentication,
    /// The server refuses a command, with this code.
    #[error("the server refuses a command with {0}: check the rights of the user in `redis.url`")]
    Refused(String),
    /// The server is too old, or reports no version.
    #[error("expected Redis 7 or Valkey 7 or later, got version `{0}`")]
    Version(String),
}

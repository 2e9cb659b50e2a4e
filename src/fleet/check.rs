//! Tests a Redis for operators, before clients depend on it.

use std::time::Duration;

use redis::{AsyncConnectionConfig, ErrorKind, RedisError, Value, from_redis_value};
use tokio::time::timeout;

use super::address::Address;
use super::error::{JoinError, UnusableRedis};
use super::settings::Settings;

/// Maximum time of the test. The gateway itself gives up a connection after two seconds.
const MAX_WAIT: Duration = Duration::from_secs(4);

/// The oldest usable version: [`docs/fleet.md`](../../docs/fleet.md).
const MIN_VERSION: u32 = 7;

/// Connects, and returns the server's version.
pub(crate) async fn check(settings: &Settings) -> Result<String, UnusableRedis> {
    let unusable_settings = |error: JoinError| UnusableRedis::Settings(error.to_string());
    let address = Address::new(settings).map_err(unusable_settings)?;
    let client = address.client().map_err(|error| unusable(&error))?;
    let version = timeout(MAX_WAIT, version(&client)).await;
    let version = version.map_err(|_| UnusableRedis::Timeout(MAX_WAIT))?;
    let version = version.map_err(|error| unusable(&error))?;
    let major = version
        .split('.')
        .next()
        .and_then(|major| major.parse().ok());
    if major.is_none_or(|major: u32| major < MIN_VERSION) {
        return Err(UnusableRedis::Version(version));
    }
    Ok(version)
}

async fn version(client: &redis::Client) -> Result<String, RedisError> {
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(MAX_WAIT))
        .set_response_timeout(Some(MAX_WAIT));
    let mut connection = client
        .get_multiplexed_async_connection_with_config(&config)
        .await?;
    redis::cmd("PING")
        .query_async::<Value>(&mut connection)
        .await?;
    // Users without further rights may send it, unlike `INFO`.
    let hello = redis::cmd("HELLO")
        .query_async::<Value>(&mut connection)
        .await?;
    let Value::Map(properties) = hello else {
        return Ok(String::new());
    };
    let is_version = |key: &Value| matches!(key, Value::BulkString(name) if name == b"version");
    let mut properties = properties.into_iter();
    let version = properties.find(|(key, _)| is_version(key));
    version.map_or_else(
        || Ok(String::new()),
        |(_, value)| Ok(from_redis_value(value)?),
    )
}

/// The reason as an operator sees it. The server's own text is left out, because it may name the user.
fn unusable(error: &RedisError) -> UnusableRedis {
    match error.kind() {
        ErrorKind::AuthenticationFailed => UnusableRedis::Authentication,
        ErrorKind::Server(_) | ErrorKind::Extension => match error.code().unwrap_or("ERR") {
            "NOAUTH" | "WRONGPASS" => UnusableRedis::Authentication,
            code => UnusableRedis::Refused(code.to_owned()),
        },
        ErrorKind::RESP3NotSupported => UnusableRedis::Version(String::new()),
        _ if error.is_timeout() => UnusableRedis::Timeout(MAX_WAIT),
        _ => UnusableRedis::Connection,
    }
}

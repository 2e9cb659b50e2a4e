//! The connection to Redis. One connection carries the calls of all requests and the messages of the other nodes, so
//! that messages are received whenever calls are answered.

use std::fmt;
use std::fs;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use redis::aio::MultiplexedConnection;
use redis::{
    AsyncConnectionConfig, Client, ErrorKind, IntoConnectionInfo, ProtocolVersion, PushInfo,
    PushKind, RedisError, TlsCertificates, Value,
};
use tokio::sync::Notify;
use tokio::task::AbortHandle;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};

use super::availability::{Availability, Unavailable};
use super::command::{Command, Script};
use super::error::JoinError;
use super::reply::Reply;
use super::settings::Settings;
use crate::backoff::Backoff;

/// Maximum time of the TCP and TLS handshakes and of the first commands.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// Interval of the pings that show whether Redis answers.
const PING_INTERVAL: Duration = Duration::from_millis(250);
/// A ping that takes longer counts as unanswered. A request would not wait longer either.
const PING_TIMEOUT: Duration = Duration::from_millis(50);
/// A connection without an answer for this time is replaced: the network may have lost it.
const SILENCE: Duration = Duration::from_secs(5);
/// Delays between attempts to connect.
const RECONNECT: Backoff = Backoff {
    min: Duration::from_millis(50),
    first: Duration::from_millis(200),
    factor: 2,
    max: Duration::from_secs(1),
};

/// A connection that renews itself.
pub(super) struct Connection {
    shared: Arc<Shared>,
    task: AbortHandle,
}

struct Shared {
    client: Client,
    channel: String,
    availability: Arc<Availability>,
    current: Mutex<Option<MultiplexedConnection>>,
    scripts: [redis::Script; Script::ALL.len()],
    lost: Notify,
    /// Receives the messages of `channel`, and `None` when messages may have been lost.
    receive: Box<dyn Fn(Option<Vec<u8>>) + Send + Sync>,
}

impl Connection {
    /// Starts to connect; needs a Tokio runtime. Until the connection is made, calls fail at once.
    pub(super) fn open(
        settings: &Settings,
        channel: String,
        availability: Arc<Availability>,
        receive: impl Fn(Option<Vec<u8>>) + Send + Sync + 'static,
    ) -> Result<Self, JoinError> {
        let shared = Arc::new(Shared {
            client: client(settings)?,
            channel,
            availability,
            current: Mutex::default(),
            scripts: Script::ALL.map(|script| redis::Script::new(script.text())),
            lost: Notify::new(),
            receive: Box::new(receive),
        });
        let task = tokio::spawn(keep_connected(shared.clone())).abort_handle();
        Ok(Self { shared, task })
    }

    /// Runs a script.
    pub(super) async fn call(&self, command: &Command) -> Result<Reply, Unavailable> {
        let mut connection = self.shared.current()?;
        let script = self.shared.scripts.get(command.script as usize);
        let mut invocation = script.ok_or(Unavailable)?.prepare_invoke();
        for key in &command.keys {
            invocation.key(key.as_slice());
        }
        for argument in &command.arguments {
            invocation.arg(argument.as_slice());
        }
        let answer = invocation.invoke_async::<Value>(&mut connection).await;
        Ok(reply(answer.map_err(|error| self.shared.failed(&error))?))
    }

    /// Sends a message to all nodes that listen to `channel`.
    pub(super) async fn publish(&self, channel: &str, message: Vec<u8>) -> Result<(), Unavailable> {
        let mut connection = self.shared.current()?;
        let mut publish = redis::cmd("PUBLISH");
        publish.arg(channel).arg(message);
        let answer = publish.query_async::<Value>(&mut connection).await;
        answer.map(drop).map_err(|error| self.shared.failed(&error))
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connection")
    }
}

pub(super) fn client(settings: &Settings) -> Result<Client, JoinError> {
    let info = settings.url.as_str().into_connection_info();
    let info = info.map_err(|_| JoinError::Address)?;
    // Messages of other nodes arrive on the connection of the calls, for which RESP 3 is needed.
    let redis = info.redis_settings().clone();
    let info = info.set_redis_settings(redis.set_protocol(ProtocolVersion::RESP3));
    let client = match &settings.ca_file {
        None => Client::open(info),
        Some(path) => {
            let root_cert = Some(fs::read(path).map_err(JoinError::Certificates)?);
            let certificates = TlsCertificates {
                client_tls: None,
                root_cert,
            };
            Client::build_with_tls(info, certificates)
        }
    };
    client.map_err(|_| JoinError::Address)
}

impl Shared {
    fn current(&self) -> Result<MultiplexedConnection, Unavailable> {
        self.current.lock().clone().ok_or(Unavailable)
    }

    /// Records why a call has no answer.
    fn failed(&self, error: &RedisError) -> Unavailable {
        if matches!(error.kind(), ErrorKind::Server(_) | ErrorKind::Extension) {
            self.availability.count_error(error.code().unwrap_or("ERR"));
        } else {
            self.lost.notify_one();
        }
        Unavailable
    }

    async fn connect(self: &Arc<Self>) -> Result<MultiplexedConnection, RedisError> {
        let shared = self.clone();
        let receive = move |push: PushInfo| {
            match push.kind {
                PushKind::Message => (shared.receive)(payload(push.data)),
                PushKind::Disconnection => shared.lost.notify_one(),
                _ => {}
            }
            Ok::<_, redis::aio::SendError>(())
        };
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(CONNECT_TIMEOUT))
            .set_response_timeout(Some(SILENCE))
            .set_push_sender(receive);
        let client = &self.client;
        let mut connection = client
            .get_multiplexed_async_connection_with_config(&config)
            .await?;
        connection.subscribe(self.channel.as_str()).await?;
        Ok(connection)
    }

    /// Uses a connection until it is lost.
    async fn serve(&self, connection: &MultiplexedConnection) {
        let mut pings = interval(PING_INTERVAL);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut answered = Instant::now();
        loop {
            tokio::select! {
                () = self.lost.notified() => return,
                _ = pings.tick() => {}
            }
            let mut connection = connection.clone();
            let ping = redis::cmd("PING");
            match timeout(PING_TIMEOUT, ping.query_async::<Value>(&mut connection)).await {
                Ok(Ok(_)) => {
                    answered = Instant::now();
                    self.availability.set_up();
                }
                Ok(Err(error)) if error.is_io_error() || error.is_connection_dropped() => return,
                // Redis answers, but refuses commands while it loads its data, for example.
                Ok(Err(_)) => self.availability.set_down("it refuses commands"),
                Err(_) => {
                    self.availability.set_down("it answers too slowly");
                    if answered.elapsed() > SILENCE {
                        return;
                    }
                }
            }
        }
    }
}

/// Connects, and connects again whenever the connection is lost. Never returns.
async fn keep_connected(shared: Arc<Shared>) {
    let mut failures = 0;
    loop {
        match timeout(CONNECT_TIMEOUT, shared.connect()).await {
            Ok(Ok(connection)) => {
                failures = 0;
                *shared.current.lock() = Some(connection.clone());
                // Messages of the time without a connection are lost.
                (shared.receive)(None);
                shared.serve(&connection).await;
                *shared.current.lock() = None;
                shared.availability.set_down("the connection was lost");
            }
            Ok(Err(error)) => {
                failures += 1;
                tracing::debug!(failures, kind = ?error.kind(), "cannot connect to Redis");
            }
            Err(_) => failures += 1,
        }
        sleep(RECONNECT.delay(failures)).await;
    }
}

/// The content of a message: `[channel, content]`.
fn payload(data: Vec<Value>) -> Option<Vec<u8>> {
    match data.into_iter().nth(1) {
        Some(Value::BulkString(content)) => Some(content),
        _ => None,
    }
}

fn reply(value: Value) -> Reply {
    match value {
        Value::Int(number) => Reply::Number(number),
        Value::BulkString(bytes) => Reply::Bytes(bytes),
        Value::SimpleString(text) => Reply::Bytes(text.into_bytes()),
        Value::Array(values) => Reply::List(values.into_iter().map(reply).collect()),
        _ => Reply::Nil,
    }
}

//! The connection to Redis. One connection carries the calls of all requests and the messages of the other nodes, so
//! that messages are received whenever calls are answered.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, ErrorKind, PushInfo, PushKind, RedisError, Value};
use tokio::sync::Notify;
use tokio::task::AbortHandle;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};

use super::address::Address;
use super::availability::{Availability, Unavailable};
use super::command::{Command, Script, millis};
use super::error::JoinError;
use super::reply::Reply;
use super::settings::Settings;
use crate::backoff::Backoff;

/// Maximum time of the TCP and TLS handshakes and of the first commands.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// Interval of the probes that show whether Redis can be used.
const PROBE_INTERVAL: Duration = Duration::from_millis(250);
/// A probe that takes longer counts as unanswered. A request would not wait longer either.
const PROBE_TIMEOUT: Duration = Duration::from_millis(50);
/// Number of probes in a row without an answer after which Redis is not used. One can be an accident.
const LATE: u32 = 2;
/// A timer that fires later than this shows that this process has too little CPU time.
const OWN_DELAY: Duration = Duration::from_millis(10);
/// A connection without an answer for this time is replaced: the network may have lost it.
const SILENCE: Duration = Duration::from_secs(5);
/// Refusals that concern all commands: the server has become a replica or a node of a cluster, loads its data, or the user
/// has lost rights. The next connection may lead to another server.
const UNUSABLE: [&str; 11] = [
    "ASK",
    "CLUSTERDOWN",
    "CROSSSLOT",
    "LOADING",
    "MASTERDOWN",
    "MISCONF",
    "MOVED",
    "NOAUTH",
    "NOPERM",
    "NOREPLICAS",
    "READONLY",
];
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
    address: Address,
    channel: String,
    /// Written by each probe: only a Redis that takes writes can be used.
    probe: Command,
    availability: Arc<Availability>,
    current: Mutex<Option<Link>>,
    scripts: [redis::Script; Script::ALL.len()],
    /// Receives the messages of `channel`, and `None` when messages may have been lost.
    receive: Box<dyn Fn(Option<Vec<u8>>) + Send + Sync>,
}

/// One connection.
#[derive(Clone)]
struct Link {
    connection: MultiplexedConnection,
    /// Notified when it is lost.
    lost: Arc<Notify>,
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
            address: Address::new(settings)?,
            channel,
            probe: Command::new(Script::Touch)
                .key(format!("{}:probe", settings.prefix))
                .number(millis(SILENCE)),
            availability,
            current: Mutex::default(),
            scripts: Script::ALL.map(|script| redis::Script::new(script.text())),
            receive: Box::new(receive),
        });
        let task = tokio::spawn(keep_connected(shared.clone())).abort_handle();
        Ok(Self { shared, task })
    }

    /// Runs a script.
    pub(super) async fn call(&self, command: &Command) -> Result<Reply, Unavailable> {
        let link = self.shared.current()?;
        let answer = self.shared.run(&link, command).await;
        Ok(reply(
            answer.map_err(|error| self.shared.failed(&link, &error))?,
        ))
    }

    /// Sends a message to all nodes that listen to `channel`.
    pub(super) async fn publish(&self, channel: &str, message: Vec<u8>) -> Result<(), Unavailable> {
        let mut link = self.shared.current()?;
        let mut publish = redis::cmd("PUBLISH");
        publish.arg(channel).arg(message);
        let answer = publish.query_async::<Value>(&mut link.connection).await;
        answer
            .map(drop)
            .map_err(|error| self.shared.failed(&link, &error))
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

impl Shared {
    fn current(&self) -> Result<Link, Unavailable> {
        self.current.lock().clone().ok_or(Unavailable::NotSent)
    }

    async fn run(&self, link: &Link, command: &Command) -> Result<Value, RedisError> {
        let script = self.scripts.get(command.script as usize);
        let script = script.ok_or((ErrorKind::Client, "unknown script"))?;
        let mut invocation = script.prepare_invoke();
        for key in &command.keys {
            invocation.key(key.as_slice());
        }
        for argument in &command.arguments {
            invocation.arg(argument.as_slice());
        }
        let mut connection = link.connection.clone();
        invocation.invoke_async(&mut connection).await
    }

    /// Records why a command was not carried out.
    fn failed(&self, link: &Link, error: &RedisError) -> Unavailable {
        if matches!(error.kind(), ErrorKind::Server(_) | ErrorKind::Extension) {
            let code = error.code().unwrap_or("ERR");
            self.availability.count_error(code);
            if UNUSABLE.contains(&code) {
                self.availability.set_down(code);
                link.lost.notify_one();
            }
        } else {
            link.lost.notify_one();
        }
        Unavailable::Failed
    }

    async fn connect(self: &Arc<Self>) -> Result<Link, RedisError> {
        let lost = Arc::<Notify>::default();
        // Weak, because the task of the connection holds the closure, and this holds the connection.
        let (shared, is_lost) = (Arc::downgrade(self), lost.clone());
        let receive = move |push: PushInfo| {
            match (push.kind, shared.upgrade()) {
                (PushKind::Message, Some(shared)) => (shared.receive)(payload(push.data)),
                (PushKind::Disconnection, _) => is_lost.notify_one(),
                _ => {}
            }
            Ok::<_, redis::aio::SendError>(())
        };
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(CONNECT_TIMEOUT))
            .set_response_timeout(Some(SILENCE))
            .set_push_sender(receive);
        let client = self.address.client()?;
        let mut connection = client
            .get_multiplexed_async_connection_with_config(&config)
            .await?;
        connection.subscribe(self.channel.as_str()).await?;
        // Otherwise the first call of each script would take three round trips.
        let mut load = redis::pipe();
        for script in Script::ALL {
            load.cmd("SCRIPT").arg("LOAD").arg(script.text()).ignore();
        }
        load.query_async::<()>(&mut connection).await?;
        Ok(Link { connection, lost })
    }

    /// Uses a connection until it is lost or Redis refuses a probe.
    async fn serve(&self, link: &Link) {
        let mut probes = interval(PROBE_INTERVAL);
        probes.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut answered = Instant::now();
        let mut late = 0;
        loop {
            tokio::select! {
                () = link.lost.notified() => return,
                _ = probes.tick() => {}
            }
            let began = Instant::now();
            match timeout(PROBE_TIMEOUT, self.run(link, &self.probe)).await {
                Ok(Ok(_)) => {
                    answered = Instant::now();
                    late = 0;
                    self.availability.probe_answered();
                }
                Ok(Err(error)) => return self.availability.set_down(&reason(&error)),
                // This process itself is late: this shows nothing about Redis.
                Err(_) if began.elapsed() > PROBE_TIMEOUT + OWN_DELAY => {}
                Err(_) => {
                    late += 1;
                    if late >= LATE {
                        self.availability.set_down("it answers too slowly");
                    }
                    probes.reset_immediately();
                }
            }
            if answered.elapsed() > SILENCE {
                return;
            }
        }
    }
}

/// Connects, and connects again whenever the connection is lost. Never returns.
async fn keep_connected(shared: Arc<Shared>) {
    let mut failures = 0;
    loop {
        match timeout(CONNECT_TIMEOUT, shared.connect()).await {
            Ok(Ok(link)) => {
                *shared.current.lock() = Some(link.clone());
                // Messages of the time without a connection are lost.
                (shared.receive)(None);
                let connected = Instant::now();
                shared.serve(&link).await;
                *shared.current.lock() = None;
                shared.availability.set_down("the connection was lost");
                // A server that closes every connection is not asked more often than one that accepts none.
                let is_short = connected.elapsed() < SILENCE;
                failures = if is_short { failures + 1 } else { 0 };
            }
            Ok(Err(error)) => {
                failures += 1;
                let reason = format!("cannot connect: {}", reason(&error));
                shared.availability.set_down(&reason);
            }
            Err(_) => {
                failures += 1;
                shared.availability.set_down("cannot connect in time");
            }
        }
        sleep(RECONNECT.delay(failures)).await;
    }
}

/// The reason of a failure, without the address and without what Redis says about values.
fn reason(error: &RedisError) -> String {
    match (error.code(), error.kind()) {
        (Some(code), _) => code.to_owned(),
        (None, ErrorKind::Io) => error.to_string(),
        (None, kind) => format!("{kind:?}"),
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

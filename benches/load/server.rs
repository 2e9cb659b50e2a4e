//! Servers in processes of their own: the gateway, and what it is compared with.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use journey_gateway::config::{KEYS, variable};
use serde::Deserialize;

use super::Failure;
use super::ask::Asker;
use super::cores::Cores;
use super::peers::Peer;
use super::platform::Platform;
use super::usage::Usage;

/// How long a server may take to say where it listens.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many of its last lines are kept to explain a failure.
const LINES: usize = 12;

type Log = Arc<Mutex<VecDeque<String>>>;

/// Settings of the gateway, by the names of their keys.
pub(crate) type Setting<'a> = (&'static str, &'a str);

/// A server that serves; its process ends when this is dropped.
pub(crate) struct Server {
    process: Running,
    log: Log,
    /// Where it answers.
    pub(crate) url: String,
    /// From starting the process to the end of its first answer; of the gateway only.
    pub(crate) started_in: Duration,
}

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail only where the process has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Server {
    /// Starts the gateway in front of `platform` with its defaults but for `settings`, whatever the
    /// environment says, and waits for its first answer.
    pub(crate) async fn gateway(
        platform: &Platform,
        settings: &[Setting<'_>],
        cores: Cores,
    ) -> Result<Self, Failure> {
        let started = Instant::now();
        let mut command = cores.server(env!("CARGO_BIN_EXE_journey-gateway"));
        command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(["--platform-url", platform.url()])
            .env_clear()
            // `taskset` is looked for there.
            .env("PATH", "/usr/bin:/bin")
            // One viewer asks as much as it can.
            .env(variable("limits.viewer_cost_per_minute"), "1000000000000");
        for (key, value) in settings {
            // The bench outlives keys, and may be older than one.
            if KEYS.iter().any(|known| known.name == *key) {
                command.env(variable(key), value);
            }
        }
        let server = Self::start(command, None)?;
        let asker = Asker::new(&server.url, platform.token())?;
        asker
            .ask(r#"{"query":"{ viewer { id } }"}"#)
            .await?
            .good()?;
        Ok(Self {
            started_in: started.elapsed(),
            ..server
        })
    }

    /// Starts what the gateway is compared with. The bare one sends `answer`.
    pub(crate) fn peer(
        peer: Peer,
        platform: &Platform,
        answer: Option<&[u8]>,
        cores: Cores,
    ) -> Result<Self, Failure> {
        let mut command = cores.server(std::env::current_exe()?);
        command.args(["peer", peer.name(), platform.url()]);
        Self::start(command, answer)
    }

    fn start(mut command: Command, input: Option<&[u8]>) -> Result<Self, Failure> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let stderr = child.stderr.take().ok_or("the server has no log")?;
        let stdin = child.stdin.take();
        let process = Running(child);
        if let (Some(mut stdin), Some(input)) = (stdin, input) {
            stdin.write_all(input)?;
        }
        let log = Log::default();
        let (found, address) = mpsc::channel();
        let kept = log.clone();
        thread::spawn(move || follow(stderr, &kept, &found));
        let address = address
            .recv_timeout(PATIENCE)
            .map_err(|_| format!("the server does not start:\n{}", tail(&log)))?;
        Ok(Self {
            process,
            log,
            url: format!("http://{address}/graphql"),
            started_in: Duration::ZERO,
        })
    }

    /// Its host and port.
    pub(crate) fn address(&self) -> &str {
        let address = self.url.trim_start_matches("http://");
        address.trim_end_matches("/graphql")
    }

    /// What it has used.
    pub(crate) fn usage(&self) -> Usage {
        Usage::of(self.process.0.id())
    }

    /// A failure with all that helps to understand it.
    pub(crate) fn explain(&self, during: &str, failure: &Failure) -> Failure {
        let log = tail(&self.log);
        format!("{during}: {failure}\nthe server's log ends with\n{log}").into()
    }
}

fn tail(log: &Log) -> String {
    let lines = log.lock().unwrap_or_else(PoisonError::into_inner);
    lines.iter().cloned().collect::<Vec<_>>().join("\n")
}

/// The line that says where the server listens, among the lines of its log.
#[derive(Deserialize)]
struct Listening {
    address: String,
}

/// Reads the log to its end: a pipe that nobody empties would stop the server.
fn follow(log: impl Read, kept: &Log, found: &Sender<String>) {
    for line in BufReader::new(log).lines().map_while(Result::ok) {
        if let Ok(listening) = serde_json::from_str::<Listening>(&line) {
            // Only the first one is waited for.
            let _ = found.send(listening.address);
        }
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == LINES {
            kept.pop_front();
        }
        kept.push_back(line);
    }
}

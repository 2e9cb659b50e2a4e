//! Child processes: the gateway and the servers that it is compared with.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::{Duration, Instant};

use journey_gateway::config::{self, variable};
use parking_lot::Mutex;
use serde::Deserialize;

use super::BenchError;
use super::alternatives::Alternative;
use super::cores::Cores;
use super::http_client::HttpClient;
use super::platform::Platform;
use super::recorded::{Recorded, TOKEN};
use super::usage::Usage;

/// Maximum time until a server reports its address.
const START_TIMEOUT: Duration = Duration::from_secs(10);
/// Number of last log lines to report with a error.
const LOG_LINES: usize = 12;

/// What a server calls: the simulated platform, or the one with recorded responses.
pub(crate) trait Upstream {
    fn url(&self) -> &str;
    /// The token of a viewer.
    fn token(&self) -> &str;
}

impl Upstream for Platform {
    fn url(&self) -> &str {
        self.url()
    }

    fn token(&self) -> &str {
        self.token()
    }
}

impl Upstream for Recorded {
    fn url(&self) -> &str {
        self.url()
    }

    fn token(&self) -> &str {
        TOKEN
    }
}

type Log = Arc<Mutex<VecDeque<String>>>;

/// The key and value of a gateway setting.
pub(crate) type Setting<'a> = (&'static str, &'a str);

/// A running server. Dropping it kills its process.
pub(crate) struct Server {
    process: ChildGuard,
    log: Log,
    /// URL of its GraphQL endpoint.
    pub(crate) url: String,
    /// Time from the start of the process to the end of the first response; zero for alternative servers.
    pub(crate) started_in: Duration,
}

struct ChildGuard(Child);

impl Drop for ChildGuard {
    fn drop(&mut self) {
        // Both fail only if the process has already exited.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Server {
    /// Starts the gateway in front of `platform` with default settings except for `settings`, without the caller's
    /// environment, and waits for its first response.
    pub(crate) async fn gateway(
        platform: &impl Upstream,
        settings: &[Setting<'_>],
        cores: Cores,
    ) -> Result<Self, BenchError> {
        let started = Instant::now();
        let mut command = cores.server(env!("CARGO_BIN_EXE_journey-gateway"));
        command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(["--platform-url", platform.url()])
            .env_clear()
            // `PATH` is needed to find `taskset`.
            .env("PATH", "/usr/bin:/bin")
            // One viewer sends all requests, so its cost budget must not apply.
            .env(variable("limits.viewer_cost_per_minute"), "1000000000000");
        for (key, value) in settings {
            // Skips keys that this version of the gateway does not have, so that the bench can measure other versions too.
            if config::settings().any(|known| known.key == *key) {
                command.env(variable(key), value);
            }
        }
        let server = Self::start(command, None)?;
        let client = HttpClient::new(&server.url, platform.token())?;
        client
            .post(r#"{"query":"{ viewer { id } }"}"#)
            .await?
            .require_success()?;
        Ok(Self {
            started_in: started.elapsed(),
            ..server
        })
    }

    /// Starts an alternative server. The bare alternative sends `response` for every request.
    pub(crate) fn alternative(
        alternative: Alternative,
        platform: &impl Upstream,
        response: Option<&[u8]>,
        cores: Cores,
    ) -> Result<Self, BenchError> {
        let mut command = cores.server(std::env::current_exe()?);
        command.args(["alternative", alternative.name(), platform.url()]);
        Self::start(command, response)
    }

    fn start(mut command: Command, input: Option<&[u8]>) -> Result<Self, BenchError> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let stderr = child.stderr.take().ok_or("the server has no log")?;
        let stdin = child.stdin.take();
        let process = ChildGuard(child);
        if let (Some(mut stdin), Some(input)) = (stdin, input) {
            stdin.write_all(input)?;
        }
        let log = Log::default();
        let (sender, address) = mpsc::channel();
        let lines = log.clone();
        thread::spawn(move || follow(stderr, &lines, &sender));
        let address = address
            .recv_timeout(START_TIMEOUT)
            .map_err(|_| format!("the server did not start:\n{}", tail(&log)))?;
        Ok(Self {
            process,
            log,
            url: format!("http://{address}/graphql"),
            started_in: Duration::ZERO,
        })
    }

    /// Host and port.
    pub(crate) fn address(&self) -> &str {
        let address = self.url.trim_start_matches("http://");
        address.trim_end_matches("/graphql")
    }

    /// CPU time and memory of the process.
    pub(crate) fn usage(&self) -> Usage {
        Usage::for_process(self.process.0.id())
    }

    /// Adds the context and the last log lines to a error.
    pub(crate) fn add_log(&self, during: &str, error: &BenchError) -> BenchError {
        let log = tail(&self.log);
        format!("{during}: {error}\nlast lines of the server's log:\n{log}").into()
    }
}

fn tail(log: &Log) -> String {
    let lines = log.lock();
    lines.iter().cloned().collect::<Vec<_>>().join("\n")
}

/// The log line with the server's address.
#[derive(Deserialize)]
struct Listening {
    address: String,
}

/// Reads the log until the process exits. Without a reader, a full pipe would block the server.
fn follow(log: impl Read, lines: &Log, sender: &Sender<String>) {
    for line in BufReader::new(log).lines().map_while(Result::ok) {
        if let Ok(listening) = serde_json::from_str::<Listening>(&line) {
            // Only the first address is received; sending later ones fails.
            let _ = sender.send(listening.address);
        }
        let mut lines = lines.lock();
        if lines.len() == LOG_LINES {
            lines.pop_front();
        }
        lines.push_back(line);
    }
}

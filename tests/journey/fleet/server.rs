//! A Redis server of one test.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use redis::Value;
use tokio::net::TcpListener;
use tokio::time::sleep;

use crate::journey::harness::loopback;

/// A running server. It ends when it is dropped.
pub(super) struct Redis {
    port: u16,
    server: Child,
    data: tempfile::TempDir,
}

impl Redis {
    /// Starts a server on a free port; `None`, with a message, if the program is not installed.
    pub(super) async fn start() -> Option<Self> {
        // Another program may take the port before the server does.
        for _ in 0..5 {
            let data = tempfile::tempdir().unwrap();
            let free = TcpListener::bind(loopback()).await.unwrap();
            let port = free.local_addr().unwrap().port();
            drop(free);
            let server = match serve(port, &data) {
                Ok(server) => server,
                Err(error) => {
                    let required = std::env::var_os("JOURNEY_REQUIRE_PROGRAMS").is_some();
                    assert!(!required, "cannot start redis-server: {error}");
                    eprintln!("SKIPPED: cannot start redis-server: {error}");
                    return None;
                }
            };
            let mut redis = Self { port, server, data };
            if redis.is_started().await {
                return Some(redis);
            }
        }
        panic!("redis-server does not start");
    }

    async fn is_started(&mut self) -> bool {
        for _ in 0..500 {
            if self.server.try_wait().unwrap().is_some() {
                return false;
            }
            if self.connect().await.is_ok() {
                return true;
            }
            sleep(Duration::from_millis(20)).await;
        }
        false
    }

    pub(super) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// Kills the server.
    pub(super) fn kill(&mut self) {
        self.server.kill().unwrap();
        self.server.wait().unwrap();
    }

    /// Starts the killed server again, without its data.
    pub(super) async fn restart(&mut self) {
        self.server = serve(self.port, &self.data).unwrap();
        assert!(self.is_started().await);
    }

    pub(super) async fn connect(&self) -> redis::RedisResult<redis::aio::MultiplexedConnection> {
        let client = redis::Client::open(self.url())?;
        client.get_multiplexed_async_connection().await
    }

    /// Sends a command.
    pub(super) async fn command(&self, words: &[&str]) -> Value {
        let mut command = redis::cmd(words[0]);
        for word in &words[1..] {
            command.arg(word);
        }
        let mut connection = self.connect().await.unwrap();
        command.query_async(&mut connection).await.unwrap()
    }

    /// Sends a command and does not wait for its answer.
    pub(super) fn send(&self, words: &'static [&'static str]) {
        let url = self.url();
        tokio::spawn(async move {
            let client = redis::Client::open(url).unwrap();
            let mut connection = client.get_multiplexed_async_connection().await.unwrap();
            let mut command = redis::cmd(words[0]);
            for word in &words[1..] {
                command.arg(word);
            }
            drop(command.query_async::<Value>(&mut connection).await);
        });
    }

    /// A number of `INFO`, such as `used_memory`.
    pub(super) async fn info(&self, name: &str) -> u64 {
        let mut connection = self.connect().await.unwrap();
        let info: String = redis::cmd("INFO")
            .query_async(&mut connection)
            .await
            .unwrap();
        let mut lines = info.lines().filter_map(|line| line.split_once(':'));
        let line = lines.find(|(found, _)| *found == name);
        line.unwrap().1.parse().unwrap()
    }

    /// All keys with their values.
    pub(super) async fn dump(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
        let mut connection = self.connect().await.unwrap();
        let keys: Vec<Vec<u8>> = redis::cmd("KEYS")
            .arg("*")
            .query_async(&mut connection)
            .await
            .unwrap();
        let mut dump = Vec::new();
        for key in keys {
            let value: Option<Vec<u8>> = redis::cmd("GET")
                .arg(&key)
                .query_async(&mut connection)
                .await
                .unwrap();
            dump.push((key, value.unwrap_or_default()));
        }
        dump
    }

    /// Number of cached values.
    pub(super) async fn values(&self) -> usize {
        let is_value = |key: &[u8]| key.windows(3).any(|part| part == b":v:");
        let dump = self.dump().await;
        dump.iter().filter(|(key, _)| is_value(key)).count()
    }
}

fn serve(port: u16, data: &tempfile::TempDir) -> std::io::Result<Child> {
    Command::new("redis-server")
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
        .args(["--save", "", "--appendonly", "no"])
        .args(["--enable-debug-command", "yes"])
        .arg("--dir")
        .arg(data.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
}

impl Drop for Redis {
    fn drop(&mut self) {
        drop(self.server.kill());
        drop(self.server.wait());
    }
}

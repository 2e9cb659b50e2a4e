//! The gateway binary in a process of its own.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use super::BenchError;

/// A running gateway. Its process ends when this is dropped.
pub(crate) struct Gateway {
    process: Child,
    url: String,
}

impl Drop for Gateway {
    fn drop(&mut self) {
        // Both fail only if the process has already ended.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Gateway {
    /// Starts a gateway in front of a platform. One viewer watches all customers, so its cost budget is raised.
    pub(crate) fn start(platform: &str) -> Result<Self, BenchError> {
        let mut process = Command::new(env!("CARGO_BIN_EXE_journey-gateway"))
            .args([
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--platform-url",
                platform,
            ])
            .env_clear()
            .env(
                "JOURNEY_GATEWAY_LIMITS_VIEWER_COST_PER_MINUTE",
                "1000000000000",
            )
            .env("JOURNEY_GATEWAY_VIEWER_TTL", "10m")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let log = process.stderr.take().ok_or("the gateway has no log")?;
        let mut lines = BufReader::new(log).lines();
        let address = lines.by_ref().find_map(|line| {
            let line = line.ok()?;
            let (_, rest) = line.split_once("127.0.0.1:")?;
            let port: String = rest.chars().take_while(char::is_ascii_digit).collect();
            (port != "0").then(|| format!("127.0.0.1:{port}"))
        });
        // The rest of the log is read, because a full pipe would block the gateway.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self {
            process,
            url: format!(
                "ws://{}/graphql",
                address.ok_or("the gateway does not start")?
            ),
        })
    }

    /// The URL of its WebSocket endpoint.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn process(&self) -> u32 {
        self.process.id()
    }
}

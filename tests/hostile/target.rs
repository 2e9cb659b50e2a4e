//! The gateway as a process of its own, before a simulated platform in this one.

use std::net::SocketAddr;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use journey_simulator::{Fixtures, Options, Simulator};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::task::AbortHandle;
use tokio::time::interval;

use crate::attack::Attack;

/// Who attacks.
pub(crate) const HOSTILE: &str = "demo-agent";
/// Who does not.
pub(crate) const INNOCENT: &str = "demo-supervisor";

/// A running gateway.
pub(crate) struct Target {
    pub(crate) address: SocketAddr,
    pub(crate) simulator: Simulator,
    pub(crate) fixtures: Fixtures,
    peak: Arc<AtomicU64>,
    watch: AbortHandle,
    _child: Child,
}

impl Target {
    /// Starts it with its default limits, and with the platform and the identity that the attack is about.
    pub(crate) async fn start(attack: Attack) -> Self {
        let options = Options {
            latency: attack.latency(),
            rate_limit: attack.rate_limit(),
            ..Options::default()
        };
        let loopback = SocketAddr::from(([127, 0, 0, 1], 0));
        let simulator = Simulator::start(loopback, options).await.unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_journey-gateway"));
        command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .kill_on_drop(true)
            .env_clear()
            .env("JOURNEY_GATEWAY_PLATFORM_URL", simulator.url())
            .env("JOURNEY_GATEWAY_LOGIN_URL", simulator.url())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        if attack.is_against_service() {
            let (id, secret) = Simulator::client();
            command
                .env("JOURNEY_GATEWAY_IDENTITY", "service")
                .env("JOURNEY_GATEWAY_SERVICE_CLIENT_ID", id)
                .env("JOURNEY_GATEWAY_SERVICE_CLIENT_SECRET", secret);
        }
        let mut child = command.spawn().unwrap();
        let mut logs = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = loop {
            let line = logs.next_line().await.unwrap().expect("the gateway runs");
            let event: Value = serde_json::from_str(&line).expect(&line);
            if let Some(address) = event["address"].as_str() {
                break address.parse().unwrap();
            }
        };
        // A full pipe would hold the process up.
        tokio::spawn(async move { while let Ok(Some(_)) = logs.next_line().await {} });
        let peak = Arc::new(AtomicU64::new(0));
        let status = format!("/proc/{}/status", child.id().unwrap());
        let (highest, path) = (peak.clone(), status);
        let watch = tokio::spawn(async move {
            let mut looks = interval(Duration::from_millis(50));
            loop {
                looks.tick().await;
                if let Some(bytes) = resident(&path) {
                    highest.fetch_max(bytes, Ordering::Relaxed);
                }
            }
        });
        let fixtures = simulator.fixtures();
        Self {
            address,
            simulator,
            fixtures,
            peak,
            watch: watch.abort_handle(),
            _child: child,
        }
    }

    /// The most memory that the process has held so far, in bytes.
    pub(crate) fn peak_memory(&self) -> u64 {
        self.peak.load(Ordering::Relaxed)
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        self.watch.abort();
    }
}

/// `VmRSS` in bytes.
fn resident(status: &str) -> Option<u64> {
    let status = std::fs::read_to_string(status).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kibibytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes * 1024)
}

//! Starts the gateway as a child process, with a simulated platform in the test process.

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

/// Token of the attacking viewer.
pub(crate) const HOSTILE: &str = "demo-agent";
/// Token of the legitimate viewer.
pub(crate) const LEGITIMATE: &str = "demo-supervisor";

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
    /// Starts the gateway with its default limits, and with the platform and the identity that the attack needs.
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
        if attack.uses_service_identity() {
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
        // Without a reader, a full pipe would block the process.
        tokio::spawn(async move { while let Ok(Some(_)) = logs.next_line().await {} });
        let peak = Arc::new(AtomicU64::new(0));
        let status = format!("/proc/{}/status", child.id().unwrap());
        let (maximum, path) = (peak.clone(), status);
        let watch = tokio::spawn(async move {
            let mut ticks = interval(Duration::from_millis(50));
            loop {
                ticks.tick().await;
                if let Some(bytes) = resident(&path) {
                    maximum.fetch_max(bytes, Ordering::Relaxed);
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

    /// Maximum resident memory of the process so far, in bytes, sampled every 50 ms.
    pub(crate) fn peak_memory(&self) -> u64 {
        self.peak.load(Ordering::Relaxed)
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        self.watch.abort();
    }
}

/// The resident memory in `/proc/PID/status`, in bytes.
fn resident(status: &str) -> Option<u64> {
    let status = std::fs::read_to_string(status).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib * 1024)
}

//! Child processes of a test: gateways that run the compiled program, and their load balancer.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use chrono::Utc;
use tempfile::TempDir;
use tokio::net::TcpListener;

use super::*;
use crate::journey::harness::loopback;

/// A gateway in a process of its own. It is killed when it is dropped.
pub(super) struct GatewayProcess {
    pub(super) url: String,
    environment: Vec<(String, String)>,
    child: Child,
    log: PathBuf,
}

/// Gateways in processes of their own, in front of one simulator. The clock of the simulator does not advance by itself.
pub(super) struct Processes {
    pub(super) fleet: Fleet,
    pub(super) nodes: Vec<GatewayProcess>,
    pub(super) folder: TempDir,
}

impl Processes {
    /// Starts nodes with the gateway's own credential.
    pub(super) async fn start(
        nodes: usize,
        redis: &str,
        options: Options,
        settings: &[(&str, &str)],
    ) -> Self {
        let now = Some(Utc::now());
        let harness = Harness::start_with(Options { now, ..options }, &[]).await;
        let platform = harness.simulator.url().to_owned();
        let shared = [
            ("platform_url", platform.as_str()),
            ("login_url", &platform),
            ("limits.viewer_cost_per_minute", "1000000000"),
            ("viewer.ttl", "10m"),
            ("redis.url", redis),
            ("redis.secret", SECRET),
        ];
        let settings = [&shared, SERVICE_IDENTITY, settings].concat();
        let folder = tempfile::tempdir().unwrap();
        let starts = (0..nodes).map(|number| {
            let log = folder.path().join(format!("gateway-{number}.log"));
            GatewayProcess::start(log, &settings)
        });
        let nodes = futures_util::future::join_all(starts).await;
        let fleet = Fleet {
            harness,
            nodes: nodes.iter().map(|node| node.url.clone()).collect(),
            stop: Vec::new(),
        };
        for node in 0..nodes.len() {
            fleet.wait_for_redis(node, "up").await;
            fleet.viewer(node).await;
        }
        Self {
            fleet,
            nodes,
            folder,
        }
    }
}

impl GatewayProcess {
    async fn start(log: PathBuf, settings: &[(&str, &str)]) -> Self {
        let listen = format!("127.0.0.1:{}", free_port().await);
        let variable = |(key, value): (&str, &str)| {
            let key = key.to_uppercase().replace('.', "_");
            (format!("JOURNEY_GATEWAY_{key}"), value.to_owned())
        };
        let listens = ("listen", listen.as_str());
        let settings = settings.iter().copied().chain([listens]);
        let environment: Vec<_> = settings.map(variable).collect();
        let mut gateway = Self {
            url: format!("http://{listen}"),
            child: serve(&environment, &log),
            environment,
            log,
        };
        gateway.wait_until_ready().await;
        gateway
    }

    /// Starts the ended gateway again, at the same address.
    pub(super) async fn restart(&mut self) {
        self.child = serve(&self.environment, &self.log);
        self.wait_until_ready().await;
    }

    async fn wait_until_ready(&mut self) {
        let client = reqwest::Client::new();
        let url = format!("{}/health/ready", self.url);
        eventually("the gateway is ready", async || {
            let ended = self.child.try_wait().unwrap();
            assert!(ended.is_none(), "{ended:?}: {}", self.log());
            let response = client.get(&url).send().await;
            response.is_ok_and(|response| response.status() == 200)
        })
        .await;
    }

    /// Kills it (SIGKILL), and waits until it has ended.
    pub(super) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends SIGTERM, and waits until it has ended.
    pub(super) async fn stop(&mut self) {
        let pid = self.child.id().to_string();
        let signaled = Command::new("kill").args(["-TERM", &pid]).status();
        assert!(signaled.unwrap().success());
        let mut status: Option<ExitStatus> = None;
        eventually("the gateway ends", async || {
            status = self.child.try_wait().unwrap();
            status.is_some()
        })
        .await;
        assert!(status.unwrap().success(), "{status:?}: {}", self.log());
    }

    /// Everything that it has logged.
    pub(super) fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap()
    }
}

impl Drop for GatewayProcess {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn serve(environment: &[(String, String)], log: &Path) -> Child {
    let log = File::options().create(true).append(true).open(log);
    Command::new(env!("CARGO_BIN_EXE_journey-gateway"))
        .arg("serve")
        .env_clear()
        .envs(environment.iter().cloned())
        .stdout(Stdio::null())
        .stderr(log.unwrap())
        .spawn()
        .unwrap()
}

/// The load balancer of `deploy` (`haproxy`), in front of a fleet. It is killed when it is dropped.
pub(super) struct LoadBalancer {
    pub(super) url: String,
    child: Child,
}

impl LoadBalancer {
    /// Starts it; `None`, with a message, if the program is not installed.
    pub(super) async fn start(processes: &Processes) -> Option<Self> {
        let listen = format!("127.0.0.1:{}", free_port().await);
        let file = processes.folder.path().join("haproxy.cfg");
        fs::write(&file, configuration(&listen, &processes.fleet.nodes)).unwrap();
        let log = File::create(processes.folder.path().join("haproxy.log")).unwrap();
        let child = Command::new("haproxy")
            .arg("-f")
            .arg(&file)
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn();
        let child = match child {
            Ok(child) => child,
            Err(error) => {
                let required = std::env::var_os("JOURNEY_REQUIRE_PROGRAMS").is_some();
                assert!(!required, "cannot start haproxy: {error}");
                eprintln!("SKIPPED: cannot start haproxy: {error}");
                return None;
            }
        };
        let url = format!("http://{listen}");
        let balancer = Self { url, child };
        let client = &processes.fleet.harness.client;
        let ready = format!("{}/health/ready", balancer.url);
        eventually("the load balancer has a gateway", async || {
            let response = client.get(&ready).send().await;
            response.is_ok_and(|response| response.status() == 200)
        })
        .await;
        Some(balancer)
    }
}

impl Drop for LoadBalancer {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The configuration of `deploy`, with this address and these gateways.
fn configuration(listen: &str, nodes: &[String]) -> String {
    let deployed = include_str!("../../../deploy/haproxy.cfg");
    let (kept, deployed_servers): (Vec<_>, Vec<_>) = deployed
        .lines()
        .partition(|line| !line.starts_with("  server "));
    assert_eq!(deployed_servers.len(), 2, "{deployed_servers:?}");
    let kept = kept.join("\n");
    let bound = kept.replace("bind :8080", &format!("bind {listen}"));
    assert_ne!(bound, kept);
    // The servers are the end of the last section.
    let servers = nodes.iter().enumerate().map(|(number, url)| {
        let address = url.trim_start_matches("http://");
        format!("  server gateway-{number} {address}\n")
    });
    format!("{bound}\n{}", servers.collect::<String>())
}

async fn free_port() -> u16 {
    let listener = TcpListener::bind(loopback()).await.unwrap();
    listener.local_addr().unwrap().port()
}

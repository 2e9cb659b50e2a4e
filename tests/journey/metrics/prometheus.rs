//! A real Prometheus reads the gateways, loads the alert rules, and answers every query of the dashboard.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};

use super::promql::Named;
use super::queries::{dashboard_queries, is_optional};
use super::traffic::Traffic;

/// How long Prometheus may take to start, and to read the gateways several times.
const DEADLINE: Duration = Duration::from_mins(1);

fn deploy(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("deploy")
        .join(file)
}

/// Whether the program is installed. Its tests are skipped without it, except in CI.
#[allow(clippy::print_stderr, reason = "says that a test was skipped")]
fn is_installed(program: &str) -> bool {
    let version = std::process::Command::new(program)
        .arg("--version")
        .output();
    let is_installed = version.is_ok();
    if !is_installed {
        let is_required = std::env::var("JOURNEY_REQUIRE_PROGRAMS").is_ok_and(|value| value == "1");
        assert!(!is_required, "{program} is not installed");
        eprintln!("SKIPPED: {program} is not installed");
    }
    is_installed
}

async fn promtool(arguments: &[&str], input: &str) {
    let mut child = Command::new("promtool")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .await
        .unwrap();
    let output = child.wait_with_output().await.unwrap();
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(output.status.success(), "promtool {arguments:?}: {text}");
}

#[tokio::test]
async fn promtool_accepts_the_rules_their_tests_and_the_metrics() {
    if !is_installed("promtool") {
        return;
    }
    let rules = deploy("prometheus/alerts.yml");
    promtool(
        &["check", "rules", "--lint-fatal", rules.to_str().unwrap()],
        "",
    )
    .await;
    let tests = deploy("prometheus/alerts.test.yml");
    promtool(&["test", "rules", tests.to_str().unwrap()], "").await;
    let traffic = Traffic::start().await;
    let url = format!("{}/metrics", traffic.urls[0]);
    let request = traffic
        .harness
        .client
        .get(url)
        .header("accept", "text/plain");
    let response = request.send().await.unwrap();
    let ty = response.headers()["content-type"].to_str().unwrap();
    assert!(ty.starts_with("text/plain; version=0.0.4"), "{ty}");
    promtool(&["check", "metrics"], &response.text().await.unwrap()).await;
}

/// A running Prometheus, which is killed when this is dropped.
struct Prometheus {
    url: String,
    client: reqwest::Client,
    _process: Child,
    _directory: TempDir,
}

impl Prometheus {
    /// Starts on a free port. Another process may take the port before Prometheus does, so it tries again.
    async fn start(targets: &[String]) -> Self {
        for _ in 0..5 {
            if let Some(started) = Self::try_start(targets).await {
                return started;
            }
        }
        panic!("Prometheus does not start");
    }

    async fn try_start(targets: &[String]) -> Option<Self> {
        let directory = TempDir::new().unwrap();
        let targets = targets.iter().map(|url| url.replace("http://", ""));
        let targets: Vec<_> = targets.collect();
        let rules = deploy("prometheus/alerts.yml");
        // JSON is YAML.
        let configuration = serde_json::json!({
            "global": {"scrape_interval": "500ms", "scrape_timeout": "500ms", "evaluation_interval": "500ms"},
            "rule_files": [rules],
            "scrape_configs": [
                {"job_name": "journey-gateway", "static_configs": [{"targets": targets}]},
            ],
        });
        let file = directory.path().join("prometheus.yml");
        std::fs::write(&file, configuration.to_string()).unwrap();
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let mut process = Command::new("prometheus")
            .arg(format!("--config.file={}", file.display()))
            .arg(format!(
                "--storage.tsdb.path={}",
                directory.path().join("data").display()
            ))
            .arg(format!("--web.listen-address=127.0.0.1:{port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let url = format!("http://127.0.0.1:{port}");
        let client = reqwest::Client::new();
        let ready = async {
            loop {
                let response = client.get(format!("{url}/-/ready")).send().await;
                if response.is_ok_and(|response| response.status() == 200) {
                    return true;
                }
                if process.try_wait().unwrap().is_some() {
                    return false;
                }
                sleep(Duration::from_millis(50)).await;
            }
        };
        let is_ready = timeout(DEADLINE, ready).await.expect("Prometheus is ready");
        is_ready.then_some(Self {
            url,
            client,
            _process: process,
            _directory: directory,
        })
    }

    async fn get(&self, path: &str, query: &[(&str, &str)]) -> Value {
        let request = self.client.get(format!("{}/api/v1/{path}", self.url));
        let response = request.query(query).send().await.unwrap();
        let body: Value = response.json().await.unwrap();
        assert_eq!(body["status"], "success", "{query:?}: {body}");
        body["data"].clone()
    }

    /// The labels of the series that an expression returns.
    async fn series(&self, expression: &str) -> Vec<Value> {
        let data = self.get("query", &[("query", expression)]).await;
        let result = data["result"].as_array().unwrap().iter();
        result.map(|series| series["metric"].clone()).collect()
    }

    /// Waits until an expression returns a series.
    async fn wait_for(&self, expression: &str) {
        let waiting = async {
            while self.series(expression).await.is_empty() {
                sleep(Duration::from_millis(100)).await;
            }
        };
        timeout(DEADLINE, waiting).await.expect(expression);
    }
}

#[tokio::test]
async fn prometheus_answers_every_query_of_dashboard_and_rules() {
    if !is_installed("prometheus") {
        return;
    }
    let traffic = Traffic::start().await;
    let prometheus = Prometheus::start(&traffic.urls).await;
    prometheus
        .wait_for("count(count_over_time(up[1m]) >= 4) == 2")
        .await;
    let queries = dashboard_queries().into_iter();
    for query in queries.filter(|query| !is_optional(&query.expression)) {
        let expression = query.expression.replace("$job", "journey-gateway");
        let expression = expression.replace("$instance", "127.0.0.1:.+");
        let expression = expression.replace("$__rate_interval", "1m");
        let series = prometheus.series(&expression).await;
        assert!(!series.is_empty(), "no series: {expression}");
        for label in query.legend {
            let has_label = series.iter().any(|labels| labels[&label].is_string());
            assert!(has_label, "no label {label}: {expression}");
        }
    }
    prometheus
        .wait_for("ALERTS{alertname=\"JourneyGatewayBreakerOpen\"}")
        .await;
    let rules = prometheus.get("rules", &[]).await;
    let rules = rules["groups"][0]["rules"].as_array().unwrap().clone();
    assert_eq!(rules.len(), 18);
    for rule in rules {
        assert_eq!(rule["health"], "ok", "{rule:#}");
        let expression = rule["query"].as_str().unwrap();
        if is_optional(expression) {
            continue;
        }
        for selector in Named::parse(expression).selectors {
            let text = selector.text();
            assert!(!prometheus.series(&text).await.is_empty(), "{text}");
        }
    }
    // Nothing fires for healthy gateways. The second one's platform has failed.
    let healthy = traffic.urls[0].replace("http://", "");
    let firing = prometheus
        .series(&format!("ALERTS{{instance=\"{healthy}\"}}"))
        .await;
    assert!(firing.is_empty(), "{firing:?}");
}

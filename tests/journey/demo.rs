//! The program: `demo` for scripts, `serve` with an invalid configuration, and `schema`.

mod hosts;
mod settings;

use std::process::Stdio;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_journey-gateway"));
    command.kill_on_drop(true).env_clear();
    command
}

/// A running `demo` at a free port and what it printed.
struct Demo {
    welcome: Value,
    _child: Child,
}

impl Demo {
    async fn start(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut child = program()
            .args(["demo", "--json"])
            .args(arguments)
            .env("JOURNEY_GATEWAY_LISTEN", "127.0.0.1:0")
            .envs(environment.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines.next_line().await.unwrap();
        let welcome = serde_json::from_str(&line.expect("the demo exited")).unwrap();
        Self {
            welcome,
            _child: child,
        }
    }

    /// `http://ADDRESS:PORT`
    fn url(&self) -> &str {
        let graphql = self.welcome["graphql"].as_str().unwrap();
        graphql.trim_end_matches("/graphql")
    }

    /// Status of a call to the simulated platform.
    async fn call_platform(&self) -> u16 {
        let url = format!(
            "{}/api/v2/tokens/me",
            self.welcome["platform"].as_str().unwrap()
        );
        let request = reqwest::Client::new().get(url).bearer_auth("demo-agent");
        request.send().await.unwrap().status().as_u16()
    }
}

#[tokio::test]
async fn demo_prints_its_urls_and_serves_the_journey_of_each_customer() {
    let demo = Demo::start(&["--listen", "127.0.0.1:0"], &[]).await;
    let welcome = &demo.welcome;
    let client = reqwest::Client::new();
    let graphql = welcome["graphql"].as_str().unwrap();
    let names: Vec<_> = welcome["personas"]
        .as_array()
        .unwrap()
        .iter()
        .map(|persona| persona["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "demo-supervisor",
            "demo-agent",
            "demo-agent-no-queues",
            "demo-conversations-only",
            "demo-admin-tab",
            "demo-nobody"
        ]
    );
    for customer in welcome["customers"].as_array().unwrap() {
        assert!(!customer["shows"].as_str().unwrap().is_empty());
        let query = "query($id: ID!) { customer(id: $id) { id sessions { nodes { id } } } }";
        let response = client
            .post(graphql)
            .bearer_auth(welcome["personas"][0]["token"].as_str().unwrap())
            .json(&json!({"query": query, "variables": {"id": customer["id"]}}))
            .send()
            .await
            .unwrap();
        let body: Value = response.json().await.unwrap();
        assert_eq!(body["data"]["customer"]["id"], customer["id"], "{body}");
        assert!(
            !body["data"]["customer"]["sessions"]["nodes"]
                .as_array()
                .unwrap()
                .is_empty()
        );
    }
    for (origin, allowed) in [
        ("http://localhost:5173", true),
        ("http://127.0.0.1", true),
        ("http://[::1]:3000", true),
        ("http://localhost.example", false),
    ] {
        let request = client.post(graphql).header("origin", origin);
        let response = request.send().await.unwrap();
        let granted = response.headers().get("access-control-allow-origin");
        let granted = granted.map(|value| value.to_str().unwrap());
        assert_eq!(granted, allowed.then_some(origin));
    }
    let page = client
        .get(welcome["graphiql"].as_str().unwrap())
        .send()
        .await
        .unwrap();
    assert_eq!(page.status(), 200);
    let settings = page.url().join("/graphiql/settings.json").unwrap();
    let settings: Value = client
        .get(settings)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(settings["persona"], "demo-supervisor");
    assert_eq!(settings["token"], welcome["personas"][0]["token"]);
    assert_eq!(settings["personas"].as_array().unwrap().len(), names.len());
}

#[tokio::test]
async fn demo_serves_the_tab_as_the_agent_with_a_log_in_at_the_simulated_platform() {
    let demo = Demo::start(&[], &[]).await;
    let tab = demo.welcome["journey"].as_str().unwrap();
    assert_eq!(tab, format!("{}/journey", demo.url()));
    let response = reqwest::get(format!("{tab}/settings.json")).await.unwrap();
    let settings: Value = response.json().await.unwrap();
    assert_eq!(settings["token"], "demo-agent");
    let platform = &demo.welcome["platform"];
    assert_eq!(
        settings["login"],
        json!({ "url": platform, "clientId": "demo-journey-tab" })
    );
    let names = |list: &Value, name: &str| -> Vec<String> {
        let list = list.as_array().unwrap().iter();
        list.map(|one| one[name].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        names(&settings["personas"], "token"),
        names(&demo.welcome["personas"], "token")
    );
    let shows = names(&settings["customers"], "shows");
    assert!(shows[0].starts_with("live now"), "{shows:?}");
    let mut sorted = names(&settings["customers"], "id");
    let mut expected = names(&demo.welcome["customers"], "id");
    sorted.sort();
    expected.sort();
    assert_eq!(sorted, expected);

    let disabled = [("JOURNEY_GATEWAY_JOURNEY_TAB_ENABLED", "false")];
    let demo = Demo::start(&["--idle-after", "2s", "--away-after", "4s"], &disabled).await;
    assert!(demo.welcome["journey"].is_null(), "{}", demo.welcome);
    let url = format!("{}/journey", demo.url());
    assert_eq!(reqwest::get(url).await.unwrap().status(), 404);
}

#[tokio::test]
async fn demo_prints_the_url_of_the_tab_first() {
    let mut child = program()
        .args(["demo", "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    while let Some(line) = lines.next_line().await.unwrap() {
        if let Some((title, _)) = line.split_once("http://") {
            assert_eq!(title.trim(), "Journey tab");
            return;
        }
    }
    panic!("no URL");
}

#[tokio::test]
async fn an_invalid_configuration_reports_all_errors_and_exits_with_2() {
    let output = program()
        .args(["serve", "--listen", "nowhere"])
        .env("JOURNEY_GATEWAY_PLATFORM_TIMEOUT", "soon")
        .env("JOURNEY_GATEWAY_NONSENSE", "1")
        .output()
        .await
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8(output.stderr).unwrap();
    insta::assert_snapshot!(stderr, @r"
    journey-gateway: the configuration has 4 errors
      `JOURNEY_GATEWAY_NONSENSE` (environment variable `JOURNEY_GATEWAY_NONSENSE`): unknown key; run `journey-gateway settings` to list all keys
      `listen` (flag `--listen`): expected an address and port such as `0.0.0.0:4000`, got `nowhere`
      `platform_url`: missing; set `region` (such as `mypurecloud.de`) or `platform_url`
      `platform.timeout` (environment variable `JOURNEY_GATEWAY_PLATFORM_TIMEOUT`): expected a duration with its unit, such as `500ms`, `3s` or `5m`, got `soon`
    ");
}

#[tokio::test]
async fn schema_prints_the_published_schema() {
    let output = program().arg("schema").output().await.unwrap();
    assert!(output.status.success());
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        include_str!("../../schema.graphql")
    );
}

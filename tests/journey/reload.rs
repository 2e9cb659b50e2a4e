//! SIGHUP and changed secret files: what a running gateway applies, and what it refuses.

#![cfg(unix)]

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::timeout;

use super::certificates::make_private;
use super::harness::SUPERVISOR;
use super::program::{SERVICE_IDENTITY, Served, simulator};

/// How long a test waits before it fails.
const DEADLINE: Duration = Duration::from_secs(30);

const DEEP: &str = "{ viewer { divisions { id } } }";

const SESSIONS: &str = "query($id: ID!, $after: String) { customer(id: $id) {
    sessions(first: 2, after: $after) { nodes { id } pageInfo { endCursor } } } }";

/// Files of a test.
struct Files(TempDir);

impl Files {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file atomically; returns its path.
    fn write(&self, name: &str, content: &str) -> String {
        let (path, new) = (self.path(name), self.path("new"));
        std::fs::write(&new, content).unwrap();
        make_private(Path::new(&new));
        std::fs::rename(new, &path).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

async fn query(served: &Served, query: &str, variables: Value) -> Value {
    let request = reqwest::Client::new()
        .post(format!("{}/graphql", served.url))
        .bearer_auth(SUPERVISOR)
        .json(&json!({"query": query, "variables": variables}));
    request.send().await.unwrap().json().await.unwrap()
}

/// Codes of the errors in a response.
fn codes(body: &Value) -> Vec<&str> {
    let errors = body["errors"].as_array().into_iter().flatten();
    errors
        .map(|error| error["extensions"]["code"].as_str().unwrap())
        .collect()
}

/// Erases the cache, which is logged.
async fn purge(served: &Served) {
    let url = format!("http://{}/cache", served.admin.as_ref().unwrap());
    let purged = reqwest::Client::new().delete(url).send().await.unwrap();
    assert_eq!(purged.status(), 200);
}

async fn metric(served: &Served, name: &str) -> Option<String> {
    let listener = served.admin.as_ref().map(|admin| format!("http://{admin}"));
    let listener = listener.unwrap_or_else(|| served.url.clone());
    let text = reqwest::get(format!("{listener}/metrics")).await.unwrap();
    let text = text.text().await.unwrap();
    let mut lines = text.lines();
    lines.find_map(|line| Some(line.strip_prefix(name)?.trim().to_owned()))
}

async fn wait_for_metric(served: &Served, name: &str, value: &str) {
    let name = format!("journey_gateway_{name}");
    let waiting = async {
        while metric(served, &name).await.as_deref() != Some(value) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(DEADLINE, waiting).await.expect(&name);
}

#[tokio::test]
async fn sighup_applies_limits_and_the_log_level_and_reports_the_rest() {
    let (files, simulator) = (Files::new(), simulator().await);
    let start = "log.level = 'info'\nlimits.depth = 2\ntracing.headers = 'authorization=before'\n";
    let config = files.write("gateway.toml", start);
    let environment = [("JOURNEY_GATEWAY_ADMIN_LISTEN", "127.0.0.1:0")];
    let arguments = ["--config", &config];
    let served = Served::start_with(simulator.url(), &environment, &arguments).await;
    purge(&served).await;
    assert_eq!(
        codes(&query(&served, DEEP, json!({})).await),
        ["DEPTH_LIMIT"]
    );

    let quiet = "info,journey_gateway::pipeline=off";
    files.write(
        "gateway.toml",
        &format!(
            "log.level = '{quiet}'\nlimits.depth = 3\nlimits.root_fields = 1\ncache.scopes = 7\n\
             tracing.headers = 'authorization=after'\n"
        ),
    );
    served.signal("HUP").await;
    wait_for_metric(&served, "configuration_reloads_total{outcome=\"ok\"}", "1").await;
    assert_eq!(codes(&query(&served, DEEP, json!({})).await), [""; 0]);
    // A document that is cached is checked again.
    let two = "{ a: viewer { id } b: viewer { id } }";
    assert_eq!(
        codes(&query(&served, two, json!({})).await),
        ["ROOT_FIELD_LIMIT"]
    );

    // The level hides this one.
    purge(&served).await;

    // An invalid file changes nothing, and every error in it is logged.
    files.write(
        "gateway.toml",
        "limits.depth = 'deep'\nlimits.dept = 1\nlimits.root_fields = 9\n",
    );
    served.signal("HUP").await;
    wait_for_metric(
        &served,
        "configuration_reloads_total{outcome=\"refused\"}",
        "1",
    )
    .await;
    assert_eq!(codes(&query(&served, DEEP, json!({})).await), [""; 0]);
    assert_eq!(
        codes(&query(&served, two, json!({})).await),
        ["ROOT_FIELD_LIMIT"]
    );

    let events: Vec<Value> = served
        .stop()
        .await
        .iter()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let field = |name: &str, wanted: &str| {
        let mut values = events.iter().filter_map(|event| event[name].as_str());
        assert!(
            values.any(|value| value.contains(wanted)),
            "{wanted}: {events:#?}"
        );
    };
    field("applied", "log.level, limits.depth, limits.root_fields");
    field("settings", "cache.scopes, tracing.headers");
    for secret in ["authorization=before", "authorization=after"] {
        let has_secret = |event: &Value| event.to_string().contains(secret);
        assert!(!events.iter().any(has_secret), "{secret}");
    }
    field("error", "`limits.depth`");
    field("error", "`limits.dept`");
    let erased = events
        .iter()
        .filter(|event| event["message"] == "erased the cache");
    assert_eq!(erased.count(), 1, "{events:#?}");
    let start = events
        .iter()
        .find(|event| event["address"].is_string())
        .unwrap();
    assert_eq!(start["identity"], "passthrough");
    assert_eq!(start["platform"], "127.0.0.1");
    assert_eq!(start["version"], env!("CARGO_PKG_VERSION"));
    assert!(
        start["limits"].as_str().unwrap().contains("cost=25000"),
        "{start}"
    );
}

#[tokio::test]
async fn the_log_level_is_changed_by_the_admin_listener() {
    let simulator = simulator().await;
    let environment = [("JOURNEY_GATEWAY_ADMIN_LISTEN", "127.0.0.1:0")];
    let served = Served::start(simulator.url(), &environment).await;
    let url = format!("http://{}/log-level", served.admin.as_ref().unwrap());
    let client = reqwest::Client::new();
    let get = async || {
        let response = client.get(&url).send().await.unwrap();
        response.json::<Value>().await.unwrap()["level"].take()
    };
    assert_eq!(get().await, "info");
    for (body, status) in [("off", 200), ("info,=,", 400), ("inof", 400), ("", 400)] {
        let response = client.put(&url).body(body).send().await.unwrap();
        assert_eq!(response.status(), status, "{body}");
        assert_eq!(get().await, "off");
        purge(&served).await;
    }
    let response = client.put(&url).body("info").send().await.unwrap();
    assert_eq!(response.status(), 200);
    purge(&served).await;
    let public = client.put(format!("{}/log-level", served.url)).body("off");
    assert_eq!(public.send().await.unwrap().status(), 404);
    let log = served.stop().await.join("\n");
    assert_eq!(log.matches("erased the cache").count(), 1, "{log}");
}

#[tokio::test]
async fn sighup_applies_and_watches_another_secret_file() {
    const TOKENS: [&str; 4] = [
        "the first admin token",
        "the second admin token",
        "the third admin token",
        "the fourth admin token",
    ];
    let tokens = TOKENS.map(|token| token.replace(' ', "-"));
    let [inline, first, second, third] = &tokens;
    let (files, simulator) = (Files::new(), simulator().await);
    let config = files.write("gateway.toml", &format!("admin.token = '{inline}'\n"));
    let environment = [("JOURNEY_GATEWAY_ADMIN_LISTEN", "127.0.0.1:0")];
    let arguments = ["--config", &config];
    let served = Served::start_with(simulator.url(), &environment, &arguments).await;
    let url = format!("http://{}/cache", served.admin.as_ref().unwrap());
    let wait_for = async |accepted: &str, refused: &str| {
        let status = async |token: &str| {
            let request = reqwest::Client::new().get(&url).bearer_auth(token);
            request.send().await.unwrap().status().as_u16()
        };
        let waiting = async {
            while status(accepted).await != 200 {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        timeout(DEADLINE, waiting).await.expect(accepted);
        assert_eq!(status(refused).await, 401);
    };
    wait_for(inline, first).await;
    // The gateway has begun without a file, and follows the one that the changed configuration names.
    let file = files.write("token", first);
    files.write("gateway.toml", &format!("admin.token_file = '{file}'\n"));
    served.signal("HUP").await;
    wait_for(first, inline).await;
    files.write("token", second);
    wait_for(second, first).await;
    let file = files.write("other", third);
    files.write("gateway.toml", &format!("admin.token_file = '{file}'\n"));
    served.signal("HUP").await;
    wait_for(third, second).await;
}

/// Environment of a gateway with identity `service`, whose secrets are in files.
fn service<'a>(client_secret: &'a str, cursor_secret: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut environment = SERVICE_IDENTITY.to_vec();
    environment.retain(|(name, _)| *name != "JOURNEY_GATEWAY_SERVICE_CLIENT_SECRET");
    environment.extend([
        ("JOURNEY_GATEWAY_SERVICE_CLIENT_SECRET_FILE", client_secret),
        ("JOURNEY_GATEWAY_CURSORS_SECRET_FILE", cursor_secret),
    ]);
    environment
}

#[tokio::test]
async fn a_rotated_cursor_secret_opens_what_the_former_one_sealed() {
    const FORMER: &str = "a former secret of cursors";
    const NEXT: &str = "the next secret of cursors";
    let (files, simulator) = (Files::new(), simulator().await);
    let client_secret = files.write("client", "demo-secret\n");
    let cursor_secret = files.write("cursor", &format!("{FORMER}\r\n"));
    let served = Served::start(simulator.url(), &service(&client_secret, &cursor_secret)).await;
    let customer = simulator.fixtures().customer;
    let page = async |served: &Served, after: Option<&str>| {
        query(served, SESSIONS, json!({"id": customer, "after": after})).await
    };
    // The response to the first query is cached with its cursor.
    let longer = SESSIONS.replace("first: 2", "first: 3");
    let cursor = |body: &Value| {
        let cursor = &body["data"]["customer"]["sessions"]["pageInfo"]["endCursor"];
        cursor
            .as_str()
            .unwrap_or_else(|| panic!("{body}"))
            .to_owned()
    };
    let before = cursor(&page(&served, None).await);

    let reloads = "secret_reloads_total{outcome=\"ok\"}";
    files.write("cursor", NEXT);
    wait_for_metric(&served, reloads, "1").await;
    assert_eq!(codes(&page(&served, Some(&before)).await), [""; 0]);
    // The new cursor is sealed with the new secret: a gateway that has only this one opens it, and not the former one.
    let after = cursor(&query(&served, &longer, json!({"id": customer})).await);
    let other_file = files.write("other", NEXT);
    let other = Served::start(simulator.url(), &service(&client_secret, &other_file)).await;
    assert_eq!(codes(&page(&other, Some(&after)).await), [""; 0]);
    assert_eq!(
        codes(&page(&other, Some(&before)).await),
        ["BAD_USER_INPUT"]
    );
    // Lines after the first one are former secrets. Responses are cached, so each query is another one.
    let opens = async |first: usize| {
        let another = SESSIONS.replace(
            "sessions(first: 2",
            &format!("list: sessions(first: {first}"),
        );
        query(&other, &another, json!({"id": customer, "after": before})).await
    };
    files.write("other", &format!("{NEXT}\n{FORMER}\n"));
    wait_for_metric(&other, reloads, "1").await;
    assert_eq!(codes(&opens(2).await), [""; 0]);
    // An invalid file changes nothing.
    files.write("other", "short\n");
    wait_for_metric(&other, "secret_reloads_total{outcome=\"refused\"}", "1").await;
    assert_eq!(codes(&opens(4).await), [""; 0]);
    for log in [served.stop().await, other.stop().await] {
        let log = log.join("\n");
        for secret in [FORMER, NEXT, "demo-secret"] {
            assert!(!log.contains(secret), "{log}");
        }
        assert!(!log.contains("can read the secret"), "{log}");
    }
}

#[tokio::test]
async fn secret_files_are_checked_at_the_start() {
    use std::os::unix::fs::PermissionsExt;
    let (files, simulator) = (Files::new(), simulator().await);
    let client_secret = files.write("client", "demo-secret");
    let cursor_secret = files.write("cursor", "long enough for cursors");
    std::fs::set_permissions(&cursor_secret, std::fs::Permissions::from_mode(0o644)).unwrap();
    let environment = service(&client_secret, &cursor_secret);
    let served = Served::start(simulator.url(), &environment).await;
    let log = served.stop().await.join("\n");
    assert_eq!(log.matches("can read the secret").count(), 1, "{log}");

    let check = async |changes: &[(&'static str, &str)], expected: &str| {
        let environment = [&environment[..], changes].concat();
        let outcome = super::program::run(simulator.url(), &["check"], &environment, "").await;
        assert_eq!(outcome.code, Some(2), "{outcome:?}");
        assert!(outcome.stderr.contains(expected), "{outcome:?}");
    };
    let both = ("JOURNEY_GATEWAY_CURSORS_SECRET", "set by the variable too");
    check(&[both], "`cursors.secret_file`").await;
    let file = "JOURNEY_GATEWAY_SERVICE_CLIENT_SECRET_FILE";
    let empty = files.write("empty", "\n\n");
    check(&[(file, &empty)], "is empty").await;
    check(
        &[(file, files.path("missing").to_str().unwrap())],
        "cannot be read",
    )
    .await;
    let short = files.write("short", "short");
    check(
        &[("JOURNEY_GATEWAY_CURSORS_SECRET_FILE", &short)],
        "at least 16 characters",
    )
    .await;
}

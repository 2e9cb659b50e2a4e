//! Hostile requests: each gets its expected status and error code in a short response without
//! internal details, and the next valid request succeeds.
//!
//! Each file in `tests/attacks/*.graphql` is one hostile document; its second line is the expected
//! response. `«text ×N»` repeats `text` N times and replaces `§` with the index. Attacks on other parts
//! of a request are in `raw`.

mod fuzz;
mod ids;
mod process;
mod raw;

use std::fs;
use std::path::Path;

use reqwest::{Client, Response};
use serde_json::{Value, json};

use super::harness::{Harness, SUPERVISOR};

/// Maximum size of the response to an attack, in bytes.
const MAX_RESPONSE_BYTES: usize = 16_000;

/// Texts that no response to an attack contains: Rust, paths, hosts, upstream URLs, tokens, suggestions.
const INTERNAL_DETAILS: &[&str] = &[
    "::",
    ".rs",
    "panic",
    "Some(",
    "None",
    "src/",
    "/root",
    "/home",
    "/api/v2",
    "127.0.0.1",
    "localhost",
    "Bearer ",
    SUPERVISOR,
    "did you mean",
];

/// A gateway under attack.
pub(super) struct Target {
    client: Client,
    graphql: String,
    /// Called with the request's name after each response.
    on_response: Box<dyn Fn(&str) + Send + Sync>,
}

/// A document of `tests/attacks`.
struct Attack {
    name: String,
    /// Status and error code, or only the status if the document is executed.
    expected: String,
    document: String,
}

fn attacks() -> Vec<Attack> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/attacks");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let text = fs::read_to_string(path).unwrap();
        let mut lines = text.splitn(3, '\n').skip(1);
        let expected = lines.next().unwrap().strip_prefix("# Expected: ").unwrap();
        Attack {
            name: path.file_name().unwrap().to_str().unwrap().to_owned(),
            expected: expected.to_owned(),
            document: expand_repetitions(lines.next().unwrap()),
        }
    };
    paths.iter().map(read).collect()
}

/// Expands each `«text ×N»`.
fn expand_repetitions(text: &str) -> String {
    let Some((before, rest)) = text.split_once('«') else {
        return text.to_owned();
    };
    let (repeated, after) = rest.split_once('»').unwrap();
    let (repeated, times) = repeated.rsplit_once('×').unwrap();
    let all: String = (0..times.parse::<usize>().unwrap())
        .map(|index| {
            repeated
                .replace("§+1", &(index + 1).to_string())
                .replace('§', &index.to_string())
        })
        .collect();
    format!("{before}{all}{}", expand_repetitions(after))
}

impl Target {
    pub(super) fn new(url: &str) -> Self {
        // The gateway closes a connection after an oversized request. Without pooling, the next
        // request does not run into that.
        let client = Client::builder().pool_max_idle_per_host(0).build();
        Self {
            client: client.unwrap(),
            graphql: format!("{url}/graphql"),
            on_response: Box::new(|_| {}),
        }
    }

    fn post(&self) -> reqwest::RequestBuilder {
        self.client
            .post(&self.graphql)
            .bearer_auth(SUPERVISOR)
            .header("accept", "application/graphql-response+json")
    }

    async fn query(&self, document: &str, variables: Value) -> reqwest::Result<Response> {
        let body = json!({"query": document, "variables": variables});
        self.post().json(&body).send().await
    }

    /// Sends all attacks one after another and checks their responses.
    async fn run_attacks(&self) {
        for attack in attacks() {
            let response = self.query(&attack.document, json!({})).await;
            check_response(&attack.name, &attack.expected, response).await;
            self.assert_healthy(&attack.name).await;
        }
        raw::run_attacks(self).await;
    }

    /// Asserts that a valid request succeeds.
    async fn assert_healthy(&self, after: &str) {
        (self.on_response)(after);
        let response = self.query("{ viewer { id } }", json!({})).await;
        let response = response.unwrap_or_else(|error| panic!("after {after}: {error:?}"));
        assert_eq!(response.status(), 200, "after {after}");
        let body: Value = response.json().await.unwrap();
        assert!(body["data"]["viewer"]["id"].is_string(), "after {after}");
        (self.on_response)("a valid request");
    }
}

/// Asserts that the response has the expected status and code and no internal details.
async fn check_response(name: &str, expected: &str, response: reqwest::Result<Response>) {
    let response = response.unwrap_or_else(|error| panic!("{name}: {error:?}"));
    let status = response.status();
    let text = response.text().await.unwrap();
    let body: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{name}: {text:.200}"));
    let code = body["errors"][0]["extensions"]["code"].as_str();
    let found = format!("{} {}", status.as_u16(), code.unwrap_or_default());
    assert_eq!(found.trim_end(), expected, "{name}: {text:.500}");
    assert!(
        text.len() <= MAX_RESPONSE_BYTES,
        "{name}: {} bytes",
        text.len()
    );
    assert!(body["errors"].as_array().is_none_or(|all| all.len() <= 10));
    for detail in INTERNAL_DETAILS {
        assert!(
            !text.contains(detail),
            "{name} discloses {detail}: {text:.500}"
        );
    }
}

#[tokio::test]
async fn every_attack_gets_its_expected_error_without_internal_details() {
    let harness = Harness::start().await;
    Target::new(&harness.url).run_attacks().await;
}

#[tokio::test]
async fn an_exceeded_limit_is_reported_with_its_value_in_every_media_type() {
    let harness = Harness::start().await;
    for accept in ["application/json", "application/graphql-response+json"] {
        let response = Target::new(&harness.url)
            .post()
            .header("accept", accept)
            .json(&json!({"query": "{ viewer { ...F ...F } } fragment F on Viewer { id }".replace("id", &"id ".repeat(300))}))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 400);
        let body: Value = response.json().await.unwrap();
        let expected = json!({"code": "FIELD_LIMIT", "limit": 500, "found": 603});
        assert_eq!(body["errors"][0]["extensions"], expected);
        assert!(body.get("data").is_none());
    }
}

#[tokio::test]
async fn the_standard_introspection_query_is_within_the_limits() {
    let harness = Harness::start().await;
    let introspection = include_str!("../../src/pipeline/introspection.graphql");
    let schema = harness.data(introspection, json!({})).await;
    assert!(schema["__schema"]["types"].as_array().unwrap().len() > 30);
}

#[tokio::test]
async fn introspection_can_be_disabled() {
    let off = [("introspection", "false")];
    let harness = Harness::start_with(journey_simulator::Options::default(), &off).await;
    let target = Target::new(&harness.url);
    for query in [
        "{ __schema { types { name } } }",
        "{ viewer { id } ...F } fragment F on Query { __type(name: \"Query\") { name } }",
    ] {
        let response = target.query(query, json!({})).await;
        check_response(query, "400 INTROSPECTION_DISABLED", response).await;
    }
    let schema = format!("{}/schema.graphql", harness.url);
    assert_eq!(
        harness.client.get(schema).send().await.unwrap().status(),
        404
    );
    let data = harness.data("{ __typename }", json!({})).await;
    assert_eq!(data["__typename"], "Query");
}

#[tokio::test]
async fn similar_names_are_suggested_if_enabled() {
    let on = [("suggestions", "true")];
    let harness = Harness::start_with(journey_simulator::Options::default(), &on).await;
    let response = harness
        .query(SUPERVISOR, "{ viewer { nam } }", json!({}))
        .await;
    let message = response.body["errors"][0]["message"].as_str().unwrap();
    assert!(message.contains("did you mean `name`?"), "{message}");
}

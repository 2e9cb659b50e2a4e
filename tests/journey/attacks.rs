//! Requests that mean harm: each is refused with its status and code, in a short answer that tells
//! nothing of the inside, and the next good request is answered.
//!
//! `tests/attacks/*.graphql` are documents; their second line says what comes back. `«text ×N»` stands
//! for `text` N times, with `§` for the number of each. What is not about documents is in `raw`.

mod child;
mod fuzz;
mod ids;
mod raw;

use std::fs;
use std::path::Path;

use reqwest::{Client, Response};
use serde_json::{Value, json};

use super::harness::{Harness, SUPERVISOR};

/// No answer to an attack is larger.
const LARGEST_ANSWER: usize = 16_000;

/// What no answer to an attack holds: Rust, paths, hosts, what upstream says, tokens, hints.
const SECRETS: &[&str] = &[
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
    "Did you mean",
];

/// Where a gateway answers.
pub(super) struct Target {
    client: Client,
    graphql: String,
    /// Is told whenever something was answered.
    answered: Box<dyn Fn(&str) + Send + Sync>,
}

/// A document of `tests/attacks`.
struct Attack {
    name: String,
    /// Status, then code; no code where the document is executed.
    answer: String,
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
        let answer = lines.next().unwrap().strip_prefix("# Answer: ").unwrap();
        Attack {
            name: path.file_name().unwrap().to_str().unwrap().to_owned(),
            answer: answer.to_owned(),
            document: write_out(lines.next().unwrap()),
        }
    };
    paths.iter().map(read).collect()
}

fn write_out(text: &str) -> String {
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
    format!("{before}{all}{}", write_out(after))
}

impl Target {
    pub(super) fn new(url: &str) -> Self {
        // A connection on which too much was sent is closed, and nobody is to meet another's end.
        let client = Client::builder().pool_max_idle_per_host(0).build();
        Self {
            client: client.unwrap(),
            graphql: format!("{url}/graphql"),
            answered: Box::new(|_| {}),
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

    /// Fires everything, one after another.
    async fn attack(&self) {
        for attack in attacks() {
            let response = self.query(&attack.document, json!({})).await;
            check(&attack.name, &attack.answer, response).await;
            self.is_well(&attack.name).await;
        }
        raw::attack(self).await;
    }

    /// A good request is answered.
    async fn is_well(&self, after: &str) {
        (self.answered)(after);
        let response = self.query("{ viewer { id } }", json!({})).await;
        let response = response.unwrap_or_else(|error| panic!("after {after}: {error:?}"));
        assert_eq!(response.status(), 200, "after {after}");
        let body: Value = response.json().await.unwrap();
        assert!(body["data"]["viewer"]["id"].is_string(), "after {after}");
        (self.answered)("a good request");
    }
}

/// Whether the answer is the one expected, and holds nothing that it must not.
async fn check(name: &str, expected: &str, response: reqwest::Result<Response>) {
    let response = response.unwrap_or_else(|error| panic!("{name}: {error:?}"));
    let status = response.status();
    let text = response.text().await.unwrap();
    let body: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{name}: {text:.200}"));
    let code = body["errors"][0]["extensions"]["code"].as_str();
    let found = format!("{} {}", status.as_u16(), code.unwrap_or_default());
    assert_eq!(found.trim_end(), expected, "{name}: {text:.500}");
    assert!(text.len() <= LARGEST_ANSWER, "{name}: {} bytes", text.len());
    assert!(body["errors"].as_array().is_none_or(|all| all.len() <= 10));
    for secret in SECRETS {
        assert!(!text.contains(secret), "{name} tells {secret}: {text:.500}");
    }
}

#[tokio::test]
async fn every_attack_is_refused_and_told_nothing() {
    let harness = Harness::start().await;
    Target::new(&harness.url).attack().await;
}

#[tokio::test]
async fn limits_are_refused_in_every_media_type_and_tell_their_value() {
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
        let told = json!({"code": "FIELD_LIMIT", "limit": 500, "found": 603});
        assert_eq!(body["errors"][0]["extensions"], told);
        assert!(body.get("data").is_none());
    }
}

#[tokio::test]
async fn what_tools_ask_for_keeps_within_the_limits() {
    let harness = Harness::start().await;
    let introspection = include_str!("attacks/introspection.graphql");
    let schema = harness.data(introspection, json!({})).await;
    assert!(schema["__schema"]["types"].as_array().unwrap().len() > 30);
}

#[tokio::test]
async fn introspection_can_be_switched_off() {
    let off = [("introspection", "false")];
    let harness = Harness::start_with(journey_simulator::Options::default(), &off).await;
    let target = Target::new(&harness.url);
    for query in [
        "{ __schema { types { name } } }",
        "{ viewer { id } ...F } fragment F on Query { __type(name: \"Query\") { name } }",
    ] {
        let response = target.query(query, json!({})).await;
        check(query, "400 INTROSPECTION_DISABLED", response).await;
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
async fn similar_names_are_told_where_that_is_switched_on() {
    let on = [("suggestions", "true")];
    let harness = Harness::start_with(journey_simulator::Options::default(), &on).await;
    let answer = harness
        .query(SUPERVISOR, "{ viewer { nam } }", json!({}))
        .await;
    let message = answer.body["errors"][0]["message"].as_str().unwrap();
    assert!(message.contains("Did you mean \"name\""), "{message}");
}

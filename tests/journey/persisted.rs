//! Persisted documents: automatic persisted queries, trusted documents, and their manifest.

mod automatic;
mod check;
mod modes;
mod reload;
mod revalidated;
mod streams;
mod trusted;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::harness::{Harness, SUPERVISOR};

const VIEWER: &str = "query Viewer { viewer { id } }";

const NOT_FOUND: (&str, &str) = ("PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND");

/// The SHA-256 hash of a document, in the form of Apollo's clients.
fn hash(text: &str) -> String {
    let mut digits = String::new();
    for byte in Sha256::digest(text.as_bytes()) {
        write!(digits, "{byte:02x}").unwrap();
    }
    digits
}

/// `extensions` with a hash.
fn extensions(hash: &str) -> Value {
    json!({"persistedQuery": {"version": 1, "sha256Hash": hash}})
}

/// The body of a request with a hash alone.
fn by_hash(text: &str) -> Value {
    json!({"extensions": extensions(&hash(text))})
}

/// The body of a request with a hash and its document.
fn registration(text: &str) -> Value {
    json!({"query": text, "extensions": extensions(&hash(text))})
}

/// Sends `body` with POST; returns status and response.
async fn post_as(harness: &Harness, token: &str, body: &Value) -> (u16, Value) {
    let url = format!("{}/graphql", harness.url);
    let request = harness.client.post(url).bearer_auth(token).json(body);
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

async fn post(harness: &Harness, body: &Value) -> (u16, Value) {
    post_as(harness, SUPERVISOR, body).await
}

/// Sends the parameters of `body` with GET; returns status, `Cache-Control` and response.
async fn get(harness: &Harness, body: &Value) -> (u16, String, Value) {
    let parameters: Vec<_> = body.as_object().unwrap().iter().collect();
    let parameters = parameters.into_iter().map(|(name, value)| {
        let text = value.as_str().map(str::to_owned);
        (name, text.unwrap_or_else(|| value.to_string()))
    });
    let parameters: Vec<_> = parameters.collect();
    let url = format!("{}/graphql", harness.url);
    let request = harness.client.get(url).bearer_auth(SUPERVISOR);
    let response = request.query(&parameters).send().await.unwrap();
    let cache_control = response.headers()["cache-control"].to_str().unwrap();
    let cache_control = cache_control.to_owned();
    let status = response.status().as_u16();
    (status, cache_control, response.json().await.unwrap())
}

/// Message and code of the only error of a response without data.
fn error(response: &Value) -> (&str, &str) {
    assert_eq!(response.get("data"), None, "{response}");
    assert_eq!(response["errors"].as_array().unwrap().len(), 1);
    let error = &response["errors"][0];
    let code = error["extensions"]["code"].as_str().unwrap();
    (error["message"].as_str().unwrap(), code)
}

/// The lines of `/metrics` that begin with `prefix` after the metric prefix, as name and value.
async fn metrics(harness: &Harness, prefix: &str) -> BTreeMap<String, String> {
    let response = harness.client.get(format!("{}/metrics", harness.url));
    let text = response.send().await.unwrap().text().await.unwrap();
    let lines = text.lines().filter_map(|line| {
        let line = line.strip_prefix("journey_gateway_")?;
        let (name, value) = line.rsplit_once(' ')?;
        let is_wanted = name.starts_with(prefix);
        is_wanted.then(|| (name.to_owned(), value.to_owned()))
    });
    lines.collect()
}

/// Number of documents that requests caused to be parsed.
async fn parsed(harness: &Harness) -> String {
    metrics(harness, "documents_parsed_total").await["documents_parsed_total"].clone()
}

/// A manifest in a directory of its own.
struct Manifest {
    directory: TempDir,
}

impl Manifest {
    fn new(content: &Value) -> Self {
        let manifest = Self {
            directory: TempDir::new().unwrap(),
        };
        manifest.replace(&content.to_string());
        manifest
    }

    fn path(&self) -> PathBuf {
        self.directory.path().join("manifest.json")
    }

    /// Replaces the file as a deployment does: a reader sees the former or the new content.
    fn replace(&self, content: &str) {
        let next = self.directory.path().join("next.json");
        std::fs::write(&next, content).unwrap();
        std::fs::rename(next, self.path()).unwrap();
    }

    /// Starts a gateway with this manifest.
    async fn start(&self, mode: &str, settings: &[(&'static str, &str)]) -> Harness {
        let path = self.path();
        let own = [
            ("documents.mode", mode),
            ("documents.manifest", path.to_str().unwrap()),
        ];
        Harness::start_with(
            journey_simulator::Options::default(),
            &[&own, settings].concat(),
        )
        .await
    }
}

//! The simulator over real HTTP.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test fails by panicking, and talks to the simulator as any HTTP client would"
)]

mod access;
mod conformance;
mod consistency;
mod contacts;
mod control;
mod current;
mod failure;
mod live;
mod login;
mod notifications;
mod own;
mod paging;
mod query;
mod unusual;
mod worlds;

use std::net::SocketAddr;

use journey_simulator::{Options, Simulator};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::Value;

/// A simulator on a free port, and a client for it.
struct Platform {
    simulator: Simulator,
    http: reqwest::Client,
}

impl Platform {
    async fn start() -> Self {
        Self::with(Options::default()).await
    }

    async fn with(options: Options) -> Self {
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        let simulator = Simulator::start(listen, options)
            .await
            .expect("a free port");
        Self {
            simulator,
            http: reqwest::Client::new(),
        }
    }

    fn request(&self, method: Method, token: &str, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.simulator.url());
        self.http.request(method, url).bearer_auth(token)
    }

    async fn send(&self, token: &str, path: &str) -> Response {
        self.request(Method::GET, token, path)
            .send()
            .await
            .expect("a response")
    }

    /// The status and body of a GET.
    async fn get(&self, token: &str, path: &str) -> (StatusCode, Value) {
        let response = self.send(token, path).await;
        (response.status(), response.json().await.expect("JSON"))
    }

    /// The body of a GET that must succeed.
    async fn get_ok(&self, token: &str, path: &str) -> Value {
        let (status, body) = self.get(token, path).await;
        assert_eq!(status, StatusCode::OK, "{path}: {body}");
        body
    }

    async fn post(&self, token: &str, path: &str, body: &Value) -> (StatusCode, Value) {
        let response = self
            .request(Method::POST, token, path)
            .json(body)
            .send()
            .await
            .expect("a response");
        (response.status(), response.json().await.expect("JSON"))
    }

    /// All entities of a list that pages with `nextUri`.
    async fn all(&self, token: &str, first: &str) -> Vec<Value> {
        let mut entities = Vec::new();
        let mut next = Some(first.to_owned());
        while let Some(path) = next {
            assert!(entities.len() < 10_000, "the pages form a cycle");
            assert!(path.starts_with("/api/v2/"), "nextUri is relative: {path}");
            let page = self.get_ok(token, &path).await;
            entities.extend(
                page["entities"]
                    .as_array()
                    .expect("entities")
                    .iter()
                    .cloned(),
            );
            next = page["nextUri"].as_str().map(str::to_owned);
        }
        entities
    }

    async fn sessions(&self, token: &str, customer: &str) -> Vec<Value> {
        self.all(
            token,
            &sessions_path(customer, "pageSize=200&includeMerged=true"),
        )
        .await
    }
}

fn sessions_path(customer: &str, query: &str) -> String {
    format!("/api/v2/externalcontacts/contacts/{customer}/journey/sessions?{query}")
}

/// The text of a required field.
fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field]
        .as_str()
        .unwrap_or_else(|| panic!("{field} is missing in {value}"))
}

fn ids(entities: &[Value]) -> Vec<&str> {
    entities.iter().map(|entity| text(entity, "id")).collect()
}

const SUPERVISOR: &str = "demo-supervisor";
const AGENT: &str = "demo-agent";

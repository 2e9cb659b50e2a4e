//! A server that says what the simulator says, mutated.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, Uri};
use axum::{Router, serve};
use serde_json::Value;
use tokio::net::TcpListener;

use super::super::harness::loopback;
use super::mutation::Mutation;

pub(super) struct Upstream {
    platform: String,
    client: reqwest::Client,
    /// Each answer is asked for once, by address and body.
    good: Mutex<BTreeMap<(String, Bytes), Value>>,
    mutation: Mutex<(Option<Mutation>, bool)>,
}

impl Upstream {
    /// Before the simulator at `platform`; with its own address.
    pub(super) async fn start(platform: &str) -> (Arc<Self>, String) {
        let upstream = Arc::new(Self {
            platform: platform.to_owned(),
            client: reqwest::Client::new(),
            good: Mutex::default(),
            mutation: Mutex::default(),
        });
        let answer = async |State(upstream): State<Arc<Self>>, method, uri, headers, body| {
            upstream.answer(method, uri, headers, body).await
        };
        let listener = TcpListener::bind(loopback()).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let app = Router::new().fallback(answer).with_state(upstream.clone());
        tokio::spawn(async move { serve(listener, app).await });
        (upstream, url)
    }

    pub(super) fn mutate(&self, mutation: Option<Mutation>) {
        *self.mutation.lock().unwrap() = (mutation, false);
    }

    /// Whether the mutation left out what nobody could then know of.
    pub(super) fn is_lossy(&self) -> bool {
        self.mutation.lock().unwrap().1
    }

    async fn answer(&self, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Vec<u8> {
        let key = (uri.to_string(), body.clone());
        let known = self.good.lock().unwrap().get(&key).cloned();
        let good = if let Some(good) = known {
            good
        } else {
            let address = format!("{}{uri}", self.platform);
            let request = self.client.request(method, address).headers(headers);
            let good: Value = match request.body(body).send().await.unwrap().error_for_status() {
                Ok(answer) => answer.json().await.unwrap(),
                // It was asked for what a mutation made up.
                Err(_) => Value::Null,
            };
            self.good.lock().unwrap().insert(key, good.clone());
            good
        };
        let mut mutation = self.mutation.lock().unwrap();
        let (bytes, is_lossy) = match &mutation.0 {
            Some(mutation) => mutation.apply(&good),
            None => (good.to_string().into_bytes(), false),
        };
        mutation.1 |= is_lossy;
        bytes
    }
}

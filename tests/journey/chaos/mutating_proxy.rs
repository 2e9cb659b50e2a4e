//! A proxy that mutates the simulator's responses.

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

pub(super) struct MutatingProxy {
    simulator_url: String,
    client: reqwest::Client,
    /// Original responses by URL and request body. Each is requested once.
    originals: Mutex<BTreeMap<(String, Bytes), Value>>,
    /// The mutation, and whether it has been lossy since it was set.
    mutation: Mutex<(Option<Mutation>, bool)>,
}

impl MutatingProxy {
    /// Starts a proxy in front of the simulator and returns its URL.
    pub(super) async fn start(simulator_url: &str) -> (Arc<Self>, String) {
        let proxy = Arc::new(Self {
            simulator_url: simulator_url.to_owned(),
            client: reqwest::Client::new(),
            originals: Mutex::default(),
            mutation: Mutex::default(),
        });
        let respond = async |State(proxy): State<Arc<Self>>, method, uri, headers, body| {
            proxy.respond(method, uri, headers, body).await
        };
        let listener = TcpListener::bind(loopback()).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let app = Router::new().fallback(respond).with_state(proxy.clone());
        tokio::spawn(async move { serve(listener, app).await });
        (proxy, url)
    }

    pub(super) fn mutate(&self, mutation: Option<Mutation>) {
        *self.mutation.lock().unwrap() = (mutation, false);
    }

    /// Whether the mutation removed restrictions; see [`Mutation::apply`].
    pub(super) fn is_lossy(&self) -> bool {
        self.mutation.lock().unwrap().1
    }

    async fn respond(&self, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Vec<u8> {
        let key = (uri.to_string(), body.clone());
        let cached = self.originals.lock().unwrap().get(&key).cloned();
        let original = if let Some(original) = cached {
            original
        } else {
            let address = format!("{}{uri}", self.simulator_url);
            let request = self.client.request(method, address).headers(headers);
            let original: Value = match request.body(body).send().await.unwrap().error_for_status()
            {
                Ok(response) => response.json().await.unwrap(),
                // The request contains an id that a mutation invented.
                Err(_) => Value::Null,
            };
            self.originals.lock().unwrap().insert(key, original.clone());
            original
        };
        let mut mutation = self.mutation.lock().unwrap();
        let (bytes, is_lossy) = match &mutation.0 {
            Some(mutation) => mutation.apply(&original),
            None => (original.to_string().into_bytes(), false),
        };
        mutation.1 |= is_lossy;
        bytes
    }
}

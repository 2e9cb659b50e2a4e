//! REST client of the reference: reads each object separately, with the supervisor's token. The
//! platform's clock stands still, so responses are cached without expiration.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use reqwest::RequestBuilder;
use serde_json::{Value, json};
use tokio::runtime::Handle;

use super::super::harness::{Harness, SUPERVISOR};

/// JSON of a response; `None` for status 404.
type Response = Option<Rc<Value>>;

/// The platform's REST API, with a cache of its responses.
pub(super) struct Rest {
    runtime: Handle,
    client: reqwest::Client,
    url: String,
    /// The customer whose sessions the platform lists without order. A page of this list depends on the
    /// size of the platform's pages.
    pub(super) unordered: String,
    responses: RefCell<HashMap<String, Response>>,
}

impl Rest {
    pub(super) fn new(runtime: Handle, harness: &Harness) -> Self {
        Self {
            runtime,
            client: harness.client.clone(),
            url: format!("{}/api/v2", harness.simulator.url()),
            unordered: harness.fixtures.unusual_customer.clone(),
            responses: RefCell::default(),
        }
    }

    /// Reads `path` as the supervisor.
    pub(super) fn get(&self, path: &str) -> Response {
        self.cached(path.to_owned(), || {
            self.send(self.client.get(format!("{}/{path}", self.url)), SUPERVISOR)
        })
    }

    /// Reads `path` with another token; it must exist.
    pub(super) fn get_as(&self, token: &str, path: &str) -> Value {
        let request = self.client.get(format!("{}/{path}", self.url));
        Rc::unwrap_or_clone(self.send(request, token).unwrap())
    }

    /// Reads all pages of a list.
    pub(super) fn list(&self, path: &str) -> Option<Vec<Rc<Value>>> {
        let mut found = Vec::new();
        let mut path = path.to_owned();
        loop {
            let page = self.get(&path)?;
            let entities = page["entities"].as_array().unwrap();
            found.extend(entities.iter().cloned().map(Rc::new));
            let Some(next) = page["nextUri"].as_str() else {
                return Some(found);
            };
            next.split_once("/api/v2/").unwrap().1.clone_into(&mut path);
        }
    }

    /// Looks up the contact with this identifier.
    pub(super) fn identify(&self, kind: &str, value: &str, source: Option<&str>) -> Response {
        let path = "externalcontacts/identifierlookup/contacts";
        let mut body = json!({"type": kind, "value": value});
        if let Some(source) = source {
            body["externalSource"] = json!({"id": source});
        }
        self.cached(format!("{path} {body}"), || {
            let request = self.client.post(format!("{}/{path}", self.url)).json(&body);
            self.send(request, SUPERVISOR)
        })
    }

    fn cached(&self, key: String, request: impl FnOnce() -> Response) -> Response {
        if let Some(cached) = self.responses.borrow().get(&key) {
            return cached.clone();
        }
        let response = request();
        self.responses.borrow_mut().insert(key, response.clone());
        response
    }

    fn send(&self, request: RequestBuilder, token: &str) -> Response {
        self.runtime.block_on(async {
            let response = request.bearer_auth(token).send().await.unwrap();
            match response.status().as_u16() {
                200 => Some(Rc::new(response.json().await.unwrap())),
                404 => None,
                other => panic!("{other}: {}", response.url()),
            }
        })
    }
}

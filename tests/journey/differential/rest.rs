//! The world as the platform tells it over REST to one who may see everything: one call a thing.
//! Time stands still in it, so what was told once is not asked for again.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use reqwest::RequestBuilder;
use serde_json::{Value, json};
use tokio::runtime::Handle;

use super::super::harness::{Harness, SUPERVISOR};

type Told = Option<Rc<Value>>;

/// The platform, and what it told.
pub(super) struct Rest {
    runtime: Handle,
    client: reqwest::Client,
    url: String,
    /// The customer whose sessions the platform lists in no order, so that a page of them depends on the size
    /// of the platform's pages.
    pub(super) unordered: String,
    told: RefCell<HashMap<String, Told>>,
}

impl Rest {
    pub(super) fn new(runtime: Handle, harness: &Harness) -> Self {
        Self {
            runtime,
            client: harness.client.clone(),
            url: format!("{}/api/v2", harness.simulator.url()),
            unordered: harness.fixtures.unusual_customer.clone(),
            told: RefCell::default(),
        }
    }

    /// What is at this path, if anything.
    pub(super) fn get(&self, path: &str) -> Told {
        self.remembered(path.to_owned(), || {
            self.send(self.client.get(format!("{}/{path}", self.url)), SUPERVISOR)
        })
    }

    /// What is at this path for someone else.
    pub(super) fn get_as(&self, token: &str, path: &str) -> Value {
        let request = self.client.get(format!("{}/{path}", self.url));
        Rc::unwrap_or_clone(self.send(request, token).unwrap())
    }

    /// Of a list, all pages.
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

    /// Whose identifier this is.
    pub(super) fn identify(&self, kind: &str, value: &str, source: Option<&str>) -> Told {
        let path = "externalcontacts/identifierlookup/contacts";
        let mut body = json!({"type": kind, "value": value});
        if let Some(source) = source {
            body["externalSource"] = json!({"id": source});
        }
        self.remembered(format!("{path} {body}"), || {
            let request = self.client.post(format!("{}/{path}", self.url)).json(&body);
            self.send(request, SUPERVISOR)
        })
    }

    fn remembered(&self, key: String, ask: impl FnOnce() -> Told) -> Told {
        if let Some(told) = self.told.borrow().get(&key) {
            return told.clone();
        }
        let told = ask();
        self.told.borrow_mut().insert(key, told.clone());
        told
    }

    fn send(&self, request: RequestBuilder, token: &str) -> Told {
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

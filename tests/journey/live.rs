//! Live: what is told of a journey while it goes on, over real sockets.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use journey_gateway::clock::Hand;
use journey_simulator::Options;
use serde_json::{Value, json};

use super::harness::{Harness, SUPERVISOR};

mod changes;
pub(super) mod client;
mod covered;
mod gaps;
mod manners;
mod property;
mod records;
mod removed;
mod streams;
mod walls;

use client::Client;

/// How long a test waits before it fails; nothing that works takes so long.
const LONGEST: Duration = Duration::from_secs(30);

const SESSIONS: &str = "externalcontacts/contacts/{contactId}/journey/sessions";

pub(super) const WATCH: &str = "subscription Watch($id: ID!) {
  journeyChanged(customerId: $id) {
    kind at
    session { id type status statusChangesAt startedAt endedAt lastActivityAt eventCount
      ... on ConversationSession { agent { id } wrapUp { notes } } }
  }
}";

const LIST: &str = "query List($id: ID!) {
  customer(id: $id) { sessions(first: 25) { nodes {
    id type status statusChangesAt startedAt endedAt lastActivityAt eventCount
    ... on ConversationSession { agent { id } wrapUp { notes } }
  } } }
}";

/// A harness with one customer under one's eyes, and the time in one's hand.
struct Scene {
    harness: Harness,
    hand: Hand,
    customer: String,
    /// Lists that the test itself has asked the platform for.
    own: Cell<usize>,
}

impl Scene {
    async fn start() -> Self {
        Self::with(&[]).await
    }

    async fn with(settings: &[(&'static str, &str)]) -> Self {
        let (harness, hand) = Harness::start_with_manual_clock(Options::default(), settings).await;
        let customer = harness.fixtures.live_customer.clone();
        Self {
            harness,
            hand,
            customer,
            own: Cell::new(0),
        }
    }

    /// Sets the time of platform and gateway.
    fn set(&self, now: DateTime<Utc>) {
        self.harness.simulator.set_time(now);
        self.hand.set(now);
    }

    fn advance(&self, seconds: u64) {
        self.set(self.harness.simulator.now() + Duration::from_secs(seconds));
    }

    /// The sessions as a query tells them, newest first.
    async fn queried(&self) -> Vec<Value> {
        let data = self.harness.data(LIST, json!({"id": self.customer})).await;
        let nodes = data["customer"]["sessions"]["nodes"].as_array();
        nodes.unwrap().clone()
    }

    /// The first page of sessions as the platform tells them.
    async fn on_platform(&self) -> BTreeMap<String, Value> {
        let url = format!(
            "{}/api/v2/externalcontacts/contacts/{}/journey/sessions?pageSize=100&includeMerged=true",
            self.harness.simulator.url(),
            self.customer
        );
        let request = self.harness.client.get(url).bearer_auth(SUPERVISOR);
        let page: Value = request.send().await.unwrap().json().await.unwrap();
        self.own.set(self.own.get() + 1);
        let sessions = page["entities"].as_array().unwrap().iter();
        sessions
            .map(|session| (session["id"].as_str().unwrap().to_owned(), session.clone()))
            .collect()
    }

    /// How often the gateway has read a list since the last look, and which other calls it has made.
    fn take_calls(&self) -> (usize, BTreeMap<&'static str, Vec<usize>>) {
        let mut calls = self.harness.take_calls();
        let lists = calls.remove(SESSIONS).map_or(0, |lists| lists.len());
        (lists - self.own.take(), calls)
    }

    /// Since the last look.
    fn costs_nothing(&self) {
        let (lists, other) = self.take_calls();
        assert_eq!((lists, other), (0, BTreeMap::new()));
    }

    /// Waits until queries, the watcher and the platform say the same of the first page; gives what
    /// queries and the platform say.
    async fn agree(&self, watcher: &mut Watcher) -> (Vec<Value>, BTreeMap<String, Value>) {
        let until = tokio::time::Instant::now() + LONGEST;
        loop {
            let (queried, platform) = (self.queried().await, self.on_platform().await);
            let is_told = |session: &Value| {
                let id = session["id"].as_str().unwrap();
                says(session, &platform[id]) && watcher.sessions.get(id) == Some(session)
            };
            // A visit that a query does not show yet counts for what it says of web messaging.
            let oldest = queried.last().and_then(|last| last["startedAt"].as_str());
            let is_listed = |(id, one): &(&String, &Value)| {
                one["type"] != "web"
                    || one["createdDate"].as_str() < oldest
                    || queried.iter().any(|session| session["id"] == **id)
            };
            let unlisted = platform.iter().find(|one| !is_listed(one));
            let untold = queried.iter().find(|session| !is_told(session));
            if unlisted.is_none() && untold.is_none() {
                return (queried, platform);
            }
            let of = |session: &Value| {
                let id = session["id"].as_str().unwrap();
                format!(
                    "told: {:?}\nplatform: {}",
                    watcher.sessions.get(id),
                    platform[id]
                )
            };
            assert!(
                tokio::time::Instant::now() < until,
                "not listed: {unlisted:?}\nqueried: {untold:?}\n{:?}",
                untold.map(of)
            );
            let _ = tokio::time::timeout(Duration::from_millis(20), watcher.next()).await;
        }
    }

    /// Somebody who watches, and has been told how everything is.
    async fn watcher(&self) -> Watcher {
        let mut client = Client::connect(&self.harness.url, SUPERVISOR).await;
        client.watch("1", &self.customer).await;
        let mut watcher = Watcher {
            client,
            sessions: BTreeMap::new(),
            said: BTreeMap::new(),
            told: Vec::new(),
        };
        self.agree(&mut watcher).await;
        watcher
    }
}

/// A client that keeps what it is told.
struct Watcher {
    client: Client,
    sessions: BTreeMap<String, Value>,
    /// Of each session what was told last, and as what.
    said: BTreeMap<String, (Value, Value)>,
    /// Every change, as it came.
    told: Vec<Value>,
}

impl Watcher {
    /// Takes the next change. None says what was known already.
    async fn next(&mut self) -> Value {
        let change = self.client.change().await;
        let session = change["session"].clone();
        let id = session["id"].as_str().unwrap().to_owned();
        // What time has brought about since may show already where something else is told; it is news
        // of its own all the same.
        let said = (change["kind"].clone(), session.clone());
        let before = self.said.insert(id.clone(), said.clone());
        assert_ne!(before, Some(said), "told twice: {change}");
        self.sessions.insert(id, session);
        self.told.push(change.clone());
        change
    }
}

/// Whether a session is told as it is on the platform.
fn says(told: &Value, platform: &Value) -> bool {
    told["eventCount"] == platform["eventCount"]
        && told["endedAt"] == platform["endedDate"]
        && told["wrapUp"]["notes"] == platform["lastUserDisposition"]["notes"]
}

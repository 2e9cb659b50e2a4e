//! Subscriptions to a journey's changes, over real sockets.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use journey_gateway::clock::ClockSetter;
use journey_simulator::Options;
use serde_json::{Value, json};

use super::harness::{Harness, SUPERVISOR};

mod absent;
mod changes;
pub(super) mod client;
mod closing;
mod covered;
mod gaps;
mod multipart;
mod property;
mod records;
mod removed;
mod revoked_tokens;
mod socket_protocol;
mod streams;
mod summary;
mod tabs;
mod visibility;

use client::Client;

/// How long a test waits before it fails. A channel can take 40 s to recover: the gateway discards a token at most every 10 s, and
/// a reconnection waits for up to 30 s.
const TEST_TIMEOUT: Duration = Duration::from_mins(1);

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

/// A harness with a manual clock and one customer to watch.
struct Scene {
    harness: Harness,
    clock: ClockSetter,
    customer: String,
    /// Number of lists that the test itself has read from the platform.
    own_lists: Cell<usize>,
}

impl Scene {
    async fn start() -> Self {
        Self::with(&[]).await
    }

    async fn with(settings: &[(&'static str, &str)]) -> Self {
        let (harness, clock) = Harness::start_with_manual_clock(Options::default(), settings).await;
        let customer = harness.fixtures.live_customer.clone();
        Self {
            harness,
            clock,
            customer,
            own_lists: Cell::new(0),
        }
    }

    /// Sets the time of platform and gateway.
    fn set(&self, now: DateTime<Utc>) {
        self.harness.simulator.set_time(now);
        self.clock.set(now);
    }

    fn advance(&self, seconds: u64) {
        self.set(self.harness.simulator.now() + Duration::from_secs(seconds));
    }

    /// The sessions that a query returns, newest first.
    async fn queried(&self) -> Vec<Value> {
        let data = self.harness.data(LIST, json!({"id": self.customer})).await;
        let nodes = data["customer"]["sessions"]["nodes"].as_array();
        nodes.unwrap().clone()
    }

    /// The first page of sessions on the platform.
    async fn on_platform(&self) -> BTreeMap<String, Value> {
        let url = format!(
            "{}/api/v2/externalcontacts/contacts/{}/journey/sessions?pageSize=100&includeMerged=true",
            self.harness.simulator.url(),
            self.customer
        );
        let request = self.harness.client.get(url).bearer_auth(SUPERVISOR);
        let page: Value = request.send().await.unwrap().json().await.unwrap();
        self.own_lists.set(self.own_lists.get() + 1);
        let sessions = page["entities"].as_array().unwrap().iter();
        sessions
            .map(|session| (session["id"].as_str().unwrap().to_owned(), session.clone()))
            .collect()
    }

    /// The number of lists that the gateway has read since the last call, and its other upstream calls.
    fn take_calls(&self) -> (usize, BTreeMap<&'static str, Vec<usize>>) {
        let mut calls = self.harness.take_calls();
        let lists = calls.remove(SESSIONS).map_or(0, |lists| lists.len());
        (lists - self.own_lists.take(), calls)
    }

    /// Asserts that there were no upstream calls since the last `take_calls`.
    fn assert_no_calls(&self) {
        let (lists, other) = self.take_calls();
        assert_eq!((lists, other), (0, BTreeMap::new()));
    }

    /// Waits until queries, the watcher and the platform have the same first page. Returns the sessions of the query
    /// and of the platform.
    async fn wait_until_equal(
        &self,
        watcher: &mut Watcher,
    ) -> (Vec<Value>, BTreeMap<String, Value>) {
        let until = tokio::time::Instant::now() + TEST_TIMEOUT;
        loop {
            let (queried, platform) = (self.queried().await, self.on_platform().await);
            let is_sent = |session: &Value| {
                let id = session["id"].as_str().unwrap();
                matches_platform(session, &platform[id])
                    && watcher.sessions.get(id) == Some(session)
            };
            // A visit that queries do not return yet affects the status of web messaging.
            let oldest = queried.last().and_then(|last| last["startedAt"].as_str());
            let is_listed = |(id, session): &(&String, &Value)| {
                session["type"] != "web"
                    || session["createdDate"].as_str() < oldest
                    || queried.iter().any(|queried| queried["id"] == **id)
            };
            let unlisted = platform.iter().find(|session| !is_listed(session));
            let unsent = queried.iter().find(|session| !is_sent(session));
            if unlisted.is_none() && unsent.is_none() {
                return (queried, platform);
            }
            let describe = |session: &Value| {
                let id = session["id"].as_str().unwrap();
                format!(
                    "sent: {:?}\nplatform: {}",
                    watcher.sessions.get(id),
                    platform[id]
                )
            };
            assert!(
                tokio::time::Instant::now() < until,
                "not listed: {unlisted:?}\nqueried: {unsent:?}\n{:?}",
                unsent.map(describe)
            );
            let _ = tokio::time::timeout(Duration::from_millis(20), watcher.next()).await;
        }
    }

    /// A subscriber that has received the snapshot.
    async fn watcher(&self) -> Watcher {
        let mut client = Client::connect(&self.harness.url, SUPERVISOR).await;
        client.watch("1", &self.customer).await;
        let mut watcher = Watcher {
            client,
            sessions: BTreeMap::new(),
            last: BTreeMap::new(),
            changes: Vec::new(),
        };
        self.wait_until_equal(&mut watcher).await;
        watcher
    }
}

/// A subscriber that stores the changes that it receives.
struct Watcher {
    client: Client,
    sessions: BTreeMap<String, Value>,
    /// The kind and state of each session's last change.
    last: BTreeMap<String, (Value, Value)>,
    /// Every change in order.
    changes: Vec<Value>,
}

impl Watcher {
    /// Receives the next change, which must differ from the session's last one.
    async fn next(&mut self) -> Value {
        let change = self.client.change().await;
        let session = change["session"].clone();
        let id = session["id"].as_str().unwrap().to_owned();
        // A change of another kind may already contain a status change that is sent next, so the kind is compared too.
        let this = (change["kind"].clone(), session.clone());
        let before = self.last.insert(id.clone(), this.clone());
        assert_ne!(before, Some(this), "sent twice: {change}");
        self.sessions.insert(id, session);
        self.changes.push(change.clone());
        change
    }
}

/// Whether a sent session has the state of the platform's.
fn matches_platform(sent: &Value, platform: &Value) -> bool {
    sent["eventCount"] == platform["eventCount"]
        && sent["endedAt"] == platform["endedDate"]
        && sent["wrapUp"]["notes"] == platform["lastUserDisposition"]["notes"]
}

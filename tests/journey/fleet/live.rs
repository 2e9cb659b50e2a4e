//! Watched customers are divided among the nodes.

use std::collections::BTreeMap;

use journey_simulator::{Action, Simulator};

use super::*;
use crate::journey::harness::AGENT;
use client::Client;

#[allow(dead_code, reason = "the tests of one gateway use the rest")]
#[path = "../live/client.rs"]
pub(super) mod client;
mod takeover;

/// How long a client waits for a message.
const TEST_TIMEOUT: Duration = PATIENCE;

const WATCH: &str = "subscription($id: ID!) {
  journeyChanged(customerId: $id) { kind session { id status endedAt eventCount } }
}";

const SESSIONS: &str = "externalcontacts/contacts/{contactId}/journey/sessions";

pub(super) const ACTIONS: [Action; 6] = [
    Action::StartVisit,
    Action::WebEvent,
    Action::StartCall,
    Action::Answer,
    Action::WebEvent,
    Action::EndCall,
];

/// A client that is subscribed to one customer.
pub(super) struct Watcher {
    client: Client,
    /// The last change of each session.
    last: BTreeMap<String, Value>,
    /// All changes.
    changes: Vec<Value>,
    /// Whether two changes of a session may be the same. After a read, a session can have fields that notifications do not
    /// have, and that this client does not select.
    pub(super) may_repeat: bool,
}

impl Watcher {
    pub(super) async fn start(url: &str, token: &str, customer: &str) -> Self {
        let mut client = Client::connect(url, token).await;
        client.watch("1", customer).await;
        let mut watcher = Self {
            client,
            last: BTreeMap::new(),
            changes: Vec::new(),
            may_repeat: false,
        };
        watcher.next().await;
        watcher
    }

    /// Receives a change, which differs from the last one of its session.
    async fn next(&mut self) {
        let change = self.client.change().await;
        let id = change["session"]["id"].as_str().unwrap().to_owned();
        let before = self.last.insert(id, change.clone());
        let is_repeated = before.as_ref() == Some(&change);
        self.changes.push(change);
        let is_expected = self.may_repeat || !is_repeated;
        assert!(is_expected, "sent twice: {:#?}", self.changes);
    }

    /// Receives changes until a session has this number of events and this end.
    pub(super) async fn receive(&mut self, platform: &Value) {
        let id = platform["id"].as_str().unwrap();
        let is_current = |change: &Value| {
            change["session"]["eventCount"] == platform["eventCount"]
                && change["session"]["endedAt"] == platform["endedDate"]
        };
        while !self.last.get(id).is_some_and(is_current) {
            self.next().await;
        }
    }
}

/// Changes something, and returns the session on the platform.
pub(super) async fn perform(fleet: &Fleet, customer: &str, action: Action) -> Value {
    let simulator = &fleet.harness.simulator;
    simulator.advance(Duration::from_secs(1));
    let session = simulator.perform(customer, action).unwrap();
    let url = format!("{}/api/v2/journey/sessions/{session}", simulator.url());
    let request = fleet.harness.client.get(url).bearer_auth(SUPERVISOR);
    request.send().await.unwrap().json().await.unwrap()
}

/// Changes something, and waits until all watchers know.
async fn perform_for(fleet: &Fleet, customer: &str, action: Action, watchers: &mut [Watcher]) {
    let session = perform(fleet, customer, action).await;
    for watcher in watchers {
        watcher.receive(&session).await;
    }
}

/// Number of topics on the channels of all nodes.
pub(super) async fn topics(fleet: &Fleet) -> u64 {
    let mut topics = 0;
    for node in 0..fleet.nodes.len() {
        let metrics = fleet.metrics(node).await;
        let lines = metrics.lines();
        let lines = lines.filter(|line| line.starts_with("journey_gateway_live_topics{"));
        let numbers = lines.map(|line| line.rsplit(' ').next().unwrap().parse::<u64>().unwrap());
        topics += numbers.sum::<u64>();
    }
    topics
}

async fn watchers(fleet: &Fleet, customer: &str) -> Vec<Watcher> {
    let mut watchers = Vec::new();
    for node in &fleet.nodes {
        watchers.push(Watcher::start(node, SUPERVISOR, customer).await);
    }
    watchers
}

#[tokio::test]
async fn one_node_watches_a_customer_for_all() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let fleet = Fleet::start(3, &redis.url(), Options::default()).await;
    let customer = fleet.harness.fixtures.live_customer.clone();
    let mut watchers = watchers(&fleet, &customer).await;
    perform_for(&fleet, &customer, Action::StartVisit, &mut watchers).await;
    let calls = fleet.harness.take_calls();
    assert_eq!(calls["notifications/channels"].len(), 1, "{calls:?}");
    assert!(calls[SESSIONS].len() <= 3, "{calls:?}");
    assert_eq!(topics(&fleet).await, 2);
    let before: Vec<_> = watchers
        .iter()
        .map(|watcher| watcher.changes.len())
        .collect();
    for action in ACTIONS {
        perform_for(&fleet, &customer, action, &mut watchers).await;
    }
    let mut sent = watchers.iter().zip(before);
    let (first, at) = sent.next().unwrap();
    for (watcher, before) in sent {
        assert_eq!(watcher.changes[before..], first.changes[at..]);
    }
    let calls = fleet.harness.take_calls();
    assert!(!calls.contains_key(SESSIONS), "{calls:?}");
}

#[tokio::test]
async fn customers_are_divided_by_where_they_are_asked_for_first() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let fleet = Fleet::start(2, &redis.url(), Options::default()).await;
    let customers: Vec<_> = fleet
        .harness
        .simulator
        .ordinary_customers()
        .take(6)
        .map(|customer| customer.id)
        .collect();
    let mut all = Vec::new();
    for (number, customer) in customers.iter().enumerate() {
        let url = &fleet.nodes[number % 2];
        all.push((customer, Watcher::start(url, SUPERVISOR, customer).await));
    }
    for (customer, watcher) in &mut all {
        let session = perform(&fleet, customer, Action::StartVisit).await;
        watcher.receive(&session).await;
    }
    for node in 0..2 {
        let metrics = fleet.metrics(node).await;
        let confirmed = "journey_gateway_live_topics{state=\"confirmed\"} 6";
        assert!(metrics.contains(confirmed), "{metrics}");
    }
}

#[tokio::test]
async fn a_change_of_a_watched_customer_costs_no_node_a_call_and_an_erasure_reaches_all() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let settings = [
        ("identity", "service"),
        ("service.client_id", "demo-gateway"),
        ("service.client_secret", "demo-secret"),
        ("admin.listen", "127.0.0.1:0"),
        // Only pages whose changes are reported are served from the cache.
        ("cache.open_ttl", "1ms"),
        ("cache.contact_ttl", "1ms"),
    ];
    let fleet = Fleet::start_with(2, &redis.url(), Options::default(), &settings).await;
    let customer = fleet.harness.fixtures.live_customer.clone();
    let query = "query($id: ID!) { customer(id: $id) { sessions(first: 5) { nodes { id } } } }";
    let list = async |node| {
        let id = json!({"id": customer});
        fleet.query(node, query, id).await.data().to_string()
    };
    eventually("both nodes are covered", async || {
        fleet.harness.simulator.reset_calls();
        list(0).await;
        list(1).await;
        fleet.calls() == 0
    })
    .await;
    let call = perform(&fleet, &customer, Action::StartCall).await;
    let call = call["id"].as_str().unwrap();
    fleet.harness.simulator.reset_calls();
    for node in 0..2 {
        eventually("the change is known", async || {
            list(node).await.contains(call)
        })
        .await;
    }
    // The report of the change would remove the page of the second node, which has applied the change.
    let changed = perform(&fleet, &customer, Action::StartVisit).await;
    let changed = changed["id"].as_str().unwrap();
    fleet.harness.simulator.reset_calls();
    sleep(Duration::from_millis(300)).await;
    assert!(list(1).await.contains(changed));
    let calls = fleet.harness.take_calls();
    assert!(!calls.contains_key(SESSIONS), "{calls:?}");
    let admin = fleet.harness.admin_url.as_ref().unwrap();
    let url = format!("{admin}/cache/customers/{customer}");
    let erased = fleet.harness.client.delete(url).send().await.unwrap();
    assert!(erased.status().is_success());
    eventually("the second node has erased it", async || {
        list(1).await;
        fleet.harness.take_calls().contains_key(SESSIONS)
    })
    .await;
}

/// The channels of a token on the platform.
async fn channels(simulator: &Simulator, client: &reqwest::Client, token: &str) -> Vec<String> {
    let url = format!("{}/api/v2/notifications/channels", simulator.url());
    let request = client.get(url).bearer_auth(token);
    let list: Value = request.send().await.unwrap().json().await.unwrap();
    let entities = list["entities"].as_array().unwrap().iter();
    entities
        .map(|channel| channel["id"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn viewers_with_different_rights_never_receive_frames_of_each_other() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let fleet = Fleet::start_with(2, &redis.url(), Options::default(), &[]).await;
    let customer = fleet.harness.fixtures.live_customer.clone();
    let mut supervisor = Watcher::start(&fleet.nodes[0], SUPERVISOR, &customer).await;
    let mut agent = Watcher::start(&fleet.nodes[1], AGENT, &customer).await;
    let session = perform(&fleet, &customer, Action::StartVisit).await;
    supervisor.receive(&session).await;
    agent.receive(&session).await;
    assert_eq!(topics(&fleet).await, 4);
    let simulator = &fleet.harness.simulator;
    let own = channels(simulator, &fleet.harness.client, AGENT).await;
    let [own] = own.as_slice() else {
        panic!("{own:?}");
    };
    simulator.refuse_sockets(Duration::from_secs(3));
    simulator.drop_socket(own);
    let session = perform(&fleet, &customer, Action::WebEvent).await;
    supervisor.receive(&session).await;
    sleep(Duration::from_millis(200)).await;
    agent.client.assert_silent().await;
    agent.receive(&session).await;
}

#[tokio::test]
async fn a_fleet_has_at_most_as_many_channels_as_the_platform_allows() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let fleet = Fleet::start(22, &redis.url(), Options::default()).await;
    let simulator = &fleet.harness.simulator;
    let customers: Vec<_> = simulator
        .ordinary_customers()
        .take(20)
        .map(|customer| customer.id)
        .collect();
    let mut all = Vec::new();
    for (number, url) in fleet.nodes.iter().enumerate() {
        // The last nodes find no free channel. Others report the changes of their customers.
        let customer = &customers[number % customers.len()];
        all.push((customer, Watcher::start(url, SUPERVISOR, customer).await));
    }
    for customer in &customers {
        let session = perform(&fleet, customer, Action::StartVisit).await;
        for (_, watcher) in all.iter_mut().filter(|(watched, _)| *watched == customer) {
            watcher.receive(&session).await;
        }
    }
    // One more customer finds no channel, and takes none from another node.
    let other = &fleet.harness.fixtures.live_customer;
    let _other = Watcher::start(&fleet.nodes[21], SUPERVISOR, other).await;
    let calls = fleet.harness.take_calls();
    assert_eq!(calls["notifications/channels"].len(), 20, "{calls:?}");
    assert_eq!(topics(&fleet).await, 40);
}

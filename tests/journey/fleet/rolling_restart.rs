//! The nodes are restarted one after the other, behind the load balancer.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use futures_util::StreamExt;
use parking_lot::Mutex;
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::protocol::Message;

use super::live::client::Client;
use super::live::{ACTIONS, perform};
use super::load::Load;
use super::process::{LoadBalancer, Processes};
use super::*;

const SUBSCRIBERS: usize = 200;
/// Each is watched by an equal number of subscribers.
const CUSTOMERS: usize = 20;

/// A client that subscribes again whenever its socket ends.
struct Subscriber {
    url: String,
    customer: String,
    /// The newest state of each session.
    sessions: Mutex<BTreeMap<String, Value>>,
    /// Number of sockets.
    sockets: AtomicUsize,
}

impl Subscriber {
    /// Runs until it is dropped. Panics if the gateway refuses a socket or a subscription.
    async fn run(self: Arc<Self>) {
        loop {
            let mut client = Client::connect(&self.url, SUPERVISOR).await;
            client.watch("1", &self.customer).await;
            self.sockets.fetch_add(1, Ordering::Relaxed);
            while let Some(Ok(message)) = client.socket.next().await {
                if let Message::Text(text) = message {
                    self.apply(&serde_json::from_str(&text).unwrap());
                }
            }
        }
    }

    fn apply(&self, message: &Value) {
        if message["type"] == "complete" {
            return;
        }
        let session = &message["payload"]["data"]["journeyChanged"]["session"];
        let id = session["id"].as_str();
        let id = id.unwrap_or_else(|| panic!("{message}"));
        let newest = session.clone();
        self.sessions.lock().insert(id.to_owned(), newest);
    }

    /// Whether it has received a state of the platform.
    fn knows(&self, platform: &Value) -> bool {
        let sessions = self.sessions.lock();
        let session = sessions.get(platform["id"].as_str().unwrap());
        session.is_some_and(|session| {
            session["eventCount"] == platform["eventCount"]
                && session["endedAt"] == platform["endedDate"]
        })
    }
}

/// Changes the customers one after the other.
struct Changes<'a> {
    fleet: &'a Fleet,
    subscribers: &'a [Arc<Subscriber>],
    count: usize,
}

impl Changes<'_> {
    /// Changes one customer, and waits until all of its subscribers know.
    async fn next(&mut self) {
        let watched = self.count % CUSTOMERS;
        let subscribers = self.subscribers.iter().skip(watched).step_by(CUSTOMERS);
        let customer = &self.subscribers[watched].customer;
        let action = ACTIONS[self.count / CUSTOMERS % ACTIONS.len()];
        let session = perform(self.fleet, customer, action).await;
        self.count += 1;
        eventually("all subscribers know the change", async || {
            subscribers.clone().all(|one| one.knows(&session))
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rolling_restart_fails_no_request_and_loses_no_change() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let settings = [
        // Longer than the load balancer needs to notice that a gateway is not ready.
        ("drain_delay", "3s"),
        // On a loaded machine, many clients that connect at once take long.
        ("platform.timeout", "15s"),
        ("limits.request_timeout", "45s"),
    ];
    let mut processes = Processes::start(3, &redis.url(), Options::default(), &settings).await;
    let Some(balancer) = LoadBalancer::start(&processes).await else {
        return;
    };
    let fleet = &processes.fleet;
    let simulator = &fleet.harness.simulator;
    let customers: Vec<_> = simulator.ordinary_customers().take(CUSTOMERS).collect();
    let subscribers: Vec<_> = (0..SUBSCRIBERS)
        .map(|number| {
            Arc::new(Subscriber {
                url: balancer.url.clone(),
                customer: customers[number % CUSTOMERS].id.clone(),
                sessions: Mutex::default(),
                sockets: AtomicUsize::new(0),
            })
        })
        .collect();
    let mut running = JoinSet::new();
    for group in subscribers.chunks(CUSTOMERS) {
        for subscriber in group {
            running.spawn(subscriber.clone().run());
        }
        eventually("all are subscribed", async || {
            let sessions = |one: &Arc<Subscriber>| one.sessions.lock().len();
            group.iter().all(|one| sessions(one) > 0)
        })
        .await;
    }
    let load = Load::start(fleet, std::slice::from_ref(&balancer.url), 4);
    let mut changes = Changes {
        fleet,
        subscribers: &subscribers,
        count: 0,
    };
    for _ in 0..CUSTOMERS {
        changes.next().await;
    }

    let began = Instant::now();
    let has_ended = AtomicBool::new(false);
    let restart = async {
        for node in &mut processes.nodes {
            node.stop().await;
            node.restart().await;
        }
        has_ended.store(true, Ordering::Relaxed);
    };
    let change = async {
        while !has_ended.load(Ordering::Relaxed) {
            changes.next().await;
            sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::join!(restart, change);
    let took = began.elapsed();

    for _ in 0..CUSTOMERS {
        changes.next().await;
    }
    let requests = load.stop().await.since(began);
    let sockets = subscribers
        .iter()
        .map(|subscriber| subscriber.sockets.load(Ordering::Relaxed));
    let (fewest, all) = (sockets.clone().min().unwrap(), sockets.sum::<usize>());
    eprintln!(
        "{took:?}, {} changes, {requests} requests, {all} sockets",
        changes.count
    );
    assert!(fewest >= 2, "every subscriber has reconnected");
    assert!(requests >= 20, "{requests}");
    if let Some(ended) = running.try_join_next() {
        ended.unwrap();
    }
}

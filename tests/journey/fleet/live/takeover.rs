//! A node ends, or cannot be reached: others watch its customers.

use tokio::runtime::Runtime;

use super::*;

/// How soon changes are reported after the node that reported them has ended.
const TAKEN_OVER: Duration = Duration::from_secs(5);

/// How soon another node watches the customers of a node that stops. It usually takes 30 ms; without a message from the
/// node, it would take two seconds.
const HANDED_OVER: Duration = Duration::from_secs(1);

/// A gateway with threads of its own, which a test can kill.
struct Victim {
    url: String,
    runtime: Option<Runtime>,
    _stop: oneshot::Sender<()>,
}

impl Victim {
    fn start(fleet: &Fleet, redis: &str) -> Self {
        let settings = [("redis.url", redis), ("redis.secret", SECRET)];
        let settings = [SERVICE_IDENTITY, &settings].concat();
        let runtime = Runtime::new().unwrap();
        let (url, stop) = std::thread::scope(|scope| {
            let start = || runtime.block_on(second_gateway(&fleet.harness, &settings));
            scope.spawn(start).join().unwrap()
        });
        Self {
            url,
            runtime: Some(runtime),
            _stop: stop,
        }
    }

    /// Ends it in the middle of everything.
    fn kill(&mut self) {
        self.runtime.take().unwrap().shutdown_background();
    }
}

impl Drop for Victim {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

#[tokio::test]
async fn when_a_node_is_killed_another_takes_over_and_no_change_is_lost() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let mut fleet = Fleet::start(2, &redis.url(), Options::default()).await;
    let mut victim = Victim::start(&fleet, &redis.url());
    fleet.nodes.push(victim.url.clone());
    fleet.wait_for_redis(2, "up").await;
    let customer = fleet.harness.fixtures.live_customer.clone();
    let mut first = vec![Watcher::start(&victim.url, SUPERVISOR, &customer).await];
    perform_for(&fleet, &customer, Action::StartVisit, &mut first).await;
    fleet.nodes.pop();
    let mut watchers = watchers(&fleet, &customer).await;
    perform_for(&fleet, &customer, Action::WebEvent, &mut watchers).await;
    assert_eq!(
        topics(&fleet).await,
        0,
        "the other node watches the customer"
    );
    fleet.harness.take_calls();
    victim.kill();
    let killed = Instant::now();
    let call = perform(&fleet, &customer, Action::StartCall).await;
    let visit = perform(&fleet, &customer, Action::WebEvent).await;
    for watcher in &mut watchers {
        watcher.receive(&call).await;
        watcher.receive(&visit).await;
    }
    let waited = killed.elapsed();
    assert!(waited < TAKEN_OVER, "{waited:?}");
    for action in ACTIONS {
        perform_for(&fleet, &customer, action, &mut watchers).await;
    }
    assert_eq!(topics(&fleet).await, 2);
    // One list for each node, unless a loaded machine delays messages between them.
    let calls = fleet.harness.take_calls();
    assert!(calls[SESSIONS].len() <= 4, "{calls:?}");
}

#[tokio::test]
async fn a_node_that_stops_hands_over_at_once() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let settings = [("drain_delay", "0s"), ("drain_timeout", "1s")];
    let settings = [SERVICE_IDENTITY, &settings].concat();
    let mut fleet = Fleet::start_with(2, &redis.url(), Options::default(), &settings).await;
    let customer = fleet.harness.fixtures.live_customer.clone();
    let mut stopped = vec![Watcher::start(&fleet.nodes[1], SUPERVISOR, &customer).await];
    perform_for(&fleet, &customer, Action::StartVisit, &mut stopped).await;
    fleet.nodes.pop();
    let mut watchers = watchers(&fleet, &customer).await;
    perform_for(&fleet, &customer, Action::WebEvent, &mut watchers).await;
    assert_eq!(topics(&fleet).await, 0);
    fleet.stop.clear();
    let end = stopped.pop().unwrap().client.end().await;
    assert!(end.is_some());
    let ended = Instant::now();
    eventually("the node has taken over", async || {
        topics(&fleet).await == 2
    })
    .await;
    let waited = ended.elapsed();
    assert!(waited < HANDED_OVER, "{waited:?}");
    perform_for(&fleet, &customer, Action::StartVisit, &mut watchers).await;
}

#[tokio::test]
async fn without_redis_each_node_watches_alone_and_afterwards_one_does() {
    let Some(mut redis) = Redis::start().await else {
        return;
    };
    let fleet = Fleet::start(2, &redis.url(), Options::default()).await;
    let customer = fleet.harness.fixtures.live_customer.clone();
    let mut watchers = watchers(&fleet, &customer).await;
    perform_for(&fleet, &customer, Action::StartVisit, &mut watchers).await;
    assert_eq!(topics(&fleet).await, 2);
    redis.kill();
    for action in ACTIONS {
        perform_for(&fleet, &customer, action, &mut watchers).await;
    }
    eventually("both watch", async || topics(&fleet).await == 4).await;
    fleet.harness.take_calls();
    redis.restart().await;
    for action in ACTIONS {
        perform_for(&fleet, &customer, action, &mut watchers).await;
    }
    eventually("one watches", async || topics(&fleet).await == 2).await;
    for action in ACTIONS {
        perform_for(&fleet, &customer, action, &mut watchers).await;
    }
    let calls = fleet.harness.take_calls();
    assert!(!calls.contains_key(SESSIONS), "without a gap: {calls:?}");
}

#[tokio::test]
async fn a_node_that_cannot_read_the_messages_of_another_watches_the_customer_itself() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let url = redis.url();
    let fleet = Fleet::start(1, &url, Options::default()).await;
    let file = tempfile::NamedTempFile::new().unwrap();
    let new = "another secret of more than 32 characters";
    std::fs::write(file.path(), format!("{new}\n{SECRET}\n")).unwrap();
    // The first node does not know the new secret, with which this one seals its messages.
    let rotated = [
        ("redis.url", url.as_str()),
        ("redis.secret_file", file.path().to_str().unwrap()),
    ];
    let rotated = [SERVICE_IDENTITY, &rotated].concat();
    let (second, _stop) = second_gateway(&fleet.harness, &rotated).await;
    let customer = fleet.harness.fixtures.live_customer.clone();
    let fleet = Fleet {
        nodes: vec![second, fleet.nodes[0].clone()],
        ..fleet
    };
    fleet.wait_for_redis(0, "up").await;
    let mut watchers = watchers(&fleet, &customer).await;
    eventually("both watch the customer", async || {
        topics(&fleet).await == 4
    })
    .await;
    for action in ACTIONS {
        perform_for(&fleet, &customer, action, &mut watchers).await;
    }
}

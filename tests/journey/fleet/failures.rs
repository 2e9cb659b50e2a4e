//! Redis fails: requests do not.

use super::load::Load;
use super::process::{GatewayProcess, Processes};
use super::proxy::Proxy;
use super::*;

/// Time of the load before a fault, and after one.
const OBSERVED: Duration = Duration::from_secs(2);
/// Time after the begin and the end of a fault in which requests may be slower.
const ADAPTED: Duration = Duration::from_secs(2);
/// Time of a fault.
const FAULT: Duration = Duration::from_secs(5);
/// On a loaded machine, less than this is no sign that requests wait for Redis or for a fetch of another node.
const UNREMARKABLE: Duration = Duration::from_millis(250);

/// Nodes under constant load, before, during and after a fault of Redis.
struct Outage {
    processes: Processes,
    load: Load,
    observed: Instant,
    began: Instant,
}

impl Outage {
    /// Starts two nodes and the load, and returns just before the fault.
    async fn prepare(redis: &str) -> Self {
        // Entries expire, so that requests need Redis.
        let ttl = [
            ("cache.open_ttl", "500ms"),
            ("cache.ended_ttl", "500ms"),
            ("cache.contact_ttl", "500ms"),
        ];
        let processes = Processes::start(2, redis, Options::default(), &ttl).await;
        let load = Load::start(&processes.fleet, &processes.fleet.nodes, 2);
        sleep(ADAPTED).await;
        let observed = Instant::now();
        sleep(OBSERVED).await;
        let began = Instant::now();
        Self {
            processes,
            load,
            observed,
            began,
        }
    }

    async fn wait_for_redis(&self, state: &str) {
        for node in 0..self.processes.nodes.len() {
            self.processes.fleet.wait_for_redis(node, state).await;
        }
    }

    /// What the nodes have logged about Redis.
    fn logged(&self) -> Vec<String> {
        let nodes = self.processes.nodes.iter();
        let logs = nodes.map(GatewayProcess::log);
        let lines = logs.flat_map(|log| log.lines().map(str::to_owned).collect::<Vec<_>>());
        let lines: Vec<_> = lines.filter(|line| line.contains("Redis")).collect();
        assert!(lines.iter().any(|line| line.contains("WARN")), "{lines:?}");
        lines
    }

    async fn wait_for_values(&self, redis: &Redis) {
        eventually("values are stored", async || redis.values().await > 0).await;
    }

    /// Waits until the fault has lasted long enough.
    async fn last(&self) {
        tokio::time::sleep_until(self.began + FAULT).await;
    }

    /// Observes the requests after the fault. No request may have failed.
    async fn end(self) {
        let ended = Instant::now();
        tokio::time::sleep_until(ended + ADAPTED + OBSERVED).await;
        let requests = self.load.stop().await;
        let usual = requests.p99(self.observed, self.began);
        let alone = requests.p99(self.began + ADAPTED, ended);
        let after = requests.p99(ended + ADAPTED, Instant::now());
        let longest = UNREMARKABLE.max(5 * usual);
        let times = format!("p99 {usual:?} before, {alone:?} during, {after:?} after the fault");
        eprintln!("{times}; {} requests", requests.since(self.observed));
        assert!(alone < longest && after < longest, "{times}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_request_fails_while_redis_is_killed_and_restarted() {
    let Some(mut redis) = Redis::start().await else {
        return;
    };
    let outage = Outage::prepare(&redis.url()).await;
    redis.kill();
    outage.wait_for_redis("down").await;
    let metrics = outage.processes.fleet.metrics(0).await;
    assert!(metrics.contains("journey_gateway_redis_up 0"));
    let logged = outage.logged();
    outage.last().await;
    assert_eq!(
        outage.logged(),
        logged,
        "a long outage does not fill the log"
    );
    redis.restart().await;
    outage.wait_for_redis("up").await;
    outage.wait_for_values(&redis).await;
    outage.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_request_fails_while_redis_hangs() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let outage = Outage::prepare(&redis.url()).await;
    redis.send(&["DEBUG", "SLEEP", "5"]);
    outage.wait_for_redis("down").await;
    outage.last().await;
    outage.wait_for_redis("up").await;
    outage.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_request_fails_while_the_network_to_redis_is_cut() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let proxy = Proxy::start(redis.port()).await;
    let outage = Outage::prepare(&format!("redis://127.0.0.1:{}", proxy.port)).await;
    proxy.cut(true);
    outage.wait_for_redis("down").await;
    outage.last().await;
    proxy.cut(false);
    outage.wait_for_redis("up").await;
    outage.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_request_fails_while_redis_is_slow() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let proxy = Proxy::start(redis.port()).await;
    let outage = Outage::prepare(&format!("redis://127.0.0.1:{}", proxy.port)).await;
    // Less than a node waits for an answer: it continues to use Redis.
    proxy.delay(30);
    outage.last().await;
    proxy.delay(0);
    outage.wait_for_redis("up").await;
    outage.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_request_fails_while_redis_is_full_and_refuses_to_store() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let outage = Outage::prepare(&redis.url()).await;
    redis.command(&["CONFIG", "SET", "maxmemory", "1"]).await;
    redis.command(&["FLUSHALL"]).await;
    outage.last().await;
    assert_eq!(redis.values().await, 0, "Redis is full");
    redis.command(&["CONFIG", "SET", "maxmemory", "0"]).await;
    outage.wait_for_redis("up").await;
    outage.wait_for_values(&redis).await;
    outage.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_request_fails_while_redis_is_full_and_drops_old_values() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let outage = Outage::prepare(&redis.url()).await;
    let policy = ["CONFIG", "SET", "maxmemory-policy", "allkeys-lru"];
    redis.command(&policy).await;
    let used = redis.info("used_memory").await.to_string();
    redis.command(&["CONFIG", "SET", "maxmemory", &used]).await;
    outage.last().await;
    assert!(redis.info("evicted_keys").await > 0);
    redis.command(&["CONFIG", "SET", "maxmemory", "0"]).await;
    outage.wait_for_redis("up").await;
    outage.wait_for_values(&redis).await;
    outage.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flushed_redis_only_costs_calls() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let outage = Outage::prepare(&redis.url()).await;
    for _ in 0..10 {
        redis.command(&["FLUSHALL"]).await;
        sleep(FAULT / 10).await;
    }
    outage.wait_for_redis("up").await;
    outage.wait_for_values(&redis).await;
    outage.end().await;
}

#[tokio::test]
async fn a_gateway_starts_without_redis_and_joins_later() {
    let Some(mut redis) = Redis::start().await else {
        return;
    };
    redis.kill();
    let url = redis.url();
    let settings = [
        SERVICE_IDENTITY,
        &[("redis.url", &*url), ("redis.secret", SECRET)],
    ]
    .concat();
    let harness = Harness::start_with(Options::default(), &settings).await;
    let fleet = Fleet::of_one(harness);
    fleet.wait_for_redis(0, "down").await;
    fleet.journey(0).await;
    redis.restart().await;
    fleet.wait_for_redis(0, "up").await;
}

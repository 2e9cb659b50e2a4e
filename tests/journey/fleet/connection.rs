//! The connection of a node: refusals, rights, and the end of a node.

use futures_util::future::join_all;
use redis::Value as Answer;

use super::*;

fn text(answer: &Answer) -> String {
    match answer {
        Answer::BulkString(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Answer::VerbatimString { text, .. } | Answer::SimpleString(text) => text.clone(),
        other => format!("{other:?}"),
    }
}

/// Number of connections that receive the messages of the fleet.
async fn connected(redis: &Redis) -> usize {
    let clients = text(&redis.command(&["CLIENT", "LIST"]).await);
    clients
        .lines()
        .filter(|client| client.contains(" sub=1 "))
        .count()
}

#[tokio::test]
async fn a_node_is_alone_while_its_redis_takes_no_writes() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let fleet = Fleet::start(1, &redis.url(), Options::default()).await;
    redis.command(&["REPLICAOF", "127.0.0.1", "1"]).await;
    fleet.wait_for_redis(0, "down").await;
    let until = Instant::now() + Duration::from_secs(1);
    while Instant::now() < until {
        fleet.journey(0).await;
        fleet.wait_for_redis(0, "down").await;
        let metrics = fleet.metrics(0).await;
        assert!(metrics.contains("journey_gateway_redis_up 0"));
    }
    redis.command(&["REPLICAOF", "NO", "ONE"]).await;
    fleet.wait_for_redis(0, "up").await;
}

#[tokio::test]
async fn a_node_is_alone_while_it_may_not_run_scripts() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let fleet = Fleet::start(1, &redis.url(), Options::default()).await;
    redis
        .command(&["ACL", "SETUSER", "default", "-evalsha"])
        .await;
    fleet.wait_for_redis(0, "down").await;
    fleet.journey(0).await;
    redis
        .command(&["ACL", "SETUSER", "default", "+evalsha"])
        .await;
    fleet.wait_for_redis(0, "up").await;
}

/// The rights that the documentation names suffice, and without them or with another password a node is alone.
#[tokio::test]
async fn a_user_needs_the_documented_rights() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let document = include_str!("../../../docs/fleet.md");
    let mut lines = document.lines();
    let command = lines
        .find_map(|line| line.strip_prefix("ACL SETUSER journey "))
        .unwrap();
    let rights: Vec<_> = command.split_whitespace().collect();
    let set = async |rights: &[&str]| {
        redis
            .command(&[&["ACL", "SETUSER", "journey"], rights].concat())
            .await;
    };
    set(&["reset"]).await;
    let url = redis.url().replace("redis://", "redis://journey:password@");
    let settings = [
        SERVICE_IDENTITY,
        &[("redis.url", &*url), ("redis.secret", SECRET)],
    ]
    .concat();
    let harness = Harness::start_with(Options::default(), &settings).await;
    let fleet = Fleet::of_one(harness);
    fleet.journey(0).await;
    fleet.wait_for_redis(0, "down").await;
    set(&rights).await;
    fleet.wait_for_redis(0, "up").await;
    let other = fleet.harness.simulator.ordinary_customers().next().unwrap();
    fleet
        .query(0, JOURNEY, json!({"id": other.id}))
        .await
        .data();
    eventually("values are stored", async || redis.values().await > 0).await;
    assert!(
        fleet
            .metrics(0)
            .await
            .contains("redis_refused_commands_total 0")
    );
}

#[tokio::test]
async fn a_lost_connection_is_made_once() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let settings = [
        SERVICE_IDENTITY,
        &[("cache.open_ttl", "10ms"), ("cache.ended_ttl", "10ms")],
    ]
    .concat();
    let fleet = Fleet::start_with(1, &redis.url(), Options::default(), &settings).await;
    let mut own = redis.connect().await.unwrap();
    let mut ask = async |words: &[&str]| {
        let mut command = redis::cmd(words[0]);
        command.arg(&words[1..]);
        text(&command.query_async::<Answer>(&mut own).await.unwrap())
    };
    let made = |stats: String| -> u64 {
        let mut lines = stats.lines();
        let made = lines.find_map(|line| line.strip_prefix("total_connections_received:"));
        made.unwrap().trim().parse().unwrap()
    };
    let before = made(ask(&["INFO", "stats"]).await);
    for _ in 0..3 {
        let queries = join_all((0..20).map(|_| fleet.journey(0)));
        let kill = async {
            sleep(Duration::from_millis(20)).await;
            ask(&["CLIENT", "KILL", "TYPE", "pubsub"]).await;
        };
        tokio::join!(queries, kill);
        eventually("the node is connected again", async || {
            ask(&["CLIENT", "LIST"]).await.contains(" sub=1 ")
        })
        .await;
        // A second connection would follow within this time.
        sleep(Duration::from_secs(1)).await;
    }
    let after = made(ask(&["INFO", "stats"]).await);
    assert_eq!(after - before, 3);
}

#[tokio::test]
async fn a_node_that_ends_closes_its_connection() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let mut fleet = Fleet::start(2, &redis.url(), Options::default()).await;
    fleet.journey(1).await;
    assert_eq!(connected(&redis).await, 2);
    fleet.stop.clear();
    eventually("one node is connected", async || {
        connected(&redis).await == 1
    })
    .await;
}

#[tokio::test]
async fn leases_of_an_answer_that_came_too_late_are_given_up() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let fleet = Fleet::start(1, &redis.url(), Options::default()).await;
    redis.command(&["CLIENT", "PAUSE", "400", "WRITE"]).await;
    fleet.journey(0).await;
    // Now Redis has run what it has received, and a lease would still have more than half a second.
    sleep(Duration::from_millis(700)).await;
    let dump = redis.dump().await;
    let is_lease = |key: &[u8]| key.windows(3).any(|part| part == b":l:");
    let leases = dump.iter().filter(|(key, _)| is_lease(key)).count();
    assert_eq!(leases, 0);
}

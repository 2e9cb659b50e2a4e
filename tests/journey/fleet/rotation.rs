//! The secret and the password of a fleet are rotated.

use super::*;

const NEW: &str = "another secret of more than 32 characters";

/// Writes the secret file, one value on each line.
fn write(file: &tempfile::NamedTempFile, secrets: &[&str]) {
    std::fs::write(file.path(), secrets.join("\n")).unwrap();
}

/// Starts one more node.
async fn join(fleet: &mut Fleet, redis: &Redis, secret: (&'static str, &str)) -> usize {
    let url = redis.url();
    let settings = [SERVICE_IDENTITY, &[("redis.url", &*url), secret]].concat();
    let (node, stop) = second_gateway(&fleet.harness, &settings).await;
    let number = fleet.nodes.len();
    fleet.nodes.push(node);
    fleet.stop.push(stop);
    fleet.wait_for_redis(number, "up").await;
    fleet.viewer(number).await;
    fleet.harness.simulator.reset_calls();
    number
}

/// Number of calls that the journey costs a node.
async fn calls_of(fleet: &Fleet, node: usize) -> usize {
    fleet.harness.simulator.reset_calls();
    fleet.journey(node).await;
    let calls = fleet.harness.take_calls();
    calls.keys().filter(|name| name.contains('{')).count()
}

#[tokio::test]
async fn nodes_with_another_secret_share_nothing() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let mut fleet = Fleet::start(1, &redis.url(), Options::default()).await;
    fleet.journey(0).await;
    wait_for_values(&redis).await;
    let other = join(&mut fleet, &redis, ("redis.secret", NEW)).await;
    assert!(calls_of(&fleet, other).await > 0);
}

#[tokio::test]
async fn a_changed_secret_is_used_without_a_restart_and_opens_what_the_former_one_sealed() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let file = tempfile::NamedTempFile::new().unwrap();
    write(&file, &[SECRET]);
    let path = file.path().to_str().unwrap();
    let url = redis.url();
    let settings = [("redis.url", &*url), ("redis.secret_file", path)];
    let settings = [SERVICE_IDENTITY, &settings].concat();
    let harness = Harness::start_with(Options::default(), &settings).await;
    let mut fleet = Fleet::of_one(harness);
    fleet.wait_for_redis(0, "up").await;
    let second = join(&mut fleet, &redis, ("redis.secret_file", path)).await;
    fleet.viewer(0).await;
    fleet.journey(0).await;
    wait_for_values(&redis).await;

    write(&file, &[NEW, SECRET]);
    for node in [0, second] {
        eventually("the file is read again", async || {
            let metrics = fleet.metrics(node).await;
            metrics.contains("journey_gateway_secret_reloads_total{outcome=\"ok\"} 1")
        })
        .await;
    }
    assert_eq!(calls_of(&fleet, second).await, 0, "of the former secret");

    redis.command(&["FLUSHALL"]).await;
    let third = join(&mut fleet, &redis, ("redis.secret_file", path)).await;
    assert!(calls_of(&fleet, third).await > 0, "Redis is empty");
    wait_for_values(&redis).await;
    let fourth = join(&mut fleet, &redis, ("redis.secret", NEW)).await;
    assert_eq!(calls_of(&fleet, fourth).await, 0, "of the new secret");
}

#[tokio::test]
async fn a_changed_password_is_used_for_the_next_connection() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let rights = ["reset", "on", "~*", "&*", "+@all", ">former"];
    redis
        .command(&[&["ACL", "SETUSER", "journey"], rights.as_slice()].concat())
        .await;
    let file = tempfile::NamedTempFile::new().unwrap();
    write(&file, &["former"]);
    let url = redis.url().replace("redis://", "redis://journey@");
    let path = file.path().to_str().unwrap();
    let settings = [
        ("redis.url", &*url),
        ("redis.secret", SECRET),
        ("redis.password_file", path),
    ];
    let settings = [SERVICE_IDENTITY, &settings].concat();
    let harness = Harness::start_with(Options::default(), &settings).await;
    let fleet = Fleet::of_one(harness);
    fleet.wait_for_redis(0, "up").await;
    redis
        .command(&["ACL", "SETUSER", "journey", "resetpass", ">new"])
        .await;
    redis.command(&["CLIENT", "KILL", "USER", "journey"]).await;
    fleet.wait_for_redis(0, "down").await;
    write(&file, &["new"]);
    fleet.wait_for_redis(0, "up").await;
}

//! What is in Redis.

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dump_of_redis_contains_no_personal_data() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let fleet = Fleet::start(1, &redis.url(), Options::default()).await;
    let journey = fleet.journey(0).await;
    wait_for_values(&redis).await;
    let mut secrets = vec![SECRET.to_owned(), SUPERVISOR.to_owned()];
    texts(&journey, &mut secrets);
    secrets.retain(|text| text.len() >= 6);
    assert!(secrets.len() > 40, "{secrets:?}");
    for (key, value) in redis.dump().await {
        for bytes in [key, value] {
            let text = String::from_utf8_lossy(&bytes).to_lowercase();
            for secret in &secrets {
                assert!(!text.contains(&secret.to_lowercase()), "{secret} in {text}");
            }
            let without_hyphens = secrets.iter().map(|secret| secret.replace('-', ""));
            for id in without_hyphens.filter(|id| id.len() == 32) {
                let raw: Vec<u8> = (0..16)
                    .filter_map(|at| u8::from_str_radix(id.get(2 * at..2 * at + 2)?, 16).ok())
                    .collect();
                let is_raw = raw.len() == 16 && bytes.windows(16).any(|part| part == raw);
                assert!(!is_raw, "{id} as bytes");
            }
        }
    }
}

/// Every text of a response.
fn texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| texts(field, found)),
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn viewers_with_different_rights_share_nothing() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let options = Options::default();
    let fleet = Fleet::start_with(2, &redis.url(), options, &[]).await;
    fleet.journey(0).await;
    wait_for_values(&redis).await;
    let agent = "demo-agent-no-queues";
    fleet
        .query_as(agent, 1, "{ viewer { id } }", json!({}))
        .await;
    fleet.harness.simulator.reset_calls();
    let id = json!({"id": fleet.harness.fixtures.customer});
    let shared = fleet.query_as(agent, 1, JOURNEY, id.clone()).await;
    assert!(fleet.calls() > 3, "the agent reads with its own token");
    let (alone, _stop) = second_gateway(&fleet.harness, &[]).await;
    let harness = &fleet.harness;
    let alone = harness.query_at(&alone, agent, JOURNEY, id).await;
    assert_eq!(shared.body["data"], alone.body["data"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_with_another_secret_share_nothing_and_a_rotated_one_still_opens_the_old_values() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let fleet = Fleet::start(1, &redis.url(), Options::default()).await;
    fleet.journey(0).await;
    wait_for_values(&redis).await;
    let url = redis.url();
    let new = "another secret of more than 32 characters";
    let calls_of = async |secrets: &[(&'static str, &str)]| {
        let redis = [("redis.url", &*url)];
        let settings = [SERVICE_IDENTITY, &redis, secrets].concat();
        let (node, stop) = second_gateway(&fleet.harness, &settings).await;
        let node = Fleet {
            harness: Harness::start().await,
            nodes: vec![node],
            stop: vec![stop],
        };
        node.wait_for_redis(0, "up").await;
        node.viewer(0).await;
        fleet.harness.simulator.reset_calls();
        let id = json!({"id": fleet.harness.fixtures.customer});
        node.query(0, JOURNEY, id).await.data();
        let calls = fleet.harness.take_calls();
        calls.keys().filter(|name| name.contains('{')).count()
    };
    assert!(calls_of(&[("redis.secret", new)]).await > 0);
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), format!("{new}\n{SECRET}\n")).unwrap();
    let rotated = [("redis.secret_file", file.path().to_str().unwrap())];
    assert_eq!(calls_of(&rotated).await, 0);
}

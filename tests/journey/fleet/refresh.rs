//! Refreshes ahead of expiry: one node reads a list again, and the others use what it has read.

use super::*;

const SESSIONS: &str = "externalcontacts/contacts/{contactId}/journey/sessions";

const LIST: &str = "query($id: ID!) { customer(id: $id) {
    sessions(first: 100, filter: {includeUnsupportedChannels: true}) { nodes { id } } } }";

const TTL: Duration = Duration::from_secs(2);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_node_refreshes_a_list_for_all() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let settings = [
        SERVICE_IDENTITY,
        &[("cache.open_ttl", "2s"), ("cache.refresh_ahead", "1s")],
    ]
    .concat();
    let options = Options {
        latency: Duration::from_millis(30),
        ..Options::default()
    };
    let fleet = Fleet::start_with(3, &redis.url(), options, &settings).await;
    let began = Instant::now();
    while began.elapsed() < TTL * 4 {
        for node in 0..fleet.nodes.len() {
            let id = json!({"id": fleet.harness.fixtures.live_customer});
            fleet.query(node, LIST, id).await.data();
        }
        sleep(Duration::from_millis(20)).await;
    }
    let reads = fleet.harness.take_calls()[SESSIONS].len();
    assert!(reads > 1, "the list is not refreshed");
    if !fleet.has_always_used_redis().await {
        // A node that has lost Redis reads for itself.
        return;
    }
    // A list is read every 1.6 s at the most often, so five times. Without sharing there would be 15.
    assert!(reads <= 9, "{reads}");
}

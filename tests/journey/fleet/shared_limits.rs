//! Query cost budgets and persisted documents, which the nodes share.

use sha2::{Digest, Sha256};

use super::*;

#[tokio::test]
async fn a_viewer_spends_one_budget_on_all_nodes() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let settings = [
        SERVICE_IDENTITY,
        &[("limits.viewer_cost_per_minute", "200")],
    ]
    .concat();
    let options = Options::default();
    let fleet = Fleet::start_with(2, &redis.url(), options, &settings).await;
    let queue = &fleet.harness.fixtures.queue.0;
    let fields = ('a'..='s').map(|letter| format!("{letter}: queue(id: \"{queue}\") {{ id }}"));
    let query = format!("{{ {} }}", fields.collect::<Vec<_>>().join(" "));
    for _ in 0..7 {
        fleet.query(0, &query, json!({})).await.data();
    }
    // The other node learns of it. Looking costs less than what would exhaust the budget.
    let mut looks = 0;
    eventually("the other node has learned of the costs", async || {
        looks += 1;
        let look = fleet.query(1, "{ viewer { budget { remaining } } }", json!({}));
        let data = look.await.data();
        data["viewer"]["budget"]["remaining"].as_u64().unwrap() < 100
    })
    .await;
    assert!(looks < 30, "{looks}");
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(fleet.query(1, &query, json!({})).await.status);
    }
    assert!(statuses.contains(&429), "{statuses:?}");
}

#[tokio::test]
async fn a_document_registered_with_one_node_is_known_to_all() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let fleet = Fleet::start(2, &redis.url(), Options::default()).await;
    let text = "query Registered { viewer { id } }";
    let mut hash = String::new();
    for byte in Sha256::digest(text) {
        hash.push_str(&format!("{byte:02x}"));
    }
    let extensions = json!({"persistedQuery": {"version": 1, "sha256Hash": hash}});
    let send = async |node: usize, body: Value| -> Value {
        let url = format!("{}/graphql", fleet.nodes[node]);
        let request = fleet.harness.client.post(url).bearer_auth(SUPERVISOR);
        let response = request.json(&body).send().await.unwrap();
        response.json().await.unwrap()
    };
    let by_hash = json!({"extensions": extensions});
    let unknown = send(1, by_hash.clone()).await;
    assert_eq!(
        unknown["errors"][0]["extensions"]["code"],
        "PERSISTED_QUERY_NOT_FOUND"
    );
    send(0, json!({"query": text, "extensions": extensions})).await;
    eventually("the other node knows the document", async || {
        send(1, by_hash.clone()).await["data"]["viewer"]["id"].is_string()
    })
    .await;
    let dump = redis.dump().await;
    let is_readable = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).contains("Registered");
    assert!(
        !dump
            .iter()
            .any(|(key, value)| is_readable(key) || is_readable(value))
    );
}

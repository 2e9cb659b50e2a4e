//! How many calls the frames of notifications cause.

use std::collections::BTreeMap;

use journey_simulator::Action;

use super::*;

const WATCHED: &str = "query($id: ID!) { customer(id: $id) { displayName identifiers { value }
    segments { segment { id } }
    sessions(first: 20) { nodes { id startedAt endedAt eventCount
    ... on ConversationSession { agent { id } wrapUp { notes } } } } } }";

const ACTIONS: [Action; 8] = [
    Action::StartVisit,
    Action::WebEvent,
    Action::WebEvent,
    Action::WebEvent,
    Action::StartCall,
    Action::Answer,
    Action::WebEvent,
    Action::EndCall,
];

/// The calls that some frames cause if each of `nodes` nodes shows the customer all the time.
async fn calls_with(nodes: usize) -> Option<BTreeMap<&'static str, usize>> {
    let redis = Redis::start().await?;
    let settings = covering_queries(&[("cache.open_ttl", "10m")]);
    let fleet = Fleet::start_with(nodes, &redis.url(), Options::default(), &settings).await;
    let customer = fleet.harness.fixtures.live_customer.clone();
    let shown = async |node| {
        let id = json!({"id": customer});
        fleet.query(node, WATCHED, id).await.data()
    };
    let simulator = &fleet.harness.simulator;
    for node in 0..nodes {
        shown(node).await;
    }
    // A frame before that would be lost, and the pages live for long.
    for node in 0..nodes {
        eventually("the customer is covered", async || {
            let metrics = fleet.metrics(node).await;
            metrics.contains("live_customers{coverage=\"covered\"} 1")
        })
        .await;
    }
    for (number, action) in ACTIONS.into_iter().enumerate() {
        if number == 3 {
            // Each of the first frames ends a page that a node has from another, which was not subscribed when that node read it.
            eventually("all nodes are covered", async || {
                simulator.reset_calls();
                for node in 0..nodes {
                    shown(node).await;
                }
                fleet.calls() == 0
            })
            .await;
        }
        let mut before = Vec::new();
        for node in 0..nodes {
            before.push(shown(node).await);
        }
        simulator.advance(Duration::from_secs(1));
        simulator.perform(&customer, action).unwrap();
        for (node, before) in before.iter().enumerate() {
            eventually("the node shows the change", async || {
                shown(node).await != *before
            })
            .await;
        }
    }
    let calls = fleet.harness.take_calls().into_iter();
    Some(calls.map(|(name, calls)| (name, calls.len())).collect())
}

#[tokio::test]
async fn frames_cost_a_fleet_no_more_calls_than_one_node() {
    let (Some(alone), Some(fleet)) = (calls_with(1).await, calls_with(3).await) else {
        return;
    };
    let more = |(name, calls): (&&str, &usize)| alone.get(*name).is_none_or(|alone| calls > alone);
    assert!(!fleet.iter().any(more), "{fleet:?}, alone {alone:?}");
}

//! A value that notifications keep current on one node is used by the others for as long.

use journey_simulator::Action;

use super::*;

const SESSIONS: &str = "externalcontacts/contacts/{contactId}/journey/sessions";

const LIST: &str =
    "query($id: ID!) { customer(id: $id) { displayName sessions(first: 20) { nodes { id } } } }";

/// Time to live of a list whose changes no node reports.
const OPEN: Duration = Duration::from_millis(300);

async fn list(fleet: &Fleet, node: usize, customer: &str) -> String {
    let id = json!({"id": customer});
    fleet.query(node, LIST, id).await.data().to_string()
}

/// Number of times that the nodes have read a list since the last call.
fn reads(fleet: &Fleet) -> usize {
    let calls = fleet.harness.take_calls();
    calls.get(SESSIONS).map_or(0, Vec::len)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_that_one_node_keeps_current_costs_the_others_no_read() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let open = format!("{}ms", OPEN.as_millis());
    let settings = covering_queries(&[("cache.open_ttl", &*open), ("cache.contact_ttl", &*open)]);
    let fleet = Fleet::start_with(2, &redis.url(), Options::default(), &settings).await;
    let customers: Vec<_> = fleet
        .harness
        .simulator
        .ordinary_customers()
        .take(2)
        .collect();
    let [first, second] = [&customers[0].id, &customers[1].id];
    for customer in [first, second] {
        eventually("the first node keeps the list current", async || {
            fleet.harness.simulator.reset_calls();
            list(&fleet, 0, customer).await;
            sleep(OPEN * 2).await;
            list(&fleet, 0, customer).await;
            fleet.calls() == 0
        })
        .await;
    }
    let known = list(&fleet, 0, first).await;
    for _ in 0..3 {
        assert_eq!(list(&fleet, 1, first).await, known);
        sleep(OPEN * 2).await;
    }
    assert_eq!(reads(&fleet), 0);

    let simulator = &fleet.harness.simulator;
    let session = simulator.perform(first, Action::StartVisit).unwrap();
    eventually("the second node shows the change", async || {
        list(&fleet, 1, first).await.contains(&session)
    })
    .await;
    sleep(OPEN * 2).await;
    assert!(list(&fleet, 1, first).await.contains(&session));
    assert!(reads(&fleet) <= 2);

    // No node reports the changes of the second customer any more.
    let script = "for _, key in ipairs(redis.call('KEYS', '*:w:*')) do redis.call('DEL', key) end";
    redis.command(&["EVAL", script, "0"]).await;
    list(&fleet, 1, second).await;
    assert_eq!(reads(&fleet), 1);
}

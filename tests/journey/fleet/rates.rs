//! The call budget of a credential, which the nodes share.

use std::collections::BTreeMap;

use futures_util::future::join_all;

use super::*;

pub(super) const LIMIT: u32 = 120;

/// Sends more requests to the nodes than the limit permits, and returns the number of upstream calls by status.
async fn exhaust(fleet: &Fleet) -> BTreeMap<u16, usize> {
    let customers: Vec<_> = fleet
        .harness
        .simulator
        .ordinary_customers()
        .take(240)
        .collect();
    // The first responses tell the nodes how many calls the platform allows.
    for node in 0..fleet.nodes.len() {
        fleet.journey(node).await;
    }
    let sessions = "query($id: ID!) { customer(id: $id) { sessions(first: 5) { nodes { id } } } }";
    for chunk in customers.chunks(24) {
        let requests = chunk.iter().enumerate().map(|(number, customer)| {
            let node = number % fleet.nodes.len();
            fleet.query(node, sessions, json!({"id": customer.id}))
        });
        join_all(requests).await;
    }
    let mut statuses = BTreeMap::new();
    for call in fleet.harness.simulator.calls() {
        *statuses.entry(call.status).or_default() += 1;
    }
    statuses
}

pub(super) fn options() -> Options {
    Options {
        rate_limit: Some(LIMIT),
        limits_clients: true,
        ..Options::default()
    }
}

#[tokio::test]
async fn nodes_with_one_credential_together_stay_within_its_limit() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let fleet = Fleet::start(3, &redis.url(), options()).await;
    let statuses = exhaust(&fleet).await;
    assert_eq!(statuses.get(&429), None, "{statuses:?}");
    let calls: usize = statuses.values().sum();
    // Nearly all of the limit is used. Calls of the start are not counted here.
    assert!(calls * 10 > LIMIT as usize * 7, "{statuses:?}");
}

#[tokio::test]
async fn a_required_pause_is_observed_by_all_nodes() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let fleet = Fleet::start(2, &redis.url(), Options::default()).await;
    for node in 0..2 {
        fleet.journey(node).await;
    }
    let simulator = &fleet.harness.simulator;
    let fault = journey_simulator::FaultKind::Status(429);
    simulator.inject_fault(
        "GET /api/v2/externalcontacts/contacts/{contactId}/journey/sessions",
        fault,
        1.0,
    );
    let customers: Vec<_> = simulator.ordinary_customers().take(30).collect();
    let sessions = "query($id: ID!) { customer(id: $id) { sessions(first: 5) { nodes { id } } } }";
    let id = json!({"id": customers[0].id});
    fleet.query(0, sessions, id).await;
    simulator.clear_faults();
    eventually("the other node makes no call", async || {
        simulator.reset_calls();
        let id = json!({"id": customers[fastrand::usize(1..30)].id});
        let response = fleet.query(1, sessions, id).await;
        let is_limited = response.body.to_string().contains("RATE_LIMITED");
        is_limited && fleet.calls() == 0
    })
    .await;
}

//! The notification socket is cut, and frames are lost in the meantime.

use journey_simulator::{Action, AffectedFrames, FrameFaultKind};

use super::*;
use crate::journey::harness::fixed_now;

/// A random number below `limit` from `seed`, so that failures can be reproduced.
fn random_below(seed: &mut u64, limit: u64) -> u64 {
    *seed = seed
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) % limit
}

#[tokio::test]
async fn after_each_of_fifty_cuts_subscribers_have_the_platforms_state() {
    let scene = Scene::start().await;
    let mut watcher = scene.watcher().await;
    let simulator = &scene.harness.simulator;
    let actions = [
        Action::WebEvent,
        Action::StartCall,
        Action::Answer,
        Action::Transfer,
        Action::EndCall,
        Action::WrapUp,
        Action::StartVisit,
        Action::Offer,
    ];
    let (first, _) = scene.wait_until_equal(&mut watcher).await;
    scene.take_calls();
    let mut seed = 7;
    for cut in 0..50 {
        // Some changes arrive before the cut, others are lost.
        for _ in 0..random_below(&mut seed, 3) {
            scene.advance(1 + random_below(&mut seed, 20));
            let action = actions[usize::try_from(random_below(&mut seed, 8)).unwrap()];
            simulator.perform(&scene.customer, action);
        }
        simulator.inject_frame_fault(FrameFaultKind::Lose, AffectedFrames::Share(1.0));
        let mut lost = 0;
        while lost < 1 + random_below(&mut seed, 3) {
            let action = actions[usize::try_from(random_below(&mut seed, 8)).unwrap()];
            scene.advance(1);
            lost += u64::from(simulator.perform(&scene.customer, action).is_some());
        }
        simulator.drop_sockets();
        simulator.clear_faults();
        let platform = scene.on_platform().await;
        while !is_current(&watcher, &platform, &first) {
            watcher.next().await;
        }
        let (lists, other) = scene.take_calls();
        assert!(lists <= 1, "cut {cut}: {lists} lists, {other:?}");
    }
    scene.wait_until_equal(&mut watcher).await;
}

/// Whether the watcher has the platform's state of all sessions that were in its snapshot or started later.
fn is_current(watcher: &Watcher, platform: &BTreeMap<String, Value>, first: &[Value]) -> bool {
    let is_new = |session: &Value| {
        let began: DateTime<Utc> = session["createdDate"].as_str().unwrap().parse().unwrap();
        began > fixed_now()
    };
    let is_first = |id: &str| first.iter().any(|session| session["id"] == id);
    let mut relevant = platform
        .iter()
        .filter(|(id, session)| is_first(id) || is_new(session));
    relevant.all(|(id, session)| {
        watcher
            .sessions
            .get(id)
            .is_some_and(|sent| matches_platform(sent, session))
    })
}

#[tokio::test]
async fn a_gap_costs_one_list_for_each_customer_that_is_watched() {
    let scene = Scene::start().await;
    let customers: Vec<_> = scene
        .harness
        .simulator
        .ordinary_customers()
        .take(20)
        .collect();
    let mut client = Client::connect(&scene.harness.url, SUPERVISOR).await;
    for customer in &customers {
        client.watch(&customer.id, &customer.id).await;
    }
    // Wait until every customer has sent a change.
    let mut seen = std::collections::BTreeSet::new();
    for customer in &customers {
        scene
            .harness
            .simulator
            .perform(&customer.id, Action::WebEvent)
            .unwrap();
    }
    while seen.len() < customers.len() {
        let message = client.receive().await;
        let change = &message["payload"]["data"]["journeyChanged"];
        if change["session"]["status"] == "LIVE" && change["session"]["type"] == "WEB" {
            seen.insert(message["id"].as_str().unwrap().to_owned());
        }
    }
    scene.harness.take_calls();
    let simulator = &scene.harness.simulator;
    simulator.inject_frame_fault(FrameFaultKind::Lose, AffectedFrames::Share(1.0));
    scene.advance(1);
    for customer in &customers {
        simulator.perform(&customer.id, Action::StartCall).unwrap();
    }
    simulator.drop_sockets();
    simulator.clear_faults();
    let mut started = 0;
    while started < customers.len() {
        let change = client.change().await;
        started += usize::from(change["kind"] == "SESSION_STARTED");
    }
    let calls = scene.harness.take_calls();
    assert_eq!(calls[SESSIONS].len(), customers.len(), "{calls:?}");
}

#[tokio::test]
async fn announced_disconnects_and_expired_channels_lose_no_changes() {
    let scene = Scene::start().await;
    let mut watcher = scene.watcher().await;
    let simulator = &scene.harness.simulator;
    simulator.close_sockets();
    scene.advance(1);
    simulator
        .perform(&scene.customer, Action::WebEvent)
        .unwrap();
    assert_eq!(watcher.next().await["kind"], "SESSION_UPDATED");
    // A channel expires after a day and is renewed in time.
    scene.advance(23 * 3_600 + 1_800);
    scene.advance(3_600);
    simulator
        .perform(&scene.customer, Action::StartVisit)
        .unwrap();
    scene.wait_until_equal(&mut watcher).await;
}

#[tokio::test]
async fn repeated_and_reordered_frames_change_nothing() {
    for fault in [FrameFaultKind::Duplicate, FrameFaultKind::Reorder] {
        let scene = Scene::start().await;
        let mut watcher = scene.watcher().await;
        let simulator = &scene.harness.simulator;
        simulator.inject_frame_fault(fault, AffectedFrames::Share(0.5));
        for _ in 0..12 {
            scene.advance(2);
            for action in [
                Action::WebEvent,
                Action::StartCall,
                Action::Answer,
                Action::EndCall,
                Action::WrapUp,
            ] {
                simulator.perform(&scene.customer, action);
            }
        }
        scene.wait_until_equal(&mut watcher).await;
    }
}

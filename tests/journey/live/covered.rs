//! While a customer is watched, opening the journey again costs nothing and is never out of date.

use journey_simulator::Act;

use super::*;
use crate::journey::calls::TAB;
use crate::journey::harness::SERVICE_IDENTITY;

/// Kept for next to no time, unless frames keep it true.
const SHORT: [(&str, &str); 3] = [
    ("cache.open_ttl", "1ms"),
    ("cache.contact_ttl", "1ms"),
    ("viewer.ttl", "1h"),
];

/// Whether queries are covered, as the identity has it.
const USUAL: [(&str, &str); 1] = [("live.cover_queries", "auto")];

async fn tab(scene: &Scene) -> Value {
    scene.harness.data(TAB, json!({"id": scene.customer})).await
}

/// Asks until an answer costs nothing.
async fn is_covered(scene: &Scene) {
    let mut answers = 0;
    loop {
        scene.take_calls();
        tab(scene).await;
        let calls = scene.take_calls();
        if calls.0 == 0 && calls.1.is_empty() {
            return;
        }
        answers += 1;
        assert!(answers < 2_000, "never covered: {calls:?}");
    }
}

#[tokio::test]
async fn opening_the_journey_again_costs_nothing() {
    let scene = Scene::with(&SHORT).await;
    let mut watcher = scene.watcher().await;
    is_covered(&scene).await;
    for _ in 0..5 {
        tab(&scene).await;
        scene.queried().await;
    }
    scene.costs_nothing();
    // What happens is in the next answer; only what has changed is read.
    scene.advance(1);
    let visit = scene
        .harness
        .simulator
        .act(&scene.customer, Act::WebEvent)
        .unwrap();
    while watcher.next().await["session"]["id"] != visit {}
    let told = tab(&scene).await;
    let (lists, calls) = scene.take_calls();
    assert_eq!(lists, 0);
    let operations: Vec<_> = calls.keys().copied().collect();
    assert_eq!(
        operations,
        ["journey/sessions/{sessionId}/events"],
        "{calls:?}"
    );
    let nodes = told["customer"]["sessions"]["nodes"].as_array().unwrap();
    let node = nodes.iter().find(|node| node["id"] == visit).unwrap();
    let count = node["events"]["nodes"].as_array().unwrap().len();
    assert_eq!(node["eventCount"].as_u64().unwrap().min(50), count as u64);
    // A new session stands on top.
    scene.advance(1);
    let call = scene
        .harness
        .simulator
        .act(&scene.customer, Act::StartMessaging)
        .unwrap();
    while watcher.next().await["session"]["id"] != call {}
    assert_eq!(scene.queried().await[0]["id"], call);
    scene.costs_nothing();
}

#[tokio::test]
async fn with_the_gateways_own_credentials_queries_are_enough() {
    let scene = Scene::with(&[SERVICE_IDENTITY, &SHORT, &USUAL].concat()).await;
    scene.harness.warm_viewer(SUPERVISOR).await;
    is_covered(&scene).await;
    for _ in 0..20 {
        scene.advance(1);
        let id = scene
            .harness
            .simulator
            .act(&scene.customer, Act::WebEvent)
            .unwrap();
        let now = scene.on_platform().await;
        // Within a second: as soon as the frame is there.
        let until = tokio::time::Instant::now() + LONGEST;
        loop {
            let listed = scene.queried().await;
            let session = listed.iter().find(|session| session["id"] == id);
            if session.is_some_and(|session| session["eventCount"] == now[&id]["eventCount"]) {
                break;
            }
            assert!(tokio::time::Instant::now() < until, "never told");
        }
    }
    let (lists, other) = scene.take_calls();
    assert_eq!((lists, other.len()), (0, 0), "{other:?}");
}

#[tokio::test]
async fn a_card_of_a_list_that_was_read_too_early_reads_the_list_again_instead_of_its_session() {
    let scene = Scene::with(&[SERVICE_IDENTITY, &SHORT, &USUAL].concat()).await;
    scene.harness.warm_viewer(SUPERVISOR).await;
    let simulator = &scene.harness.simulator;
    let open = simulator.act(&scene.customer, Act::StartMessaging).unwrap();
    // Nobody watches yet: what is read now does not hold.
    tab(&scene).await;
    let card = async || {
        scene.take_calls();
        let query = "query($id: ID!) { session(id: $id) { id } }";
        let told = scene.harness.data(query, json!({"id": open})).await;
        assert_eq!(told["session"]["id"], open);
        let (lists, mut calls) = scene.take_calls();
        calls.retain(|operation, _| !operation.contains("notifications"));
        (lists, calls)
    };
    let mut answers = 0;
    let (lists, calls) = loop {
        let (lists, calls) = card().await;
        if lists > 0 {
            break (lists, calls);
        }
        answers += 1;
        assert!(answers < 2_000, "never covered: {calls:?}");
    };
    assert_eq!((lists, calls.len()), (1, 0), "{calls:?}");
    assert_eq!(card().await, (0, BTreeMap::new()));
    tab(&scene).await;
    assert_eq!(scene.take_calls().0, 0);
}

#[tokio::test]
async fn a_contact_that_changes_is_read_again() {
    let scene = Scene::with(&SHORT).await;
    let _watcher = scene.watcher().await;
    is_covered(&scene).await;
    let before = tab(&scene).await["customer"]["displayName"].clone();
    scene.costs_nothing();
    scene
        .harness
        .simulator
        .act(&scene.customer, Act::EditContact)
        .unwrap();
    let until = tokio::time::Instant::now() + LONGEST;
    while tab(&scene).await["customer"]["displayName"] == before {
        assert!(tokio::time::Instant::now() < until, "never told");
    }
    let (lists, calls) = scene.take_calls();
    assert_eq!(
        (lists, calls.keys().copied().collect::<Vec<_>>()),
        (0, vec!["externalcontacts/bulk/contacts"])
    );
}

#[tokio::test]
async fn once_the_socket_is_gone_nothing_is_believed_any_more() {
    let scene = Scene::with(&[SERVICE_IDENTITY, &SHORT, &USUAL].concat()).await;
    scene.harness.warm_viewer(SUPERVISOR).await;
    is_covered(&scene).await;
    let simulator = &scene.harness.simulator;
    simulator.refuse_sockets(Duration::from_hours(1));
    simulator.drop_sockets();
    scene.advance(1);
    let id = simulator.act(&scene.customer, Act::StartMessaging).unwrap();
    let until = tokio::time::Instant::now() + LONGEST;
    while scene.queried().await[0]["id"] != id {
        assert!(tokio::time::Instant::now() < until, "never read again");
    }
    // And with the socket it is covered again.
    simulator.heal();
    // What has just changed is not yet told in full, and so kept for a short time only.
    scene.advance(60);
    is_covered(&scene).await;
}

#[tokio::test]
async fn with_viewers_tokens_only_who_subscribes_is_watched() {
    let scene = Scene::start().await;
    scene.queried().await;
    let calls = scene.harness.take_calls();
    assert!(
        calls
            .keys()
            .all(|operation| !operation.contains("notifications")),
        "{calls:?}"
    );
}

/// What is kept of web messaging, in a list and by id, ends with the next event of a visit, and nothing is
/// read because of it.
#[tokio::test]
async fn a_page_view_ends_what_is_kept_of_web_messaging() {
    const BY_ID: &str = "query($id: ID!) { session(id: $id) { status statusChangesAt } }";
    for identity in [&SHORT[..], &[SERVICE_IDENTITY, &SHORT, &USUAL].concat()] {
        let scene = Scene::with(identity).await;
        let act = |act| scene.harness.simulator.act(&scene.customer, act).unwrap();
        let mut watcher = scene.watcher().await;
        is_covered(&scene).await;
        act(Act::WebEvent);
        let talk = act(Act::StartMessaging);
        for seconds in [70, 50, 20] {
            scene.advance(seconds);
            scene.agree(&mut watcher).await;
            scene.take_calls();
            let visit = act(Act::WebEvent);
            loop {
                let change = watcher.next().await;
                if change["session"]["id"] == talk && change["session"]["status"] == "LIVE" {
                    break;
                }
            }
            let queried = scene.queried().await;
            let of = |id: &str| queried.iter().find(|one| one["id"] == id).unwrap();
            assert_eq!(of(&talk)["status"], "LIVE");
            assert_eq!(of(&talk)["statusChangesAt"], of(&visit)["statusChangesAt"]);
            let by_id = scene.harness.data(BY_ID, json!({"id": talk})).await;
            for field in ["status", "statusChangesAt"] {
                assert_eq!(by_id["session"][field], of(&talk)[field]);
            }
            scene.costs_nothing();
        }
    }
}

//! While a customer is watched, queries of its journey make no upstream calls and are never stale.

use journey_simulator::Action;

use super::*;
use crate::journey::calls::TAB;
use crate::journey::harness::SERVICE_IDENTITY;

/// Times to live so short that only covered entries are served.
const SHORT: [(&str, &str); 3] = [
    ("cache.open_ttl", "1ms"),
    ("cache.contact_ttl", "1ms"),
    ("viewer.ttl", "1h"),
];

/// The default of `live.cover_queries`, which depends on the identity.
const COVER_BY_IDENTITY: [(&str, &str); 1] = [("live.cover_queries", "auto")];

async fn tab(scene: &Scene) -> Value {
    scene.harness.data(TAB, json!({"id": scene.customer})).await
}

/// Queries until a query makes no upstream call.
async fn wait_until_covered(scene: &Scene) {
    let mut responses = 0;
    loop {
        scene.take_calls();
        tab(scene).await;
        let calls = scene.take_calls();
        if calls.0 == 0 && calls.1.is_empty() {
            return;
        }
        responses += 1;
        assert!(responses < 2_000, "never covered: {calls:?}");
    }
}

#[tokio::test]
async fn a_covered_journey_makes_no_upstream_calls() {
    let scene = Scene::with(&SHORT).await;
    let mut watcher = scene.watcher().await;
    wait_until_covered(&scene).await;
    for _ in 0..5 {
        tab(&scene).await;
        scene.queried().await;
    }
    scene.assert_no_calls();
    // The next response has the change; only changed data is read.
    scene.advance(1);
    let visit = scene
        .harness
        .simulator
        .perform(&scene.customer, Action::WebEvent)
        .unwrap();
    while watcher.next().await["session"]["id"] != visit {}
    let response = tab(&scene).await;
    let (lists, calls) = scene.take_calls();
    assert_eq!(lists, 0);
    let operations: Vec<_> = calls.keys().copied().collect();
    assert_eq!(
        operations,
        ["journey/sessions/{sessionId}/events"],
        "{calls:?}"
    );
    let nodes = response["customer"]["sessions"]["nodes"]
        .as_array()
        .unwrap();
    let node = nodes.iter().find(|node| node["id"] == visit).unwrap();
    let count = node["events"]["nodes"].as_array().unwrap().len();
    assert_eq!(node["eventCount"].as_u64().unwrap().min(50), count as u64);
    // A new session is the first one.
    scene.advance(1);
    let call = scene
        .harness
        .simulator
        .perform(&scene.customer, Action::StartMessaging)
        .unwrap();
    while watcher.next().await["session"]["id"] != call {}
    assert_eq!(scene.queried().await[0]["id"], call);
    scene.assert_no_calls();
}

#[tokio::test]
async fn with_the_service_identity_queries_cover_their_customer() {
    let scene = Scene::with(&[SERVICE_IDENTITY, &SHORT, &COVER_BY_IDENTITY].concat()).await;
    scene.harness.warm_viewer(SUPERVISOR).await;
    wait_until_covered(&scene).await;
    for _ in 0..20 {
        scene.advance(1);
        let id = scene
            .harness
            .simulator
            .perform(&scene.customer, Action::WebEvent)
            .unwrap();
        let now = scene.on_platform().await;
        // The response changes as soon as the frame arrives.
        let until = tokio::time::Instant::now() + TEST_TIMEOUT;
        loop {
            let listed = scene.queried().await;
            let session = listed.iter().find(|session| session["id"] == id);
            if session.is_some_and(|session| session["eventCount"] == now[&id]["eventCount"]) {
                break;
            }
            assert!(
                tokio::time::Instant::now() < until,
                "the change never arrived"
            );
        }
    }
    let (lists, other) = scene.take_calls();
    assert_eq!((lists, other.len()), (0, 0), "{other:?}");
}

#[tokio::test]
async fn an_expired_session_of_a_covered_customer_reads_the_list_instead() {
    let scene = Scene::with(&[SERVICE_IDENTITY, &SHORT, &COVER_BY_IDENTITY].concat()).await;
    scene.harness.warm_viewer(SUPERVISOR).await;
    let simulator = &scene.harness.simulator;
    let open = simulator
        .perform(&scene.customer, Action::StartMessaging)
        .unwrap();
    // The customer is not watched yet, so this read is not covered.
    tab(&scene).await;
    let card = async || {
        scene.take_calls();
        let query = "query($id: ID!) { session(id: $id) { id } }";
        let response = scene.harness.data(query, json!({"id": open})).await;
        assert_eq!(response["session"]["id"], open);
        let (lists, mut calls) = scene.take_calls();
        calls.retain(|operation, _| !operation.contains("notifications"));
        (lists, calls)
    };
    let mut responses = 0;
    let (lists, calls) = loop {
        let (lists, calls) = card().await;
        if lists > 0 {
            break (lists, calls);
        }
        responses += 1;
        assert!(responses < 2_000, "never covered: {calls:?}");
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
    wait_until_covered(&scene).await;
    let before = tab(&scene).await["customer"]["displayName"].clone();
    scene.assert_no_calls();
    scene
        .harness
        .simulator
        .perform(&scene.customer, Action::EditContact)
        .unwrap();
    let until = tokio::time::Instant::now() + TEST_TIMEOUT;
    while tab(&scene).await["customer"]["displayName"] == before {
        assert!(
            tokio::time::Instant::now() < until,
            "the change never arrived"
        );
    }
    let (lists, calls) = scene.take_calls();
    assert_eq!(
        (lists, calls.keys().copied().collect::<Vec<_>>()),
        (0, vec!["externalcontacts/bulk/contacts"])
    );
}

#[tokio::test]
async fn without_a_notification_socket_entries_expire_at_once() {
    let scene = Scene::with(&[SERVICE_IDENTITY, &SHORT, &COVER_BY_IDENTITY].concat()).await;
    scene.harness.warm_viewer(SUPERVISOR).await;
    wait_until_covered(&scene).await;
    let simulator = &scene.harness.simulator;
    simulator.refuse_sockets(Duration::from_hours(1));
    simulator.drop_sockets();
    scene.advance(1);
    let id = simulator
        .perform(&scene.customer, Action::StartMessaging)
        .unwrap();
    let until = tokio::time::Instant::now() + TEST_TIMEOUT;
    while scene.queried().await[0]["id"] != id {
        assert!(tokio::time::Instant::now() < until, "never read again");
    }
    // And with the socket it is covered again.
    simulator.clear_faults();
    // Details right after a change are incomplete and have a short time to live.
    scene.advance(60);
    wait_until_covered(&scene).await;
}

#[tokio::test]
async fn with_viewer_tokens_only_subscriptions_watch_a_customer() {
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

/// Cached web messaging sessions, in a list and by id, get a new status with the next event of a visit, without an
/// upstream call.
#[tokio::test]
async fn a_page_view_updates_cached_web_messaging() {
    const BY_ID: &str = "query($id: ID!) { session(id: $id) { status statusChangesAt } }";
    for identity in [
        &SHORT[..],
        &[SERVICE_IDENTITY, &SHORT, &COVER_BY_IDENTITY].concat(),
    ] {
        let scene = Scene::with(identity).await;
        let perform = |action| {
            scene
                .harness
                .simulator
                .perform(&scene.customer, action)
                .unwrap()
        };
        let mut watcher = scene.watcher().await;
        wait_until_covered(&scene).await;
        perform(Action::WebEvent);
        let conversation = perform(Action::StartMessaging);
        for seconds in [70, 50, 20] {
            scene.advance(seconds);
            scene.wait_until_equal(&mut watcher).await;
            scene.take_calls();
            let visit = perform(Action::WebEvent);
            loop {
                let change = watcher.next().await;
                if change["session"]["id"] == conversation && change["session"]["status"] == "LIVE"
                {
                    break;
                }
            }
            let queried = scene.queried().await;
            let by_session_id =
                |id: &str| queried.iter().find(|session| session["id"] == id).unwrap();
            assert_eq!(by_session_id(&conversation)["status"], "LIVE");
            assert_eq!(
                by_session_id(&conversation)["statusChangesAt"],
                by_session_id(&visit)["statusChangesAt"]
            );
            let by_id = scene.harness.data(BY_ID, json!({"id": conversation})).await;
            for field in ["status", "statusChangesAt"] {
                assert_eq!(by_id["session"][field], by_session_id(&conversation)[field]);
            }
            scene.assert_no_calls();
        }
    }
}

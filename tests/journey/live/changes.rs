//! What is told, in which order, and when.

use journey_gateway::simulator::Act;

use super::*;

#[tokio::test]
async fn first_everything_then_each_change() {
    let scene = Scene::start().await;
    let mut watcher = scene.watcher().await;
    let listed = scene.queried().await;
    let first: Vec<_> = watcher
        .told
        .iter()
        .map(|one| one["session"].clone())
        .collect();
    let oldest_first: Vec<_> = listed.iter().rev().cloned().collect();
    assert_eq!(first, oldest_first);
    assert!(
        watcher
            .told
            .iter()
            .all(|one| one["kind"] == "SESSION_UPDATED")
    );

    let act = |act| scene.stage.simulator.act(&scene.customer, act).unwrap();
    let customer = scene.stage.fixtures.customer.clone();
    let script = [
        (Act::StartMessaging, "SESSION_STARTED"),
        (Act::Answer, "SESSION_UPDATED"),
        (Act::Transfer, "SESSION_UPDATED"),
        (Act::EndCall, "SESSION_ENDED"),
    ];
    for (what, kind) in script {
        scene.advance(1);
        let id = act(what);
        // Somebody else's journey is not told here.
        scene.stage.simulator.act(&customer, Act::WebEvent).unwrap();
        let change = watcher.next().await;
        assert_eq!(change["kind"], kind, "{what:?}: {change}");
        assert_eq!(change["session"]["id"], id);
        let queried = scene.queried().await;
        assert!(queried.contains(&change["session"]), "{change}");
    }
}

#[tokio::test]
async fn a_visit_that_falls_silent_turns_yellow_then_grey_and_is_live_again_on_the_next_event() {
    let scene = Scene::start().await;
    let mut watcher = scene.watcher().await;
    scene.advance(1);
    let visit = scene
        .stage
        .simulator
        .act(&scene.customer, Act::WebEvent)
        .unwrap();
    assert_eq!(watcher.next().await["session"]["status"], "LIVE");
    let begun = scene.stage.simulator.now();
    for (after, status) in [(45, "IDLE"), (60, "INACTIVE")] {
        let turn = begun + Duration::from_secs(after);
        scene.set(turn - Duration::from_millis(1));
        watcher.client.is_silent().await;
        scene.set(turn);
        let change = watcher.next().await;
        assert_eq!(change["kind"], "STATUS_CHANGED");
        assert_eq!(change["session"]["id"], visit);
        assert_eq!(change["session"]["status"], status);
        assert_eq!(change["at"].as_str().unwrap().parse(), Ok(turn));
        assert!(scene.queried().await.contains(&change["session"]));
    }
    scene.advance(7);
    scene
        .stage
        .simulator
        .act(&scene.customer, Act::WebEvent)
        .unwrap();
    let change = watcher.next().await;
    assert_eq!(change["kind"], "SESSION_UPDATED");
    assert_eq!(change["session"]["status"], "LIVE");
}

#[tokio::test]
async fn many_who_watch_cost_one_channel_and_one_list() {
    let scene = Scene::start().await;
    scene.stage.introduce(SUPERVISOR).await;
    let mut watchers = Vec::new();
    for _ in 0..5 {
        let mut client = Client::connect(&scene.stage.url, SUPERVISOR).await;
        for id in ["a", "b"] {
            client.watch(id, &scene.customer).await;
        }
        watchers.push(client);
    }
    let listed = scene.queried().await.len();
    for client in &mut watchers {
        for _ in 0..2 * listed {
            client.change().await;
        }
    }
    let calls = scene.stage.take_calls();
    let calls: Vec<_> = calls
        .iter()
        .map(|(operation, ids)| (*operation, ids.len()))
        .collect();
    let expected = [
        ("externalcontacts/contacts/{contactId}/journey/sessions", 1),
        ("notifications/channels", 1),
        ("notifications/channels/{channelId}/subscriptions", 1),
    ];
    assert_eq!(calls, expected);
}

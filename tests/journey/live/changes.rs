//! The content, order and time of changes.

use journey_simulator::Action;

use super::*;

#[tokio::test]
async fn a_snapshot_comes_first_and_then_each_change() {
    let scene = Scene::start().await;
    let mut watcher = scene.watcher().await;
    let listed = scene.queried().await;
    let first: Vec<_> = watcher
        .changes
        .iter()
        .map(|change| change["session"].clone())
        .collect();
    let oldest_first: Vec<_> = listed.iter().rev().cloned().collect();
    assert_eq!(first, oldest_first);
    assert!(
        watcher
            .changes
            .iter()
            .all(|change| change["kind"] == "SESSION_UPDATED")
    );

    let perform = |action| {
        scene
            .harness
            .simulator
            .perform(&scene.customer, action)
            .unwrap()
    };
    let customer = scene.harness.fixtures.customer.clone();
    let script = [
        (Action::StartMessaging, "SESSION_STARTED"),
        (Action::Answer, "SESSION_UPDATED"),
        (Action::Transfer, "SESSION_UPDATED"),
        (Action::EndCall, "SESSION_ENDED"),
    ];
    for (what, kind) in script {
        scene.advance(1);
        let id = perform(what);
        // Changes of other customers are not sent to this subscriber.
        scene
            .harness
            .simulator
            .perform(&customer, Action::WebEvent)
            .unwrap();
        let change = watcher.next().await;
        assert_eq!(change["kind"], kind, "{what:?}: {change}");
        assert_eq!(change["session"]["id"], id);
        let queried = scene.queried().await;
        assert!(queried.contains(&change["session"]), "{change}");
    }
}

#[tokio::test]
async fn a_silent_visit_becomes_idle_then_inactive_and_is_live_again_on_the_next_event() {
    let scene = Scene::start().await;
    let mut watcher = scene.watcher().await;
    scene.advance(1);
    let visit = scene
        .harness
        .simulator
        .perform(&scene.customer, Action::WebEvent)
        .unwrap();
    assert_eq!(watcher.next().await["session"]["status"], "LIVE");
    let begun = scene.harness.simulator.now();
    for (after, status) in [(45, "IDLE"), (60, "INACTIVE")] {
        let changes_at = begun + Duration::from_secs(after);
        scene.set(changes_at - Duration::from_millis(1));
        watcher.client.assert_silent().await;
        scene.set(changes_at);
        let change = watcher.next().await;
        assert_eq!(change["kind"], "STATUS_CHANGED");
        assert_eq!(change["session"]["id"], visit);
        assert_eq!(change["session"]["status"], status);
        assert_eq!(change["at"].as_str().unwrap().parse(), Ok(changes_at));
        assert!(scene.queried().await.contains(&change["session"]));
    }
    scene.advance(7);
    scene
        .harness
        .simulator
        .perform(&scene.customer, Action::WebEvent)
        .unwrap();
    let change = watcher.next().await;
    assert_eq!(change["kind"], "SESSION_UPDATED");
    assert_eq!(change["session"]["status"], "LIVE");
}

/// A scene in which web messaging began a minute ago and has been silent since, with a watcher and the
/// conversation's id.
async fn silent_conversation(scene: &Scene) -> (Watcher, String) {
    let mut watcher = scene.watcher().await;
    let perform = |action| {
        scene
            .harness
            .simulator
            .perform(&scene.customer, action)
            .unwrap()
    };
    scene.advance(1);
    perform(Action::WebEvent);
    watcher.next().await;
    let conversation = perform(Action::StartMessaging);
    watcher.next().await;
    scene.advance(60);
    let status_changes = [watcher.next().await, watcher.next().await];
    for change in &status_changes {
        assert_eq!(change["kind"], "STATUS_CHANGED");
        assert_eq!(change["session"]["status"], "INACTIVE");
    }
    assert!(
        status_changes
            .iter()
            .any(|change| change["session"]["id"] == conversation)
    );
    (watcher, conversation)
}

#[tokio::test]
async fn a_page_view_makes_web_messaging_live_again_until_the_visit_is_idle() {
    let scene = Scene::start().await;
    let (mut watcher, conversation) = silent_conversation(&scene).await;
    scene.take_calls();
    scene.advance(5);
    let visit = scene
        .harness
        .simulator
        .perform(&scene.customer, Action::WebEvent)
        .unwrap();
    let seen = scene.harness.simulator.now();
    let changes = [watcher.next().await, watcher.next().await];
    let ids: Vec<_> = changes
        .iter()
        .map(|change| change["session"]["id"].clone())
        .collect();
    assert_eq!(ids, [visit.as_str(), conversation.as_str()]);
    for change in &changes {
        assert_eq!(change["kind"], "SESSION_UPDATED", "{change}");
        assert_eq!(change["session"]["status"], "LIVE", "{change}");
        let changes_at = change["session"]["statusChangesAt"].as_str().unwrap();
        assert_eq!(changes_at.parse(), Ok(seen + Duration::from_secs(45)));
    }
    for (after, status) in [(45, "IDLE"), (60, "INACTIVE")] {
        let changes_at = seen + Duration::from_secs(after);
        scene.set(changes_at - Duration::from_millis(1));
        watcher.client.assert_silent().await;
        scene.set(changes_at);
        let mut status_changes = [watcher.next().await, watcher.next().await];
        status_changes.sort_by_key(|change| change["session"]["id"] == conversation);
        assert_eq!(status_changes[1]["session"]["id"], conversation);
        for change in &status_changes {
            assert_eq!(change["kind"], "STATUS_CHANGED", "{change}");
            assert_eq!(change["session"]["status"], status);
            assert_eq!(change["at"].as_str().unwrap().parse(), Ok(changes_at));
            assert!(scene.queried().await.contains(&change["session"]));
        }
    }
    // An event of the conversation itself does the same.
    scene.advance(1);
    scene
        .harness
        .simulator
        .perform(&scene.customer, Action::Answer)
        .unwrap();
    let change = watcher.next().await;
    assert_eq!(change["session"]["id"], conversation);
    assert_eq!(change["session"]["status"], "LIVE");
}

#[tokio::test]
async fn a_visit_that_ended_no_longer_affects_web_messaging() {
    let scene = Scene::start().await;
    let (mut watcher, conversation) = silent_conversation(&scene).await;
    // Twenty minutes of silence end a visit; the conversation goes on.
    scene.advance(20 * 60);
    let ended = watcher.next().await;
    assert_eq!(ended["kind"], "SESSION_ENDED");
    let queried = scene.queried().await;
    let by_id = |id: &Value| queried.iter().find(|session| session["id"] == *id).unwrap();
    assert_eq!(by_id(&ended["session"]["id"])["status"], "ENDED");
    assert_eq!(by_id(&json!(conversation))["status"], "INACTIVE");
    watcher.client.assert_silent().await;
}

#[tokio::test]
async fn a_transferred_call_stays_live_until_the_last_agent_wraps_up() {
    let scene = Scene::start().await;
    let mut watcher = scene.watcher().await;
    let script = [
        (Action::StartCall, "LIVE"),
        (Action::Answer, "LIVE"),
        (Action::Transfer, "LIVE"),
        (Action::Answer, "LIVE"),
        (Action::EndCall, "LIVE"),
        (Action::WrapUp, "ENDED"),
    ];
    for (action, status) in script {
        scene.advance(100);
        let call = scene
            .harness
            .simulator
            .perform(&scene.customer, action)
            .unwrap();
        let change = loop {
            let change = watcher.next().await;
            if change["session"]["id"] == call && change["kind"] != "STATUS_CHANGED" {
                break change;
            }
        };
        assert_eq!(change["session"]["status"], status, "{action:?}: {change}");
        let listed = scene.queried().await;
        assert!(listed.contains(&change["session"]), "{action:?}: {change}");
    }
}

#[tokio::test]
async fn many_subscribers_cost_one_channel_and_one_list() {
    let scene = Scene::start().await;
    scene.harness.warm_viewer(SUPERVISOR).await;
    let mut watchers = Vec::new();
    for _ in 0..5 {
        let mut client = Client::connect(&scene.harness.url, SUPERVISOR).await;
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
    let calls = scene.harness.take_calls();
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

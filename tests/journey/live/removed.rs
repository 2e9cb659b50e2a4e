//! `SESSION_REMOVED`: a session that a subscriber cannot see any more is withdrawn.

use std::collections::BTreeSet;

use journey_simulator::{Action, Grant};

use super::*;
use crate::journey::harness::SERVICE_IDENTITY;

/// Changes with the session's divisions.
const WATCH_DIVISIONS: &str = "subscription($id: ID!) { journeyChanged(customerId: $id) {
    kind session { id divisionIds eventCount } } }";

fn sessions_in(division: &str) -> Grant {
    let permissions = ["externalContacts:session:view", "journey:session:view"];
    Grant {
        permissions: permissions.map(str::to_owned).to_vec(),
        division: Some(division.to_owned()),
    }
}

async fn watch(scene: &Scene, token: &str) -> Client {
    let mut client = Client::connect(&scene.harness.url, token).await;
    let id = json!({"id": scene.customer});
    client.subscribe("1", WATCH_DIVISIONS, id).await;
    client
}

/// The next change of this session.
async fn next(client: &mut Client, id: &str) -> Value {
    loop {
        let change = client.change().await;
        if change["session"]["id"] == id {
            return change;
        }
    }
}

#[tokio::test]
async fn a_session_that_leaves_the_division_is_removed_with_its_last_visible_state() {
    let scene = Scene::with(SERVICE_IDENTITY).await;
    let simulator = &scene.harness.simulator;
    simulator.add_user("european", &[sessions_in("Europe")]);
    simulator.add_user("american", &[sessions_in("Americas")]);
    let perform = |action| simulator.perform(&scene.customer, action).unwrap();
    scene.advance(1);
    let visit = perform(Action::WebEvent);
    let mut everywhere = watch(&scene, SUPERVISOR).await;
    let before = next(&mut everywhere, &visit).await["session"].take();
    let divisions = &scene.harness.fixtures.divisions;
    let home = divisions
        .iter()
        .find(|(_, id)| before["divisionIds"] == json!([id]));
    let (old_viewer, new_viewer) = match *home.unwrap().0 {
        "Europe" => ("european", "american"),
        _ => ("american", "european"),
    };
    let (mut old_viewer, mut new_viewer) = (
        watch(&scene, old_viewer).await,
        watch(&scene, new_viewer).await,
    );
    assert_eq!(next(&mut old_viewer, &visit).await["session"], before);

    scene.advance(1);
    assert_eq!(perform(Action::ChangeSite), visit);
    let moved = next(&mut everywhere, &visit).await;
    assert_eq!(moved["kind"], "SESSION_UPDATED");
    assert_ne!(moved["session"]["divisionIds"], before["divisionIds"]);
    let removal = next(&mut old_viewer, &visit).await;
    assert_eq!(removal["kind"], "SESSION_REMOVED");
    assert_eq!(removal["session"], before, "nothing of its new state");
    let arrival = next(&mut new_viewer, &visit).await;
    assert_eq!(
        (&arrival["kind"], &arrival["session"]),
        (&json!("SESSION_UPDATED"), &moved["session"])
    );

    // Nothing more is sent about the session until it is visible again.
    scene.advance(1);
    perform(Action::WebEvent);
    next(&mut new_viewer, &visit).await;
    old_viewer.assert_silent().await;
    scene.advance(1);
    assert_eq!(perform(Action::ChangeSite), visit);
    let reappearance = next(&mut old_viewer, &visit).await;
    assert_eq!(reappearance["kind"], "SESSION_UPDATED");
    assert_eq!(
        reappearance["session"]["divisionIds"],
        before["divisionIds"]
    );
    assert_eq!(
        next(&mut new_viewer, &visit).await["kind"],
        "SESSION_REMOVED"
    );
}

#[tokio::test]
async fn a_session_is_removed_when_the_viewer_loses_the_permission() {
    for identity in [&[][..], SERVICE_IDENTITY] {
        let settings = [identity, &[("viewer.ttl", "300ms")]].concat();
        let scene = Scene::with(&settings).await;
        let simulator = &scene.harness.simulator;
        simulator.add_user("both", &[sessions_in("Europe"), sessions_in("Americas")]);
        scene.advance(1);
        let visit = simulator
            .perform(&scene.customer, Action::WebEvent)
            .unwrap();
        let mut client = watch(&scene, "both").await;
        let list = scene
            .harness
            .query("both", LIST, json!({"id": scene.customer}))
            .await;
        let listed = list.data()["customer"]["sessions"]["nodes"]
            .as_array()
            .unwrap()
            .len();
        let mut sent = Vec::new();
        while sent.len() < listed {
            sent.push(client.change().await["session"].take());
        }
        let home = sent.iter().find(|session| session["id"] == visit).unwrap();
        let home = home["divisionIds"].clone();
        let divisions = &scene.harness.fixtures.divisions;
        let is_other = |(_, id): &(&&str, &String)| home != json!([id]);
        let other = divisions.iter().find(is_other).unwrap();
        let mut removal: BTreeSet<_> = sent
            .iter()
            .filter(|session| session["divisionIds"] != json!([other.1]))
            .map(|session| session["id"].to_string())
            .collect();
        simulator.set_grants("both", &[sessions_in(other.0)]);
        while !removal.is_empty() {
            let change = client.change().await;
            if change["kind"] == "SESSION_REMOVED" {
                assert!(
                    removal.remove(&change["session"]["id"].to_string()),
                    "{change}"
                );
            }
        }
        scene.advance(1);
        simulator
            .perform(&scene.customer, Action::WebEvent)
            .unwrap();
        client.assert_silent().await;
    }
}

/// Sessions that the platform does not list any more, and sessions of a customer that is erased from the cache.
#[tokio::test]
async fn erased_sessions_are_removed() {
    let settings = [SERVICE_IDENTITY, &[("admin.listen", "127.0.0.1:0")]].concat();
    let scene = Scene::with(&settings).await;
    scene.advance(1);
    let visit = scene
        .harness
        .simulator
        .perform(&scene.customer, Action::WebEvent)
        .unwrap();
    let mut client = watch(&scene, SUPERVISOR).await;
    next(&mut client, &visit).await;
    let admin = scene.harness.admin_url.as_ref().unwrap();
    let url = format!("{admin}/cache/customers/{}", scene.customer);
    let purged = scene.harness.client.delete(url).send().await.unwrap();
    assert_eq!(purged.status(), 200);
    // The platform still lists the session, so it is sent again at once: removed and started, or both merged.
    let change = next(&mut client, &visit).await;
    if change["kind"] == "SESSION_REMOVED" {
        assert_eq!(next(&mut client, &visit).await["kind"], "SESSION_STARTED");
    } else {
        assert_eq!(change["kind"], "SESSION_UPDATED");
    }
}

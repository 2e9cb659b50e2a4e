//! Subscribers are sent only sessions that they may see, and streams end with the viewer's rights.

use journey_simulator::{Action, Grant};

use super::*;
use crate::journey::harness::{AGENT, SERVICE_IDENTITY};

/// Both identities.
const IDENTITIES: [&[(&str, &str)]; 2] = [&[], SERVICE_IDENTITY];

async fn scene(
    identity: &[(&'static str, &'static str)],
    more: &[(&'static str, &'static str)],
) -> Scene {
    Scene::with(&[identity, more].concat()).await
}

/// The right to see sessions in one division only.
fn grant(division: &str) -> Grant {
    Grant {
        permissions: vec![
            "externalContacts:session:view".to_owned(),
            "journey:session:view".to_owned(),
        ],
        division: Some(division.to_owned()),
    }
}

#[tokio::test]
async fn sessions_of_other_divisions_are_not_sent() {
    for identity in IDENTITIES {
        let mut scene = scene(identity, &[]).await;
        // The live customer's sessions belong to one division; a viewer with another division is sent none of them.
        let division = scene.queried().await[0]["id"].clone();
        let session = format!("{{ session(id: {division}) {{ divisionIds }} }}");
        let home =
            scene.harness.data(&session, json!({})).await["session"]["divisionIds"][0].clone();
        let divisions = scene.harness.fixtures.divisions.clone();
        let elsewhere = divisions.iter().find(|(_, id)| json!(id) != home).unwrap();
        let own_division = divisions.iter().find(|(_, id)| json!(id) == home).unwrap();
        let simulator = &scene.harness.simulator;
        simulator.add_user("stranger", &[grant(elsewhere.0)]);
        simulator.add_user("colleague", &[grant(own_division.0)]);
        let mut stranger = Client::connect(&scene.harness.url, "stranger").await;
        let mut colleague = Client::connect(&scene.harness.url, "colleague").await;
        stranger.watch("1", &scene.customer).await;
        colleague.watch("1", &scene.customer).await;
        let mut visible = 0;
        for _ in 0..5 {
            scene.advance(1);
            let simulator = &scene.harness.simulator;
            let id = simulator
                .perform(&scene.customer, Action::WebEvent)
                .unwrap();
            while colleague.change().await["session"]["id"] != id {}
            visible += 1;
        }
        assert_eq!(visible, 5);
        // The first message to the stranger is the pong.
        let others = scene
            .harness
            .query("stranger", LIST, json!({"id": scene.customer}))
            .await
            .data();
        let nodes = others["customer"]["sessions"]["nodes"].as_array().unwrap();
        for _ in nodes {
            stranger.change().await;
        }
        stranger.assert_silent().await;
        scene.harness.stop();
    }
}

/// A visit in another division has events. A viewer of the conversation's division is sent the same changes at the same
/// millisecond as without the visit; a viewer of all conversations sees the conversation become live.
#[tokio::test]
async fn a_visit_changes_web_messaging_only_for_viewers_who_can_see_it() {
    for identity in IDENTITIES {
        let scene = scene(identity, &[]).await;
        let simulator = &scene.harness.simulator;
        let perform = |action| simulator.perform(&scene.customer, action).unwrap();
        let conversations = |division: Option<&str>| Grant {
            permissions: vec![
                "externalContacts:session:view".to_owned(),
                "journey:sessiontype:view".to_owned(),
            ],
            division: division.map(str::to_owned),
        };
        simulator.add_user("near", &[conversations(Some("Europe"))]);
        simulator.add_user("far", &[conversations(None)]);
        scene.advance(1);
        perform(Action::WebEvent);
        perform(Action::ChangeSite);
        let talk = perform(Action::StartMessaging);
        let begun = simulator.now();
        let mut near = Client::connect(&scene.harness.url, "near").await;
        let mut far = Client::connect(&scene.harness.url, "far").await;
        for client in [&mut near, &mut far] {
            client.watch("1", &scene.customer).await;
            while client.change().await["session"]["id"] != talk {}
        }
        let after = |seconds| begun + Duration::from_secs(seconds);
        // The conversation's own dates make it live for both viewers, the visit for one of them.
        scene.set(after(20));
        perform(Action::WebEvent);
        let seen = far.change().await;
        assert_eq!(seen["session"]["id"], talk, "{seen}");
        assert_eq!(seen["kind"], "SESSION_UPDATED");
        let turn = |change: &Value, field: &str| -> DateTime<Utc> {
            let at = &change[field];
            at.as_str().unwrap().parse().unwrap()
        };
        assert_eq!(turn(&seen["session"], "statusChangesAt"), after(65));
        near.assert_silent().await;
        for (seconds, status) in [(45, "IDLE"), (60, "INACTIVE")] {
            scene.set(after(seconds));
            let change = near.change().await;
            assert_eq!(change["kind"], "STATUS_CHANGED");
            assert_eq!(change["session"]["status"], status);
            assert_eq!(turn(&change, "at"), after(seconds));
        }
        far.assert_silent().await;
        scene.set(after(80));
        near.assert_silent().await;
        let turned = far.change().await;
        assert_eq!(turned["kind"], "STATUS_CHANGED");
        assert_eq!(turned["session"]["status"], "INACTIVE");
        // Queries agree.
        scene.set(after(85));
        perform(Action::WebEvent);
        assert_eq!(far.change().await["session"]["status"], "LIVE");
        near.assert_silent().await;
        for (token, status) in [("near", "INACTIVE"), ("far", "LIVE")] {
            let list = scene
                .harness
                .query(token, LIST, json!({"id": scene.customer}))
                .await;
            let nodes = list.data()["customer"]["sessions"]["nodes"].take();
            let nodes = nodes.as_array().unwrap();
            let conversation = nodes.iter().find(|node| node["id"] == talk).unwrap();
            assert_eq!(conversation["status"], status, "{token}");
            assert!(nodes.iter().all(|node| node["type"] == "CONVERSATION"));
            let by_id = "query($id: ID!) { session(id: $id) { status } }";
            let by_id = scene.harness.query(token, by_id, json!({"id": talk})).await;
            assert_eq!(by_id.data()["session"]["status"], status, "{token}, by id");
        }
    }
}

#[tokio::test]
async fn without_the_permission_there_is_no_stream() {
    for identity in IDENTITIES {
        let scene = scene(identity, &[]).await;
        let mut client = Client::connect(&scene.harness.url, "demo-nobody").await;
        client.watch("1", &scene.customer).await;
        let refused = client.receive().await;
        assert_eq!(refused["type"], "error");
        assert_eq!(
            refused["payload"][0]["extensions"]["code"],
            "PERMISSION_DENIED"
        );
    }
}

#[tokio::test]
async fn a_viewer_of_conversations_only_is_sent_conversations_only() {
    let scene = Scene::start().await;
    let token = "demo-conversations-only";
    let mut client = Client::connect(&scene.harness.url, token).await;
    client.watch("1", &scene.customer).await;
    let listed = scene
        .harness
        .query(token, LIST, json!({"id": scene.customer}))
        .await
        .data();
    for _ in listed["customer"]["sessions"]["nodes"].as_array().unwrap() {
        assert_eq!(client.change().await["session"]["type"], "CONVERSATION");
    }
    scene.advance(1);
    scene
        .harness
        .simulator
        .perform(&scene.customer, Action::WebEvent)
        .unwrap();
    let call = scene
        .harness
        .simulator
        .perform(&scene.customer, Action::StartMessaging)
        .unwrap();
    assert_eq!(client.change().await["session"]["id"], call);
}

#[tokio::test]
async fn a_token_that_is_revoked_ends_its_sockets() {
    for identity in IDENTITIES {
        let scene = scene(identity, &[("viewer.ttl", "200ms")]).await;
        let mut client = Client::connect(&scene.harness.url, AGENT).await;
        client.watch("1", &scene.customer).await;
        client.change().await;
        scene.harness.simulator.revoke(AGENT);
        assert_eq!(client.end().await, Some(4403));
    }
}

#[tokio::test]
async fn a_revocation_frame_ends_the_revoked_token() {
    let scene = scene(&[], &[("viewer.ttl", "1h")]).await;
    let mut client = Client::connect(&scene.harness.url, AGENT).await;
    client.watch("1", &scene.customer).await;
    client.change().await;
    scene.advance(1);
    let id = scene
        .harness
        .simulator
        .perform(&scene.customer, Action::WebEvent)
        .unwrap();
    while client.change().await["session"]["id"] != id {}
    scene.harness.simulator.revoke(AGENT);
    assert_eq!(client.end().await, Some(4403));
}

#[tokio::test]
async fn a_revoked_permission_ends_the_stream_and_not_the_socket() {
    for identity in IDENTITIES {
        let scene = scene(identity, &[("viewer.ttl", "200ms")]).await;
        let mut client = Client::connect(&scene.harness.url, AGENT).await;
        client.watch("1", &scene.customer).await;
        client.change().await;
        scene
            .harness
            .simulator
            .set_permissions(AGENT, &["journey:event:view"]);
        let error = loop {
            let message = client.receive().await;
            if message["type"] != "next" {
                break message;
            }
        };
        assert_eq!(error["type"], "error");
        assert_eq!(
            error["payload"][0]["extensions"]["code"],
            "PERMISSION_DENIED"
        );
        client.assert_silent().await;
    }
}

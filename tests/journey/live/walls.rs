//! Nobody is told of what they may not see; a right that goes takes its stream with it.

use journey_gateway::simulator::{Act, Grant};

use super::*;
use crate::journey::stage::{AGENT, SERVICE};

/// Both identities.
const IDENTITIES: [&[(&str, &str)]; 2] = [&[], SERVICE];

async fn scene(
    identity: &[(&'static str, &'static str)],
    more: &[(&'static str, &'static str)],
) -> Scene {
    Scene::with(&[identity, more].concat()).await
}

/// Somebody who may see sessions in one division only.
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
async fn of_another_divisions_sessions_nothing_is_told_at_all() {
    for identity in IDENTITIES {
        let mut scene = scene(identity, &[]).await;
        // The live customer's sessions belong to one division; whoever is permitted elsewhere only
        // hears of none of them.
        let division = scene.queried().await[0]["id"].clone();
        let session = format!("{{ session(id: {division}) {{ divisionIds }} }}");
        let home = scene.stage.data(&session, json!({})).await["session"]["divisionIds"][0].clone();
        let divisions = scene.stage.fixtures.divisions.clone();
        let elsewhere = divisions.iter().find(|(_, id)| json!(id) != home).unwrap();
        let here = divisions.iter().find(|(_, id)| json!(id) == home).unwrap();
        let simulator = &scene.stage.simulator;
        simulator.add_person("stranger", &[grant(elsewhere.0)]);
        simulator.add_person("colleague", &[grant(here.0)]);
        let mut stranger = Client::connect(&scene.stage.url, "stranger").await;
        let mut colleague = Client::connect(&scene.stage.url, "colleague").await;
        stranger.watch("1", &scene.customer).await;
        colleague.watch("1", &scene.customer).await;
        let mut visible = 0;
        for _ in 0..5 {
            scene.advance(1);
            let simulator = &scene.stage.simulator;
            let id = simulator.act(&scene.customer, Act::WebEvent).unwrap();
            while colleague.change().await["session"]["id"] != id {}
            visible += 1;
        }
        assert_eq!(visible, 5);
        // The first thing that the stranger ever hears is the answer to a ping.
        let others = scene
            .stage
            .ask("stranger", LIST, json!({"id": scene.customer}))
            .await
            .data();
        let nodes = others["customer"]["sessions"]["nodes"].as_array().unwrap();
        for _ in nodes {
            stranger.change().await;
        }
        stranger.is_silent().await;
        scene.stage.stop();
    }
}

#[tokio::test]
async fn without_the_permission_there_is_no_stream() {
    for identity in IDENTITIES {
        let scene = scene(identity, &[]).await;
        let mut client = Client::connect(&scene.stage.url, "demo-nobody").await;
        client.watch("1", &scene.customer).await;
        let refused = client.hear().await;
        assert_eq!(refused["type"], "error");
        assert_eq!(
            refused["payload"][0]["extensions"]["code"],
            "PERMISSION_DENIED"
        );
    }
}

#[tokio::test]
async fn conversations_only_are_told_to_whom_only_they_are_shown() {
    let scene = Scene::start().await;
    let token = "demo-conversations-only";
    let mut client = Client::connect(&scene.stage.url, token).await;
    client.watch("1", &scene.customer).await;
    let listed = scene
        .stage
        .ask(token, LIST, json!({"id": scene.customer}))
        .await
        .data();
    for _ in listed["customer"]["sessions"]["nodes"].as_array().unwrap() {
        assert_eq!(client.change().await["session"]["type"], "CONVERSATION");
    }
    scene.advance(1);
    scene
        .stage
        .simulator
        .act(&scene.customer, Act::WebEvent)
        .unwrap();
    let call = scene
        .stage
        .simulator
        .act(&scene.customer, Act::StartMessaging)
        .unwrap();
    assert_eq!(client.change().await["session"]["id"], call);
}

#[tokio::test]
async fn a_token_that_is_revoked_ends_its_sockets() {
    for identity in IDENTITIES {
        let scene = scene(identity, &[("viewer.ttl", "200ms")]).await;
        let mut client = Client::connect(&scene.stage.url, AGENT).await;
        client.watch("1", &scene.customer).await;
        client.change().await;
        scene.stage.simulator.revoke(AGENT);
        assert_eq!(client.end().await, Some(4403));
    }
}

#[tokio::test]
async fn the_platform_tells_that_a_token_is_revoked() {
    let scene = scene(&[], &[("viewer.ttl", "1h")]).await;
    let mut client = Client::connect(&scene.stage.url, AGENT).await;
    client.watch("1", &scene.customer).await;
    client.change().await;
    scene.advance(1);
    let id = scene
        .stage
        .simulator
        .act(&scene.customer, Act::WebEvent)
        .unwrap();
    while client.change().await["session"]["id"] != id {}
    scene.stage.simulator.revoke(AGENT);
    assert_eq!(client.end().await, Some(4403));
}

#[tokio::test]
async fn a_permission_that_is_taken_away_ends_the_stream_and_not_the_socket() {
    for identity in IDENTITIES {
        let scene = scene(identity, &[("viewer.ttl", "200ms")]).await;
        let mut client = Client::connect(&scene.stage.url, AGENT).await;
        client.watch("1", &scene.customer).await;
        client.change().await;
        scene
            .stage
            .simulator
            .set_permissions(AGENT, &["journey:event:view"]);
        let error = loop {
            let message = client.hear().await;
            if message["type"] != "next" {
                break message;
            }
        };
        assert_eq!(error["type"], "error");
        assert_eq!(
            error["payload"][0]["extensions"]["code"],
            "PERMISSION_DENIED"
        );
        client.is_silent().await;
    }
}

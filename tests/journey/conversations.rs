//! Data of conversations: queues, agents, wrap-ups, timelines.

use serde_json::json;

use super::harness::{AGENT, Harness};

#[tokio::test]
async fn a_transferred_call_has_its_last_queue_agent_and_wrap_up_and_a_full_timeline() {
    let harness = Harness::start().await;
    let fixtures = &harness.fixtures;
    let query = "query($id: ID!) { session(id: $id) { status ... on ConversationSession {
        conversationId acdOutcome queue { id name } agent { id name } wrapUp { code { id name } at }
        wrapUps { code { id name } agent { id } at }
        events(first: 100) { complete nodes { type createdAt ... on ConversationEvent { queue { id } agent { id } wrapUp { code { id } } } } }
    } } }";
    let session = harness
        .data(query, json!({"id": fixtures.transferred_call}))
        .await["session"]
        .take();
    assert_eq!(session["status"], "ENDED");
    assert_eq!(
        session["conversationId"],
        json!(fixtures.transferred_conversation)
    );
    assert_eq!(
        session["queue"]["id"],
        json!(fixtures.transferred_queues.last())
    );
    assert_eq!(
        session["agent"]["id"],
        json!(fixtures.transferred_agents.last())
    );
    assert_eq!(
        session["wrapUp"]["code"]["id"],
        json!(fixtures.transferred_codes.last())
    );
    let wrap_ups = session["wrapUps"].as_array().unwrap();
    let codes: Vec<_> = wrap_ups
        .iter()
        .map(|wrap_up| wrap_up["code"]["id"].as_str().unwrap())
        .collect();
    assert_eq!(codes, fixtures.transferred_codes);
    assert!(
        wrap_ups
            .iter()
            .all(|wrap_up| wrap_up["code"]["name"].is_string() && wrap_up["at"].is_string())
    );
    assert_eq!(session["events"]["complete"], true);
    let events = session["events"]["nodes"].as_array().unwrap();
    let ids = |kind: &str, field: &str| -> Vec<String> {
        let matching = events.iter().filter(|event| event["type"] == kind);
        matching
            .map(|event| event[field]["id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(ids("queue.entered", "queue"), fixtures.transferred_queues);
    assert_eq!(ids("agent.connected", "agent"), fixtures.transferred_agents);
    assert_eq!(
        ids("agent.transferred", "agent"),
        fixtures.transferred_agents[..2]
    );
    assert_eq!(events.first().unwrap()["type"], "conversation.started");
    let times: Vec<_> = events
        .iter()
        .map(|event| event["createdAt"].as_str().unwrap())
        .collect();
    assert!(times.is_sorted());
}

#[tokio::test]
async fn the_conversations_api_and_analytics_give_the_same_timeline() {
    let harness = Harness::start().await;
    let query = "query($id: ID!) { session(id: $id) { ... on ConversationSession {
        wrapUps { code { id name } notes agent { id } } events(first: 100) { complete nodes { type ... on ConversationEvent { queue { id } agent { id } } } }
    } } }";
    let variables = json!({"id": harness.fixtures.transferred_call});
    let analytics = harness.data(query, variables.clone()).await;
    assert!(
        harness
            .take_calls()
            .contains_key("analytics/conversations/details")
    );
    let mut permissions = vec!["conversation:communication:view", "routing:queue:search"];
    permissions.extend([
        "journey:session:view",
        "journey:event:view",
        "journey:eventtype:view",
        "routing:wrapupCode:view",
    ]);
    harness.simulator.set_permissions(AGENT, &permissions);
    let from_conversations_api = harness.query(AGENT, query, variables).await.data();
    assert_eq!(harness.take_calls()["conversations/{conversationId}"], [1]);
    assert_eq!(from_conversations_api, analytics);
}

#[tokio::test]
async fn product_page_permissions_give_a_timeline_from_the_session_alone() {
    let harness = Harness::start().await;
    let query = "query($id: ID!) { session(id: $id) { ... on ConversationSession {
        wrapUps { code { id name } at } events { complete nodes { type ... on ConversationEvent { queue { name } agent { name } } } } } } }";
    let session = harness
        .query(
            AGENT,
            query,
            json!({"id": harness.fixtures.transferred_call}),
        )
        .await
        .data()["session"]
        .take();
    assert_eq!(session["wrapUps"].as_array().unwrap().len(), 1);
    assert_eq!(
        session["wrapUps"][0]["code"]["id"],
        json!(harness.fixtures.transferred_codes.last())
    );
    assert_eq!(session["events"]["complete"], false);
    let types: Vec<_> = session["events"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["type"].as_str().unwrap())
        .collect();
    assert_eq!(
        types,
        [
            "conversation.started",
            "queue.entered",
            "agent.connected",
            "wrapup.added",
            "conversation.ended"
        ]
    );
    assert!(
        !harness
            .take_calls()
            .keys()
            .any(|operation| operation.contains("conversations"))
    );
}

#[tokio::test]
async fn names_of_former_agents_and_deleted_codes_are_served() {
    let harness = Harness::start().await;
    let fixtures = &harness.fixtures;
    let query = "query($id: ID!) { session(id: $id) { ... on ConversationSession { agent { id name active } wrapUp { code { id name } } } } }";
    let former = harness
        .data(query, json!({"id": fixtures.former_agent_call}))
        .await;
    assert_eq!(
        former["session"]["agent"],
        json!({"id": fixtures.former_agent.0, "name": fixtures.former_agent.1, "active": false})
    );
    let deleted = harness
        .data(query, json!({"id": fixtures.deleted_code_call}))
        .await;
    assert_eq!(
        deleted["session"]["wrapUp"]["code"],
        json!({"id": fixtures.deleted_code.0, "name": fixtures.deleted_code.1})
    );
    let system = harness
        .data(query, json!({"id": fixtures.system_code_call}))
        .await;
    assert_eq!(
        system["session"]["wrapUp"]["code"],
        json!({"id": fixtures.system_code, "name": fixtures.system_code})
    );
    // Without `routing:wrapupCode:search` a deleted code cannot be looked up, so only its id is shown.
    let agent = harness
        .query(AGENT, query, json!({"id": fixtures.deleted_code_call}))
        .await
        .data();
    assert_eq!(
        agent["session"]["wrapUp"]["code"],
        json!({"id": fixtures.deleted_code.0, "name": null})
    );
}

//! Exact upstream calls of a query, by operation and number of ids per call.

use std::collections::BTreeMap;

use journey_simulator::{Grant, Options};
use serde_json::json;

use super::harness::{AGENT, Harness, SUPERVISOR};

/// Query for all the data of the journey tab.
pub(super) const TAB: &str = "query Tab($id: ID!) {
  customer(id: $id) {
    displayName emails phones { display }
    sessions(first: 25) {
      nodes {
        id type status channel { label } startedAt endedAt eventCount
        ... on ConversationSession {
          queue { name } agent { name } wrapUp { code { name } } wrapUps { code { name } notes agent { name } at }
        }
        ... on WebSession { lastPage { title } }
        events { nodes {
          id type createdAt
          ... on ConversationEvent { queue { name } agent { name } wrapUp { code { name } } }
        } }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}";

const LIST: &str = "query List($id: ID!) {
  customer(id: $id) { id sessions(first: 25) { nodes { id type status channel { label } startedAt } } }
}";

/// Expected result of [`Harness::take_calls`].
fn calls<const N: usize>(
    expected: [(&'static str, &[usize]); N],
) -> BTreeMap<&'static str, Vec<usize>> {
    expected
        .into_iter()
        .map(|(operation, ids)| (operation, ids.to_vec()))
        .collect()
}

#[tokio::test]
async fn the_full_tab_costs_one_call_per_resource_and_per_visit_with_events() {
    let harness = Harness::start().await;
    harness.warm_viewer(SUPERVISOR).await;
    let data = harness
        .data(TAB, json!({"id": harness.fixtures.customer}))
        .await;
    let nodes = data["customer"]["sessions"]["nodes"].as_array().unwrap();
    let visits = nodes.iter().filter(|node| node["type"] == "WEB").count();
    let with_events = nodes
        .iter()
        .filter(|node| node["type"] == "WEB" && node["eventCount"] != 0)
        .count();
    assert_eq!((nodes.len(), visits), (25, 10));
    assert!((8..10).contains(&with_events));

    let mut calls_by_operation = harness.take_calls();
    let events = calls_by_operation
        .remove("journey/sessions/{sessionId}/events")
        .unwrap();
    assert_eq!(events, vec![1; with_events]);
    // Each other operation is one call; its number of ids depends on the demo data.
    let operations: Vec<_> = calls_by_operation
        .iter()
        .map(|(operation, ids)| (*operation, ids.len()))
        .collect();
    assert_eq!(
        operations,
        [
            ("analytics/conversations/details", 1),
            ("externalcontacts/bulk/contacts", 1),
            ("externalcontacts/contacts/{contactId}/journey/sessions", 1),
            // Shows which segments agents must not see; cached with the segment names.
            ("journey/segments", 1),
            ("routing/queues", 1),
            ("routing/wrapupcodes/divisionviews", 1),
            ("users", 1),
        ]
    );
    assert_eq!(calls_by_operation["analytics/conversations/details"], [15]);

    // Without the segment permission, segments are not looked up: at most 14 calls.
    let permissions = [
        "analytics:*:*",
        "conversation:*:*",
        "externalContacts:*:*",
        "routing:*:*",
        "journey:session:view",
        "journey:event:view",
        "journey:eventtype:view",
    ];
    let grant = Grant {
        permissions: permissions.map(str::to_owned).to_vec(),
        division: None,
    };
    harness.simulator.add_user("without-segments", &[grant]);
    harness.warm_viewer("without-segments").await;
    let id = json!({"id": harness.fixtures.customer});
    let response = harness.query("without-segments", TAB, id).await;
    response.data();
    let calls_by_operation = harness.take_calls();
    assert!(!calls_by_operation.contains_key("journey/segments"));
    assert_eq!(
        calls_by_operation.values().map(Vec::len).sum::<usize>(),
        6 + with_events
    );
}

#[tokio::test]
async fn the_list_costs_one_call_and_a_second_if_it_has_outbound_calls() {
    let harness = Harness::start().await;
    harness.warm_viewer(AGENT).await;
    let list = calls([(
        "externalcontacts/contacts/{contactId}/journey/sessions",
        &[1],
    )]);
    harness
        .query(AGENT, LIST, json!({"id": harness.fixtures.customer}))
        .await
        .data();
    assert_eq!(harness.take_calls(), list);
    harness.warm_viewer(SUPERVISOR).await;
    harness
        .data(LIST, json!({"id": harness.fixtures.customer}))
        .await;
    // Only the details show whether the outbound call is a campaign's.
    let mut with_details = list;
    with_details.insert("analytics/conversations/details", vec![1]);
    assert_eq!(harness.take_calls(), with_details);
    harness
        .data(LIST, json!({"id": harness.fixtures.customer}))
        .await;
    assert_eq!(harness.take_calls(), calls([]));
}

#[tokio::test]
async fn unselected_data_causes_no_upstream_calls() {
    let harness = Harness::start().await;
    harness.warm_viewer(SUPERVISOR).await;
    let fixtures = &harness.fixtures;
    let session = ("journey/sessions/{sessionId}", &[1_usize][..]);
    let one_session = |id: &str, rest: &str| {
        format!("{{ session(id: \"{id}\") {{ id ... on ConversationSession {{ {rest} }} }} }}")
    };
    let known_from_session = "queue { id } agent { __typename id } wrapUp { code { id } notes }";

    harness
        .data(
            &one_session(&fixtures.transferred_call, known_from_session),
            json!({}),
        )
        .await;
    assert_eq!(
        harness.take_calls(),
        calls([session]),
        "the session contains the ids"
    );

    let names = "wrapUp { code { id name } }";
    harness
        .data(&one_session(&fixtures.system_code_call, names), json!({}))
        .await;
    assert_eq!(
        harness.take_calls(),
        calls([session]),
        "system codes are not looked up"
    );

    let empty = format!(
        "{{ session(id: \"{}\") {{ events {{ nodes {{ id }} }} }} }}",
        fixtures.empty_visit
    );
    let data = harness.data(&empty, json!({})).await;
    assert_eq!(data["session"]["events"]["nodes"], json!([]));
    assert_eq!(
        harness.take_calls(),
        calls([session]),
        "a session without events causes no event call"
    );

    harness
        .data(
            &one_session(&fixtures.transferred_call, known_from_session),
            json!({}),
        )
        .await;
    assert_eq!(
        harness.take_calls(),
        calls([]),
        "an ended session is cached"
    );
}

#[tokio::test]
async fn a_list_caches_its_sessions_by_id() {
    let harness = Harness::start().await;
    harness.warm_viewer(SUPERVISOR).await;
    harness
        .data(LIST, json!({"id": harness.fixtures.customer}))
        .await;
    harness.take_calls();
    let ids = &harness.fixtures.customer_sessions;
    let data = harness
        .data(
            "query($ids: [ID!]!) { sessions(ids: $ids) { id } }",
            json!({"ids": ids}),
        )
        .await;
    assert_eq!(super::harness::ids(&data["sessions"]), *ids);
    assert_eq!(harness.take_calls(), calls([]));
}

#[tokio::test]
async fn several_customers_share_batched_lookups() {
    let harness = Harness::start().await;
    harness.warm_viewer(SUPERVISOR).await;
    let fixtures = &harness.fixtures;
    let customers = [
        &fixtures.customer,
        &fixtures.divided_customer,
        &fixtures.every_channel_customer,
    ];
    let query =
        "query($ids: [ID!]!) { customers(ids: $ids) { displayName sessions(first: 100) { nodes {
        ... on ConversationSession { queue { name } agent { name } wrapUps { code { name } } }
    } } } }";
    harness.data(query, json!({"ids": customers})).await;
    let calls_by_operation = harness.take_calls();
    let counts: Vec<_> = calls_by_operation
        .iter()
        .map(|(operation, ids)| (*operation, ids.len()))
        .collect();
    assert_eq!(
        counts,
        [
            // The details of outbound calls decide which sessions are listed, before the other details.
            ("analytics/conversations/details", 2),
            ("externalcontacts/bulk/contacts", 1),
            ("externalcontacts/contacts/{contactId}/journey/sessions", 3),
            ("routing/queues", 1),
            ("routing/wrapupcodes/divisionviews", 1),
            ("users", 1),
        ]
    );
    assert_eq!(calls_by_operation["externalcontacts/bulk/contacts"], [3]);
}

#[tokio::test]
async fn calls_have_at_most_the_configured_number_of_ids() {
    let harness = Harness::start_with(
        Options::default(),
        &[("batch.conversations", "6"), ("batch.agents", "1")],
    )
    .await;
    harness.warm_viewer(SUPERVISOR).await;
    harness
        .data(TAB, json!({"id": harness.fixtures.customer}))
        .await;
    let calls_by_operation = harness.take_calls();
    assert_eq!(
        calls_by_operation["analytics/conversations/details"],
        [3, 6, 6]
    );
    // The first call reads a page of all agents; the ids that it lacks are then looked up one by one.
    let unknown = |number: usize| format!("00000000-0000-4000-8000-{number:012}");
    let ids: Vec<_> = (0..3).map(unknown).collect();
    let query = "query($ids: [ID!]!) { agents(ids: $ids) { name } }";
    harness.data(query, json!({"ids": ids})).await;
    assert_eq!(calls_by_operation["users"], [0]);
    assert_eq!(harness.take_calls()["users"], [1, 1, 1]);
}

/// The simulator accepts at most 50 contacts per call. It records no ids of a rejected call.
#[tokio::test]
async fn a_call_rejected_for_its_size_is_halved_and_the_size_remembered() {
    let harness = Harness::start_with(Options::default(), &[("batch.contacts", "80")]).await;
    harness.warm_viewer(SUPERVISOR).await;
    let query = "query($ids: [ID!]!) { customers(ids: $ids) { id displayName } }";
    let unknown = |number: usize| format!("00000000-0000-4000-8000-{number:012}");
    let mut ids: Vec<_> = (0..59).map(unknown).collect();
    ids.push(harness.fixtures.customer.clone());
    let data = harness.data(query, json!({"ids": ids})).await;
    assert_eq!(
        data["customers"][59]["id"],
        json!(harness.fixtures.customer)
    );
    assert_eq!(data["customers"][0], json!(null));
    assert_eq!(
        harness.take_calls()["externalcontacts/bulk/contacts"],
        [0, 30, 30]
    );

    let others: Vec<_> = (100..160).map(unknown).collect();
    harness.data(query, json!({"ids": others})).await;
    assert_eq!(
        harness.take_calls()["externalcontacts/bulk/contacts"],
        [30, 30]
    );
}

//! Pages: paging reports every item exactly once and in order, for any page size.

use serde_json::{Value, json};

use super::harness::{AGENT, Harness, SUPERVISOR};
use super::pages::read_pages;

/// Reads every page of `first` items; returns each item's time, which is its sort key, and id.
async fn read_items(
    harness: &Harness,
    token: &str,
    (query, path): (&str, [&str; 2]),
    mut variables: Value,
    first: usize,
) -> Vec<(String, String)> {
    variables["first"] = json!(first);
    let pages = read_pages(harness, token, query, variables, path, || {}).await;
    let mut items = Vec::new();
    for (number, page) in pages.iter().enumerate() {
        let (edges, info) = (page["edges"].as_array().unwrap(), &page["pageInfo"]);
        let last_cursor = edges.last().map(|edge| &edge["cursor"]);
        assert_eq!(last_cursor.unwrap_or(&Value::Null), &info["endCursor"]);
        assert_eq!(info["hasPreviousPage"], number > 0);
        let is_last = number + 1 == pages.len();
        assert!(
            is_last || edges.len() == first,
            "only the last page may be short"
        );
        for edge in edges {
            let text = |field: &str| edge["node"][field].as_str().unwrap().to_owned();
            items.push((text("at"), text("id")));
        }
    }
    items
}

/// The query for each list, with the path to it.
const SESSIONS: (&str, [&str; 2]) = ("query($id: ID!, $first: Int, $after: String, $filter: SessionFilter) { customer(id: $id) {
    sessions(first: $first, after: $after, filter: $filter) { edges { cursor node { id at: startedAt } }
    pageInfo { hasNextPage hasPreviousPage endCursor } } } }", ["customer", "sessions"]);

const EVENTS: (&str, [&str; 2]) = (
    "query($id: ID!, $first: Int, $after: String) { session(id: $id) {
    events(first: $first, after: $after) { edges { cursor node { id at: createdAt } }
    pageInfo { hasNextPage hasPreviousPage endCursor } } } }",
    ["session", "events"],
);

#[tokio::test]
async fn sessions_are_complete_and_newest_first_for_any_page_size() {
    let harness = Harness::start().await;
    let variables = json!({"id": harness.fixtures.frequent_customer, "filter": {"includeUnsupportedChannels": true}});
    let mut reference: Option<Vec<(String, String)>> = None;
    for first in [100, 37, 7] {
        let items = read_items(&harness, SUPERVISOR, SESSIONS, variables.clone(), first).await;
        assert!(items.len() > 450);
        assert!(items.is_sorted_by(|a, b| a.0 >= b.0));
        let mut ids: Vec<_> = items.iter().map(|(_, id)| id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), items.len(), "duplicate sessions");
        assert_eq!(*reference.get_or_insert_with(|| items.clone()), items);
    }
}

#[tokio::test]
async fn filtered_and_hidden_sessions_leave_no_gap() {
    let harness = Harness::start().await;
    for (token, filter) in [
        (SUPERVISOR, json!({"types": ["WEB"]})),
        (AGENT, json!({})),
        (
            "demo-conversations-only",
            json!({"channelGroups": ["VOICE", "SOCIAL"]}),
        ),
    ] {
        let variables = json!({"id": harness.fixtures.frequent_customer, "filter": filter});
        let large = read_items(&harness, token, SESSIONS, variables.clone(), 100).await;
        let small = read_items(&harness, token, SESSIONS, variables, 9).await;
        assert!(!large.is_empty());
        assert_eq!(large, small);
    }
}

#[tokio::test]
async fn events_are_complete_and_oldest_first_for_any_page_size() {
    let harness = Harness::start().await;
    let variables = json!({"id": harness.fixtures.long_visit});
    let large = read_items(&harness, SUPERVISOR, EVENTS, variables.clone(), 100).await;
    let small = read_items(&harness, SUPERVISOR, EVENTS, variables, 13).await;
    assert!(large.len() > 400);
    assert!(large.is_sorted_by(|a, b| a.0 <= b.0));
    assert_eq!(large, small);
}

#[tokio::test]
async fn a_timeline_is_paged_too() {
    let harness = Harness::start().await;
    let variables = json!({"id": harness.fixtures.transferred_call});
    let whole = read_items(&harness, SUPERVISOR, EVENTS, variables.clone(), 100).await;
    let small = read_items(&harness, SUPERVISOR, EVENTS, variables, 2).await;
    assert!(whole.len() > 8);
    assert_eq!(whole, small);
}

#[tokio::test]
async fn the_last_full_page_has_no_next_page() {
    let harness = Harness::start().await;
    let variables = json!({"id": harness.fixtures.customer, "filter": {}});
    for first in [1, 24, 25, 26] {
        assert_eq!(
            read_items(&harness, AGENT, SESSIONS, variables.clone(), first)
                .await
                .len(),
            25
        );
    }
}

/// The gateway reads as many platform pages as it takes to fill a page whose filter matches few sessions.
#[tokio::test]
async fn a_filter_that_matches_few_sessions_finds_all_of_them() {
    let harness = Harness::start().await;
    let variables =
        json!({"id": harness.fixtures.frequent_customer, "filter": {"channelGroups": ["SOCIAL"]}});
    let all = read_items(&harness, SUPERVISOR, SESSIONS, variables.clone(), 100).await;
    assert!(all.len() > 3);
    for first in [1, 5] {
        let items = read_items(&harness, SUPERVISOR, SESSIONS, variables.clone(), first).await;
        assert_eq!(items, all);
    }
    let list = "query($id: ID!) { customer(id: $id) { sessions(first: 1, filter: {types: [CONVERSATION]}) { nodes { id } } } }";
    harness.simulator.reset_calls();
    harness
        .data(list, json!({"id": harness.fixtures.ordinary_customer}))
        .await;
    assert_eq!(
        harness.take_calls().len(),
        1,
        "a small page takes more than one call"
    );
}

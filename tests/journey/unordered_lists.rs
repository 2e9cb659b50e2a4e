//! Paging reports each session and event exactly once, in whatever order the platform lists them.

use std::sync::{Arc, Mutex};

use journey_simulator::Options;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use super::harness::{Harness, SUPERVISOR, ids};
use super::pages::read_pages;

/// The platform's list, in its order.
type List = Arc<Mutex<Vec<Value>>>;

/// The value of a query parameter in a request's path.
fn parameter<'a>(name: &'a str, key: &str) -> Option<&'a str> {
    let (_, query) = name.split_once('?')?;
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs
        .find(|(known, _)| *known == key)
        .map(|(_, value)| value)
}

/// Starts a harness whose platform returns `list`, page by page, as every list of sessions or events.
async fn harness(list: &List) -> Harness {
    let list = list.clone();
    let settings = [
        ("cache.open_ttl", "1ms"),
        ("cache.ended_ttl", "1ms"),
        ("answers", "false"),
    ];
    Harness::rewriting(Options::default(), &settings, move |name, body| {
        let is_list = name.contains("/journey/sessions?") || name.contains("/events?");
        let Some(size) = parameter(name, "pageSize").filter(|_| is_list) else {
            return;
        };
        let size: usize = size.parse().unwrap();
        let list = list.lock().unwrap();
        // Keyset paging: a cursor points behind an item, even after the item has moved.
        let from = parameter(name, "after").map_or(0, |after| {
            let position = list.iter().position(|item| item["id"] == after);
            position.map_or(list.len(), |position| position + 1)
        });
        let page: Vec<_> = list.iter().skip(from).take(size).cloned().collect();
        let has_more = from + page.len() < list.len();
        let next = page
            .last()
            .filter(|_| has_more)
            .map(|last| format!("/api/v2/x?after={}", last["id"].as_str().unwrap()));
        *body = json!({"entities": page, "nextUri": next});
    })
    .await
}

fn session(number: usize, minute: u32) -> Value {
    json!({
        "id": format!("00000000-0000-4000-8000-{number:012}"), "type": "web",
        "createdDate": format!("2026-11-{:02}T10:{:02}:00.000Z", minute / 60 + 1, minute % 60),
        "endedDate": "2026-11-30T00:00:00.000Z", "eventCount": 1,
    })
}

fn event(number: usize, minute: u32) -> Value {
    json!({
        "id": format!("e{number}"), "eventType": "com.genesys.journey.WebEvent",
        "createdDate": format!("2026-11-{:02}T10:{:02}:00.000Z", minute / 60 + 1, minute % 60),
        "webEvent": {"eventName": "page_viewed"},
    })
}

const SESSIONS: &str = "query($id: ID!, $first: Int, $after: String) { customer(id: $id) {
    sessions(first: $first, after: $after) { nodes { id startedAt } pageInfo { hasNextPage endCursor } } } }";

const EVENTS: &str = "query($id: ID!, $first: Int, $after: String) { session(id: $id) {
    events(first: $first, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } }";

/// Reads every page and calls `between` before each further page. Returns the ids in order.
async fn read_ids(
    harness: &Harness,
    query: &str,
    id: &str,
    first: usize,
    between: impl FnMut(),
) -> Vec<String> {
    let path = if query == SESSIONS {
        ["customer", "sessions"]
    } else {
        ["session", "events"]
    };
    let variables = json!({"id": id, "first": first});
    let pages = read_pages(harness, SUPERVISOR, query, variables, path, between).await;
    pages.iter().flat_map(|page| ids(&page["nodes"])).collect()
}

fn sorted(mut ids: Vec<String>) -> Vec<String> {
    ids.sort_unstable();
    ids
}

/// Minutes at which items were created, in the platform's order. Items may share a minute.
fn minutes(max: usize) -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(0_u32..1_200, 1..max)
}

#[test]
fn each_session_is_reported_once_in_any_order() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let list = List::default();
    let harness = runtime.block_on(harness(&list));
    let customer = harness.fixtures.customer.clone();
    let mut runner = TestRunner::new(Config {
        failure_persistence: None,
        ..Config::with_cases(60)
    });
    let result = runner.run(&(minutes(60), 1_usize..30), |(minutes, first)| {
        let numbered = minutes.iter().enumerate();
        let sessions = numbered.map(|(number, minute)| session(number, *minute));
        *list.lock().unwrap() = sessions.collect();
        let expected = list
            .lock()
            .unwrap()
            .iter()
            .map(|item| text(&item["id"]))
            .collect();
        let listed = runtime.block_on(read_ids(&harness, SESSIONS, &customer, first, || {}));
        prop_assert_eq!(sorted(listed), sorted(expected));
        Ok(())
    });
    result.unwrap();
}

/// New sessions push older ones to later platform pages while the client pages through the list.
#[test]
fn sessions_that_arrive_while_paging_do_not_shift_pages() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let list = List::default();
    let harness = runtime.block_on(harness(&list));
    let customer = harness.fixtures.customer.clone();
    for (first, arrivals) in [(1, 1), (2, 3), (5, 2), (7, 9), (20, 30)] {
        let old = (0..45).map(|number| session(number, 500 - u32::try_from(number).unwrap()));
        *list.lock().unwrap() = old.collect();
        let expected: Vec<_> = (0..45)
            .map(|number| text(&session(number, 0)["id"]))
            .collect();
        let mut next = 1_000;
        let arrive = || {
            let mut list = list.lock().unwrap();
            for _ in 0..arrivals {
                next += 1;
                let minute = u32::try_from(next).unwrap();
                list.insert(0, session(next, minute.min(1_199)));
            }
            // Wait until the cached page has expired (its TTL is 1 ms), or the gateway would not see the new sessions.
            std::thread::sleep(std::time::Duration::from_millis(2));
        };
        let listed = runtime.block_on(read_ids(&harness, SESSIONS, &customer, first, arrive));
        assert_eq!(listed, expected, "{first} {arrivals}");
    }
}

#[test]
fn each_event_is_reported_once_in_any_order() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let list = List::default();
    let harness = runtime.block_on(harness(&list));
    // A visit with more than 400 events, so that the gateway reads it page by page.
    let visit = harness.fixtures.long_visit.clone();
    let mut runner = TestRunner::new(Config {
        failure_persistence: None,
        ..Config::with_cases(25)
    });
    let result = runner.run(&(minutes(90), 1_usize..40), |(minutes, first)| {
        let numbered = minutes.iter().enumerate();
        let events = numbered.map(|(number, minute)| event(number, *minute));
        *list.lock().unwrap() = events.collect();
        let expected = list
            .lock()
            .unwrap()
            .iter()
            .map(|item| text(&item["id"]))
            .collect();
        let listed = runtime.block_on(read_ids(&harness, EVENTS, &visit, first, || {}));
        prop_assert_eq!(sorted(listed), sorted(expected));
        Ok(())
    });
    result.unwrap();
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

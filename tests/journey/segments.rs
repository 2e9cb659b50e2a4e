//! Segments: segments that the platform hides from agents are left out everywhere, each segment is listed once, and the
//! look-ups for this are few.

use std::collections::BTreeSet;

use journey_simulator::{FaultKind, Grant, Options};
use serde_json::{Value, json};

use super::harness::{Harness, SERVICE_IDENTITY, SUPERVISOR};
use super::pages::read_pages;
use super::random_query::UNLIMITED;

/// All permissions except the one to read segment definitions. Such a viewer gets the ids of all segments.
const WITHOUT_DEFINITIONS: &[&str] = &[
    "externalContacts:session:view",
    "externalContacts:segmentAssignment:view",
    "externalContacts:contact:view",
    "journey:session:view",
    "journey:event:view",
];

const CUSTOMER: &str = "query($id: ID!) { customer(id: $id) { segments { segment { id } assignedAt
    plannedEndAt session { id } } sessions(first: 100) { nodes { id ...Visit } } } }
    fragment Visit on Session { events(first: 100) { nodes { ...Assigned } }
        ... on WebSession { segmentAssignments { segment { id } assignedAt plannedEndAt session { id } } } }
    fragment Assigned on Event { id ... on SegmentAssignedEvent { segment { id } } }";

const EVENTS: &str = "query($id: ID!, $first: Int, $after: String) { session(id: $id) {
    events(first: $first, after: $after) { nodes { id __typename }
    pageInfo { hasNextPage endCursor } } } }";

async fn add_viewer(harness: &Harness, name: &str, permissions: &[&str], division: Option<&str>) {
    let grant = Grant {
        permissions: permissions.iter().map(ToString::to_string).collect(),
        division: division.map(str::to_owned),
    };
    harness.simulator.add_user(name, &[grant]);
    harness.warm_viewer(name).await;
}

/// The ids of the segments that the platform hides.
async fn hidden_segments(harness: &Harness) -> BTreeSet<String> {
    let url = format!(
        "{}/api/v2/journey/segments?pageSize=100",
        harness.simulator.url()
    );
    let response = harness
        .client
        .get(url)
        .bearer_auth(SUPERVISOR)
        .send()
        .await
        .unwrap();
    let listed: Value = response.json().await.unwrap();
    let segments = listed["entities"].as_array().unwrap().iter();
    let hidden = segments.filter(|segment| segment["shouldDisplayToAgent"] == false);
    hidden
        .map(|segment| segment["id"].as_str().unwrap().to_owned())
        .collect()
}

/// Removes every object that refers to one of the segments; returns how many were removed.
fn remove_segments(value: &mut Value, segments: &BTreeSet<String>) -> usize {
    match value {
        Value::Array(items) => {
            let refers = |item: &Value| {
                let id = item["segment"]["id"].as_str();
                id.is_some_and(|id| segments.contains(id))
            };
            let before = items.len();
            items.retain(|item| !refers(item));
            let removed = before - items.len();
            removed
                + items
                    .iter_mut()
                    .map(|item| remove_segments(item, segments))
                    .sum::<usize>()
        }
        Value::Object(fields) => fields
            .values_mut()
            .map(|value| remove_segments(value, segments))
            .sum(),
        _ => 0,
    }
}

#[tokio::test]
async fn a_hidden_segment_is_left_out_everywhere() {
    for identity in [&[][..], SERVICE_IDENTITY] {
        let settings = [identity, UNLIMITED].concat();
        let harness = Harness::start_with(Options::default(), &settings).await;
        add_viewer(&harness, "without-definitions", WITHOUT_DEFINITIONS, None).await;
        let with_definitions = [WITHOUT_DEFINITIONS, &["journey:segment:view"]].concat();
        add_viewer(&harness, "with-definitions", &with_definitions, None).await;
        let hidden = hidden_segments(&harness).await;
        assert!(!hidden.is_empty());
        let mut removed = 0;
        for customer in [
            &harness.fixtures.customer,
            &harness.fixtures.frequent_customer,
        ] {
            let id = json!({"id": customer});
            let mut all = harness
                .query("without-definitions", CUSTOMER, id.clone())
                .await
                .data();
            removed += remove_segments(&mut all, &hidden);
            let shown = harness.query("with-definitions", CUSTOMER, id).await.data();
            assert_eq!(shown, all);
        }
        assert!(removed > 3, "only {removed} hidden segments");
    }
}

#[tokio::test]
async fn each_segment_is_listed_once_with_its_newest_assignment() {
    let harness = Harness::start_with(Options::default(), UNLIMITED).await;
    let customer = &harness.fixtures.frequent_customer;
    let path = "journey/segments?includeMerged=true&limit=500";
    let url = format!(
        "{}/api/v2/externalcontacts/contacts/{customer}/{path}",
        harness.simulator.url()
    );
    let response = harness
        .client
        .get(url)
        .bearer_auth(SUPERVISOR)
        .send()
        .await
        .unwrap();
    let listed: Value = response.json().await.unwrap();
    let assignments = listed["entities"].as_array().unwrap();
    let data = harness.data(CUSTOMER, json!({"id": customer})).await;
    let segments = data["customer"]["segments"].as_array().unwrap();
    assert!(segments.len() > 1 && segments.len() < assignments.len());
    let mut seen = BTreeSet::new();
    for assignment in segments {
        let id = assignment["segment"]["id"].as_str().unwrap();
        assert!(seen.insert(id), "{id} is listed twice");
        let of_segment = assignments
            .iter()
            .filter(|other| other["segment"]["id"] == id);
        let newest = of_segment.max_by_key(|other| other["dateAssigned"].as_str().unwrap());
        let newest = newest.unwrap();
        assert_eq!(assignment["assignedAt"], newest["dateAssigned"]);
        assert_eq!(assignment["plannedEndAt"], newest["dateForUnassignment"]);
        assert_eq!(assignment["session"]["id"], newest["session"]["id"]);
    }
}

#[tokio::test]
async fn the_session_of_an_assignment_is_null_if_hidden() {
    for identity in [&[][..], SERVICE_IDENTITY] {
        let harness = Harness::start_with(Options::default(), identity).await;
        let name = "europe-only";
        let grant = |permissions: &[&str], division: Option<&str>| Grant {
            permissions: permissions.iter().map(ToString::to_string).collect(),
            division: division.map(str::to_owned),
        };
        let grants = [
            grant(&["externalContacts:segmentAssignment:view"], None),
            grant(&["journey:session:view"], Some("Europe")),
        ];
        harness.simulator.add_user(name, &grants);
        let query =
            "query($id: ID!) { customer(id: $id) { segments { session { divisionIds } } } }";
        let (mut visible, mut hidden) = (0, 0);
        for customer in [
            &harness.fixtures.divided_customer,
            &harness.fixtures.frequent_customer,
        ] {
            let data = harness
                .query(name, query, json!({"id": customer}))
                .await
                .data();
            for assignment in data["customer"]["segments"].as_array().unwrap() {
                *(if assignment["session"].is_null() {
                    &mut hidden
                } else {
                    &mut visible
                }) += 1;
            }
        }
        assert!(
            visible > 0 && hidden > 0,
            "{visible} visible, {hidden} hidden"
        );
    }
}

/// With every segment hidden, all pages but the last are full, and the last page has no next page.
#[tokio::test]
async fn hidden_segment_events_leave_no_trace_in_pages() {
    let harness = Harness::rewriting(Options::default(), &[], |name, body| {
        if name.starts_with("GET /api/v2/journey/segments") {
            for segment in body["entities"].as_array_mut().unwrap() {
                segment["shouldDisplayToAgent"] = json!(false);
            }
        }
    })
    .await;
    add_viewer(&harness, "without-definitions", WITHOUT_DEFINITIONS, None).await;
    let list =
        "query($id: ID!) { customer(id: $id) { sessions(first: 100, filter: {types: [WEB]}) {
        nodes { id eventCount } } } }";
    let id = json!({"id": harness.fixtures.frequent_customer});
    let data = harness.data(list, id).await;
    let nodes = data["customer"]["sessions"]["nodes"].as_array().unwrap();
    let busy = nodes
        .iter()
        .filter(|node| node["eventCount"].as_i64() > Some(3));
    let mut sessions: Vec<_> = busy.take(12).map(|node| node["id"].clone()).collect();
    sessions.push(json!(harness.fixtures.long_visit));
    sessions.push(json!(harness.fixtures.full_visit));
    let (mut left_out, mut last_hidden) = (0, 0);
    for session in sessions {
        let all = event_pages(&harness, "without-definitions", &session, 100)
            .await
            .concat();
        let is_hidden = |event: &&Value| event["__typename"] == "SegmentAssignedEvent";
        left_out += all.iter().filter(is_hidden).count();
        last_hidden += usize::from(all.last().as_ref().is_some_and(is_hidden));
        let shown: Vec<_> = all
            .iter()
            .filter(|event| !is_hidden(event))
            .cloned()
            .collect();
        for first in [1, 3, 100] {
            let pages = event_pages(&harness, SUPERVISOR, &session, first).await;
            assert_eq!(pages.concat(), shown, "{session} by {first}");
            let expected = shown.len().div_ceil(first).max(1);
            assert_eq!(pages.len(), expected, "{session} by {first}");
        }
    }
    assert!(
        left_out > 3,
        "{left_out} left out, {last_hidden} at the end"
    );
}

/// The events of a session, as a list of pages.
async fn event_pages(
    harness: &Harness,
    token: &str,
    session: &Value,
    first: usize,
) -> Vec<Vec<Value>> {
    let variables = json!({"id": session, "first": first});
    let path = ["session", "events"];
    let pages = read_pages(harness, token, EVENTS, variables, path, || {}).await;
    let events = pages
        .iter()
        .map(|page| page["nodes"].as_array().unwrap().clone());
    events.collect()
}

#[tokio::test]
async fn a_failed_look_up_hides_all_segments() {
    let harness = Harness::start().await;
    add_viewer(&harness, "without-definitions", WITHOUT_DEFINITIONS, None).await;
    let operation = "GET /api/v2/journey/segments";
    harness
        .simulator
        .inject_fault(operation, FaultKind::Status(500), 1.0);
    let query = "query($customer: ID!, $session: ID!) {
        customer(id: $customer) { id segments { assignedAt } }
        session(id: $session) { id events { nodes { id } }
            ... on WebSession { segmentAssignments { assignedAt } contentOffers { id } } } }";
    let variables = json!({
        "customer": harness.fixtures.customer,
        "session": harness.fixtures.full_visit,
    });
    let response = harness.query(SUPERVISOR, query, variables.clone()).await;
    let paths = [
        "customer.segments",
        "session.events",
        "session.segmentAssignments",
    ];
    let code = "UPSTREAM_UNAVAILABLE".to_owned();
    let expected = paths.map(|path| (code.clone(), path.to_owned()));
    let mut errors = response.errors();
    errors.sort();
    assert_eq!(errors, expected);
    let data = &response.body["data"];
    assert_eq!(data["customer"]["id"], json!(harness.fixtures.customer));
    assert_eq!(data["customer"]["segments"], Value::Null);
    assert_eq!(data["session"]["events"], Value::Null);
    assert_eq!(data["session"]["segmentAssignments"], Value::Null);
    assert!(
        !data["session"]["contentOffers"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    // A viewer who gets ids only needs no look-up.
    let data = harness
        .query("without-definitions", query, variables)
        .await
        .data();
    assert!(
        !data["session"]["segmentAssignments"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn the_segments_of_a_list_take_at_most_one_look_up() {
    let query = |selection: &str| {
        format!(
            "query($id: ID!) {{ customer(id: $id) {{ id sessions(first: 50, filter: {{includeUnsupportedChannels: true}}) {{ nodes {{
             ... on WebSession {{ segmentAssignments {{ segment {{ {selection} }} }} }} }} }} }} }}"
        )
    };
    let list = "externalcontacts/contacts/{contactId}/journey/sessions";
    for selection in ["id", "id displayName color"] {
        let harness = Harness::start().await;
        add_viewer(&harness, "without-definitions", WITHOUT_DEFINITIONS, None).await;
        let id = json!({"id": harness.fixtures.frequent_customer});
        let response = harness
            .query("without-definitions", &query("id"), id.clone())
            .await;
        response.data();
        assert_eq!(harness.take_calls().into_keys().collect::<Vec<_>>(), [list]);
        harness.warm_viewer(SUPERVISOR).await;
        let data = harness.data(&query(selection), id).await;
        let nodes = data["customer"]["sessions"]["nodes"].as_array().unwrap();
        let assigned = |node: &&Value| {
            let assigned = node["segmentAssignments"].as_array();
            assigned.is_some_and(|assigned| !assigned.is_empty())
        };
        assert!(nodes.iter().filter(assigned).count() > 1);
        let calls = harness.take_calls();
        assert_eq!(calls["journey/segments"].len(), 1);
        assert_eq!(
            calls.into_keys().collect::<Vec<_>>(),
            [list, "journey/segments"]
        );
    }
}

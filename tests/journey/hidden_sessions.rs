//! With identity `service`, a session that the viewer may not see leaves no trace in a response's `explain` extension,
//! in the number of upstream calls, or in pages.

use std::time::Duration;

use journey_simulator::{Grant, Options};
use serde_json::{Value, json};
use uuid::Uuid;

use super::harness::{AGENT, Harness, SERVICE_IDENTITY, SUPERVISOR};

const BY_ID: &str = "query($id: ID!) { session(id: $id) { id startedAt } }";

/// The response with its `explain` extension, without values that differ between runs, and the number of upstream calls.
async fn explained(harness: &Harness, token: &str, id: &str) -> (Value, usize) {
    harness.simulator.reset_calls();
    let request = harness
        .client
        .post(format!("{}/graphql", harness.url))
        .bearer_auth(token)
        .header("x-journey-explain", "1")
        .json(&json!({"query": BY_ID, "variables": {"id": id}}));
    let mut response: Value = request.send().await.unwrap().json().await.unwrap();
    let upstream = response["extensions"]["journey"]["upstream"]
        .as_object_mut()
        .unwrap();
    upstream.retain(|name, _| !["milliseconds", "budgetLeft"].contains(&name.as_str()));
    let operations = upstream["operations"].as_array_mut().unwrap();
    for operation in operations {
        for call in operation["calls"].as_array_mut().unwrap() {
            call["milliseconds"].take();
            assert!(call["correlationId"].take().is_string());
        }
    }
    (response, harness.simulator.calls().len())
}

/// What a viewer who may see the session read before the other viewer requests it.
#[derive(Debug, Clone, Copy)]
enum CachedBefore {
    Nothing,
    /// The session by its id.
    ReadById,
    /// The customer's list of sessions.
    Listed,
}

#[tokio::test]
async fn a_hidden_session_is_explained_like_an_unknown_one() {
    for before in [
        CachedBefore::Nothing,
        CachedBefore::ReadById,
        CachedBefore::Listed,
    ] {
        for absent in ["10s", "1ms"] {
            let settings = [
                ("explain", "true"),
                ("cache.absent_ttl", absent),
                ("answers", "false"),
            ];
            let harness = Harness::start_with_service_identity(Options::default(), &settings).await;
            harness.warm_viewer(AGENT).await;
            harness.warm_viewer(SUPERVISOR).await;
            let hidden = harness.fixtures.invisible_session.clone();
            let customer = harness.fixtures.divided_customer.clone();
            let read = match before {
                CachedBefore::Nothing => None,
                CachedBefore::ReadById => Some((BY_ID, hidden.clone())),
                CachedBefore::Listed => Some((
                    "query($id: ID!) { customer(id: $id) { sessions(first: 50) { nodes { id } } } }",
                    customer,
                )),
            };
            if let Some((query, id)) = read {
                harness
                    .query(SUPERVISOR, query, json!({"id": id}))
                    .await
                    .data();
            }
            // The first time neither session is cached as absent; later both may be.
            for attempt in 0..3 {
                let unknown = explained(&harness, AGENT, &harness.fixtures.unknown_id).await;
                let invisible = explained(&harness, AGENT, &hidden).await;
                assert_eq!(
                    invisible, unknown,
                    "{before:?}, absent TTL {absent}, attempt {attempt}"
                );
                tokio::time::pause();
                tokio::time::advance(Duration::from_millis(5)).await;
                tokio::time::resume();
            }
        }
    }
}

/// Replaces the list of sessions with twelve pages of 200 sessions in `hidden`, then one page of three in `seen`.
fn replace_pages(name: &str, body: &mut Value, hidden: &Value, seen: &Value) {
    const PAGES: u32 = 12;
    let Some((_, query)) = name.split_once("/journey/sessions?") else {
        return;
    };
    let after = query
        .split('&')
        .find_map(|part| part.strip_prefix("after="));
    let page: u32 = after.map_or(0, |after| after.parse().unwrap());
    let is_last = page == PAGES;
    let (count, division) = if is_last { (3, seen) } else { (200, hidden) };
    let sessions = (0..count).map(|number| {
        let minutes = page * 200 + number;
        let started = chrono::DateTime::from_timestamp(1_790_000_000 - i64::from(minutes) * 60, 0);
        json!({
            "id": Uuid::from_u128(u128::from(minutes) + 1),
            "type": "web",
            "createdDate": started.unwrap().to_rfc3339(),
            "endedDate": started.unwrap().to_rfc3339(),
            "divisionIds": [division],
        })
    });
    body["entities"] = sessions.collect();
    body["nextUri"] = if is_last {
        Value::Null
    } else {
        json!(format!("/next?after={}", page + 1))
    };
}

#[tokio::test]
async fn hidden_sessions_do_not_shorten_a_page() {
    let plain = Harness::start().await;
    let division = |name: &str| json!(plain.fixtures.divisions[name]);
    let (hidden, seen) = (division("Americas"), division("Europe"));
    let harness = Harness::rewriting(Options::default(), SERVICE_IDENTITY, move |name, body| {
        replace_pages(name, body, &hidden, &seen);
    })
    .await;
    let query = "query($id: ID!, $first: Int) { customer(id: $id) { sessions(first: $first) {
        nodes { id } pageInfo { hasNextPage } } } }";
    for (first, listed, has_next_page) in [(2, 2, true), (3, 3, false), (50, 3, false)] {
        let variables = json!({"id": harness.fixtures.customer, "first": first});
        let data = harness.query(AGENT, query, variables).await.data();
        let page = &data["customer"]["sessions"];
        assert_eq!(page["nodes"].as_array().unwrap().len(), listed, "{page}");
        assert_eq!(page["pageInfo"]["hasNextPage"], has_next_page, "{page}");
    }
    // A viewer of the other division gets its sessions and none of the three.
    let name = "viewer-of-americas";
    let permissions = ["externalContacts:session:view", "journey:session:view"];
    let grant = Grant {
        permissions: permissions.map(str::to_owned).to_vec(),
        division: Some("Americas".to_owned()),
    };
    harness.simulator.add_user(name, &[grant]);
    let variables = json!({"id": harness.fixtures.customer, "first": 100});
    let data = harness.query(name, query, variables).await.data();
    let page = &data["customer"]["sessions"];
    assert_eq!(page["nodes"].as_array().unwrap().len(), 100);
    assert_eq!(page["pageInfo"]["hasNextPage"], true);
}

/// The fields of an ended session do not change, but the platform may move it to another division or erase it.
#[tokio::test]
async fn an_ended_session_moved_to_another_division_disappears_within_a_minute() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    let plain = Harness::start().await;
    let other_division = json!([plain.fixtures.divisions["Americas"]]);
    for listed in [false, true] {
        let (moved, other_division) = (Arc::new(AtomicBool::new(false)), other_division.clone());
        let has_moved = moved.clone();
        let harness =
            Harness::rewriting(Options::default(), SERVICE_IDENTITY, move |name, body| {
                if has_moved.load(Ordering::Relaxed) && name.contains("/api/v2/journey/sessions/") {
                    body["divisionIds"] = other_division.clone();
                }
            })
            .await;
        let id = harness.fixtures.transferred_call.clone();
        if listed {
            let query =
                "query($id: ID!) { customer(id: $id) { sessions(first: 100) { nodes { id } } } }";
            let customer = json!({"id": harness.fixtures.customer});
            harness.query(AGENT, query, customer).await.data();
        }
        let is_visible = async || {
            let data = harness.query(AGENT, BY_ID, json!({"id": id})).await.data();
            !data["session"].is_null()
        };
        assert!(is_visible().await);
        moved.store(true, Ordering::Relaxed);
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(61)).await;
        tokio::time::resume();
        assert!(!is_visible().await, "listed before: {listed}");
    }
}

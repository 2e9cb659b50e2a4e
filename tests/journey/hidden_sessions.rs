//! Sessions that a viewer must not see leave no trace, with the gateway's own credentials: in the explanation of an
//! answer, in the number of calls, in pages.

use std::time::Duration;

use journey_simulator::{Grant, Options};
use serde_json::{Value, json};
use uuid::Uuid;

use super::harness::{AGENT, Harness, SERVICE_IDENTITY, SUPERVISOR};

const BY_ID: &str = "query($id: ID!) { session(id: $id) { id startedAt } }";

/// The answer with how it came about, without what differs from one run to the next.
async fn explained(harness: &Harness, token: &str, id: &str) -> (Value, usize) {
    harness.simulator.reset_calls();
    let request = harness
        .client
        .post(format!("{}/graphql", harness.url))
        .bearer_auth(token)
        .header("x-journey-explain", "1")
        .json(&json!({"query": BY_ID, "variables": {"id": id}}));
    let mut answer: Value = request.send().await.unwrap().json().await.unwrap();
    let upstream = answer["extensions"]["journey"]["upstream"]
        .as_object_mut()
        .unwrap();
    upstream.retain(|name, _| !["milliseconds", "budgetLeft"].contains(&name.as_str()));
    let operations = upstream["operations"].as_array_mut().unwrap();
    for operation in operations {
        for call in operation["calls"].as_array_mut().unwrap() {
            call["milliseconds"].take();
        }
    }
    (answer, harness.simulator.calls().len())
}

/// What was done before the session is asked for.
#[derive(Debug, Clone, Copy)]
enum Before {
    Nothing,
    /// A viewer who sees it has read it by its id.
    ReadById,
    /// A viewer who sees it has read the list that it is in.
    Listed,
}

#[tokio::test]
async fn a_hidden_session_is_explained_like_an_unknown_one() {
    for before in [Before::Nothing, Before::ReadById, Before::Listed] {
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
                Before::Nothing => None,
                Before::ReadById => Some((BY_ID, hidden.clone())),
                Before::Listed => Some((
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
            // Once unknown to the cache, then as it is remembered.
            for time in 0..3 {
                let unknown = explained(&harness, AGENT, &harness.fixtures.unknown_id).await;
                let seen = explained(&harness, AGENT, &hidden).await;
                assert_eq!(seen, unknown, "{before:?}, absent {absent}, time {time}");
                tokio::time::pause();
                tokio::time::advance(Duration::from_millis(5)).await;
                tokio::time::resume();
            }
        }
    }
}

/// Twelve pages of 200 sessions in a division that the viewer does not see, then three that it sees.
fn pages(name: &str, body: &mut Value, hidden: &Value, seen: &Value) {
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
async fn hidden_sessions_make_no_page_short() {
    let plain = Harness::start().await;
    let division = |name: &str| json!(plain.fixtures.divisions[name]);
    let (hidden, seen) = (division("Americas"), division("Europe"));
    let harness = Harness::rewriting(Options::default(), SERVICE_IDENTITY, move |name, body| {
        pages(name, body, &hidden, &seen);
    })
    .await;
    let query = "query($id: ID!, $first: Int) { customer(id: $id) { sessions(first: $first) {
        nodes { id } pageInfo { hasNextPage } } } }";
    for (first, listed, more) in [(2, 2, true), (3, 3, false), (50, 3, false)] {
        let variables = json!({"id": harness.fixtures.customer, "first": first});
        let data = harness.query(AGENT, query, variables).await.data();
        let page = &data["customer"]["sessions"];
        assert_eq!(page["nodes"].as_array().unwrap().len(), listed, "{page}");
        assert_eq!(page["pageInfo"]["hasNextPage"], more, "{page}");
    }
    // A viewer who sees the others gets none of the three.
    let name = "viewer-of-americas";
    let permissions = ["externalContacts:session:view", "journey:session:view"];
    let grant = Grant {
        permissions: permissions.map(str::to_owned).to_vec(),
        division: Some("Americas".to_owned()),
    };
    harness.simulator.add_person(name, &[grant]);
    let variables = json!({"id": harness.fixtures.customer, "first": 100});
    let data = harness.query(name, query, variables).await.data();
    let page = &data["customer"]["sessions"];
    assert_eq!(page["nodes"].as_array().unwrap().len(), 100);
    assert_eq!(page["pageInfo"]["hasNextPage"], true);
}

/// Nothing about an ended session changes, but it may move to another division or be erased.
#[tokio::test]
async fn an_ended_session_that_has_moved_is_gone_by_id_within_a_minute() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    let plain = Harness::start().await;
    let elsewhere = json!([plain.fixtures.divisions["Americas"]]);
    for listed in [false, true] {
        let (moved, elsewhere) = (Arc::new(AtomicBool::new(false)), elsewhere.clone());
        let has_moved = moved.clone();
        let harness =
            Harness::rewriting(Options::default(), SERVICE_IDENTITY, move |name, body| {
                if has_moved.load(Ordering::Relaxed) && name.contains("/api/v2/journey/sessions/") {
                    body["divisionIds"] = elsewhere.clone();
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
        let found = async || {
            let data = harness.query(AGENT, BY_ID, json!({"id": id})).await.data();
            !data["session"].is_null()
        };
        assert!(found().await);
        moved.store(true, Ordering::Relaxed);
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(61)).await;
        tokio::time::resume();
        assert!(!found().await, "listed {listed}");
    }
}

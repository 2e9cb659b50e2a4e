//! Searches for conversations and contacts.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{AGENT, Platform, SUPERVISOR, ids, text};

const QUERY: &str = "/api/v2/analytics/conversations/details/query";
const ALWAYS: &str = "2020-01-01T00:00:00.000Z/2030-01-01T00:00:00.000Z";

async fn found(platform: &Platform, token: &str, predicates: Value) -> Vec<Value> {
    let filter = json!({ "type": "and", "predicates": predicates });
    let body = json!({
        "interval": ALWAYS,
        "segmentFilters": [filter],
        "paging": { "pageSize": 100, "pageNumber": 1 },
    });
    let (status, body) = platform.post(token, QUERY, &body).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let found = body["conversations"].as_array().expect("a list").clone();
    assert_eq!(body["totalHits"], found.len());
    found
}

#[tokio::test]
async fn conversations_are_found_by_contact_code_and_queue() {
    let platform = Platform::start().await;
    let fixtures = platform.simulator.fixtures();
    let contact = json!({ "dimension": "externalContactId", "value": fixtures.customer });
    let all = found(&platform, SUPERVISOR, json!([contact])).await;
    assert_eq!(all.len(), 15);
    let starts: Vec<&str> = all
        .iter()
        .map(|one| text(one, "conversationStart"))
        .collect();
    assert!(starts.is_sorted(), "{starts:?}");
    let of = async |dimension: &str, value: &str| {
        let more = json!({ "dimension": dimension, "value": value });
        let customer = json!({ "dimension": "externalContactId", "value": fixtures.customer });
        let filters = [customer, more].map(|one| json!({ "type": "and", "predicates": [one] }));
        let body = json!({ "interval": ALWAYS, "segmentFilters": filters });
        let (_, body) = platform.post(SUPERVISOR, QUERY, &body).await;
        body["conversations"].as_array().expect("a list").clone()
    };
    for (dimension, value) in [
        ("wrapUpCode", &fixtures.transferred_codes[2]),
        ("queueId", &fixtures.transferred_queues[0]),
        ("userId", &fixtures.transferred_agents[1]),
    ] {
        let some = of(dimension, value).await;
        assert!((1..15).contains(&some.len()), "{dimension}");
        let wanted = |one: &Value| one["conversationId"] == *fixtures.transferred_conversation;
        assert!(some.iter().any(wanted), "{dimension}");
    }
    let one = json!({ "dimension": "conversationId", "value": fixtures.transferred_conversation });
    let filter = json!({ "type": "or", "predicates": [one] });
    let body = json!({ "interval": ALWAYS, "conversationFilters": [filter] });
    let (_, body) = platform.post(SUPERVISOR, QUERY, &body).await;
    assert_eq!(body["totalHits"], 1);
}

#[tokio::test]
async fn a_query_needs_an_interval_and_a_page() {
    let platform = Platform::start().await;
    for body in [
        json!({}),
        json!({ "interval": "yesterday" }),
        json!({ "interval": "2030-01-01T00:00:00Z/2020-01-01T00:00:00Z" }),
        json!({ "interval": ALWAYS, "paging": { "pageSize": 101, "pageNumber": 1 } }),
        json!({ "interval": ALWAYS, "paging": { "pageSize": 10, "pageNumber": 0 } }),
    ] {
        let (status, _) = platform.post(SUPERVISOR, QUERY, &body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
    }
    let (status, _) = platform
        .post(AGENT, QUERY, &json!({ "interval": ALWAYS }))
        .await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn contacts_are_listed_and_searched() {
    let platform = Platform::start().await;
    let fixtures = platform.simulator.fixtures();
    let contacts = "/api/v2/externalcontacts/contacts";
    let page = platform.get_ok(SUPERVISOR, contacts).await;
    assert_eq!(
        (page["pageSize"].clone(), page["total"].clone()),
        (json!(20), json!(1000))
    );
    let q = format!("{contacts}?q={}", fixtures.customer_email);
    let found = platform.get_ok(SUPERVISOR, &q).await;
    assert!(ids(found["entities"].as_array().expect("contacts")).contains(&&*fixtures.customer));
    let body = json!({ "pageSize": 3, "operation": { "simpleSearch": { "query": fixtures.customer_email } } });
    let (_, same) = platform
        .post(SUPERVISOR, &format!("{contacts}/search"), &body)
        .await;
    assert_eq!(same["entities"][0]["id"], found["entities"][0]["id"]);
    let body = json!({ "operation": { "simpleSearch": { "ids": [fixtures.live_customer] } } });
    let (_, one) = platform
        .post(SUPERVISOR, &format!("{contacts}/search"), &body)
        .await;
    assert_eq!(
        ids(one["entities"].as_array().expect("contacts")),
        [&*fixtures.live_customer]
    );
    let beyond = format!("{contacts}?pageSize=101");
    assert_eq!(
        platform.get(SUPERVISOR, &beyond).await.0,
        StatusCode::BAD_REQUEST
    );
}

//! The headers `RateLimit` and `RateLimit-Policy` and the field `Viewer.budget` report the viewer's query cost budget.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::future::join_all;
use journey_simulator::{Grant, Options};
use reqwest::Response;
use serde_json::{Value, json};

use super::harness::{Harness, SUPERVISOR, fixed_now};
use super::live::client::Client;

/// A budget that is refilled slowly: by one in 2.4 s.
const SETTINGS: &[(&str, &str)] = &[
    ("limits.viewer_cost_per_minute", "25"),
    ("allowed_origins", "*"),
];

/// Nine objects, each with one value.
fn query_of_cost_ten(harness: &Harness) -> String {
    let id = &harness.fixtures.queue.0;
    let fields = ('a'..='i').map(|letter| format!("{letter}: queue(id: \"{id}\") {{ id }}"));
    format!("{{ {} }}", fields.collect::<Vec<_>>().join(" "))
}

fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    response
        .headers()
        .get(name)
        .map(|value| value.to_str().unwrap())
}

/// The numbers `r` and `t` of the header `RateLimit`.
pub(super) fn left(response: &Response) -> (u64, u64) {
    let text = header(response, "ratelimit").unwrap();
    let (remaining, full_in) = text
        .strip_prefix("\"cost\";r=")
        .and_then(|rest| rest.split_once(";t="))
        .unwrap_or_else(|| panic!("{text}"));
    (remaining.parse().unwrap(), full_in.parse().unwrap())
}

#[tokio::test]
async fn each_response_reports_the_budget_that_is_left() {
    let harness = Harness::start_with(Options::default(), SETTINGS).await;
    let query = query_of_cost_ten(&harness);
    let first = harness.send_query(Some(SUPERVISOR), &query).await;
    assert_eq!(
        header(&first, "ratelimit-policy"),
        Some("\"cost\";q=25;w=60")
    );
    let (remaining, full_in) = left(&first);
    assert!((15..18).contains(&remaining), "{remaining}");
    assert!((18..=24).contains(&full_in), "{full_in}");
    // The second response comes from the response cache, which must not contain the first one's headers.
    let second = harness.send_query(Some(SUPERVISOR), &query).await;
    assert_eq!(second.status(), 200);
    let (remaining, full_in) = left(&second);
    assert!((5..9).contains(&remaining), "{remaining}");
    assert!((40..=48).contains(&full_in), "{full_in}");
    let third = harness.send_query(Some(SUPERVISOR), &query).await;
    assert_eq!(third.status(), 429);
    assert!((5..10).contains(&left(&third).0));
    assert_eq!(first.bytes().await.unwrap(), second.bytes().await.unwrap());
}

#[tokio::test]
async fn rejected_requests_of_identified_viewers_report_it_too() {
    let harness = Harness::start_with(Options::default(), SETTINGS).await;
    let invalid = harness.send_query(Some(SUPERVISOR), "{ nonsense }").await;
    assert!(header(&invalid, "ratelimit").is_some());
    let syntax = harness.send_query(Some(SUPERVISOR), "{").await;
    assert!(header(&syntax, "ratelimit").is_some());
    for token in [None, Some("no-such-token")] {
        let refused = harness.send_query(token, "{ viewer { id } }").await;
        assert_eq!(refused.status(), 401);
        assert_eq!(header(&refused, "ratelimit"), None);
        assert_eq!(header(&refused, "ratelimit-policy"), None);
    }
}

#[tokio::test]
async fn event_streams_and_pages_of_other_origins_can_read_it() {
    let harness = Harness::start_with(Options::default(), SETTINGS).await;
    let request = harness
        .client
        .post(format!("{}/graphql", harness.url))
        .bearer_auth(SUPERVISOR)
        .header("accept", "text/event-stream")
        .header("origin", "https://desktop.example.com")
        .json(&json!({"query": "{ viewer { id } }"}));
    let response = request.send().await.unwrap();
    assert!(left(&response).0 < 25);
    let exposed = header(&response, "access-control-expose-headers").unwrap();
    for name in ["ratelimit", "ratelimit-policy"] {
        assert!(
            exposed.split(',').any(|exposed| exposed.trim() == name),
            "{exposed}"
        );
    }
}

const BUDGET: &str = "{ viewer { budget { limit remaining resetsAt } } }";

/// Asserts that a response's headers and `viewer.budget` report the same numbers; returns `remaining`.
async fn consistent(response: Response) -> u64 {
    let (remaining, full_in) = left(&response);
    let policy = header(&response, "ratelimit-policy").unwrap().to_owned();
    let body: Value = response.json().await.unwrap();
    let budget = &body["data"]["viewer"]["budget"];
    assert_eq!(policy, format!("\"cost\";q={};w=60", budget["limit"]));
    assert_eq!(budget["remaining"], remaining, "{body}");
    let resets_at: DateTime<Utc> = budget["resetsAt"].as_str().unwrap().parse().unwrap();
    let milliseconds = (resets_at - fixed_now()).num_milliseconds();
    let rounding = full_in.cast_signed() * 1_000 - milliseconds;
    assert!((0..=1_000).contains(&rounding), "{body}, t={full_in}");
    remaining
}

#[tokio::test]
async fn the_viewer_can_query_the_budget_that_is_left() {
    let harness = Harness::start_with(Options::default(), SETTINGS).await;
    // It costs 3. The budget gains one in 2.4 s.
    let mut last = 25;
    for _ in 0..4 {
        let response = harness.send_query(Some(SUPERVISOR), BUDGET).await;
        let remaining = consistent(response).await;
        assert!(remaining < last, "{remaining} after {last}");
        last = remaining;
    }
}

/// Identical requests wait for the first one, and share its response unless it reports the budget.
#[tokio::test]
async fn identical_requests_report_the_budget_after_each_of_them() {
    let harness = Harness::start_with(Options::default(), SETTINGS).await;
    harness.warm_viewer(SUPERVISOR).await;
    let requests = (0..6).map(async |_| {
        let response = harness.send_query(Some(SUPERVISOR), BUDGET).await;
        consistent(response).await
    });
    let remaining = join_all(requests).await;
    let different: BTreeSet<_> = remaining.iter().collect();
    assert_eq!(different.len(), 6, "{remaining:?}");
}

#[tokio::test]
async fn viewers_with_equal_rights_see_their_own_budgets() {
    let harness = Harness::start_with_service_identity(Options::default(), SETTINGS).await;
    let grant = Grant {
        permissions: vec!["routing:queue:view".to_owned()],
        division: None,
    };
    for viewer in ["first", "second"] {
        let grants = std::slice::from_ref(&grant);
        harness.simulator.add_user(viewer, grants);
    }
    harness.query("first", "{ viewer { id } }", json!({})).await;
    let first = harness.send_query(Some("first"), BUDGET).await;
    let second = harness.send_query(Some("second"), BUDGET).await;
    assert_eq!(consistent(second).await, 22);
    assert!(consistent(first).await < 22);
}

/// The budget is refilled by 3.3 per millisecond while the platform is called.
#[tokio::test]
async fn headers_and_field_agree_after_a_slow_operation() {
    let options = Options {
        latency: Duration::from_millis(50),
        ..Options::default()
    };
    let settings = [("limits.viewer_cost_per_minute", "200000")];
    let harness = Harness::start_with(options, &settings).await;
    let customer = &harness.fixtures.customer;
    let query = format!(
        "{{ viewer {{ budget {{ limit remaining resetsAt }} }}
            customer(id: \"{customer}\") {{ sessions(first: 100) {{ nodes {{ id }} }} }} }}"
    );
    let response = harness.send_query(Some(SUPERVISOR), &query).await;
    assert!(consistent(response).await < 199_900);
}

#[tokio::test]
async fn the_budget_can_be_queried_over_a_socket() {
    // Opening a socket costs more than the other tests' budget.
    let settings = [("limits.viewer_cost_per_minute", "1000")];
    let harness = Harness::start_with(Options::default(), &settings).await;
    let mut client = Client::connect(&harness.url, SUPERVISOR).await;
    client.subscribe("1", BUDGET, json!({})).await;
    let result = client.receive().await;
    let budget = &result["payload"]["data"]["viewer"]["budget"];
    assert_eq!(budget["limit"], 1_000, "{result}");
    assert!(budget["remaining"].as_u64().unwrap() < 1_000, "{result}");
}

//! The headers `RateLimit` and `RateLimit-Policy` report the viewer's query cost budget.

use journey_simulator::Options;
use reqwest::Response;
use serde_json::json;

use super::harness::{Harness, SUPERVISOR};

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

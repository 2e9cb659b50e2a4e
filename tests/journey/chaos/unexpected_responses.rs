//! Well-formed responses with misleading content.

use journey_simulator::Options;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use super::super::harness::{Harness, SUPERVISOR, second_gateway};
use super::Chaos;
use super::fault::{self, Fault, OriginalResponse};
use super::mutating_proxy::MutatingProxy;
use super::mutation::Mutation;
use super::operations::query;

/// An empty page with a link to the next one.
fn empty_page(next: &str) -> Vec<u8> {
    let page = json!({"entities": [], "nextUri": format!("/x?after={next}")});
    fault::json_response(page.to_string().as_bytes())
}

/// A client that follows these links would not stop.
#[tokio::test]
async fn cyclic_page_links_are_not_followed_endlessly() {
    const TO_ITSELF: Fault = Fault::Replaced(|_| empty_page("a"));
    const TO_EACH_OTHER: Fault = Fault::Replaced(|original| {
        let is_first = original.address.contains("after=a");
        empty_page(if is_first { "b" } else { "a" })
    });
    let chaos = Chaos::start(&[]).await;
    let visit = "visit: session(id: $clicks) { id ... on WebSession { events(first: 2) { nodes { id } } } }";
    let history = "history: customer(id: $customer) { displayName sessions { nodes { id } } }";
    for (name, fault) in [("to-itself", TO_ITSELF), ("to-each-other", TO_EACH_OTHER)] {
        chaos.add_viewer(name, &["journey:*:*", "externalContacts:*:*"]);
        let events = Some("GET /api/v2/journey/sessions/{id}/events");
        chaos.proxy.inject(events, fault);
        let response = chaos
            .query(name, &query(&[visit], &chaos.harness.fixtures))
            .await;
        assert_eq!(
            response.errors(),
            [("UPSTREAM_INVALID".to_owned(), "visit.events".to_owned())],
            "{name}"
        );
        let sessions = Some("GET /api/v2/externalcontacts/contacts/{id}/journey/sessions");
        chaos.proxy.inject(sessions, fault);
        let response = chaos
            .query(name, &query(&[history], &chaos.harness.fixtures))
            .await;
        assert!(
            response.body["data"]["history"]["displayName"].is_string(),
            "{name}: {:#}",
            response.body
        );
    }
}

#[tokio::test]
async fn a_huge_retry_after_is_capped_at_one_hour() {
    let chaos = Chaos::start(&[]).await;
    chaos.query(SUPERVISOR, "{ viewer { id } }").await.data();
    let rate_limited = |_: &OriginalResponse| {
        let head = "HTTP/1.1 429 Too Many Requests\r\ncontent-length: 0\r\n";
        format!("{head}retry-after: {}\r\n\r\n", u64::MAX).into_bytes()
    };
    chaos.proxy.inject(None, Fault::Replaced(rate_limited));
    let query = query(&["queue(id: $queue) { name }"], &chaos.harness.fixtures);
    let response = chaos.query(SUPERVISOR, &query).await;
    let extensions = &response.body["errors"][0]["extensions"];
    assert_eq!(extensions["code"], "RATE_LIMITED");
    assert_eq!(extensions["retryAfterSeconds"], 3600);
}

const EVERYTHING: &str = "
  contact: customer(id: $customer) {
    displayName emails phones { e164 } mergedInto { id } organization { name }
    identifiers { value } segments { assignedAt segment { displayName } }
    sessions(first: 20) { edges { cursor } pageInfo { hasNextPage } nodes {
      id __typename startedAt endedAt status durationSeconds
      ... on ConversationSession {
        conversationId queue { name } agent { name } wrapUp { code { name } notes } wrapUps { notes }
        events(first: 5) { nodes { id __typename createdAt } } }
      ... on WebSession { pageviewCount events(first: 5) { nodes { id __typename createdAt } } } } } }
  found: customerByIdentifier(type: EMAIL, value: $email) { id displayName }
  visit: session(id: $visit) { id startedAt status }
  queue(id: $queue) { name } wrapUpCode(id: $code) { name } agent(id: $agent) { name }";

/// With mutated data, such as extreme dates and counts, a response is complete or has an error for
/// each missing field.
#[test]
fn mutated_platform_data_causes_only_upstream_errors() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let harness = runtime.block_on(Harness::start_with(Options::default(), &[]));
    let (upstream, api) = runtime.block_on(MutatingProxy::start(harness.simulator.url()));
    let settings = [
        ("platform_url", api.as_str()),
        ("viewer.ttl", "1h"),
        ("cache.reference_ttl", "1ms"),
        ("cache.contact_ttl", "1ms"),
        ("cache.ended_ttl", "1ms"),
        ("cache.open_ttl", "1ms"),
        ("cache.absent_ttl", "1ms"),
    ];
    let (url, _stop) = runtime.block_on(second_gateway(&harness, &settings));
    let query = query(&[EVERYTHING], &harness.fixtures);
    let run_query = || {
        let response = runtime.block_on(harness.query_at(&url, SUPERVISOR, &query, json!({})));
        (response.status, response.errors(), response.body)
    };
    let (status, errors, original) = run_query();
    assert_eq!((status, errors), (200, Vec::new()), "{original:#}");
    let mut runner = TestRunner::new(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(60)
    });
    let result = runner.run(&Mutation::any(), |mutation| {
        upstream.mutate(Some(mutation));
        let (status, errors, body) = run_query();
        prop_assert_eq!(status, 200, "{:#}", body);
        prop_assert!(body["data"].is_object(), "{:#}", body);
        for (code, path) in errors {
            prop_assert!(
                code.starts_with("UPSTREAM_") && !path.is_empty(),
                "{code} at {path}"
            );
        }
        Ok(())
    });
    result.unwrap();
    upstream.mutate(None);
    let (_, errors, body) = run_query();
    assert_eq!((errors, &body["data"]), (Vec::new(), &original["data"]));
    assert_ne!(body["data"], Value::Null);
}

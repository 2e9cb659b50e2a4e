//! Concurrent requests of other viewers do not change a viewer's responses: many viewers with different permissions query
//! one gateway at once. Its cache is small and its TTLs are short, so that entries change owners all the time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::StreamExt;
use journey_simulator::Options;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::Value;

use super::harness::{Harness, SERVICE_IDENTITY, second_gateway};
use super::identities_agree::grants;
use super::random_query::{
    Choices, GeneratedQuery, Pool, UNLIMITED, query, without_varying_values,
};

const VIEWERS: usize = 50;
const QUERIES: usize = 12;
const CONCURRENCY: usize = 32;

/// Short TTLs and a small cache: entries expire and are evicted constantly, and any viewer's request may refill them.
const SHORT_LIVED_CACHE: &[(&str, &str)] = &[
    ("cache.bytes", "300000"),
    ("cache.open_ttl", "20ms"),
    ("cache.ended_ttl", "50ms"),
    ("cache.reference_ttl", "50ms"),
    ("cache.contact_ttl", "20ms"),
    ("cache.absent_ttl", "10ms"),
    ("viewer.ttl", "500ms"),
];

/// A viewer's query and its response from a gateway that no other viewer uses.
struct Case {
    viewer: String,
    query: GeneratedQuery,
    expected: Value,
}

/// Number of responses to compare.
fn response_count() -> usize {
    std::env::var("JOURNEY_ANSWERS").map_or(1_000, |count| count.parse().unwrap())
}

async fn responses_do_not_depend_on_other_viewers(identity: &[(&'static str, &'static str)]) {
    let options = Options {
        customers: 60,
        ..Options::default()
    };
    let harness =
        Harness::start_with(options, &[identity, UNLIMITED, SHORT_LIVED_CACHE].concat()).await;
    let pool = Pool::from_harness(&harness)
        .await
        .without_unordered_list(&harness);
    let mut runner = TestRunner::deterministic();
    let numbers = proptest::collection::vec(proptest::num::u16::ANY, 20..300);
    let queries: Vec<_> = (0..QUERIES)
        .map(|_| {
            let numbers = numbers.new_tree(&mut runner).unwrap().current();
            query(&mut Choices::new(&numbers), &pool)
        })
        .collect();
    let mut cases = Vec::new();
    for number in 0..VIEWERS {
        let viewer = format!("viewer-{number}");
        let grants = grants().new_tree(&mut runner).unwrap().current();
        harness.simulator.add_user(&viewer, &grants);
        let (isolated, _stop) = second_gateway(&harness, &[identity, UNLIMITED].concat()).await;
        for query in &queries {
            let GeneratedQuery { text, variables } = query;
            let response = harness
                .query_at(&isolated, &viewer, text, variables.clone())
                .await;
            assert_eq!(response.status, 200, "{}", response.body);
            cases.push(Case {
                viewer: viewer.clone(),
                query: query.clone(),
                expected: without_varying_values(response.body),
            });
        }
    }
    let mut distinct: Vec<_> = cases.iter().map(|case| case.expected.to_string()).collect();
    distinct.sort_unstable();
    distinct.dedup();
    assert!(
        distinct.len() > VIEWERS,
        "the viewers' responses are too similar: {} distinct ones",
        distinct.len()
    );

    let (harness, cases) = (Arc::new(harness), Arc::new(cases));
    let compared = Arc::new(AtomicUsize::new(0));
    let requests = (0..response_count()).map(|number| {
        let (harness, cases, compared) = (harness.clone(), cases.clone(), compared.clone());
        // One task for each request, so that all runtime threads use the gateway.
        tokio::spawn(async move {
            // The step is coprime to the number of cases, so that consecutive requests are of different viewers.
            let case = &cases[number * 7_919 % cases.len()];
            let GeneratedQuery { text, variables } = &case.query;
            let response = harness.query(&case.viewer, text, variables.clone()).await;
            assert_eq!(
                without_varying_values(response.body),
                case.expected,
                "{} sent {}",
                case.viewer,
                case.query.text
            );
            compared.fetch_add(1, Ordering::Relaxed);
        })
    });
    let mut running = futures_util::stream::iter(requests).buffer_unordered(CONCURRENCY);
    while let Some(result) = running.next().await {
        result.unwrap();
    }
    assert_eq!(compared.load(Ordering::Relaxed), response_count());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn passthrough_isolates_viewers() {
    responses_do_not_depend_on_other_viewers(&[]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn service_isolates_viewers() {
    responses_do_not_depend_on_other_viewers(SERVICE_IDENTITY).await;
}

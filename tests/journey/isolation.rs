//! Whatever others ask meanwhile, a viewer is answered as if alone: many viewers of different
//! rights, at once, before one gateway whose cache is small and short-lived.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::StreamExt;
use journey_simulator::Options;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::Value;

use super::harness::{Harness, SERVICE_IDENTITY, second_gateway};
use super::identities_agree::grants;
use super::random_query::{Choices, GeneratedQuery, Pool, UNLIMITED, query, without_cursors};

const VIEWERS: usize = 50;
const QUERIES: usize = 12;
const AT_ONCE: usize = 32;

/// What is kept is soon fetched anew, by whoever asks next, and makes room for others' all the time.
const SHORT: &[(&str, &str)] = &[
    ("cache.bytes", "300000"),
    ("cache.open_ttl", "20ms"),
    ("cache.ended_ttl", "50ms"),
    ("cache.reference_ttl", "50ms"),
    ("cache.contact_ttl", "20ms"),
    ("cache.absent_ttl", "10ms"),
    ("viewer.ttl", "500ms"),
];

/// What a viewer asks, and what the viewer is told when nobody else is there.
struct Asked {
    viewer: String,
    query: GeneratedQuery,
    alone: Value,
}

fn answers() -> usize {
    std::env::var("JOURNEY_ANSWERS").map_or(1_000, |answers| answers.parse().unwrap())
}

async fn nobody_sees_what_is_anothers(identity: &[(&'static str, &'static str)]) {
    let options = Options {
        customers: 60,
        ..Options::default()
    };
    let harness = Harness::start_with(options, &[identity, UNLIMITED, SHORT].concat()).await;
    let pool = Pool::from_harness(&harness).await;
    let mut runner = TestRunner::deterministic();
    let numbers = proptest::collection::vec(proptest::num::u16::ANY, 20..300);
    let queries: Vec<_> = (0..QUERIES)
        .map(|_| {
            let numbers = numbers.new_tree(&mut runner).unwrap().current();
            query(&mut Choices::new(&numbers), &pool)
        })
        .collect();
    let mut asked = Vec::new();
    for number in 0..VIEWERS {
        let viewer = format!("viewer-{number}");
        let grants = grants().new_tree(&mut runner).unwrap().current();
        harness.simulator.add_person(&viewer, &grants);
        let (alone, _stop) = second_gateway(&harness, &[identity, UNLIMITED].concat()).await;
        for query in &queries {
            let GeneratedQuery { text, variables } = query;
            let answer = harness
                .query_at(&alone, &viewer, text, variables.clone())
                .await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            asked.push(Asked {
                viewer: viewer.clone(),
                query: query.clone(),
                alone: without_cursors(answer.body),
            });
        }
    }
    let mut kinds: Vec<_> = asked.iter().map(|one| one.alone.to_string()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert!(
        kinds.len() > VIEWERS,
        "the viewers are too much alike: {}",
        kinds.len()
    );

    let (harness, asked) = (Arc::new(harness), Arc::new(asked));
    let compared = Arc::new(AtomicUsize::new(0));
    let turns = (0..answers()).map(|turn| {
        let (harness, asked, compared) = (harness.clone(), asked.clone(), compared.clone());
        // A task of its own each, so that the runtime's threads share the gateway.
        tokio::spawn(async move {
            // A step that shares no factor with the number of cases: neighbours in time are strangers.
            let one = &asked[turn * 7_919 % asked.len()];
            let GeneratedQuery { text, variables } = &one.query;
            let answer = harness.query(&one.viewer, text, variables.clone()).await;
            assert_eq!(
                without_cursors(answer.body),
                one.alone,
                "{} asks {}",
                one.viewer,
                one.query.text
            );
            compared.fetch_add(1, Ordering::Relaxed);
        })
    });
    let mut running = futures_util::stream::iter(turns).buffer_unordered(AT_ONCE);
    while let Some(turn) = running.next().await {
        turn.unwrap();
    }
    assert_eq!(compared.load(Ordering::Relaxed), answers());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn with_the_viewers_own_tokens() {
    nobody_sees_what_is_anothers(&[]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn with_the_gateways_own_credentials() {
    nobody_sees_what_is_anothers(SERVICE_IDENTITY).await;
}

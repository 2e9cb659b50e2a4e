//! Refreshes ahead of expiry: lists that are in use are read again in the background, so that no request waits for them.

use std::time::Duration;

use journey_simulator::{Action, Call, FaultKind, Options};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::harness::{Harness, SERVICE_IDENTITY, SUPERVISOR};

const SESSIONS: &str = "GET /api/v2/externalcontacts/contacts/{contactId}/journey/sessions";

/// A query that makes one upstream call.
const LIST: &str = "query($id: ID!) { customer(id: $id) {
    sessions(first: 100, filter: {includeUnsupportedChannels: true}) { nodes { id } } } }";

const TTL: Duration = Duration::from_secs(2);
/// The last part of the TTL, in which a request starts a refresh.
const WINDOW: Duration = Duration::from_millis(400);

const SETTINGS: [(&str, &str); 3] = [
    ("cache.open_ttl", "2s"),
    ("cache.refresh_ahead", "1s"),
    ("explain", "true"),
];

/// Pause of a client between two requests.
const PAUSE: Duration = Duration::from_millis(20);

/// Maximum time until something that happens in the background has happened.
const PATIENCE: Duration = Duration::from_secs(30);

async fn start(options: Options, identity: &[(&'static str, &str)]) -> Harness {
    let harness = Harness::start_with(options, &[identity, &SETTINGS].concat()).await;
    harness.warm_viewer(SUPERVISOR).await;
    harness
}

/// A platform whose calls take a while.
fn slow() -> Options {
    Options {
        latency: Duration::from_millis(50),
        ..Options::default()
    }
}

async fn list(harness: &Harness) -> Value {
    let variables = json!({"id": harness.fixtures.live_customer});
    harness.query(SUPERVISOR, LIST, variables).await.body
}

/// The calls for lists.
fn lists(harness: &Harness) -> Vec<Call> {
    let mut calls = harness.simulator.calls();
    calls.retain(|call| call.operation == SESSIONS);
    calls
}

/// The value of a counter.
async fn counter(harness: &Harness, series: &str) -> usize {
    let response = harness
        .client
        .get(format!("{}/metrics", harness.url))
        .send();
    let text = response.await.unwrap().text().await.unwrap();
    let line = format!("journey_gateway_{series} ");
    let value = text.lines().find_map(|other| other.strip_prefix(&line));
    value.map_or(0, |value| value.parse().unwrap())
}

async fn refreshes(harness: &Harness, outcome: &str) -> usize {
    counter(
        harness,
        &format!("cache_refreshes_total{{outcome=\"{outcome}\"}}"),
    )
    .await
}

/// Look-ups of lists with this result.
async fn look_ups(harness: &Harness, result: &str) -> usize {
    let series =
        format!("cache_lookups_total{{kind=\"SessionPage\",tier=\"memory\",result=\"{result}\"}}");
    counter(harness, &series).await
}

/// Whether a list contains all of `sessions`.
fn contains(response: &Value, sessions: &[String]) -> bool {
    let text = response.to_string();
    sessions.iter().all(|session| text.contains(session))
}

/// Requests a list until it was read `reads` times. Checks that no response is older than the TTL. False if the machine was so
/// slow that no request may have come within the last part of a TTL.
async fn request_until_read(harness: &Harness, reads: usize) -> bool {
    let customer = &harness.fixtures.live_customer;
    let mut actions = [Action::StartCall, Action::StartMessaging].into_iter();
    let mut changes: Vec<(Instant, String)> = Vec::new();
    // The first request takes longer: its document is validated.
    list(harness).await;
    let (mut last, until) = (Instant::now(), Instant::now() + PATIENCE);
    while lists(harness).len() < reads {
        let began = Instant::now();
        assert!(began < until, "the list is not refreshed");
        let response = list(harness).await;
        assert_eq!(response["errors"], Value::Null, "{response}");
        assert_eq!(response["extensions"], Value::Null, "{response}");
        // The read of a list takes a while, too.
        let oldest = TTL + WINDOW;
        let shown = changes.iter().filter(|(made, _)| *made + oldest < began);
        let shown: Vec<_> = shown.map(|(_, session)| session.clone()).collect();
        assert!(contains(&response, &shown), "{shown:?} not in {response}");
        if lists(harness).len() > changes.len() {
            let made = actions
                .next()
                .and_then(|action| harness.simulator.perform(customer, action));
            changes.extend(made.map(|session| (Instant::now(), session)));
        }
        if last.elapsed() > WINDOW / 2 {
            return false;
        }
        last = Instant::now();
        sleep(PAUSE).await;
    }
    assert!(!changes.is_empty());
    true
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_request_waits_for_a_list_that_is_in_use() {
    for identity in [&[][..], SERVICE_IDENTITY] {
        let mut attempts = 0;
        let harness = loop {
            let harness = start(slow(), identity).await;
            if request_until_read(&harness, 4).await {
                break harness;
            }
            attempts += 1;
            assert!(attempts < 10, "the machine is too slow");
        };
        let until = Instant::now() + PATIENCE;
        while refreshes(&harness, "refreshed").await < 3 {
            assert!(Instant::now() < until, "no refresh ends");
            sleep(PAUSE).await;
        }
        // Only the first request has waited. Each other read is one of a refresh, with the same credential.
        assert_eq!(refreshes(&harness, "refreshed").await, 3);
        assert_eq!(look_ups(&harness, "miss").await, 4);
        assert_eq!(look_ups(&harness, "joined").await, 0);
        let calls = lists(&harness);
        let same = |call: &Call| call.subject == calls[0].subject;
        assert!(calls.len() == 4 && calls.iter().all(same), "{calls:?}");
    }
}

#[tokio::test]
async fn a_list_that_is_not_used_shortly_before_its_expiry_is_not_refreshed() {
    let harness = start(Options::default(), &[]).await;
    list(&harness).await;
    list(&harness).await;
    // Nothing happens, which no condition shows.
    sleep(TTL * 3 / 2).await;
    assert_eq!(lists(&harness).len(), 1);
    for outcome in ["refreshed", "failed", "skipped"] {
        assert_eq!(refreshes(&harness, outcome).await, 0, "{outcome}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_refresh_leaves_the_list_until_it_expires() {
    let harness = start(Options::default(), &[("platform.retries", "0")]).await;
    let began = Instant::now();
    let first = list(&harness).await;
    harness
        .simulator
        .inject_fault(SESSIONS, FaultKind::Status(503), 1.0);
    let (mut slowest, mut last) = (Duration::ZERO, Instant::now());
    loop {
        let response = list(&harness).await;
        if began.elapsed() >= TTL {
            break;
        }
        assert_eq!(response, first);
        slowest = slowest.max(last.elapsed());
        last = Instant::now();
        sleep(PAUSE).await;
    }
    // One refresh failed, and was not repeated.
    let failed = refreshes(&harness, "failed").await;
    assert!(failed == 1 || slowest > WINDOW / 2, "{failed}");
    assert_eq!(refreshes(&harness, "refreshed").await, 0);
    let until = Instant::now() + PATIENCE;
    while list(&harness).await["extensions"]["journey"]["stale"] != true {
        assert!(Instant::now() < until, "the list does not expire");
        sleep(PAUSE).await;
    }
    harness.simulator.clear_faults();
    while list(&harness).await != first {
        assert!(Instant::now() < until, "the list is not read again");
        sleep(PAUSE).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_list_is_refreshed_while_few_calls_are_left() {
    // Introspection takes three calls and the list one, so less than half is left.
    let options = Options {
        rate_limit: Some(6),
        ..Options::default()
    };
    let harness = start(options, &[]).await;
    let began = Instant::now();
    let first = list(&harness).await;
    let (mut slowest, mut last) = (Duration::ZERO, Instant::now());
    loop {
        assert_eq!(list(&harness).await, first);
        let calls = lists(&harness).len();
        // The first request after the expiry reads the list.
        if began.elapsed() >= TTL {
            break;
        }
        assert_eq!(calls, 1);
        slowest = slowest.max(last.elapsed());
        last = Instant::now();
        sleep(PAUSE).await;
    }
    assert_eq!(refreshes(&harness, "refreshed").await, 0);
    assert_eq!(refreshes(&harness, "failed").await, 0);
    let skipped = refreshes(&harness, "skipped").await;
    assert!(skipped == 1 || slowest > WINDOW / 2, "{skipped}");
}

/// An explained operation is executed, so this also holds without the response cache.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn explained_responses_start_refreshes_and_do_not_report_them() {
    let mut attempts = 0;
    loop {
        let harness = start(slow(), &[]).await;
        list(&harness).await;
        let until = Instant::now() + PATIENCE;
        let (mut slowest, mut last) = (Duration::ZERO, Instant::now());
        let mut reported = 0;
        while lists(&harness).len() < 3 {
            assert!(Instant::now() < until, "the list is not refreshed");
            let body = json!({"query": LIST, "variables": {"id": harness.fixtures.live_customer}});
            let request = harness.client.post(format!("{}/graphql", harness.url));
            let request = request.bearer_auth(SUPERVISOR).json(&body);
            let response = request.header("x-journey-explain", "1").send().await;
            let response: Value = response.unwrap().json().await.unwrap();
            let calls = &response["extensions"]["journey"]["upstream"]["calls"];
            reported += calls.as_u64().unwrap();
            slowest = slowest.max(last.elapsed());
            last = Instant::now();
            sleep(PAUSE).await;
        }
        if slowest < WINDOW / 2 {
            assert_eq!(reported, 0);
            return;
        }
        attempts += 1;
        assert!(attempts < 10, "the machine is too slow");
    }
}

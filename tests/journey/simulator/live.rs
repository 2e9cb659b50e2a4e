//! Present sessions.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use journey_simulator::Options;
use serde_json::Value;

use super::{AGENT, Platform, SUPERVISOR, ids, sessions_path, text};

/// The platform's time, which is the machine's.
fn now() -> DateTime<Utc> {
    std::time::SystemTime::now().into()
}

fn time(value: &Value) -> DateTime<Utc> {
    value.as_str().expect("a date").parse().expect("a date")
}

#[tokio::test]
async fn a_call_is_in_progress_and_a_visit_is_active() {
    let platform = Platform::start().await;
    let fixtures = platform.simulator.fixtures();
    let page = platform
        .get_ok(AGENT, &sessions_path(&fixtures.live_customer, ""))
        .await;
    let [call, visit, ..] = page["entities"].as_array().expect("entities").as_slice() else {
        panic!("{page}")
    };
    assert_eq!(
        ids(&[call.clone(), visit.clone()]),
        [&*fixtures.live_call, &*fixtures.live_visit]
    );
    assert!(call["endedDate"].is_null() && visit["endedDate"].is_null());
    assert!(time(&visit["idleDate"]) > now());
    assert!(call["lastConnectedUser"]["id"].is_string());
    let path = format!(
        "/api/v2/conversations/{}",
        text(&call["conversation"], "id")
    );
    let conversation = platform.get_ok(SUPERVISOR, &path).await;
    assert!(conversation["endTime"].is_null());
    let agent = &conversation["participants"][2];
    assert_eq!(
        (
            agent["purpose"].as_str(),
            agent["calls"][0]["state"].as_str()
        ),
        (Some("agent"), Some("connected"))
    );
}

#[tokio::test]
async fn a_live_world_changes() {
    let platform = Platform::with(Options {
        live: true,
        ..Options::default()
    })
    .await;
    let fixtures = platform.simulator.fixtures();
    let visit = format!("/api/v2/journey/sessions/{}", fixtures.live_visit);
    let call = format!("/api/v2/journey/sessions/{}", fixtures.live_call);
    let (visit_at_first, call_at_first) = (
        platform.get_ok(SUPERVISOR, &visit).await,
        platform.get_ok(SUPERVISOR, &call).await,
    );
    let deadline = Instant::now() + Duration::from_mins(1);
    let (mut clicked, mut talked) = (false, false);
    while !(clicked && talked) {
        assert!(
            Instant::now() < deadline,
            "visit moved: {clicked}, call moved: {talked}"
        );
        tokio::time::sleep(Duration::from_millis(200)).await;
        let visit = platform.get_ok(SUPERVISOR, &visit).await;
        clicked |= visit["eventCount"].as_u64() > visit_at_first["eventCount"].as_u64();
        assert!(time(&visit["lastEvent"]["createdDate"]) <= now());
        let call = platform.get_ok(SUPERVISOR, &call).await;
        talked |= call["eventCount"].as_u64() > call_at_first["eventCount"].as_u64();
    }
}

#[tokio::test]
async fn paging_is_stable_while_sessions_begin() {
    let platform = Platform::with(Options {
        live: true,
        ..Options::default()
    })
    .await;
    let customer = platform.simulator.fixtures().live_customer;
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut next = Some(sessions_path(&customer, "pageSize=1"));
    while let Some(path) = next {
        let page = platform.get_ok(SUPERVISOR, &path).await;
        for session in page["entities"].as_array().expect("entities") {
            *seen.entry(text(session, "id").to_owned()).or_default() += 1;
        }
        tokio::time::sleep(Duration::from_millis(150)).await;
        next = page["nextUri"].as_str().map(str::to_owned);
    }
    assert!(
        seen.len() >= 11 && seen.values().all(|count| *count == 1),
        "{seen:?}"
    );
}

//! The status of web messaging and voice sessions in queries: in lists, by id, in filters and in cached responses, and
//! how many upstream calls it takes.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use journey_gateway::clock::ClockSetter;
use journey_simulator::{Action, FaultKind, Grant, Options};
use serde_json::{Value, json};

use super::harness::{Harness, SERVICE_IDENTITY, SUPERVISOR, fixed_now};

const LIST: &str = "query($id: ID!, $first: Int, $filter: SessionFilter) { customer(id: $id) {
    sessions(first: $first, filter: $filter) { nodes { id status statusChangesAt } } } }";
const BY_ID: &str = "query($id: ID!) { session(id: $id) { id status statusChangesAt } }";

const SESSION: &str = "journey/sessions/{sessionId}";
const SESSIONS: &str = "externalcontacts/contacts/{contactId}/journey/sessions";

/// A web messaging session without an event for two minutes, while the same customer's open visit had an event five
/// seconds ago.
struct Messaging {
    harness: Harness,
    clock: ClockSetter,
    customer: String,
    id: String,
}

impl Messaging {
    async fn start(settings: &[(&'static str, &str)]) -> Self {
        let (harness, clock) = Harness::start_with_manual_clock(Options::default(), settings).await;
        let customer = harness.fixtures.live_customer.clone();
        let simulator = &harness.simulator;
        let id = simulator
            .perform(&customer, Action::StartMessaging)
            .unwrap();
        simulator.set_time(fixed_now() + TimeDelta::seconds(115));
        simulator.perform(&customer, Action::WebEvent).unwrap();
        let messaging = Self {
            harness,
            clock,
            customer,
            id,
        };
        messaging.set(120);
        messaging
    }

    /// Sets both clocks to this time after the start.
    fn set(&self, seconds: i64) {
        let now = fixed_now() + TimeDelta::seconds(seconds);
        self.harness.simulator.set_time(now);
        self.clock.set(now);
    }

    /// The session's status in the customer's list; `None` if the list does not contain the session.
    async fn listed(&self, token: &str, extra_variables: Value) -> Option<(Value, Value)> {
        let mut variables = json!({"id": self.customer, "first": 25});
        variables
            .as_object_mut()
            .unwrap()
            .extend(extra_variables.as_object().unwrap().clone());
        let data = self.harness.query(token, LIST, variables).await.data();
        let nodes = data["customer"]["sessions"]["nodes"].as_array().unwrap();
        nodes
            .iter()
            .find(|node| node["id"] == self.id)
            .map(status_of)
    }

    /// The session's status by id.
    async fn status_by_id(&self, token: &str) -> (Value, Value) {
        let data = self
            .harness
            .query(token, BY_ID, json!({"id": self.id}))
            .await;
        status_of(&data.data()["session"])
    }
}

/// The status and its next change.
fn status_of(session: &Value) -> (Value, Value) {
    (
        session["status"].clone(),
        session["statusChangesAt"].clone(),
    )
}

fn at(seconds: i64) -> DateTime<Utc> {
    fixed_now() + TimeDelta::seconds(seconds)
}

/// The expected status and the time of its next change, in seconds after the start.
fn expected(status: &str, changes_at: Option<i64>) -> (Value, Value) {
    let changes_at =
        changes_at.map(|seconds| at(seconds).to_rfc3339_opts(chrono::SecondsFormat::Millis, true));
    (json!(status), json!(changes_at))
}

/// The expected calls: for each operation one call with this number of ids.
fn calls<const N: usize>(made: [(&'static str, usize); N]) -> BTreeMap<&'static str, Vec<usize>> {
    let made = made.into_iter();
    made.map(|(operation, ids)| (operation, vec![ids]))
        .collect()
}

#[tokio::test]
async fn a_page_view_makes_web_messaging_live_again_in_lists_filters_and_by_id() {
    for identity in [&[], SERVICE_IDENTITY] {
        let messaging = Messaging::start(identity).await;
        let live = Some(expected("LIVE", Some(160)));
        assert_eq!(messaging.listed(SUPERVISOR, json!({})).await, live);
        assert_eq!(
            messaging.listed(SUPERVISOR, json!({"first": 2})).await,
            live
        );
        for (status, shown) in [("LIVE", true), ("IDLE", false), ("INACTIVE", false)] {
            let filter = json!({"filter": {"statuses": [status]}});
            let listed = messaging.listed(SUPERVISOR, filter).await;
            assert_eq!(listed, live.clone().filter(|_| shown), "{status}");
        }
        assert_eq!(
            messaging.status_by_id(SUPERVISOR).await,
            expected("LIVE", Some(160))
        );
        // A cached response expires when the status changes.
        for (seconds, status) in [
            (159, "LIVE"),
            (160, "IDLE"),
            (174, "IDLE"),
            (175, "INACTIVE"),
        ] {
            messaging.set(seconds);
            let changes_at = [160, 175].into_iter().find(|at| *at > seconds);
            assert_eq!(
                messaging.listed(SUPERVISOR, json!({})).await,
                Some(expected(status, changes_at))
            );
            assert_eq!(
                messaging.status_by_id(SUPERVISOR).await,
                expected(status, changes_at),
                "{seconds}"
            );
        }
    }
}

#[tokio::test]
async fn visits_cost_no_call_in_a_list_and_one_call_by_id() {
    let messaging = Messaging::start(&[]).await;
    messaging.harness.warm_viewer(SUPERVISOR).await;
    messaging.listed(SUPERVISOR, json!({})).await.unwrap();
    assert_eq!(messaging.harness.take_calls(), calls([(SESSIONS, 1)]));
    // The cached list has the session and the visit.
    assert_eq!(
        messaging.status_by_id(SUPERVISOR).await,
        expected("LIVE", Some(160))
    );
    assert_eq!(messaging.harness.take_calls(), calls([]));

    let messaging = Messaging::start(&[]).await;
    messaging.harness.warm_viewer(SUPERVISOR).await;
    assert_eq!(
        messaging.status_by_id(SUPERVISOR).await,
        expected("LIVE", Some(160))
    );
    assert_eq!(
        messaging.harness.take_calls(),
        calls([(SESSION, 1), (SESSIONS, 1)])
    );

    // Other fields and other channels do not read visits.
    let messaging = Messaging::start(&[]).await;
    messaging.harness.warm_viewer(SUPERVISOR).await;
    let plain = "query($id: ID!) { session(id: $id) { id startedAt channel { label } } }";
    messaging
        .harness
        .data(plain, json!({"id": messaging.id}))
        .await;
    assert_eq!(messaging.harness.take_calls(), calls([(SESSION, 1)]));
    let call = &messaging.harness.fixtures.live_call;
    messaging.harness.data(BY_ID, json!({"id": call})).await;
    assert_eq!(messaging.harness.take_calls(), calls([(SESSION, 1)]));
}

#[tokio::test]
async fn the_sessions_own_dates_decide_without_permission_for_the_list() {
    for identity in [&[], SERVICE_IDENTITY] {
        let messaging = Messaging::start(identity).await;
        let grant = Grant {
            permissions: vec!["journey:session:view".to_owned()],
            division: None,
        };
        messaging.harness.simulator.add_user("by-id", &[grant]);
        messaging.harness.warm_viewer("by-id").await;
        assert_eq!(
            messaging.status_by_id("by-id").await,
            expected("INACTIVE", None)
        );
        let made = messaging.harness.take_calls();
        assert!(!made.contains_key(SESSIONS), "{made:?}");
    }
}

#[tokio::test]
async fn the_sessions_own_dates_decide_if_the_list_fails() {
    let messaging = Messaging::start(&[("platform.retries", "0")]).await;
    messaging.harness.warm_viewer(SUPERVISOR).await;
    let simulator = &messaging.harness.simulator;
    let operation = "GET /api/v2/externalcontacts/contacts/{contactId}/journey/sessions";
    simulator.inject_fault(operation, FaultKind::Status(503), 1.0);
    assert_eq!(
        messaging.status_by_id(SUPERVISOR).await,
        expected("INACTIVE", None)
    );
    // This fallback is not cached.
    simulator.clear_faults();
    assert_eq!(
        messaging.status_by_id(SUPERVISOR).await,
        expected("LIVE", Some(160))
    );
}

/// A harness whose live call has these fields in the platform's responses, and the call's id.
async fn call_with(settings: &[(&'static str, &str)], fields: Value) -> (Harness, String) {
    let harness = Harness::rewriting(Options::default(), settings, move |_, body| {
        let sessions = if body["entities"].is_array() {
            body["entities"].as_array_mut().unwrap()
        } else {
            std::slice::from_mut(body)
        };
        for session in sessions {
            let is_call = session["conversationChannels"][0]["type"] == "Voice";
            if let Some(session) = session.as_object_mut().filter(|_| is_call)
                && !session.contains_key("endedDate")
            {
                session.extend(fields.as_object().unwrap().clone());
            }
        }
    })
    .await;
    let call = harness.fixtures.live_call.clone();
    (harness, call)
}

#[tokio::test]
async fn a_call_is_live_until_wrap_up_regardless_of_other_dates() {
    let date = |seconds: i64| at(seconds).to_rfc3339();
    let agent = json!({"id": "00000000-0000-4000-8000-00000000000a"});
    let wrap_up = json!({"code": "ININ-WRAP-UP-TIMEOUT", "user": agent});
    let past = json!({"idleDate": date(-100), "awayDate": date(-85), "lastConnectedUser": agent});
    let done = json!({"idleDate": date(100), "awayDate": date(115), "lastConnectedUser": agent, "lastUserDisposition": wrap_up});
    let with = |fields: &Value, more: Value| {
        let mut all = fields.clone();
        let more = more.as_object().unwrap().clone();
        all.as_object_mut().unwrap().extend(more);
        all
    };
    let left = |how: &str| json!({"lastUserDisconnectType": how});
    let ended = |seconds| json!({"endedDate": date(seconds)});
    let rows = [
        ("0s", past.clone(), expected("LIVE", None)),
        ("0s", done.clone(), expected("INACTIVE", None)),
        ("0s", with(&done, left("Transfer")), expected("LIVE", None)),
        (
            "0s",
            with(&done, left("ConsultTransfer")),
            expected("LIVE", None),
        ),
        ("0s", with(&done, left("Peer")), expected("INACTIVE", None)),
        ("0s", with(&past, ended(-10)), expected("ENDED", None)),
        ("30s", with(&past, ended(-10)), expected("LIVE", Some(20))),
        ("30s", with(&done, ended(-10)), expected("ENDED", None)),
        ("10s", with(&past, ended(-10)), expected("ENDED", None)),
    ];
    for (grace, fields, expected) in rows {
        let settings = [("status.wrap_up_grace", grace)];
        let (harness, call) = call_with(&settings, fields.clone()).await;
        let by_id = harness.data(BY_ID, json!({"id": call})).await;
        assert_eq!(status_of(&by_id["session"]), expected, "{grace} {fields}");
        let variables = json!({"id": harness.fixtures.live_customer, "first": 25});
        let list = harness.data(LIST, variables).await;
        let nodes = list["customer"]["sessions"]["nodes"].as_array().unwrap();
        let listed = nodes.iter().find(|node| node["id"] == call).unwrap();
        assert_eq!(status_of(listed), expected, "{grace} {fields}");
    }
}

/// A session may still change within the grace period, so it is not cached as ended.
#[tokio::test]
async fn a_call_is_cached_as_ended_only_after_the_grace_period() {
    let agent = json!({"id": "00000000-0000-4000-8000-00000000000a"});
    let fields = json!({"endedDate": at(-10).to_rfc3339(), "lastConnectedUser": agent});
    for (grace, status, read) in [("0s", "ENDED", 1), ("10s", "ENDED", 1), ("30s", "LIVE", 3)] {
        let settings = [
            ("status.wrap_up_grace", grace),
            ("cache.open_ttl", "1ms"),
            ("cache.stale_if_error", "0s"),
            ("answers", "false"),
        ];
        let (harness, call) = call_with(&settings, fields.clone()).await;
        harness.warm_viewer(SUPERVISOR).await;
        for _ in 0..3 {
            let data = harness.data(BY_ID, json!({"id": call})).await;
            assert_eq!(data["session"]["status"], status);
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
        assert_eq!(harness.take_calls()[SESSION].len(), read, "{grace}");
    }
}

/// The customer's list starts with the open visits. A later page uses them while the first page is cached, and makes no
/// call to read them again.
#[tokio::test]
async fn later_pages_use_visits_of_the_cached_first_page() {
    const PAGE: &str = "query($id: ID!, $after: String) { customer(id: $id) {
        sessions(first: 100, after: $after) { nodes { id status } pageInfo { endCursor hasNextPage } } } }";
    for (ttl, status) in [("1m", "LIVE"), ("1ms", "INACTIVE")] {
        let began = at(-120).to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
        let taken = std::sync::Mutex::new(None::<(Value, Option<String>)>);
        let harness = Harness::rewriting(
            Options {
                now: Some(at(-120)),
                ..Options::default()
            },
            &[("cache.open_ttl", ttl)],
            move |name, body| {
                let Some(sessions) = body["entities"].as_array_mut() else {
                    return;
                };
                if !name.contains("/journey/sessions?") {
                    return;
                }
                let mut taken = taken.lock().unwrap();
                let is_it = |one: &Value| one["createdDate"] == json!(began);
                if let Some(place) = sessions.iter().position(is_it) {
                    // Moves the session from the first page to the second one, in every response.
                    *taken = Some((sessions.remove(place), None));
                } else if let Some((messaging, page)) = &mut *taken
                    && *page.get_or_insert_with(|| name.to_owned()) == name
                {
                    messaging["createdDate"] = sessions[190]["createdDate"].clone();
                    sessions.insert(190, messaging.clone());
                }
            },
        )
        .await;
        let customer = &harness.fixtures.frequent_customer;
        let simulator = &harness.simulator;
        let messaging = simulator.perform(customer, Action::StartMessaging).unwrap();
        simulator.set_time(at(-5));
        simulator.perform(customer, Action::WebEvent).unwrap();
        simulator.set_time(at(0));
        harness.warm_viewer(SUPERVISOR).await;
        let (mut after, mut pages) = (Value::Null, 0);
        let found = loop {
            pages += 1;
            let variables = json!({"id": customer, "after": after});
            let page = harness.data(PAGE, variables).await["customer"]["sessions"].take();
            let nodes = page["nodes"].as_array().unwrap();
            if let Some(found) = nodes.iter().find(|node| node["id"] == messaging) {
                break found["status"].clone();
            }
            assert_eq!(page["pageInfo"]["hasNextPage"], true);
            after = page["pageInfo"]["endCursor"].clone();
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        };
        assert!(pages > 2, "on page {pages}");
        assert_eq!(found, status, "TTL {ttl}");
    }
}

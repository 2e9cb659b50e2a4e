//! The status of web messaging and of calls in queries: in lists, by id, in filters, in kept answers; and
//! what that costs.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use journey_gateway::clock::Hand;
use journey_simulator::{Act, FaultKind, Grant, Options};
use serde_json::{Value, json};

use super::harness::{Harness, SERVICE_IDENTITY, SUPERVISOR, fixed_now};

const LIST: &str = "query($id: ID!, $first: Int, $filter: SessionFilter) { customer(id: $id) {
    sessions(first: $first, filter: $filter) { nodes { id status statusChangesAt } } } }";
const BY_ID: &str = "query($id: ID!) { session(id: $id) { id status statusChangesAt } }";

const SESSION: &str = "journey/sessions/{sessionId}";
const SESSIONS: &str = "externalcontacts/contacts/{contactId}/journey/sessions";

/// Web messaging silent for two minutes, beside a visit with an event five seconds ago.
struct Talk {
    harness: Harness,
    hand: Hand,
    customer: String,
    id: String,
}

impl Talk {
    async fn with(settings: &[(&'static str, &str)]) -> Self {
        let (harness, hand) = Harness::start_with_manual_clock(Options::default(), settings).await;
        let customer = harness.fixtures.live_customer.clone();
        let simulator = &harness.simulator;
        let id = simulator.act(&customer, Act::StartMessaging).unwrap();
        simulator.set_time(fixed_now() + TimeDelta::seconds(115));
        simulator.act(&customer, Act::WebEvent).unwrap();
        let talk = Self {
            harness,
            hand,
            customer,
            id,
        };
        talk.set(120);
        talk
    }

    fn set(&self, seconds: i64) {
        let now = fixed_now() + TimeDelta::seconds(seconds);
        self.harness.simulator.set_time(now);
        self.hand.set(now);
    }

    /// How a list shows the conversation; nothing where it leaves it out.
    async fn listed(&self, token: &str, more: Value) -> Option<(Value, Value)> {
        let mut variables = json!({"id": self.customer, "first": 25});
        variables
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let data = self.harness.query(token, LIST, variables).await.data();
        let nodes = data["customer"]["sessions"]["nodes"].as_array().unwrap();
        nodes.iter().find(|one| one["id"] == self.id).map(shown)
    }

    async fn found(&self, token: &str) -> (Value, Value) {
        let data = self
            .harness
            .query(token, BY_ID, json!({"id": self.id}))
            .await;
        shown(&data.data()["session"])
    }
}

fn shown(session: &Value) -> (Value, Value) {
    (
        session["status"].clone(),
        session["statusChangesAt"].clone(),
    )
}

fn at(seconds: i64) -> DateTime<Utc> {
    fixed_now() + TimeDelta::seconds(seconds)
}

fn is(status: &str, turn: Option<i64>) -> (Value, Value) {
    let turn = turn.map(|seconds| at(seconds).to_rfc3339_opts(chrono::SecondsFormat::Millis, true));
    (json!(status), json!(turn))
}

fn calls<const N: usize>(made: [(&'static str, usize); N]) -> BTreeMap<&'static str, Vec<usize>> {
    let made = made.into_iter();
    made.map(|(operation, ids)| (operation, vec![ids]))
        .collect()
}

#[tokio::test]
async fn a_page_view_makes_web_messaging_live_again_in_lists_filters_and_by_id() {
    for identity in [&[], SERVICE_IDENTITY] {
        let talk = Talk::with(identity).await;
        let live = Some(is("LIVE", Some(160)));
        assert_eq!(talk.listed(SUPERVISOR, json!({})).await, live);
        assert_eq!(talk.listed(SUPERVISOR, json!({"first": 2})).await, live);
        for (status, shown) in [("LIVE", true), ("IDLE", false), ("INACTIVE", false)] {
            let filter = json!({"filter": {"statuses": [status]}});
            let listed = talk.listed(SUPERVISOR, filter).await;
            assert_eq!(listed, live.clone().filter(|_| shown), "{status}");
        }
        assert_eq!(talk.found(SUPERVISOR).await, is("LIVE", Some(160)));
        // Kept answers end where the status turns.
        for (seconds, status) in [
            (159, "LIVE"),
            (160, "IDLE"),
            (174, "IDLE"),
            (175, "INACTIVE"),
        ] {
            talk.set(seconds);
            let turn = [160, 175].into_iter().find(|turn| *turn > seconds);
            assert_eq!(
                talk.listed(SUPERVISOR, json!({})).await,
                Some(is(status, turn))
            );
            assert_eq!(talk.found(SUPERVISOR).await, is(status, turn), "{seconds}");
        }
    }
}

#[tokio::test]
async fn visits_cost_no_call_in_a_list_and_one_list_by_id() {
    let talk = Talk::with(&[]).await;
    talk.harness.warm_viewer(SUPERVISOR).await;
    talk.listed(SUPERVISOR, json!({})).await.unwrap();
    assert_eq!(talk.harness.take_calls(), calls([(SESSIONS, 1)]));
    // The cached list has both.
    assert_eq!(talk.found(SUPERVISOR).await, is("LIVE", Some(160)));
    assert_eq!(talk.harness.take_calls(), calls([]));

    let talk = Talk::with(&[]).await;
    talk.harness.warm_viewer(SUPERVISOR).await;
    assert_eq!(talk.found(SUPERVISOR).await, is("LIVE", Some(160)));
    assert_eq!(
        talk.harness.take_calls(),
        calls([(SESSION, 1), (SESSIONS, 1)])
    );

    // Nothing else asks for visits.
    let talk = Talk::with(&[]).await;
    talk.harness.warm_viewer(SUPERVISOR).await;
    let plain = "query($id: ID!) { session(id: $id) { id startedAt channel { label } } }";
    talk.harness.data(plain, json!({"id": talk.id})).await;
    assert_eq!(talk.harness.take_calls(), calls([(SESSION, 1)]));
    let call = &talk.harness.fixtures.live_call;
    talk.harness.data(BY_ID, json!({"id": call})).await;
    assert_eq!(talk.harness.take_calls(), calls([(SESSION, 1)]));
}

#[tokio::test]
async fn without_the_permission_for_the_list_the_sessions_own_dates_count() {
    for identity in [&[], SERVICE_IDENTITY] {
        let talk = Talk::with(identity).await;
        let grant = Grant {
            permissions: vec!["journey:session:view".to_owned()],
            division: None,
        };
        talk.harness.simulator.add_person("by-id", &[grant]);
        talk.harness.warm_viewer("by-id").await;
        assert_eq!(talk.found("by-id").await, is("INACTIVE", None));
        let made = talk.harness.take_calls();
        assert!(!made.contains_key(SESSIONS), "{made:?}");
    }
}

#[tokio::test]
async fn where_the_list_cannot_be_read_the_sessions_own_dates_count() {
    let talk = Talk::with(&[("platform.retries", "0")]).await;
    talk.harness.warm_viewer(SUPERVISOR).await;
    let simulator = &talk.harness.simulator;
    let operation = "GET /api/v2/externalcontacts/contacts/{contactId}/journey/sessions";
    simulator.inject(operation, FaultKind::Status(503), 1.0);
    assert_eq!(talk.found(SUPERVISOR).await, is("INACTIVE", None));
    // That is not kept.
    simulator.heal();
    assert_eq!(talk.found(SUPERVISOR).await, is("LIVE", Some(160)));
}

/// A harness on which the live call has what `edit` sets in the platform's responses.
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
async fn a_call_is_live_until_its_wrap_up_whatever_its_other_dates_say() {
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
        ("0s", past.clone(), is("LIVE", None)),
        ("0s", done.clone(), is("INACTIVE", None)),
        ("0s", with(&done, left("Transfer")), is("LIVE", None)),
        ("0s", with(&done, left("ConsultTransfer")), is("LIVE", None)),
        ("0s", with(&done, left("Peer")), is("INACTIVE", None)),
        ("0s", with(&past, ended(-10)), is("ENDED", None)),
        ("30s", with(&past, ended(-10)), is("LIVE", Some(20))),
        ("30s", with(&done, ended(-10)), is("ENDED", None)),
        ("10s", with(&past, ended(-10)), is("ENDED", None)),
    ];
    for (grace, fields, expected) in rows {
        let settings = [("status.wrap_up_grace", grace)];
        let (harness, call) = call_with(&settings, fields.clone()).await;
        let by_id = harness.data(BY_ID, json!({"id": call})).await;
        assert_eq!(shown(&by_id["session"]), expected, "{grace} {fields}");
        let variables = json!({"id": harness.fixtures.live_customer, "first": 25});
        let list = harness.data(LIST, variables).await;
        let nodes = list["customer"]["sessions"]["nodes"].as_array().unwrap();
        let listed = nodes.iter().find(|one| one["id"] == call).unwrap();
        assert_eq!(shown(listed), expected, "{grace} {fields}");
    }
}

/// Within the grace period a session may still change: it is not kept as one that has ended.
#[tokio::test]
async fn a_call_is_kept_as_ended_only_after_the_grace_period() {
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

/// The list that a page is cut out of begins with the visits; a page further on counts them as long as that
/// beginning is cached, and makes no call for them.
#[tokio::test]
async fn on_later_pages_the_visits_of_the_cached_beginning_count() {
    const PAGE: &str = "query($id: ID!, $after: String) { customer(id: $id) {
        sessions(first: 100, after: $after) { nodes { id status } pageInfo { endCursor hasNextPage } } } }";
    for (kept, status) in [("1m", "LIVE"), ("1ms", "INACTIVE")] {
        let began = at(-120).to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
        let taken = std::sync::Mutex::new(None::<(Value, Option<String>)>);
        let harness = Harness::rewriting(
            Options {
                now: Some(at(-120)),
                ..Options::default()
            },
            &[("cache.open_ttl", kept)],
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
                    // Moved from the first page into the second one, however often these are read.
                    *taken = Some((sessions.remove(place), None));
                } else if let Some((talk, page)) = &mut *taken
                    && *page.get_or_insert_with(|| name.to_owned()) == name
                {
                    talk["createdDate"] = sessions[190]["createdDate"].clone();
                    sessions.insert(190, talk.clone());
                }
            },
        )
        .await;
        let customer = &harness.fixtures.frequent_customer;
        let simulator = &harness.simulator;
        let talk = simulator.act(customer, Act::StartMessaging).unwrap();
        simulator.set_time(at(-5));
        simulator.act(customer, Act::WebEvent).unwrap();
        simulator.set_time(at(0));
        harness.warm_viewer(SUPERVISOR).await;
        let (mut after, mut pages) = (Value::Null, 0);
        let found = loop {
            pages += 1;
            let variables = json!({"id": customer, "after": after});
            let page = harness.data(PAGE, variables).await["customer"]["sessions"].take();
            let nodes = page["nodes"].as_array().unwrap();
            if let Some(found) = nodes.iter().find(|one| one["id"] == talk) {
                break found["status"].clone();
            }
            assert_eq!(page["pageInfo"]["hasNextPage"], true);
            after = page["pageInfo"]["endCursor"].clone();
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        };
        assert!(pages > 2, "on page {pages}");
        assert_eq!(found, status, "kept for {kept}");
    }
}

//! `Customer.summary`: its figures, its windows of time, and its upstream calls.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use journey_simulator::{Action, Options};
use serde_json::{Value, json};

use super::harness::{AGENT, Harness, SUPERVISOR, fixed_now};

const FIGURES: &str = "sessionCount oldestAt complete openNow lastContact { id }
    contactsByGroup { group last7Days last30Days } lastEndedInTransfer repeatContact
    lastWrapUps { notes agent { id } code { id } }";

const SESSIONS: &str = "externalcontacts/contacts/{contactId}/journey/sessions";

/// Queries the summary alone.
async fn summary(harness: &Harness, token: &str, customer: &str) -> Value {
    let query = format!("query($id: ID!) {{ customer(id: $id) {{ summary {{ {FIGURES} }} }} }}");
    let response = harness.query(token, &query, json!({"id": customer})).await;
    response.data()["customer"]["summary"].take()
}

/// All sessions that the viewer sees, newest first, of supported and other channels.
async fn sessions(harness: &Harness, token: &str, customer: &str) -> Vec<Value> {
    let query = "query($id: ID!, $after: String) { customer(id: $id) {
        sessions(first: 100, after: $after, filter: {includeUnsupportedChannels: true}) { nodes {
            id type startedAt endedAt channel { group supported }
            ... on ConversationSession { disconnectType wrapUp { notes agent { id } code { id } } }
        } pageInfo { endCursor hasNextPage } } } }";
    let (mut all, mut after) = (Vec::new(), Value::Null);
    loop {
        let variables = json!({"id": customer, "after": after});
        let data = harness.query(token, query, variables).await.data();
        let page = &data["customer"]["sessions"];
        all.extend(page["nodes"].as_array().unwrap().iter().cloned());
        if page["pageInfo"]["hasNextPage"] == false {
            return all;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

fn time(value: &Value) -> DateTime<Utc> {
    value.as_str().unwrap().parse().unwrap()
}

/// The summary of `sessions` at `now`.
fn expected(sessions: &[Value], now: DateTime<Utc>) -> Value {
    let newest = sessions.iter().take(200);
    let counted: Vec<_> = newest
        .filter(|session| session["channel"]["supported"] == true)
        .collect();
    let contacts: Vec<_> = counted
        .iter()
        .filter(|session| session["type"] == "CONVERSATION")
        .collect();
    let within = |days, session: &Value| time(&session["startedAt"]) + TimeDelta::days(days) > now;
    let groups = [
        "VOICE",
        "MESSAGING",
        "DIGITAL",
        "SOCIAL",
        "WEBSITE",
        "OTHER",
    ];
    let groups = groups.into_iter().filter_map(|group| {
        let number = |days| {
            let in_group = contacts
                .iter()
                .filter(|session| session["channel"]["group"] == group);
            in_group.filter(|session| within(days, session)).count()
        };
        (number(30) > 0)
            .then(|| json!({"group": group, "last7Days": number(7), "last30Days": number(30)}))
    });
    let ended = contacts
        .iter()
        .filter(|session| !session["endedAt"].is_null());
    let last_ended =
        ended.max_by_key(|session| (time(&session["endedAt"]), session["id"].as_str()));
    let kind = last_ended.and_then(|last| last["disconnectType"].as_str());
    let wrap_ups = contacts.iter().map(|session| &session["wrapUp"]);
    let wrap_ups: Vec<_> = wrap_ups
        .filter(|wrap_up| !wrap_up.is_null())
        .take(3)
        .collect();
    let week = contacts.iter().filter(|session| within(7, session)).count();
    json!({
        "sessionCount": counted.len(),
        "oldestAt": counted.last().map(|oldest| &oldest["startedAt"]),
        "complete": sessions.len() <= 200,
        "openNow": counted.iter().filter(|session| session["endedAt"].is_null()).count(),
        "lastContact": contacts.first().map(|newest| json!({"id": newest["id"]})),
        "contactsByGroup": groups.collect::<Vec<_>>(),
        "lastEndedInTransfer": kind.map(|kind| kind.to_lowercase().contains("transfer")),
        "repeatContact": week >= 2,
        "lastWrapUps": wrap_ups,
    })
}

#[tokio::test]
async fn the_figures_are_those_of_the_sessions_that_the_viewer_sees() {
    let harness = Harness::start().await;
    let fixtures = &harness.fixtures;
    let mut counts = Vec::new();
    for token in [SUPERVISOR, AGENT, "demo-conversations-only"] {
        for customer in [
            &fixtures.customer,
            &fixtures.live_customer,
            &fixtures.chat_customer,
            &fixtures.divided_customer,
            &fixtures.every_channel_customer,
            &fixtures.canonical_customer,
            &fixtures.frequent_customer,
            &fixtures.cookie_customer,
        ] {
            let sessions = sessions(&harness, token, customer).await;
            let found = summary(&harness, token, customer).await;
            assert_eq!(
                found,
                expected(&sessions, fixed_now()),
                "{token}: {customer}"
            );
            counts.push(found["sessionCount"].as_u64().unwrap());
        }
    }
    let [all, own, conversations] = [0, 8, 16].map(|first| &counts[first..first + 8]);
    // The agent does not see the divided customer's sessions in other divisions.
    assert!(own[3] > 0 && own[3] < all[3], "{counts:?}");
    assert!(
        conversations[0] > 0 && conversations[0] < own[0],
        "{counts:?}"
    );
    // The frequent customer has more than 450 sessions, some of unsupported channels.
    assert!(all[6] > 150 && all[6] < 200, "{counts:?}");
}

#[tokio::test]
async fn an_unknown_customer_and_a_denied_list_have_no_summary() {
    let harness = Harness::start().await;
    let query = "query($id: ID!) { customer(id: $id) { id summary { sessionCount } } }";
    let id = json!({"id": harness.fixtures.unknown_id});
    let unknown = harness.query("demo-conversations-only", query, id).await;
    assert_eq!(unknown.data(), json!({"customer": null}));
    let id = json!({"id": harness.fixtures.customer});
    let denied = harness.query("demo-nobody", query, id).await;
    assert_eq!(denied.body["data"]["customer"]["summary"], Value::Null);
    let error = (
        "PERMISSION_DENIED".to_owned(),
        "customer.summary".to_owned(),
    );
    assert_eq!(denied.errors(), [error]);
}

#[tokio::test]
async fn the_figures_follow_a_conversation() {
    let settings = [("cache.open_ttl", "1ms")];
    let (harness, clock) = Harness::start_with_manual_clock(Options::default(), &settings).await;
    let customer = harness.fixtures.customer.clone();
    let simulator = &harness.simulator;
    let act = async |action| {
        simulator.advance(Duration::from_secs(5));
        clock.set(simulator.now());
        let session = simulator.perform(&customer, action).unwrap();
        (session, summary(&harness, SUPERVISOR, &customer).await)
    };
    let before = summary(&harness, SUPERVISOR, &customer).await;
    let open = |more: u64| json!(before["openNow"].as_u64().unwrap() + more);
    let (messaging, found) = act(Action::StartMessaging).await;
    assert_eq!(found["openNow"], open(1));
    assert_eq!(found["lastContact"]["id"], json!(messaging));
    act(Action::Answer).await;
    act(Action::EndCall).await;
    let (_, found) = act(Action::WrapUp).await;
    assert_eq!(found["openNow"], open(0));
    assert_eq!(found["lastEndedInTransfer"], json!(false));
    let wrap_ups = found["lastWrapUps"].as_array().unwrap();
    assert_ne!(wrap_ups[0], before["lastWrapUps"][0]);
    assert_eq!(
        json!(wrap_ups[1..]),
        json!(before["lastWrapUps"].as_array().unwrap()[..2])
    );
    let (call, _) = act(Action::StartCall).await;
    act(Action::Answer).await;
    act(Action::Transfer).await;
    let (_, found) = act(Action::EndCall).await;
    assert_eq!(found["openNow"], open(0));
    assert_eq!(found["lastContact"]["id"], json!(call));
    assert_eq!(found["lastEndedInTransfer"], json!(true));
    assert_eq!(found["repeatContact"], json!(true));
}

/// The response and the list are cached for the whole test; only the clock of the gateway advances.
#[tokio::test]
async fn a_cached_response_expires_when_a_contact_leaves_a_window() {
    let settings = [("cache.open_ttl", "1h")];
    let (harness, clock) = Harness::start_with_manual_clock(Options::default(), &settings).await;
    let customer = &harness.fixtures.customer;
    let sessions = sessions(&harness, SUPERVISOR, customer).await;
    summary(&harness, SUPERVISOR, customer).await;
    harness.simulator.reset_calls();
    let contacts = sessions
        .iter()
        .filter(|session| session["type"] == "CONVERSATION");
    let mut edges: Vec<_> = contacts
        .flat_map(|session| [7, 30].map(|days| time(&session["startedAt"]) + TimeDelta::days(days)))
        .filter(|edge| *edge > fixed_now())
        .collect();
    edges.sort_unstable();
    assert!(edges.len() >= 4, "{edges:?}");
    let mut changes = 0;
    for edge in edges {
        let mut figures = Vec::new();
        for now in [edge - TimeDelta::milliseconds(1), edge] {
            clock.set(now);
            let found = summary(&harness, SUPERVISOR, customer).await;
            assert_eq!(found, expected(&sessions, now), "{now}");
            figures.push(found);
        }
        changes += usize::from(figures[0] != figures[1]);
    }
    assert!(changes >= 4, "{changes}");
    assert_eq!(harness.take_calls().remove(SESSIONS), None);
}

#[tokio::test]
async fn summary_and_sessions_cost_one_list_together() {
    for fields in [
        "sessions(first: 25) { nodes { id status } } summary { openNow }",
        "summary { openNow } sessions(first: 10) { nodes { id } }",
        "...S ... on Customer { sessions { nodes { id } } }",
    ] {
        for by_id in [true, false] {
            let harness = Harness::start().await;
            harness.warm_viewer(SUPERVISOR).await;
            let fixtures = &harness.fixtures;
            let root = if by_id {
                format!("customer(id: \"{}\")", fixtures.frequent_customer)
            } else {
                let phone = &fixtures.customer_phone;
                format!("customerByIdentifier(type: PHONE, value: \"{phone}\")")
            };
            let fragment = "fragment S on Customer { summary { sessionCount } }";
            let fragment = if fields.contains("...S") {
                fragment
            } else {
                ""
            };
            let query = format!("{{ {root} {{ {fields} }} }} {fragment}");
            harness.data(&query, json!({})).await;
            let lists = harness.take_calls().remove(SESSIONS);
            assert_eq!(lists, Some(vec![1]), "{query}");
        }
    }
}

#[tokio::test]
async fn a_cached_list_answers_both() {
    let harness = Harness::start_with(Options::default(), &[("cache.open_ttl", "1h")]).await;
    harness.warm_viewer(SUPERVISOR).await;
    let customer = |id: &str, fields: &str| format!("{{ customer(id: \"{id}\") {{ {fields} }} }}");
    let lists = async |query: String| {
        harness.data(&query, json!({})).await;
        harness
            .take_calls()
            .remove(SESSIONS)
            .map_or(0, |lists| lists.len())
    };
    let frequent = &harness.fixtures.frequent_customer;
    // A smaller page of a longer list has too few sessions.
    let sessions = |first| format!("sessions(first: {first}) {{ nodes {{ id status }} }}");
    assert_eq!(lists(customer(frequent, &sessions(25))).await, 1);
    assert_eq!(lists(customer(frequent, "summary { openNow }")).await, 1);
    assert_eq!(lists(customer(frequent, &sessions(90))).await, 0);
    // A page without a next one is the whole list.
    let short = &harness.fixtures.customer;
    assert_eq!(lists(customer(short, &sessions(25))).await, 1);
    assert_eq!(lists(customer(short, "summary { openNow }")).await, 0);
}

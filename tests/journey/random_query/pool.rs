//! The ids and identifiers of one simulated organization that generated queries use.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use journey_simulator::Action;
use serde_json::{Value, json};

use super::super::harness::{self, Harness, SUPERVISOR};

/// Ids of visible objects, hidden objects and objects that do not exist. The customer whose list of sessions has no order is
/// none of them: the module `unordered_lists` tests that list.
pub(in super::super) struct Pool {
    pub(in super::super) customers: Vec<String>,
    pub(super) sessions: Vec<String>,
    queues: Vec<String>,
    codes: Vec<String>,
    agents: Vec<String>,
    conversations: Vec<String>,
    /// Values by the names of `IdentifierType`.
    identifiers: BTreeMap<String, Vec<String>>,
    /// Sources of external ids.
    pub(super) sources: Vec<String>,
    /// Times around which sessions start.
    pub(super) instants: Vec<String>,
}

impl Pool {
    /// Collects the ids of a harness's simulator.
    pub(in super::super) async fn from_harness(harness: &Harness) -> Self {
        let fixtures = &harness.fixtures;
        let conversations = start_silent_conversations(harness);
        let unknown = || fixtures.unknown_id.clone();
        let mut customers = vec![
            fixtures.customer.clone(),
            fixtures.divided_customer.clone(),
            fixtures.merged_customer.clone(),
            fixtures.canonical_customer.clone(),
            fixtures.every_channel_customer.clone(),
            fixtures.frequent_customer.clone(),
            fixtures.cookie_customer.clone(),
            fixtures.live_customer.clone(),
            fixtures.chat_customer.clone(),
            unknown(),
        ];
        customers.extend(
            harness
                .simulator
                .ordinary_customers()
                .take(6)
                .map(|customer| customer.id),
        );
        let query =
            "query($id: ID!) { customer(id: $id) { sessions(first: 40) { nodes { id } } } }";
        let divided = json!({"id": fixtures.divided_customer});
        let divided = harness.data(query, divided).await;
        let mut sessions = harness::ids(&divided["customer"]["sessions"]["nodes"]);
        sessions.extend(fixtures.customer_sessions.iter().cloned());
        sessions.extend(fixtures.session_by_channel.values().cloned());
        sessions.extend(fixtures.unusual_sessions.values().cloned());
        sessions.extend([
            fixtures.live_call.clone(),
            fixtures.live_visit.clone(),
            fixtures.chat.clone(),
            fixtures.chat_visit.clone(),
            fixtures.full_visit.clone(),
            fixtures.session_without_division.clone(),
            fixtures.long_visit.clone(),
        ]);
        sessions.extend(conversations);
        sessions.push(unknown());
        let mut queues = fixtures.transferred_queues.clone();
        queues.extend([
            fixtures.queue.0.clone(),
            fixtures.invisible_queue.clone(),
            unknown(),
        ]);
        let mut codes = fixtures.transferred_codes.clone();
        codes.extend([
            fixtures.deleted_code.0.clone(),
            fixtures.system_code.to_owned(),
            unknown(),
        ]);
        let mut agents = fixtures.transferred_agents.clone();
        agents.extend([fixtures.former_agent.0.clone(), unknown()]);
        let instants = [0, 1, 5, 26, 200, 2_000].map(|hours| {
            let instant = harness::fixed_now() - TimeDelta::hours(hours);
            instant.to_rfc3339_opts(SecondsFormat::Secs, true)
        });
        Self {
            customers,
            sessions,
            queues,
            codes,
            agents,
            conversations: conversations_of_customers(harness).await,
            identifiers: identifiers(harness).await,
            sources: vec![external_source(harness).await, unknown()],
            instants: instants.to_vec(),
        }
    }

    /// Without the sessions of the customer whose list has no order: which sessions are on a page of that list depends on
    /// the size of the cached page that it is served from, so other viewers change it.
    pub(in super::super) fn without_unordered_list(mut self, harness: &Harness) -> Self {
        let unordered: BTreeSet<_> = harness.fixtures.unusual_sessions.values().collect();
        self.sessions.retain(|id| !unordered.contains(id));
        self
    }

    /// Values of this `IdentifierType`.
    pub(super) fn identifiers(&self, kind: &str) -> &[String] {
        self.identifiers.get(kind).unwrap_or(&self.queues)
    }

    /// Ids for a field that returns this type.
    pub(super) fn ids(&self, returns: &str) -> &[String] {
        match returns {
            "Session" => &self.sessions,
            "Queue" => &self.queues,
            "WrapUpCode" => &self.codes,
            "Agent" => &self.agents,
            "Conversation" => &self.conversations,
            _ => &self.customers,
        }
    }
}

/// Conversations of customers, some with the demo's agent, and an unknown id.
async fn conversations_of_customers(harness: &Harness) -> Vec<String> {
    let fixtures = &harness.fixtures;
    let query = "query($id: ID!) { customer(id: $id) { sessions(first: 12) { nodes {
        ... on ConversationSession { conversationId } } } } }";
    let mut found = vec![
        fixtures.transferred_conversation.clone(),
        fixtures.unknown_id.clone(),
    ];
    for customer in [
        &fixtures.chat_customer,
        &fixtures.divided_customer,
        &fixtures.live_customer,
    ] {
        let data = harness.data(query, json!({"id": customer})).await;
        let nodes = data["customer"]["sessions"]["nodes"].as_array().unwrap();
        let ids = nodes
            .iter()
            .filter_map(|node| node["conversationId"].as_str());
        found.extend(ids.map(str::to_owned));
    }
    found
}

/// A start time for the simulator that is early enough for conversations to become idle, see
/// [`start_silent_conversations`].
pub(in super::super) fn early_start() -> DateTime<Utc> {
    harness::fixed_now() - TimeDelta::seconds(120)
}

/// If the simulator started at [`early_start`], starts web messaging conversations that have no events since then. Some
/// customers also have a visit with later events, in the conversation's division or in another. Returns the ids of the
/// conversations.
fn start_silent_conversations(harness: &Harness) -> Vec<String> {
    let simulator = &harness.simulator;
    if simulator.now() > early_start() {
        return Vec::new();
    }
    let fixtures = &harness.fixtures;
    let plan: [(&String, &[Action]); 5] = [
        (&fixtures.cookie_customer, &[]),
        (&fixtures.live_customer, &[Action::WebEvent]),
        (&fixtures.customer, &[Action::WebEvent]),
        (
            &fixtures.divided_customer,
            &[Action::WebEvent, Action::ChangeSite],
        ),
        (
            &fixtures.canonical_customer,
            &[Action::WebEvent, Action::ChangeSite],
        ),
    ];
    let started =
        plan.map(|(customer, _)| simulator.perform(customer, Action::StartMessaging).unwrap());
    for (number, (customer, actions)) in (1..).zip(plan) {
        // When the queries run, some of the visits are idle and others are live.
        simulator.set_time(harness::fixed_now() - TimeDelta::seconds(65 - 12 * number));
        for action in actions {
            simulator.perform(customer, *action).unwrap();
        }
    }
    simulator.set_time(harness::fixed_now());
    started.to_vec()
}

/// For each identifier type, one value that finds a customer and one that does not.
async fn identifiers(harness: &Harness) -> BTreeMap<String, Vec<String>> {
    let (url, customer) = (harness.simulator.url(), &harness.fixtures.customer);
    let listed = format!("{url}/api/v2/externalcontacts/contacts/{customer}/identifiers");
    let response = harness.client.get(listed).bearer_auth(SUPERVISOR).send();
    let listed: Value = response.await.unwrap().json().await.unwrap();
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for identifier in listed["entities"].as_array().unwrap() {
        let kind = screaming_snake_case(identifier["type"].as_str().unwrap());
        let value = identifier["value"].as_str().unwrap().to_owned();
        let unknown = match kind.as_str() {
            "PHONE" => "+15550000000",
            _ => "unknown",
        };
        found.insert(kind, vec![value, unknown.to_owned()]);
    }
    found
}

/// The id of a source of external ids.
async fn external_source(harness: &Harness) -> String {
    let query = "query($id: ID!) { customer(id: $id) { identifiers { externalSource { id } } } }";
    let id = json!({"id": harness.fixtures.customer});
    let data = harness.data(query, id).await;
    let identifiers = data["customer"]["identifiers"].as_array().unwrap().clone();
    let source = |identifier: &Value| {
        identifier["externalSource"]["id"]
            .as_str()
            .map(str::to_owned)
    };
    identifiers.iter().find_map(source).unwrap()
}

/// Converts `ExternalId` to `EXTERNAL_ID`.
pub(in super::super) fn screaming_snake_case(name: &str) -> String {
    let mut text = String::new();
    for (index, letter) in name.char_indices() {
        if letter.is_uppercase() && index > 0 {
            text.push('_');
        }
        text.extend(letter.to_uppercase());
    }
    text
}

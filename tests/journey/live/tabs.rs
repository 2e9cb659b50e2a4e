//! Many open tabs of the journey tab's element: the documents that `web/element` sends, over a socket for each tab.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use journey_simulator::{Action, Grant, Options};
use serde_json::{Value, json};

use super::client::Client;
use crate::journey::harness::{AGENT, Harness};

const DOCUMENTS: &str = include_str!("../../../web/element/data/documents.graphql");

const TABS: usize = 500;
const CUSTOMERS: usize = 50;
const AGENTS: usize = 10;

/// An operation of the element with its fragments.
fn document(operation: &str) -> String {
    let definition = |name: &str| {
        let mut blocks = DOCUMENTS.split("\n\n");
        let is_named = |block: &&str| {
            let first = block.lines().find(|line| !line.starts_with('#'));
            first.is_some_and(|line| line.split([' ', '(']).nth(1) == Some(name))
        };
        blocks.find(is_named).unwrap_or_else(|| panic!("{name}"))
    };
    let mut document = vec![definition(operation)];
    let mut next = 0;
    while let Some(definition_text) = document.get(next).copied() {
        let spreads = definition_text
            .lines()
            .filter_map(|line| line.trim().strip_prefix("..."));
        for name in spreads.filter(|name| !name.starts_with(' ')) {
            let fragment = definition(name);
            if !document.contains(&fragment) {
                document.push(fragment);
            }
        }
        next += 1;
    }
    document.join("\n")
}

/// One open tab.
struct Tab {
    client: Client,
    customer: String,
}

impl Tab {
    /// Sends the query and the subscription that the element sends at its start, and receives the newest sessions.
    async fn open(harness: &Harness, agent: usize, customer: &str) -> Self {
        let token = format!("agent-{agent}");
        let variables = json!({"id": customer, "queues": true, "wrapUps": true,
            "segments": false, "customerDetails": false, "customerSegments": false});
        let mut client = Client::connect(&harness.url, &token).await;
        let subscribe = |id: &str, operation: &str| {
            let payload = json!({"query": document(operation), "variables": variables});
            json!({"type": "subscribe", "id": id, "payload": payload})
        };
        client.send(subscribe("query", "JourneyOfCustomer")).await;
        let response = client.receive().await;
        assert_eq!(response["payload"]["errors"], Value::Null, "{response}");
        let nodes = &response["payload"]["data"]["customer"]["sessions"]["nodes"];
        let sessions = nodes
            .as_array()
            .unwrap_or_else(|| panic!("{response}"))
            .len();
        assert_eq!(client.receive().await["type"], "complete");
        client.send(subscribe("live", "JourneyChanged")).await;
        let mut tab = Self {
            client,
            customer: customer.to_owned(),
        };
        for _ in 0..sessions {
            tab.change().await;
        }
        tab
    }

    async fn change(&mut self) -> Value {
        self.client.change().await
    }
}

#[tokio::test]
async fn five_hundred_tabs_share_the_reads_of_fifty_customers() {
    let harness = Harness::start_with_service_identity(Options::default(), &[]).await;
    let simulator = &harness.simulator;
    let personas = simulator.personas();
    let seven = personas.iter().find(|one| one.name == AGENT).unwrap();
    for agent in 0..AGENTS {
        let name = format!("agent-{agent}");
        let grant = Grant {
            permissions: seven.permissions.clone(),
            division: None,
        };
        simulator.add_user(&name, &[grant]);
        harness.warm_viewer(&name).await;
    }
    let customers = simulator.ordinary_customers().take(CUSTOMERS);
    let customers: Vec<_> = customers.map(|customer| customer.id).collect();
    let mut tabs = Vec::new();
    for (number, customer) in customers.iter().cycle().take(TABS).enumerate() {
        tabs.push(Tab::open(&harness, number % AGENTS, customer).await);
    }
    // Once for the first tab's query, once by the watch, and once more after the topics of merged records are confirmed.
    // All tabs of a customer share these reads, and the reference data.
    let mut calls = harness.take_calls();
    let lists = calls
        .remove("externalcontacts/contacts/{contactId}/journey/sessions")
        .unwrap();
    assert!(
        (CUSTOMERS..=3 * CUSTOMERS).contains(&lists.len()),
        "{lists:?}"
    );
    let is_shared = |calls: &Vec<usize>| calls.len() < CUSTOMERS + AGENTS;
    assert!(calls.values().all(is_shared), "{calls:?}");
    for customer in &customers {
        simulator.perform(customer, Action::StartVisit).unwrap();
    }
    let changes = tabs
        .iter_mut()
        .map(async |tab| (tab.customer.clone(), tab.change().await));
    for (customer, change) in join_all(changes).await {
        assert_eq!(change["kind"], "SESSION_STARTED", "{customer} {change}");
    }
    assert_eq!(harness.take_calls(), BTreeMap::new());
}

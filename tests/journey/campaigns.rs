//! The gateway distinguishes campaign calls from agents' own outbound calls in lists, filters, queries
//! by id and subscriptions. The tests also check the upstream calls that this takes.

use std::collections::BTreeMap;
use std::time::Duration;

use journey_simulator::{Action, Grant, Options};
use serde_json::{Value, json};

use super::harness::{AGENT, Harness, SERVICE_IDENTITY, SUPERVISOR};
use super::live::client::Client;

const LIST: &str = "query($id: ID!, $filter: SessionFilter, $first: Int) { customer(id: $id) {
    sessions(first: $first, filter: $filter) { nodes { id channel { medium supported } }
      pageInfo { hasNextPage } } } }";
const BY_ID: &str = "query($id: ID!) { session(id: $id) { channel { medium supported } } }";
const WRAP_UPS: &str = "query($id: ID!) { customer(id: $id) { sessions(first: 10) { nodes { id
    ... on ConversationSession { wrapUps { code { id } } } } } } }";

const DETAILS: &str = "analytics/conversations/details";
const SESSIONS: &str = "externalcontacts/contacts/{contactId}/journey/sessions";

/// Settings of each identity, and whether an agent without the permission for conversation details
/// sees campaign calls as such.
const IDENTITIES: [(&[(&str, &str)], bool); 2] = [(&[], false), (SERVICE_IDENTITY, true)];

/// A customer with an outbound call by an agent and then one by a campaign.
struct CalledCustomer {
    harness: Harness,
    customer: String,
    agent_call: String,
    campaign_call: String,
}

impl CalledCustomer {
    async fn start(settings: &[(&'static str, &str)]) -> Self {
        let harness = Harness::start_with(Options::default(), settings).await;
        let customer = harness.fixtures.live_customer.clone();
        let perform = |action| harness.simulator.perform(&customer, action).unwrap();
        let agent_call = perform(Action::StartOutboundCall);
        perform(Action::EndCall);
        perform(Action::WrapUp);
        let campaign_call = perform(Action::StartCampaignCall);
        Self {
            harness,
            customer,
            agent_call,
            campaign_call,
        }
    }

    /// Medium of a session in the customer's list, or `None` if the list does not contain it.
    async fn listed_medium(&self, token: &str, filter: Value, id: &str) -> Option<Value> {
        let variables = json!({"id": self.customer, "filter": filter, "first": 100});
        let data = self.harness.query(token, LIST, variables).await.data();
        let nodes = data["customer"]["sessions"]["nodes"].as_array().unwrap();
        let node = nodes.iter().find(|node| node["id"] == id);
        node.map(|node| node["channel"]["medium"].clone())
    }

    async fn channel_by_id(&self, token: &str, id: &str) -> Value {
        let data = self
            .harness
            .query(token, BY_ID, json!({"id": id}))
            .await
            .data();
        data["session"]["channel"].clone()
    }

    /// Number of calls of each operation that the query causes.
    async fn call_counts(&self, query: &str) -> BTreeMap<&'static str, usize> {
        let variables = json!({"id": self.customer, "first": 10});
        self.harness.data(query, variables).await;
        let calls = self.harness.take_calls().into_iter();
        calls.map(|(name, ids)| (name, ids.len())).collect()
    }
}

#[tokio::test]
async fn campaign_calls_are_listed_only_on_request_and_agent_calls_always() {
    for (identity, agent_distinguishes) in IDENTITIES {
        let scene = CalledCustomer::start(identity).await;
        let with_unsupported = json!({"includeUnsupportedChannels": true});
        for (token, distinguishes) in [(SUPERVISOR, true), (AGENT, agent_distinguishes)] {
            let medium = if distinguishes {
                "CAMPAIGN_CALL"
            } else {
                "OUTBOUND_CALL"
            };
            let listed = (!distinguishes).then(|| json!(medium));
            let id = scene.campaign_call.as_str();
            assert_eq!(
                scene.listed_medium(token, json!({}), id).await,
                listed,
                "{token}"
            );
            let all = scene
                .listed_medium(token, with_unsupported.clone(), id)
                .await;
            assert_eq!(all, Some(json!(medium)), "{token}");
            let expected = json!({"medium": medium, "supported": !distinguishes});
            assert_eq!(scene.channel_by_id(token, id).await, expected, "{token}");
            let outbound = Some(json!("OUTBOUND_CALL"));
            assert_eq!(
                scene
                    .listed_medium(token, json!({}), &scene.agent_call)
                    .await,
                outbound
            );
            let expected = json!({"medium": "OUTBOUND_CALL", "supported": true});
            assert_eq!(
                scene.channel_by_id(token, &scene.agent_call).await,
                expected,
                "{token}"
            );
        }
    }
}

#[tokio::test]
async fn a_query_by_id_reads_details_only_if_the_channel_is_selected() {
    let scene = CalledCustomer::start(&[]).await;
    scene.harness.warm_viewer(SUPERVISOR).await;
    let id = json!({"id": scene.campaign_call});
    let plain = "query($id: ID!) { session(id: $id) { id startedAt status } }";
    scene.harness.data(plain, id.clone()).await;
    assert_eq!(scene.harness.take_calls().get(DETAILS), None);
    let channel = scene.channel_by_id(SUPERVISOR, &scene.campaign_call).await;
    assert_eq!(channel["medium"], "CAMPAIGN_CALL");
    assert_eq!(scene.harness.take_calls().get(DETAILS), Some(&vec![1]));
}

#[tokio::test]
async fn the_campaign_check_costs_one_call_and_is_cached() {
    for identity in [&[], SERVICE_IDENTITY] {
        let short_ttl = [("cache.open_ttl", "1ms"), ("answers", "false")];
        let scene = CalledCustomer::start(&[identity, &short_ttl].concat()).await;
        scene.harness.warm_viewer(SUPERVISOR).await;
        let first = BTreeMap::from([(DETAILS, 1), (SESSIONS, 1)]);
        assert_eq!(scene.call_counts(LIST).await, first);
        assert_eq!(
            scene.call_counts(LIST).await,
            BTreeMap::from([(SESSIONS, 1)])
        );
        // Wrap-ups need the same details, which are not read twice.
        let scene = CalledCustomer::start(&[identity, &short_ttl].concat()).await;
        scene.harness.warm_viewer(SUPERVISOR).await;
        assert_eq!(scene.call_counts(WRAP_UPS).await, first);
    }
}

#[tokio::test]
async fn two_customers_share_one_details_call() {
    let scene = CalledCustomer::start(&[]).await;
    let other = &scene.harness.fixtures.ordinary_customer;
    scene
        .harness
        .simulator
        .perform(other, Action::StartOutboundCall);
    scene.harness.warm_viewer(SUPERVISOR).await;
    let query = "query($ids: [ID!]!) { customers(ids: $ids) { id
        sessions(first: 10) { nodes { id ... on ConversationSession { wrapUps { code { id } } } } } } }";
    let ids = json!({"ids": [scene.customer, other]});
    scene.harness.data(query, ids).await;
    let calls = scene.harness.take_calls();
    assert_eq!((calls[DETAILS].len(), calls[SESSIONS].len()), (1, 2));
}

#[tokio::test]
async fn details_are_not_read_without_the_permission() {
    let scene = CalledCustomer::start(&[]).await;
    scene.harness.warm_viewer(AGENT).await;
    scene
        .listed_medium(AGENT, json!({}), &scene.campaign_call)
        .await;
    let calls = scene.harness.take_calls();
    assert_eq!(calls.into_keys().collect::<Vec<_>>(), [SESSIONS]);
}

/// Starts a harness whose platform sets the last wrap-up code of outbound calls to `code`. Without
/// `code`, its first request for conversation details fails.
async fn start_with_wrap_up_code(code: Option<&'static str>) -> Harness {
    let fail_once = std::sync::atomic::AtomicBool::new(code.is_none());
    let settings = [("platform.retries", "0"), ("cache.open_ttl", "1ms")];
    Harness::rewriting(Options::default(), &settings, move |name, body| {
        if name.contains("/analytics/conversations/details")
            && fail_once.swap(false, std::sync::atomic::Ordering::Relaxed)
        {
            *body = json!({"code": "internal.server.error", "status": 500});
        }
        let Some(code) = code else { return };
        for session in body["entities"].as_array_mut().into_iter().flatten() {
            if session["originatingDirection"] == "Outbound" {
                session["lastUserDisposition"] = json!({"code": code});
            }
        }
    })
    .await
}

/// Media of the live customer's listed sessions.
async fn listed_media(harness: &Harness, token: &str, filter: Value) -> Vec<Value> {
    let variables = json!({"id": harness.fixtures.live_customer, "filter": filter, "first": 100});
    let data = harness.query(token, LIST, variables).await.data();
    let nodes = data["customer"]["sessions"]["nodes"].as_array().unwrap();
    let media = nodes.iter().map(|node| node["channel"]["medium"].clone());
    media.collect()
}

#[tokio::test]
async fn a_page_is_served_uncached_if_its_details_cannot_be_read() {
    let harness = start_with_wrap_up_code(None).await;
    let customer = &harness.fixtures.live_customer;
    harness
        .simulator
        .perform(customer, Action::StartCampaignCall)
        .unwrap();
    let filter = json!({"includeUnsupportedChannels": true});
    let first = listed_media(&harness, SUPERVISOR, filter.clone()).await;
    assert_eq!(first[0], "OUTBOUND_CALL");
    let second = listed_media(&harness, SUPERVISOR, filter).await;
    assert_eq!(second[0], "CAMPAIGN_CALL");
}

#[tokio::test]
async fn a_dialer_wrap_up_code_marks_a_campaign_call_without_a_details_call() {
    let harness = start_with_wrap_up_code(Some("inin-outbound-Answered")).await;
    let customer = &harness.fixtures.live_customer;
    harness
        .simulator
        .perform(customer, Action::StartOutboundCall)
        .unwrap();
    for token in [AGENT, SUPERVISOR] {
        harness.warm_viewer(token).await;
        let listed = listed_media(&harness, token, json!({})).await;
        assert!(!listed.contains(&json!("OUTBOUND_CALL")), "{listed:?}");
        let filter = json!({"includeUnsupportedChannels": true});
        let all = listed_media(&harness, token, filter).await;
        assert_eq!(all[0], "CAMPAIGN_CALL");
        assert_eq!(harness.take_calls().get(DETAILS), None);
    }
}

#[tokio::test]
async fn a_page_that_omits_campaign_calls_is_filled_up() {
    let harness = Harness::start().await;
    let customer = &harness.fixtures.customer;
    for _ in 0..4 {
        let perform = |action| harness.simulator.perform(customer, action).unwrap();
        for step in [
            Action::StartCampaignCall,
            Action::Answer,
            Action::EndCall,
            Action::WrapUp,
        ] {
            perform(step);
        }
    }
    let variables = json!({"id": customer, "first": 3});
    let data = harness.data(LIST, variables).await;
    let sessions = &data["customer"]["sessions"];
    assert_eq!(sessions["nodes"].as_array().unwrap().len(), 3);
    assert_eq!(sessions["pageInfo"]["hasNextPage"], true);
    for node in sessions["nodes"].as_array().unwrap() {
        assert_eq!(node["channel"]["supported"], true);
    }
}

#[tokio::test]
async fn a_subscription_sends_no_campaign_calls() {
    for (identity, agent_distinguishes) in IDENTITIES {
        for (token, distinguishes) in [(SUPERVISOR, true), (AGENT, agent_distinguishes)] {
            let harness = Harness::start_with(Options::default(), identity).await;
            let customer = harness.fixtures.live_customer.clone();
            let mut client = Client::connect(&harness.url, token).await;
            client.watch("1", &customer).await;
            let perform = |action| harness.simulator.perform(&customer, action).unwrap();
            let campaign_call = perform(Action::StartCampaignCall);
            let last = perform(Action::StartMessaging);
            let mut sent = Vec::new();
            while !sent.contains(&json!(last)) {
                sent.push(client.change().await["session"]["id"].clone());
            }
            assert_eq!(
                sent.contains(&json!(campaign_call)),
                !distinguishes,
                "{token}"
            );
        }
    }
}

/// Permissions of a viewer who may listen to conversations but not read analytics.
const LISTENER: &[&str] = &[
    "externalContacts:session:view",
    "journey:session:view",
    "journey:event:view",
    "conversation:communication:view",
];

#[tokio::test]
async fn the_dialer_topic_marks_a_campaign_call_during_the_call() {
    let harness = Harness::start().await;
    let grant = Grant {
        permissions: LISTENER.iter().map(|name| (*name).to_owned()).collect(),
        division: None,
    };
    harness.simulator.add_user("listener", &[grant]);
    let customer = harness.fixtures.live_customer.clone();
    let perform = |action| harness.simulator.perform(&customer, action).unwrap();
    let mut client = Client::connect(&harness.url, "listener").await;
    let watch = "subscription($id: ID!) { journeyChanged(customerId: $id) {
        session { id channel { medium supported } } } }";
    client.subscribe("1", watch, json!({"id": customer})).await;
    let agent_call = perform(Action::StartOutboundCall);
    let campaign_call = perform(Action::StartCampaignCall);
    // Until the dialer reports the call, it is listed as an agent's call.
    while client.change().await["session"]["id"] != campaign_call {}
    let list = async || {
        let variables = json!({"id": customer, "first": 100});
        let data = harness.query("listener", LIST, variables).await.data();
        let nodes = data["customer"]["sessions"]["nodes"].as_array().unwrap();
        let ids = nodes.iter().map(|node| node["id"].clone());
        ids.collect::<Vec<_>>()
    };
    assert!(list().await.contains(&json!(campaign_call)));
    let is_subscribed = || {
        let mut calls = harness.simulator.calls().into_iter();
        calls.any(|call| {
            let sets_topics = call.operation.ends_with("/subscriptions");
            sets_topics && call.ids.iter().any(|topic| topic.ends_with(".outbound"))
        })
    };
    let subscribed = async {
        while !is_subscribed() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let subscribed = tokio::time::timeout(Duration::from_secs(30), subscribed).await;
    subscribed.expect("the gateway subscribes to the dialer's topic");
    perform(Action::Answer);
    let expected = json!({"medium": "CAMPAIGN_CALL", "supported": false});
    loop {
        let session = client.change().await["session"].take();
        if session["id"] == campaign_call && session["channel"] == expected {
            break;
        }
    }
    let listed = list().await;
    assert!(!listed.contains(&json!(campaign_call)), "{listed:?}");
    assert!(listed.contains(&json!(agent_call)), "{listed:?}");
    let by_id = harness
        .query("listener", BY_ID, json!({"id": campaign_call}))
        .await;
    assert_eq!(by_id.data()["session"]["channel"], expected);
}

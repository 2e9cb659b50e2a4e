//! Campaign calls and agents' own calls are distinguished: in lists, filters, by id and in subscriptions; and what
//! that costs.

use std::collections::BTreeMap;
use std::time::Duration;

use journey_simulator::{Act, Grant, Options};
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

/// The identities, and whether an agent without the permission for details is shown campaign calls apart.
const IDENTITIES: [(&[(&str, &str)], bool); 2] = [(&[], false), (SERVICE_IDENTITY, true)];

/// A customer whom an agent has called, and then a campaign.
struct Scene {
    harness: Harness,
    customer: String,
    agents: String,
    campaigns: String,
}

impl Scene {
    async fn with(settings: &[(&'static str, &str)]) -> Self {
        let harness = Harness::start_with(Options::default(), settings).await;
        let customer = harness.fixtures.live_customer.clone();
        let act = |act| harness.simulator.act(&customer, act).unwrap();
        let agents = act(Act::StartOutboundCall);
        act(Act::EndCall);
        act(Act::WrapUp);
        let campaigns = act(Act::StartCampaignCall);
        Self {
            harness,
            customer,
            agents,
            campaigns,
        }
    }

    /// The medium with which a list shows a session; nothing where it leaves it out.
    async fn listed(&self, token: &str, filter: Value, id: &str) -> Option<Value> {
        let variables = json!({"id": self.customer, "filter": filter, "first": 100});
        let data = self.harness.query(token, LIST, variables).await.data();
        let nodes = data["customer"]["sessions"]["nodes"].as_array().unwrap();
        let node = nodes.iter().find(|one| one["id"] == id);
        node.map(|node| node["channel"]["medium"].clone())
    }

    async fn found(&self, token: &str, id: &str) -> Value {
        let data = self
            .harness
            .query(token, BY_ID, json!({"id": id}))
            .await
            .data();
        data["session"]["channel"].clone()
    }

    async fn calls(&self, query: &str) -> BTreeMap<&'static str, usize> {
        let variables = json!({"id": self.customer, "first": 10});
        self.harness.data(query, variables).await;
        let calls = self.harness.take_calls().into_iter();
        calls.map(|(name, made)| (name, made.len())).collect()
    }
}

#[tokio::test]
async fn a_campaigns_call_is_listed_on_demand_only_and_an_agents_call_always() {
    for (identity, apart) in IDENTITIES {
        let scene = Scene::with(identity).await;
        let everything = json!({"includeUnsupportedChannels": true});
        for (token, apart) in [(SUPERVISOR, true), (AGENT, apart)] {
            let of_campaigns = if apart {
                "CAMPAIGN_CALL"
            } else {
                "OUTBOUND_CALL"
            };
            let shown = (!apart).then(|| json!(of_campaigns));
            let id = scene.campaigns.as_str();
            assert_eq!(scene.listed(token, json!({}), id).await, shown, "{token}");
            let all = scene.listed(token, everything.clone(), id).await;
            assert_eq!(all, Some(json!(of_campaigns)), "{token}");
            let expected = json!({"medium": of_campaigns, "supported": !apart});
            assert_eq!(scene.found(token, id).await, expected, "{token}");
            let own = Some(json!("OUTBOUND_CALL"));
            assert_eq!(scene.listed(token, json!({}), &scene.agents).await, own);
            let expected = json!({"medium": "OUTBOUND_CALL", "supported": true});
            assert_eq!(scene.found(token, &scene.agents).await, expected, "{token}");
        }
    }
}

#[tokio::test]
async fn by_id_alone_the_details_are_read_for_the_channel_only() {
    let scene = Scene::with(&[]).await;
    scene.harness.warm_viewer(SUPERVISOR).await;
    let id = json!({"id": scene.campaigns});
    let plain = "query($id: ID!) { session(id: $id) { id startedAt status } }";
    scene.harness.data(plain, id.clone()).await;
    assert_eq!(scene.harness.take_calls().get(DETAILS), None);
    let channel = scene.found(SUPERVISOR, &scene.campaigns).await;
    assert_eq!(channel["medium"], "CAMPAIGN_CALL");
    assert_eq!(scene.harness.take_calls().get(DETAILS), Some(&vec![1]));
}

#[tokio::test]
async fn a_verdict_costs_one_call_and_is_kept() {
    for identity in [&[], SERVICE_IDENTITY] {
        let short = [("cache.open_ttl", "1ms"), ("answers", "false")];
        let scene = Scene::with(&[identity, &short].concat()).await;
        scene.harness.warm_viewer(SUPERVISOR).await;
        let first = BTreeMap::from([(DETAILS, 1), (SESSIONS, 1)]);
        assert_eq!(scene.calls(LIST).await, first);
        assert_eq!(scene.calls(LIST).await, BTreeMap::from([(SESSIONS, 1)]));
        // What wrap-ups take anyway is not read twice.
        let scene = Scene::with(&[identity, &short].concat()).await;
        scene.harness.warm_viewer(SUPERVISOR).await;
        assert_eq!(scene.calls(WRAP_UPS).await, first);
    }
}

#[tokio::test]
async fn two_customers_share_one_call() {
    let scene = Scene::with(&[]).await;
    let other = &scene.harness.fixtures.ordinary_customer;
    scene.harness.simulator.act(other, Act::StartOutboundCall);
    scene.harness.warm_viewer(SUPERVISOR).await;
    let query = "query($ids: [ID!]!) { customers(ids: $ids) { id
        sessions(first: 10) { nodes { id ... on ConversationSession { wrapUps { code { id } } } } } } }";
    let ids = json!({"ids": [scene.customer, other]});
    scene.harness.data(query, ids).await;
    let calls = scene.harness.take_calls();
    assert_eq!((calls[DETAILS].len(), calls[SESSIONS].len()), (1, 2));
}

#[tokio::test]
async fn without_the_permission_no_details_are_read() {
    let scene = Scene::with(&[]).await;
    scene.harness.warm_viewer(AGENT).await;
    scene.listed(AGENT, json!({}), &scene.campaigns).await;
    let calls = scene.harness.take_calls();
    assert_eq!(calls.into_keys().collect::<Vec<_>>(), [SESSIONS]);
}

/// A harness whose platform gives no details at first, and whose outbound calls carry `code`.
async fn edited(code: Option<&'static str>) -> Harness {
    let refuse = std::sync::atomic::AtomicBool::new(code.is_none());
    let settings = [("platform.retries", "0"), ("cache.open_ttl", "1ms")];
    Harness::rewriting(Options::default(), &settings, move |name, body| {
        if name.contains("/analytics/conversations/details")
            && refuse.swap(false, std::sync::atomic::Ordering::Relaxed)
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

async fn media(harness: &Harness, token: &str, filter: Value) -> Vec<Value> {
    let variables = json!({"id": harness.fixtures.live_customer, "filter": filter, "first": 100});
    let data = harness.query(token, LIST, variables).await.data();
    let nodes = data["customer"]["sessions"]["nodes"].as_array().unwrap();
    let media = nodes.iter().map(|one| one["channel"]["medium"].clone());
    media.collect()
}

#[tokio::test]
async fn where_the_details_cannot_be_read_the_page_is_served_and_nothing_is_kept() {
    let harness = edited(None).await;
    let customer = &harness.fixtures.live_customer;
    harness
        .simulator
        .act(customer, Act::StartCampaignCall)
        .unwrap();
    let filter = json!({"includeUnsupportedChannels": true});
    let first = media(&harness, SUPERVISOR, filter.clone()).await;
    assert_eq!(first[0], "OUTBOUND_CALL");
    let second = media(&harness, SUPERVISOR, filter).await;
    assert_eq!(second[0], "CAMPAIGN_CALL");
}

#[tokio::test]
async fn the_platforms_own_wrap_up_says_so_for_free() {
    let harness = edited(Some("inin-outbound-Answered")).await;
    let customer = &harness.fixtures.live_customer;
    harness
        .simulator
        .act(customer, Act::StartOutboundCall)
        .unwrap();
    for token in [AGENT, SUPERVISOR] {
        harness.warm_viewer(token).await;
        let listed = media(&harness, token, json!({})).await;
        assert!(!listed.contains(&json!("OUTBOUND_CALL")), "{listed:?}");
        let filter = json!({"includeUnsupportedChannels": true});
        let all = media(&harness, token, filter).await;
        assert_eq!(all[0], "CAMPAIGN_CALL");
        assert_eq!(harness.take_calls().get(DETAILS), None);
    }
}

#[tokio::test]
async fn a_page_is_filled_up_for_the_campaign_calls_that_it_leaves_out() {
    let harness = Harness::start().await;
    let customer = &harness.fixtures.customer;
    for _ in 0..4 {
        let act = |act| harness.simulator.act(customer, act).unwrap();
        for step in [
            Act::StartCampaignCall,
            Act::Answer,
            Act::EndCall,
            Act::WrapUp,
        ] {
            act(step);
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
async fn a_subscription_is_sent_no_campaign_call() {
    for (identity, apart) in IDENTITIES {
        for (token, apart) in [(SUPERVISOR, true), (AGENT, apart)] {
            let harness = Harness::start_with(Options::default(), identity).await;
            let customer = harness.fixtures.live_customer.clone();
            let mut client = Client::connect(&harness.url, token).await;
            client.watch("1", &customer).await;
            let act = |act| harness.simulator.act(&customer, act).unwrap();
            let campaigns = act(Act::StartCampaignCall);
            let last = act(Act::StartMessaging);
            let mut sent = Vec::new();
            while !sent.contains(&json!(last)) {
                sent.push(client.change().await["session"]["id"].clone());
            }
            assert_eq!(sent.contains(&json!(campaigns)), !apart, "{token}");
        }
    }
}

/// May listen to conversations, and may not read analytics.
const LISTENER: &[&str] = &[
    "externalContacts:session:view",
    "journey:session:view",
    "journey:event:view",
    "conversation:communication:view",
];

#[tokio::test]
async fn the_dialers_topic_says_so_while_the_call_lasts() {
    let harness = Harness::start().await;
    let grant = Grant {
        permissions: LISTENER.iter().map(|one| (*one).to_owned()).collect(),
        division: None,
    };
    harness.simulator.add_person("listener", &[grant]);
    let customer = harness.fixtures.live_customer.clone();
    let act = |act| harness.simulator.act(&customer, act).unwrap();
    let mut client = Client::connect(&harness.url, "listener").await;
    let watch = "subscription($id: ID!) { journeyChanged(customerId: $id) {
        session { id channel { medium supported } } } }";
    client.ask("1", watch, json!({"id": customer})).await;
    let agents = act(Act::StartOutboundCall);
    let campaigns = act(Act::StartCampaignCall);
    // Before the dialer reports it, the call is listed as an agent's.
    while client.change().await["session"]["id"] != campaigns {}
    let list = async || {
        let variables = json!({"id": customer, "first": 100});
        let data = harness.query("listener", LIST, variables).await.data();
        let nodes = data["customer"]["sessions"]["nodes"].as_array().unwrap();
        let ids = nodes.iter().map(|node| node["id"].clone());
        ids.collect::<Vec<_>>()
    };
    assert!(list().await.contains(&json!(campaigns)));
    let is_listened_to = || {
        let mut calls = harness.simulator.calls().into_iter();
        calls.any(|call| {
            let is_set = call.operation.ends_with("/subscriptions");
            is_set && call.ids.iter().any(|topic| topic.ends_with(".outbound"))
        })
    };
    let listened = async {
        while !is_listened_to() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let listened = tokio::time::timeout(Duration::from_secs(30), listened).await;
    listened.expect("the topic is subscribed to");
    act(Act::Answer);
    let expected = json!({"medium": "CAMPAIGN_CALL", "supported": false});
    loop {
        let session = client.change().await["session"].take();
        if session["id"] == campaigns && session["channel"] == expected {
            break;
        }
    }
    let listed = list().await;
    assert!(!listed.contains(&json!(campaigns)), "{listed:?}");
    assert!(listed.contains(&json!(agents)), "{listed:?}");
    let by_id = harness
        .query("listener", BY_ID, json!({"id": campaigns}))
        .await;
    assert_eq!(by_id.data()["session"]["channel"], expected);
}

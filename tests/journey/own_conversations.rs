//! The viewer's own conversations, and the customer of a conversation.

use std::collections::BTreeMap;

use journey_simulator::{Action, Options, TokenOptions};
use serde_json::{Value, json};

use super::harness::{AGENT, Harness, SUPERVISOR};

mod watching;

const PANEL: &str = "{ viewer { conversations { id direction state held startedAt connectedAt
    afterCallWorkSince endedAt
    channel { medium group } queue { id name } agent { id } customer { id } } } }";

const BY_ID: &str = "query($id: ID!) { conversation(id: $id) { id state endedAt channel { medium } customer { id } } }";

/// A persona without permissions, whose token is enough for its own conversations.
const WITHOUT_PERMISSIONS: &str = "demo-nobody";

/// Runs a test with the viewer's token and with the gateway's own client upstream.
async fn with_each_identity(options: fn() -> Options, test: impl AsyncFn(Harness)) {
    test(Harness::start_with(options(), &[]).await).await;
    test(Harness::start_with_service_identity(options(), &[]).await).await;
}

async fn panel(harness: &Harness) -> Vec<Value> {
    let data = harness.query(AGENT, PANEL, json!({})).await.data();
    data["viewer"]["conversations"].as_array().unwrap().clone()
}

/// The conversation of the customer with the full tab.
async fn of_customer(harness: &Harness) -> Option<Value> {
    let all = panel(harness).await;
    let customer = json!(harness.fixtures.customer);
    all.into_iter()
        .find(|one| one["customer"]["id"] == customer)
}

#[tokio::test]
async fn the_panel_follows_a_call_from_the_ring_to_the_wrap_up() {
    with_each_identity(Options::default, async |harness| {
        let perform = |action| {
            let performed = harness
                .simulator
                .perform(&harness.fixtures.customer, action);
            performed.unwrap_or_else(|| panic!("{action:?}"))
        };
        perform(Action::StartCall);
        assert_eq!(of_customer(&harness).await, None);
        let steps = [
            (Action::RingDemoAgent, "ALERTING", false),
            (Action::AnswerAsDemoAgent, "CONNECTED", false),
            (Action::Hold, "CONNECTED", true),
            (Action::Resume, "CONNECTED", false),
            (Action::EndCall, "AFTER_CALL_WORK", false),
        ];
        for (action, state, held) in steps {
            perform(action);
            let call = of_customer(&harness).await.unwrap();
            assert_eq!(
                (&call["state"], &call["held"]),
                (&json!(state), &json!(held))
            );
            assert_eq!(
                call["channel"],
                json!({"medium": "INBOUND_CALL", "group": "VOICE"})
            );
            assert_eq!(call["direction"], "INBOUND");
            assert!(call["queue"]["name"].is_string(), "{call}");
            assert!(call["startedAt"].is_string(), "{call}");
            assert_eq!(call["connectedAt"].is_null(), state == "ALERTING", "{call}");
            let is_after = state == "AFTER_CALL_WORK";
            assert_eq!(call["afterCallWorkSince"].is_string(), is_after, "{call}");
            let one = harness.query(AGENT, BY_ID, json!({"id": call["id"]})).await;
            assert_eq!(one.data()["conversation"]["state"], state);
        }
        perform(Action::WrapUp);
        assert_eq!(of_customer(&harness).await, None);
    })
    .await;
}

#[tokio::test]
async fn an_agent_with_the_seven_permissions_reaches_the_journey_from_a_conversation() {
    with_each_identity(Options::default, async |harness| {
        let id = panel(&harness).await[0]["id"].clone();
        harness.take_calls();
        let query = "query($id: ID!) { conversation(id: $id) { customer { id
            sessions(first: 5) { nodes { id } } } } }";
        let data = harness.query(AGENT, query, json!({"id": id})).await.data();
        let customer = &data["conversation"]["customer"];
        assert_eq!(customer["id"], json!(harness.fixtures.chat_customer));
        let sessions = customer["sessions"]["nodes"].as_array().unwrap();
        assert!(!sessions.is_empty(), "{customer}");
        let calls = BTreeMap::from([
            ("conversations", vec![0]),
            (
                "externalcontacts/contacts/{contactId}/journey/sessions",
                vec![1],
            ),
        ]);
        assert_eq!(harness.take_calls(), calls);
    })
    .await;
}

/// The medium and id of each conversation of the chat customer that the demo's agent served: the chat, a call, an email and
/// a callback.
async fn served_by_the_agent(harness: &Harness) -> Vec<(String, String)> {
    let query = "query($id: ID!) { customer(id: $id) { sessions(first: 10, filter: {includeUnsupportedChannels: true}) {
        nodes { channel { medium } ... on ConversationSession { conversationId agent { id } } } } }
        viewer { id } }";
    let variables = json!({"id": harness.fixtures.chat_customer});
    let data = harness.query(AGENT, query, variables).await.data();
    let nodes = data["customer"]["sessions"]["nodes"].as_array().unwrap();
    let served = nodes
        .iter()
        .filter(|node| node["agent"]["id"] == data["viewer"]["id"]);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    served
        .map(|node| {
            (
                text(&node["channel"]["medium"]),
                text(&node["conversationId"]),
            )
        })
        .collect()
}

#[tokio::test]
async fn own_past_conversations_need_no_permission() {
    with_each_identity(Options::default, async |harness| {
        let served = served_by_the_agent(&harness).await;
        let media: Vec<_> = served.iter().map(|(medium, _)| medium.as_str()).collect();
        assert_eq!(
            media,
            ["WEB_MESSAGING", "INBOUND_CALL", "EMAIL", "CALLBACK"]
        );
        harness.simulator.set_permissions(AGENT, &[]);
        for (medium, id) in &served {
            harness.take_calls();
            let token = harness
                .simulator
                .issue_token(AGENT, TokenOptions::default());
            let response = harness.query(&token, BY_ID, json!({"id": id})).await.data();
            let conversation = &response["conversation"];
            assert_eq!(conversation["id"], **id);
            assert_eq!(conversation["channel"]["medium"], **medium);
            assert_eq!(
                conversation["customer"]["id"],
                json!(harness.fixtures.chat_customer)
            );
            let is_open = medium == "WEB_MESSAGING";
            assert_eq!(conversation["endedAt"].is_null(), is_open, "{conversation}");
            let state = if is_open { "CONNECTED" } else { "ENDED" };
            assert_eq!(conversation["state"], state, "{medium}");
        }
    })
    .await;
}

/// The calls for another agent's conversation, and for an unknown one.
struct Case {
    permissions: &'static [&'static str],
    /// `None` if the viewer may not see the conversation, which is then like an unknown one.
    for_known: Option<Vec<&'static str>>,
    for_unknown: Vec<&'static str>,
}

#[tokio::test]
async fn a_conversation_is_read_by_the_cheapest_permitted_operation() {
    const CONVERSATION: &str = "conversation:communication:view";
    const ANALYTICS: &str = "analytics:conversationDetail:view";
    const MEDIA: [&str; 4] = [
        "conversations/calls/{conversationId}",
        "conversations/messages/{conversationId}",
        "conversations/emails/{conversationId}",
        "conversations/callbacks/{conversationId}",
    ];
    const ONE: &str = "conversations/{conversationId}";
    const DETAILS: &str = "analytics/conversations/details";
    const OWN: &str = "conversations";
    let [call, message, email, callback] = MEDIA;
    let cases = [
        Case {
            permissions: &[CONVERSATION],
            for_known: Some(vec![ONE]),
            for_unknown: vec![ONE, call, message, email, callback],
        },
        Case {
            permissions: &[ANALYTICS],
            for_known: Some(vec![OWN, DETAILS]),
            for_unknown: vec![OWN, DETAILS, call, message, email, callback],
        },
        Case {
            permissions: &[],
            for_known: None,
            for_unknown: vec![OWN, call, message, email, callback],
        },
    ];
    with_each_identity(Options::default, async |harness| {
        for case in &cases {
            let Case {
                permissions,
                for_known,
                for_unknown,
            } = case;
            harness.simulator.set_permissions(AGENT, permissions);
            let token = (harness.simulator).issue_token(AGENT, TokenOptions::default());
            harness.warm_viewer(&token).await;
            let fixtures = &harness.fixtures;
            for (id, calls) in [
                (&fixtures.transferred_conversation, for_known.as_ref()),
                (&fixtures.unknown_id, None),
            ] {
                let data = harness.query(&token, BY_ID, json!({"id": id})).await.data();
                let conversation = &data["conversation"];
                if calls.is_some() {
                    assert_eq!(conversation["state"], "ENDED", "{permissions:?}");
                    assert_eq!(conversation["channel"]["medium"], "INBOUND_CALL");
                    assert_eq!(conversation["customer"]["id"], json!(fixtures.customer));
                } else {
                    assert_eq!(*conversation, Value::Null, "{permissions:?}");
                }
                let mut expected = calls.unwrap_or(for_unknown).clone();
                expected.sort_unstable();
                let calls: Vec<_> = harness.take_calls().into_keys().collect();
                assert_eq!(calls, expected, "{permissions:?}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_conversation_of_another_division_is_null_like_an_unknown_one() {
    with_each_identity(Options::default, async |harness| {
        // The agent's permissions are in Europe only.
        let held = ["conversation:communication:view", "journey:session:view"];
        harness.simulator.set_permissions(AGENT, &held);
        let query = "query($id: ID!) { customer(id: $id) { sessions(first: 50) { nodes {
            divisionIds ... on ConversationSession { conversationId } } } } viewer { divisions { id } } }";
        let id = json!({"id": harness.fixtures.divided_customer});
        let all = harness.data(query, id).await;
        let token = harness.simulator.issue_token(AGENT, TokenOptions::default());
        let own = harness.query(&token, "{ viewer { divisions { id } } }", json!({})).await.data();
        let europe = &own["viewer"]["divisions"][0]["id"];
        let nodes = all["customer"]["sessions"]["nodes"].as_array().unwrap();
        let is_elsewhere = |node: &&Value| {
            let divisions = node["divisionIds"].as_array().unwrap();
            node["conversationId"].is_string() && !divisions.is_empty() && !divisions.contains(europe)
        };
        let hidden: Vec<_> = nodes.iter().filter(is_elsewhere).collect();
        assert!(hidden.len() > 3, "{nodes:#?}");
        harness.warm_viewer(&token).await;
        for node in hidden {
            let id = json!({"id": node["conversationId"]});
            // The supervisor has read it before, so that it would be cached.
            let seen = harness.data(BY_ID, id.clone()).await;
            assert!(seen["conversation"]["id"].is_string());
            harness.take_calls();
            let found = harness.query(&token, BY_ID, id).await;
            assert_eq!(found.data(), json!({"conversation": null}));
            let hidden = harness.take_calls();
            let unknown = json!({"id": harness.fixtures.unknown_id});
            harness.query(&token, BY_ID, unknown).await.data();
            assert_eq!(hidden, harness.take_calls());
        }
    })
    .await;
}

#[tokio::test]
async fn a_token_without_the_scope_reads_no_own_conversations() {
    with_each_identity(Options::default, async |harness| {
        let id = panel(&harness).await[0]["id"].clone();
        let options = TokenOptions {
            scopes: ["users:readonly", "authorization:readonly"]
                .map(str::to_owned)
                .to_vec(),
            ..TokenOptions::default()
        };
        let token = harness.simulator.issue_token(AGENT, options);
        harness.warm_viewer(&token).await;
        let response = harness.query(&token, PANEL, json!({})).await;
        let denied = (
            "PERMISSION_DENIED".to_owned(),
            "viewer.conversations".to_owned(),
        );
        assert_eq!(response.errors(), [denied]);
        let message = response.body["errors"][0]["message"].as_str().unwrap();
        assert!(message.contains("conversations:readonly"), "{message}");
        let response = harness.query(&token, BY_ID, json!({"id": id})).await;
        assert_eq!(response.data()["conversation"], Value::Null);
        assert_eq!(harness.take_calls(), BTreeMap::new());
    })
    .await;
}

#[tokio::test]
async fn an_oauth_client_has_no_conversations() {
    let harness = Harness::start().await;
    let token = harness.client_credentials_token().await;
    let data = harness.query(&token, PANEL, json!({})).await.data();
    assert_eq!(data["viewer"]["conversations"], Value::Null);
}

#[tokio::test]
async fn responses_with_own_conversations_are_never_cached() {
    let harness = Harness::start().await;
    harness.warm_viewer(WITHOUT_PERMISSIONS).await;
    let query = "{ viewer { conversations { id } } }";
    for _ in 0..2 {
        harness
            .query(WITHOUT_PERMISSIONS, query, json!({}))
            .await
            .data();
        assert_eq!(
            harness.take_calls(),
            BTreeMap::from([("conversations", vec![0])])
        );
    }
    // Two selections of one request share the call.
    let twice = "query($id: ID!) { viewer { a: conversations { id } b: conversations { state } } conversation(id: $id) { id } }";
    let id = panel(&harness).await[0]["id"].clone();
    harness.take_calls();
    harness.query(AGENT, twice, json!({"id": id})).await.data();
    assert_eq!(
        harness.take_calls(),
        BTreeMap::from([("conversations", vec![0])])
    );
}

#[tokio::test]
async fn an_id_that_is_no_uuid_is_an_error() {
    let harness = Harness::start().await;
    let response = harness.query(SUPERVISOR, BY_ID, json!({"id": "1"})).await;
    assert_eq!(
        response.errors(),
        [("BAD_USER_INPUT".to_owned(), "conversation".to_owned())]
    );
}

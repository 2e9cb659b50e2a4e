//! Which sessions are shown, and with which channel: in lists, filters and by id.

use journey_simulator::Options;
use serde_json::{Value, json};

use super::harness::{Harness, SERVICE_IDENTITY, SUPERVISOR};

const LIST: &str = "query($id: ID!, $filter: SessionFilter) { customer(id: $id) {
    sessions(first: 100, filter: $filter) { nodes { id ...Card } } } }
    fragment Card on Session { channel { medium label supported group }
      ... on ConversationSession { channels { medium supported } } }";
const BY_ID: &str = "query($id: ID!) { session(id: $id) { id ...Card } }
    fragment Card on Session { channel { medium label supported group }
      ... on ConversationSession { channels { medium supported } } }";

/// A harness whose platform sends the live customer's call with these facts.
async fn start_with_facts(settings: &[(&'static str, &str)], facts: Value) -> Harness {
    let call = Harness::start().await.fixtures.live_call.clone();
    let edit = move |session: &mut Value| {
        if session["id"] == call.as_str() {
            let facts = facts.as_object().unwrap().clone();
            session.as_object_mut().unwrap().extend(facts);
        }
    };
    Harness::rewriting(Options::default(), settings, move |name, body| {
        if name.contains("/journey/sessions/") {
            edit(body);
        } else if name.contains("/journey/sessions") {
            body["entities"]
                .as_array_mut()
                .unwrap()
                .iter_mut()
                .for_each(&edit);
        }
    })
    .await
}

async fn listed(harness: &Harness, filter: Value) -> Option<Value> {
    let variables = json!({"id": harness.fixtures.live_customer, "filter": filter});
    let data = harness.query(SUPERVISOR, LIST, variables).await.data();
    let nodes = data["customer"]["sessions"]["nodes"].as_array().unwrap();
    let call = harness.fixtures.live_call.as_str();
    nodes.iter().find(|one| one["id"] == call).cloned()
}

/// What is expected of a conversation with these channels.
struct Row {
    direction: &'static str,
    channels: Value,
    medium: &'static str,
    label: &'static str,
    supported: bool,
}

fn rows() -> Vec<Row> {
    let (voice, cobrowse) = (json!({"type": "Voice"}), json!({"type": "Cobrowse"}));
    let (callback, pigeon) = (json!({"type": "Callback"}), json!({"type": "Pigeon"}));
    let instagram = json!({"type": "Message", "messageType": "Instagram"});
    let row = |direction, channels, medium, label, supported| Row {
        direction,
        channels,
        medium,
        label,
        supported,
    };
    vec![
        row(
            "Inbound",
            json!([cobrowse, voice]),
            "INBOUND_CALL",
            "Inbound call",
            true,
        ),
        row(
            "Inbound",
            json!([pigeon, voice]),
            "INBOUND_CALL",
            "Inbound call",
            true,
        ),
        row(
            "Inbound",
            json!([cobrowse, instagram]),
            "COBROWSE",
            "Co-browse",
            false,
        ),
        row(
            "Inbound",
            json!([callback, voice]),
            "INBOUND_CALL",
            "Inbound call",
            true,
        ),
        row(
            "Outbound",
            json!([voice, callback]),
            "CALLBACK",
            "Callback",
            false,
        ),
        row("Inbound", json!([]), "UNKNOWN", "Other channel", true),
        row("Inbound", json!(null), "UNKNOWN", "Other channel", true),
        row(
            "Inbound",
            json!([pigeon]),
            "UNKNOWN",
            "Other channel",
            false,
        ),
    ]
}

#[tokio::test]
async fn a_conversation_is_shown_when_any_of_its_channels_is() {
    for row in rows() {
        let facts = json!({
            "conversationChannels": row.channels,
            "originatingDirection": row.direction,
        });
        for identity in [&[], SERVICE_IDENTITY] {
            let harness = start_with_facts(identity, facts.clone()).await;
            let by_default = listed(&harness, json!({})).await;
            assert_eq!(by_default.is_some(), row.supported, "{facts}");
            let all = listed(&harness, json!({"includeUnsupportedChannels": true})).await;
            let session = all.unwrap();
            let channel = &session["channel"];
            assert_eq!(channel["medium"], row.medium, "{facts}");
            assert_eq!(channel["label"], row.label, "{facts}");
            assert_eq!(channel["supported"], row.supported, "{facts}");
            let count = row.channels.as_array().map_or(0, Vec::len);
            let listed = session["channels"].as_array().unwrap();
            assert_eq!(listed.len(), count, "in the platform's order: {facts}");
            let by_id = harness
                .data(BY_ID, json!({"id": harness.fixtures.live_call}))
                .await;
            assert_eq!(by_id["session"], session, "{facts}");
        }
    }
}

#[tokio::test]
async fn the_group_of_a_session_is_that_of_its_card() {
    let facts = json!({
        "conversationChannels": [{"type": "Cobrowse"}, {"type": "Voice"}],
        "originatingDirection": "Inbound",
    });
    let harness = start_with_facts(&[], facts).await;
    for (group, is_listed) in [("VOICE", true), ("OTHER", false)] {
        let found = listed(&harness, json!({"channelGroups": [group]})).await;
        assert_eq!(found.is_some(), is_listed, "{group}");
    }
}

#[tokio::test]
async fn media_that_the_operator_adds_are_shown() {
    let facts = json!({
        "conversationChannels": [
            {"type": "Cobrowse"},
            {"type": "Message", "messageType": "Instagram"},
            {"type": "Message", "messageType": "WebMessaging"},
        ],
        "authenticated": true,
        "originatingDirection": "Inbound",
    });
    let cases = [
        ("", None),
        ("INSTAGRAM", Some("INSTAGRAM")),
        (
            "AUTHENTICATED_WEB_MESSAGING",
            Some("AUTHENTICATED_WEB_MESSAGING"),
        ),
        ("AUTHENTICATED_WEB_MESSAGING, INSTAGRAM", Some("INSTAGRAM")),
    ];
    for (also, medium) in cases {
        let harness = start_with_facts(&[("channels.also_shown", also)], facts.clone()).await;
        let session = listed(&harness, json!({})).await;
        let Some(medium) = medium else {
            assert_eq!(session, None);
            continue;
        };
        let session = session.unwrap();
        assert_eq!(session["channel"]["medium"], medium, "{also}");
        for channel in session["channels"].as_array().unwrap() {
            let name = channel["medium"].as_str().unwrap();
            let is_added = also.split(", ").any(|one| one == name);
            assert_eq!(channel["supported"], is_added, "{also}: {name}");
        }
    }
}

//! Which sessions are shown, and with which channel, in lists, filters and queries by id.

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

/// Starts a harness whose platform overwrites these properties of the live customer's call.
async fn start_with_call_properties(
    settings: &[(&'static str, &str)],
    properties: Value,
) -> Harness {
    let call = Harness::start().await.fixtures.live_call.clone();
    let edit = move |session: &mut Value| {
        if session["id"] == call.as_str() {
            let properties = properties.as_object().unwrap().clone();
            session.as_object_mut().unwrap().extend(properties);
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

/// The live customer's call in the customer's list, or `None` if the list does not contain it.
async fn listed_call(harness: &Harness, filter: Value) -> Option<Value> {
    let variables = json!({"id": harness.fixtures.live_customer, "filter": filter});
    let data = harness.query(SUPERVISOR, LIST, variables).await.data();
    let nodes = data["customer"]["sessions"]["nodes"].as_array().unwrap();
    let call = harness.fixtures.live_call.as_str();
    nodes.iter().find(|node| node["id"] == call).cloned()
}

/// Channels of a conversation and how the gateway should show it.
struct Case {
    direction: &'static str,
    channels: Value,
    medium: &'static str,
    label: &'static str,
    supported: bool,
}

fn cases() -> Vec<Case> {
    let (voice, cobrowse) = (json!({"type": "Voice"}), json!({"type": "Cobrowse"}));
    let (callback, pigeon) = (json!({"type": "Callback"}), json!({"type": "Pigeon"}));
    let instagram = json!({"type": "Message", "messageType": "Instagram"});
    let row = |direction, channels, medium, label, supported| Case {
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
async fn a_conversation_is_listed_if_any_of_its_channels_is_supported() {
    for row in cases() {
        let properties = json!({
            "conversationChannels": row.channels,
            "originatingDirection": row.direction,
        });
        for identity in [&[], SERVICE_IDENTITY] {
            let harness = start_with_call_properties(identity, properties.clone()).await;
            let by_default = listed_call(&harness, json!({})).await;
            assert_eq!(by_default.is_some(), row.supported, "{properties}");
            let all = listed_call(&harness, json!({"includeUnsupportedChannels": true})).await;
            let session = all.unwrap();
            let channel = &session["channel"];
            assert_eq!(channel["medium"], row.medium, "{properties}");
            assert_eq!(channel["label"], row.label, "{properties}");
            assert_eq!(channel["supported"], row.supported, "{properties}");
            let count = row.channels.as_array().map_or(0, Vec::len);
            let listed = session["channels"].as_array().unwrap();
            assert_eq!(listed.len(), count, "in the platform's order: {properties}");
            let by_id = harness
                .data(BY_ID, json!({"id": harness.fixtures.live_call}))
                .await;
            assert_eq!(by_id["session"], session, "{properties}");
        }
    }
}

#[tokio::test]
async fn group_filters_use_the_channel_shown_on_the_card() {
    let properties = json!({
        "conversationChannels": [{"type": "Cobrowse"}, {"type": "Voice"}],
        "originatingDirection": "Inbound",
    });
    let harness = start_with_call_properties(&[], properties).await;
    for (group, is_listed) in [("VOICE", true), ("OTHER", false)] {
        let found = listed_call(&harness, json!({"channelGroups": [group]})).await;
        assert_eq!(found.is_some(), is_listed, "{group}");
    }
}

#[tokio::test]
async fn sessions_of_media_added_by_configuration_are_listed() {
    let properties = json!({
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
    for (also_shown, medium) in cases {
        let harness =
            start_with_call_properties(&[("channels.also_shown", also_shown)], properties.clone())
                .await;
        let session = listed_call(&harness, json!({})).await;
        let Some(medium) = medium else {
            assert_eq!(session, None);
            continue;
        };
        let session = session.unwrap();
        assert_eq!(session["channel"]["medium"], medium, "{also_shown}");
        for channel in session["channels"].as_array().unwrap() {
            let name = channel["medium"].as_str().unwrap();
            let is_added = also_shown.split(", ").any(|added| added == name);
            assert_eq!(channel["supported"], is_added, "{also_shown}: {name}");
        }
    }
}

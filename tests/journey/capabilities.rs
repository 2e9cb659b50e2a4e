//! `Viewer.capabilities`: the parts of the journey tab that a viewer may see.

use journey_simulator::Grant;
use serde_json::json;

use super::harness::{AGENT, Harness};

/// Fields of `Capabilities`, in the order of the flags in the test.
const NAMES: [&str; 11] = [
    "journeyTab",
    "sessions",
    "conversationSessions",
    "events",
    "eventDetails",
    "wrapUps",
    "queues",
    "customerDetails",
    "enableJourneyTab",
    "segments",
    "customerSegments",
];

#[tokio::test]
async fn capabilities_follow_from_permissions() {
    let harness = Harness::start().await;
    let query = format!(
        "{{ viewer {{ permissions capabilities {{ {} }} }} }}",
        NAMES.join(" ")
    );
    let expected = [
        ("demo-supervisor", "11111111111"),
        ("demo-agent", "11111110100"),
        ("demo-agent-no-queues", "11111100100"),
        ("demo-conversations-only", "10111110100"),
        ("demo-admin-tab", "00000000100"),
        ("demo-nobody", "00000000000"),
        ("without-events", "01100000100"),
        ("without-sessions", "00010000100"),
        ("relate", "00000001000"),
        ("assignments", "00000000001"),
    ];
    let granted: [(&str, &[&str]); 4] = [
        (
            "without-events",
            &["externalContacts:session:view", "journey:session:view"],
        ),
        (
            "without-sessions",
            &["externalContacts:session:view", "journey:event:view"],
        ),
        ("relate", &["relate:contact:view"]),
        ("assignments", &["externalContacts:segmentAssignment:view"]),
    ];
    for (name, permissions) in granted {
        let grant = Grant {
            permissions: permissions.iter().map(ToString::to_string).collect(),
            division: None,
        };
        harness.simulator.add_user(name, &[grant]);
    }
    for (token, flags) in expected {
        let data = harness.query(token, &query, json!({})).await.data();
        let flag = |name: &&str| data["viewer"]["capabilities"][*name].as_bool().unwrap();
        let found: String = NAMES
            .iter()
            .map(|name| if flag(name) { '1' } else { '0' })
            .collect();
        assert_eq!(found, flags, "{token}");
    }
    let agent = harness.query(AGENT, &query, json!({})).await.data();
    assert_eq!(agent["viewer"]["permissions"].as_array().unwrap().len(), 7);
}

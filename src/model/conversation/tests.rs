//! The timeline that is derived from a session alone.

use super::*;
use crate::model::session::{Details as SessionDetails, Disposition};

const FIRST: &str = "3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c6001";
const SECOND: &str = "3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c6002";
const QUEUE: &str = "3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c4001";

/// The type of each step, and whether it has the session's latest time.
fn steps(last_agent: Option<&str>, wrapped_up_by: Option<&str>) -> Vec<(&'static str, bool)> {
    let agent = |id: &str| id.parse().unwrap();
    let facts = ConversationFacts {
        last_queue: Some(QUEUE.parse().unwrap()),
        last_agent: last_agent.map(agent),
        last_wrap_up: Some(Disposition {
            code: WrapUpCodeId::from_disposition("ININ-WRAP-UP-TIMEOUT"),
            notes: None,
            agent: wrapped_up_by.map(agent),
        }),
        ..ConversationFacts::default()
    };
    let start = DateTime::UNIX_EPOCH;
    let latest = start + chrono::TimeDelta::minutes(3);
    let session = Session {
        id: "3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c2001".parse().unwrap(),
        customer: None,
        started_at: start,
        ended_at: None,
        idle_at: None,
        away_at: None,
        last_activity_at: Some(latest),
        duration_seconds: None,
        event_count: 0,
        divisions: Vec::new(),
        record: None,
        details: SessionDetails::Conversation(Arc::new(facts.clone())),
    };
    let timeline = timeline_from_session(&session, &facts);
    assert!(timeline.is_sorted_by_key(|step| step.at));
    let steps = timeline.iter();
    steps
        .map(|step| (step.kind.as_str(), step.at == latest))
        .collect()
}

#[test]
fn the_wrap_up_of_an_earlier_agent_comes_before_the_last_one() {
    let started = ("conversation.started", false);
    let own = [
        started,
        ("queue.entered", false),
        ("agent.connected", false),
        ("wrapup.added", true),
    ];
    assert_eq!(steps(Some(FIRST), Some(FIRST)), own);
    assert_eq!(steps(Some(FIRST), None), own);
    let earlier = [
        started,
        ("wrapup.added", true),
        ("queue.entered", true),
        ("agent.connected", true),
    ];
    assert_eq!(steps(Some(SECOND), Some(FIRST)), earlier);
    let without_last_agent = [started, ("queue.entered", false), ("wrapup.added", true)];
    assert_eq!(steps(None, Some(FIRST)), without_last_agent);
}

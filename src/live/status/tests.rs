//! The rule around its instants, for every session that can be.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use uuid::Uuid;

use super::{Reading, Status, status};
use crate::model::channel::{ConversationChannel, Direction};
use crate::model::id::{AgentId, SessionId, WrapUpCodeId};
use crate::model::session::{Conversation, Details, Disposition, Session};

fn instant(milliseconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_790_000_000_000 + milliseconds).unwrap()
}

fn session(details: Details) -> Session {
    Session {
        id: SessionId(Uuid::nil()),
        customer: None,
        started_at: instant(0),
        ended_at: None,
        idle_at: None,
        away_at: None,
        last_activity_at: Some(instant(0)),
        duration_seconds: None,
        event_count: 1,
        divisions: Vec::new(),
        details,
    }
}

fn visit() -> Session {
    session(Details::Web(Box::default()))
}

fn conversation(kind: &str, message_type: Option<&str>) -> Conversation {
    Conversation {
        channels: vec![ConversationChannel {
            kind: kind.to_owned(),
            message_type: message_type.map(str::to_owned),
        }],
        direction: Direction::Inbound,
        ..Conversation::default()
    }
}

fn wrapped_up_by(agent: u128) -> Disposition {
    Disposition {
        code: WrapUpCodeId::System("ININ-WRAP-UP-TIMEOUT".to_owned()),
        notes: None,
        agent: Some(AgentId(Uuid::from_u128(agent))),
    }
}

#[test]
fn a_call_is_live_until_its_last_agent_wraps_up_and_then_until_it_ends() {
    let read = |facts: Conversation| {
        status(
            &session(Details::Conversation(Box::new(facts))),
            instant(3_600_000),
        )
        .status
    };
    let agent = Some(AgentId(Uuid::from_u128(2)));
    let call = conversation("Voice", None);
    assert_eq!(read(call.clone()), Status::Live);
    let transferred = Conversation {
        last_agent: agent,
        last_wrap_up: Some(wrapped_up_by(1)),
        ..call.clone()
    };
    assert_eq!(
        read(transferred),
        Status::Live,
        "the first agent's wrap-up does not end the second's call"
    );
    let done = Conversation {
        last_agent: agent,
        last_wrap_up: Some(wrapped_up_by(2)),
        ..call
    };
    assert_eq!(read(done.clone()), Status::Inactive);
    let mut ended = session(Details::Conversation(Box::new(done)));
    ended.ended_at = Some(instant(5_000));
    assert_eq!(
        status(&ended, instant(5_000)),
        Reading {
            status: Status::Ended,
            changes_at: None
        }
    );
}

#[test]
fn web_messaging_fades_like_a_visit_and_an_email_does_not() {
    let read = |kind, message| {
        status(
            &session(Details::Conversation(Box::new(conversation(kind, message)))),
            instant(60_000),
        )
        .status
    };
    assert_eq!(read("Message", Some("WebMessaging")), Status::Inactive);
    assert_eq!(read("Email", None), Status::Live);
}

proptest! {
    #[test]
    fn a_visit_is_green_for_45_s_yellow_to_60_s_then_inactive(silence in -5_000_i64..200_000) {
        let reading = status(&visit(), instant(silence));
        let expected = match silence {
            ..45_000 => Reading { status: Status::Live, changes_at: Some(instant(45_000)) },
            45_000..60_000 => Reading { status: Status::Idle, changes_at: Some(instant(60_000)) },
            _ => Reading { status: Status::Inactive, changes_at: None },
        };
        prop_assert_eq!(reading, expected);
    }

    #[test]
    fn the_platforms_dates_win_over_the_computed_ones(idle in 0_i64..300_000, gap in 0_i64..60_000, now in -1_000_i64..400_000) {
        let away = idle + gap;
        let given = Session { idle_at: Some(instant(idle)), away_at: Some(instant(away)), ..visit() };
        let expected = if now >= away { Status::Inactive } else if now >= idle { Status::Idle } else { Status::Live };
        prop_assert_eq!(status(&given, instant(now)).status, expected);
    }

    #[test]
    fn changes_at_is_the_first_instant_of_another_status(
        last in 0_i64..100_000,
        idle in proptest::option::of(0_i64..200_000),
        away in proptest::option::of(0_i64..200_000),
        end in proptest::option::of(0_i64..200_000),
        now in 0_i64..200_000,
    ) {
        let any = Session {
            last_activity_at: Some(instant(last)),
            idle_at: idle.map(instant),
            away_at: away.map(instant),
            ended_at: end.map(instant),
            ..visit()
        };
        let reading = status(&any, instant(now));
        match reading.changes_at {
            Some(at) => {
                prop_assert!(at > instant(now));
                prop_assert_ne!(status(&any, at).status, reading.status);
                prop_assert_eq!(status(&any, at - TimeDelta::milliseconds(1)).status, reading.status);
            }
            None => for later in [1, 1_000, 400_000] {
                prop_assert_eq!(status(&any, instant(now + later)).status, reading.status);
            },
        }
    }

    #[test]
    fn the_next_event_makes_it_live_again(silence in 60_000_i64..1_000_000, look in 0_i64..45_000) {
        let mut one = visit();
        prop_assert_eq!(status(&one, instant(silence)).status, Status::Inactive);
        one.last_activity_at = Some(instant(silence));
        prop_assert_eq!(status(&one, instant(silence + look)).status, Status::Live);
    }
}

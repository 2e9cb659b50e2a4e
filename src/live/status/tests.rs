//! Statuses around the instants at which they change, for generated sessions.

mod calls;
mod visits;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use uuid::Uuid;

use super::{Activity, Status, StatusContext, TimedStatus, next_possible_change, status};
use crate::model::channel::{ConversationChannel, Direction, MediumSet};
use crate::model::id::{AgentId, SessionId, WrapUpCodeId};
use crate::model::session::{ConversationFacts, Details, Disposition, Session};

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
        record: None,
        details,
    }
}

fn visit() -> Session {
    session(Details::Web(Arc::default()))
}

fn conversation(kind: &str, message_type: Option<&str>) -> ConversationFacts {
    ConversationFacts {
        channels: vec![ConversationChannel::from_platform(kind, message_type)],
        direction: Direction::Inbound,
        ..ConversationFacts::default()
    }
}

fn wrapped_up_by(agent: u128) -> Disposition {
    Disposition {
        code: WrapUpCodeId::System("ININ-WRAP-UP-TIMEOUT".to_owned()),
        notes: None,
        agent: Some(AgentId(Uuid::from_u128(agent))),
    }
}

fn at(milliseconds: i64) -> StatusContext {
    StatusContext {
        now: instant(milliseconds),
        wrap_up_grace: TimeDelta::zero(),
        shown: MediumSet::default(),
        visits: Activity::default(),
    }
}

fn conversation_session(facts: ConversationFacts) -> Session {
    session(Details::Conversation(Arc::new(facts)))
}

proptest! {
    #[test]
    fn a_visit_is_live_for_45_s_idle_until_60_s_then_inactive(silence in -5_000_i64..200_000) {
        let current = status(&visit(), &at(silence));
        let expected = match silence {
            ..45_000 => TimedStatus { status: Status::Live, changes_at: Some(instant(45_000)) },
            45_000..60_000 => TimedStatus { status: Status::Idle, changes_at: Some(instant(60_000)) },
            _ => TimedStatus { status: Status::Inactive, changes_at: None },
        };
        prop_assert_eq!(current, expected);
    }

    #[test]
    fn the_platforms_dates_override_computed_ones(idle in 0_i64..300_000, gap in 0_i64..60_000, now in -1_000_i64..400_000) {
        let away = idle + gap;
        let given = Session { idle_at: Some(instant(idle)), away_at: Some(instant(away)), ..visit() };
        let expected = if now >= away { Status::Inactive } else if now >= idle { Status::Idle } else { Status::Live };
        prop_assert_eq!(status(&given, &at(now)).status, expected);
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
        let current = status(&any, &at(now));
        match current.changes_at {
            Some(change) => {
                prop_assert!(change > instant(now));
                prop_assert_ne!(status(&any, &StatusContext { now: change, ..at(now) }).status, current.status);
                prop_assert_eq!(status(&any, &StatusContext { now: change - TimeDelta::milliseconds(1), ..at(now) }).status, current.status);
            }
            None => for later in [1, 1_000, 400_000] {
                prop_assert_eq!(status(&any, &at(now + later)).status, current.status);
            },
        }
    }

    #[test]
    fn the_next_event_makes_a_visit_live_again(silence in 60_000_i64..1_000_000, look in 0_i64..45_000) {
        let mut session = visit();
        prop_assert_eq!(status(&session, &at(silence)).status, Status::Inactive);
        session.last_activity_at = Some(instant(silence));
        prop_assert_eq!(status(&session, &at(silence + look)).status, Status::Live);
    }
}

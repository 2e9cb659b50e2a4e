//! The rule around its instants, for every session that can be.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use uuid::Uuid;

use super::{Activity, Reading, Status, StatusContext, next_turn, status};
use crate::model::channel::{ConversationChannel, Direction};
use crate::model::id::{AgentId, SessionId, WrapUpCodeId};
use crate::model::session::{Conversation, Details, Disposition, Session, Visit};

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

fn at(milliseconds: i64) -> StatusContext {
    StatusContext {
        now: instant(milliseconds),
        wrap_up_grace: TimeDelta::zero(),
        visits: Activity::default(),
    }
}

fn talk(facts: Conversation) -> Session {
    session(Details::Conversation(Box::new(facts)))
}

/// A call at some point of its life.
#[derive(Clone, Copy, Default)]
struct Call {
    /// The number of the agent who was connected last.
    agent: Option<u128>,
    /// Who has wrapped up last.
    wrapped_up: Option<u128>,
    disconnected: Option<&'static str>,
    /// In seconds; idle and away dates are passed as they are.
    ended: Option<i64>,
    idle: Option<i64>,
    away: Option<i64>,
    grace: i64,
}

/// Reads a call of this kind an hour after its beginning; the change is in seconds.
fn of_call(kind: &str, call: Call) -> (Status, Option<i64>) {
    let seconds = |at: i64| instant(at * 1_000);
    let one = Session {
        ended_at: call.ended.map(seconds),
        idle_at: call.idle.map(seconds),
        away_at: call.away.map(seconds),
        ..talk(Conversation {
            last_agent: call.agent.map(|agent| AgentId(Uuid::from_u128(agent))),
            last_wrap_up: call.wrapped_up.map(wrapped_up_by),
            disconnect_type: call.disconnected.map(str::to_owned),
            ..conversation(kind, None)
        })
    };
    let context = StatusContext {
        wrap_up_grace: TimeDelta::seconds(call.grace),
        ..at(3_600_000)
    };
    let reading = status(&one, &context);
    let changes_at = reading.changes_at.map(|at| (at - instant(0)).num_seconds());
    (reading.status, changes_at)
}

#[test]
fn a_call_is_live_until_its_last_agent_wraps_up() {
    let new = Call::default();
    let answered = Call {
        agent: Some(1),
        ..new
    };
    let done = Call {
        wrapped_up: Some(1),
        ..answered
    };
    let handed_over = Call {
        disconnected: Some("ConsultTransfer"),
        ..done
    };
    let rows = [
        ("nobody has answered", new, (Status::Live, None)),
        ("an agent is connected", answered, (Status::Live, None)),
        (
            "long after its idle and away dates",
            Call {
                idle: Some(45),
                away: Some(60),
                ..answered
            },
            (Status::Live, None),
        ),
        ("wrapped up", done, (Status::Inactive, None)),
        (
            "wrapped up, its idle date ahead",
            Call {
                idle: Some(4_000),
                away: Some(5_000),
                ..done
            },
            (Status::Inactive, None),
        ),
        (
            "the first agent has wrapped up, the second talks",
            Call {
                agent: Some(2),
                ..done
            },
            (Status::Live, None),
        ),
        (
            "transferred, in its next queue",
            handed_over,
            (Status::Live, None),
        ),
        (
            "the same in other letters",
            Call {
                disconnected: Some("TRANSFER_CONSULT"),
                ..done
            },
            (Status::Live, None),
        ),
        (
            "the customer has hung up",
            Call {
                disconnected: Some("Client"),
                ..done
            },
            (Status::Inactive, None),
        ),
        (
            "transferred, and ends in a minute",
            Call {
                ended: Some(3_660),
                ..handed_over
            },
            (Status::Inactive, Some(3_660)),
        ),
        (
            "over",
            Call {
                ended: Some(3_600),
                ..answered
            },
            (Status::Ended, None),
        ),
        (
            "transferred and over",
            Call {
                ended: Some(3_500),
                ..handed_over
            },
            (Status::Ended, None),
        ),
        (
            "hung up, waits for its wrap-up",
            Call {
                ended: Some(3_590),
                grace: 30,
                ..answered
            },
            (Status::Live, Some(3_620)),
        ),
        (
            "waits no longer",
            Call {
                ended: Some(3_570),
                grace: 30,
                ..answered
            },
            (Status::Ended, None),
        ),
        (
            "has its wrap-up",
            Call {
                ended: Some(3_590),
                grace: 30,
                ..done
            },
            (Status::Ended, None),
        ),
        (
            "has only the first agent's wrap-up",
            Call {
                agent: Some(2),
                ended: Some(3_590),
                grace: 30,
                ..done
            },
            (Status::Live, Some(3_620)),
        ),
        (
            "was never answered",
            Call {
                ended: Some(3_590),
                grace: 30,
                ..new
            },
            (Status::Ended, None),
        ),
    ];
    for (what, call, expected) in rows {
        assert_eq!(of_call("Voice", call), expected, "{what}");
        assert_eq!(of_call("Callback", call), expected, "{what}, as a callback");
        if call.grace == 0 {
            assert_eq!(of_call("Email", call), expected, "{what}, as an email");
        }
    }
    let waits = Call {
        ended: Some(3_590),
        grace: 30,
        ..answered
    };
    assert_eq!(
        of_call("Email", waits),
        (Status::Ended, None),
        "the grace is for calls"
    );
}

/// Until when a visit counts, by whether the viewer can see it.
#[derive(Debug, Clone, Copy)]
struct Visited {
    last: i64,
    idle: Option<i64>,
    away: Option<i64>,
    ended: Option<i64>,
    is_seen: bool,
}

impl Visited {
    fn session(self) -> Session {
        Session {
            last_activity_at: Some(instant(self.last)),
            idle_at: self.idle.map(instant),
            away_at: self.away.map(instant),
            ended_at: self.ended.map(instant),
            details: Details::Web(Box::<Visit>::default()),
            ..visit()
        }
    }

    /// The rule in words: from when on it is idle, and inactive, if it is open.
    fn dates(self, now: i64) -> Option<(i64, i64)> {
        let is_open = self.ended.is_none_or(|end| end > now);
        is_open.then(|| {
            (
                self.idle.unwrap_or(self.last + 45_000),
                self.away.unwrap_or(self.last + 60_000),
            )
        })
    }
}

fn visited() -> impl Strategy<Value = Visited> {
    let date = || proptest::option::weighted(0.6, 0_i64..300_000);
    (
        0_i64..200_000,
        date(),
        date(),
        proptest::option::weighted(0.3, 0_i64..300_000),
        any::<bool>(),
    )
        .prop_map(|(last, idle, away, ended, is_seen)| Visited {
            last,
            idle,
            away,
            ended,
            is_seen,
        })
}

fn messaging(own: Visited) -> Session {
    Session {
        details: talk(conversation("Message", Some("WebMessaging"))).details,
        ..own.session()
    }
}

/// The status of web messaging, by the rule and nothing else.
fn by_the_rule(own: Visited, visits: &[Visited], now: i64) -> Status {
    let Some((mut idle, mut away)) = own.dates(now) else {
        return Status::Ended;
    };
    for visit in visits.iter().filter(|visit| visit.is_seen) {
        if let Some(dates) = visit.dates(now) {
            idle = idle.max(dates.0);
            away = away.max(dates.1);
        }
    }
    match now {
        now if now >= away => Status::Inactive,
        now if now >= idle => Status::Idle,
        _ => Status::Live,
    }
}

/// Of all visits, those that a viewer can see.
fn context(visits: &[Visited], is_seen: impl Fn(&Visited) -> bool, now: i64) -> StatusContext {
    let seen: Vec<_> = visits
        .iter()
        .filter(|one| is_seen(one))
        .map(|one| one.session())
        .collect();
    StatusContext {
        visits: Activity::of_visits(&seen),
        ..at(now)
    }
}

#[test]
fn other_conversations_and_other_sessions_do_not_follow_visits() {
    let active = Visited {
        last: 60_000,
        idle: None,
        away: None,
        ended: None,
        is_seen: true,
    };
    let of = |one: Session| status(&one, &context(&[active], |_| true, 60_000)).status;
    assert_eq!(
        of(talk(conversation("Message", Some("WebMessaging")))),
        Status::Live
    );
    assert_eq!(of(visit()), Status::Inactive, "another visit");
    let mut signed_in = conversation("Message", Some("WebMessaging"));
    signed_in.authenticated = true;
    assert_eq!(of(talk(signed_in)), Status::Live);
    let by_mail = Session {
        away_at: Some(instant(1)),
        ..talk(conversation("Email", None))
    };
    assert_eq!(of(by_mail), Status::Live, "dates of an email do not count");
    // A call or a chat among the sessions of a list is no visit.
    let others = [
        talk(conversation("Voice", None)),
        talk(conversation("Chat", None)),
    ];
    assert_eq!(Activity::of_visits(&others), Activity::default());
}

proptest! {
    /// Web messaging × any visits × any time.
    #[test]
    fn web_messaging_follows_the_latest_dates_of_itself_and_the_visits_in_sight(
        own in visited(),
        visits in prop::collection::vec(visited(), 0..5),
        now in -1_000_i64..400_000,
    ) {
        let one = messaging(own);
        let seen = context(&visits, |visit| visit.is_seen, now);
        let reading = status(&one, &seen);
        prop_assert_eq!(reading.status, by_the_rule(own, &visits, now));
        // It changes at the instant that it says, and at none before.
        let dates = visits.iter().chain([&own]);
        let dates = dates.flat_map(|one| [Some(one.last + 45_000), Some(one.last + 60_000), one.idle, one.away, one.ended]);
        let mut later: Vec<_> = dates.flatten().filter(|at| *at > now).collect();
        later.sort_unstable();
        let turn = later.into_iter().find(|at| by_the_rule(own, &visits, *at) != reading.status);
        prop_assert_eq!(reading.changes_at, turn.map(instant));
        // No viewer's status turns before the next turn of all.
        let all: Vec<_> = visits.iter().map(|visit| Arc::new(visit.session())).collect();
        let next = next_turn(&one, &all, &at(now));
        prop_assert!(reading.changes_at.is_none_or(|turn| next.is_some_and(|next| next <= turn)));
        prop_assert!(next.is_none_or(|next| next > instant(now)));
    }

    #[test]
    fn a_later_event_of_a_visit_makes_it_no_less_live(
        own in visited(),
        visits in prop::collection::vec(visited(), 1..5),
        which in any::<prop::sample::Index>(),
        more in 0_i64..100_000,
        now in 0_i64..400_000,
    ) {
        let before = by_the_rule(own, &visits, now);
        let mut after = visits;
        let moved = which.index(after.len());
        let one = &mut after[moved];
        one.last += more;
        one.idle = one.idle.map(|at| at + more);
        one.away = one.away.map(|at| at + more);
        let status = status(&messaging(own), &context(&after, |visit| visit.is_seen, now)).status;
        prop_assert!(status <= before, "{status:?} after {before:?}");
    }

    #[test]
    fn a_visit_out_of_sight_or_over_changes_nothing(
        own in visited(),
        visits in prop::collection::vec(visited(), 0..5),
        now in 0_i64..400_000,
    ) {
        let one = messaging(own);
        let all_seen = status(&one, &context(&visits, |_| true, now));
        let open = status(&one, &context(&visits, |visit| visit.ended.is_none_or(|end| end > now), now));
        prop_assert_eq!(all_seen, open);
        let none = status(&one, &context(&visits, |_| false, now));
        prop_assert_eq!(none, status(&one, &at(now)));
    }

    #[test]
    fn a_call_turns_at_no_instant_but_its_end(
        idle in proptest::option::of(0_i64..200_000),
        away in proptest::option::of(0_i64..200_000),
        visits in prop::collection::vec(visited(), 0..3),
        end in proptest::option::of(0_i64..200_000),
        grace in 0_i64..100_000,
        answered in any::<bool>(),
        now in 0_i64..300_000,
    ) {
        let facts = Conversation {
            last_agent: answered.then_some(AgentId(Uuid::from_u128(1))),
            ..conversation("Voice", None)
        };
        let call = Session {
            idle_at: idle.map(instant),
            away_at: away.map(instant),
            ended_at: end.map(instant),
            ..talk(facts)
        };
        let context = StatusContext {
            wrap_up_grace: TimeDelta::milliseconds(grace),
            ..context(&visits, |_| true, now)
        };
        let over = end.map(|end| if answered { end + grace } else { end });
        let expected = match over {
            Some(over) if over <= now => Reading { status: Status::Ended, changes_at: None },
            over => Reading { status: Status::Live, changes_at: over.map(instant) },
        };
        prop_assert_eq!(status(&call, &context), expected);
    }

    #[test]
    fn a_visit_is_green_for_45_s_yellow_to_60_s_then_inactive(silence in -5_000_i64..200_000) {
        let reading = status(&visit(), &at(silence));
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
        let reading = status(&any, &at(now));
        match reading.changes_at {
            Some(turn) => {
                prop_assert!(turn > instant(now));
                prop_assert_ne!(status(&any, &StatusContext { now: turn, ..at(now) }).status, reading.status);
                prop_assert_eq!(status(&any, &StatusContext { now: turn - TimeDelta::milliseconds(1), ..at(now) }).status, reading.status);
            }
            None => for later in [1, 1_000, 400_000] {
                prop_assert_eq!(status(&any, &at(now + later)).status, reading.status);
            },
        }
    }

    #[test]
    fn the_next_event_makes_it_live_again(silence in 60_000_i64..1_000_000, look in 0_i64..45_000) {
        let mut one = visit();
        prop_assert_eq!(status(&one, &at(silence)).status, Status::Inactive);
        one.last_activity_at = Some(instant(silence));
        prop_assert_eq!(status(&one, &at(silence + look)).status, Status::Live);
    }
}

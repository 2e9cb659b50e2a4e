//! Calls and other conversations: live until the last agent has wrapped up.

use super::visits::{context, visited};
use super::*;

/// A call at some point of its life, with times in seconds since its start.
#[derive(Clone, Copy)]
struct Call {
    /// The number of the last connected agent.
    agent: Option<u128>,
    /// The number of the agent who wrapped up last.
    wrapped_up: Option<u128>,
    disconnected: Option<&'static str>,
    ended: Option<i64>,
    /// Idle and away dates.
    fades: Option<(i64, i64)>,
    grace: i64,
}

impl Call {
    const fn agent(mut self, agent: u128) -> Self {
        self.agent = Some(agent);
        self
    }

    const fn wrapped_up(mut self, agent: u128) -> Self {
        self.wrapped_up = Some(agent);
        self
    }

    const fn left(mut self, how: &'static str) -> Self {
        self.disconnected = Some(how);
        self
    }

    const fn ended(mut self, at: i64) -> Self {
        self.ended = Some(at);
        self
    }

    const fn fades(mut self, idle: i64, away: i64) -> Self {
        self.fades = Some((idle, away));
        self
    }

    const fn grace(mut self, seconds: i64) -> Self {
        self.grace = seconds;
        self
    }

    /// The status an hour after the start, and when it changes.
    fn read(self, kind: &str) -> (Status, Option<i64>) {
        let seconds = |at: i64| instant(at * 1_000);
        let facts = ConversationFacts {
            last_agent: self.agent.map(|agent| AgentId(Uuid::from_u128(agent))),
            last_wrap_up: self.wrapped_up.map(wrapped_up_by),
            disconnect_type: self.disconnected.map(str::to_owned),
            ..conversation(kind, None)
        };
        let session = Session {
            ended_at: self.ended.map(seconds),
            idle_at: self.fades.map(|(idle, _)| seconds(idle)),
            away_at: self.fades.map(|(_, away)| seconds(away)),
            ..conversation_session(facts)
        };
        let context = StatusContext {
            wrap_up_grace: TimeDelta::seconds(self.grace),
            ..at(3_600_000)
        };
        let current = status(&session, &context);
        let changes_at = current.changes_at.map(|at| (at - instant(0)).num_seconds());
        (current.status, changes_at)
    }
}

const NEW: Call = Call {
    agent: None,
    wrapped_up: None,
    disconnected: None,
    ended: None,
    fades: None,
    grace: 0,
};
const ANSWERED: Call = NEW.agent(1);
const DONE: Call = ANSWERED.wrapped_up(1);
const HANDED_OVER: Call = DONE.left("ConsultTransfer");

type Expected = (Status, Option<i64>);

const LIVE: Expected = (Status::Live, None);
const INACTIVE: Expected = (Status::Inactive, None);
const ENDED: Expected = (Status::Ended, None);

/// Statuses of every conversation except web messaging.
const ROWS: [(&str, Call, Expected); 14] = [
    ("no agent has answered", NEW, LIVE),
    ("an agent is connected", ANSWERED, LIVE),
    (
        "after its idle and away dates",
        ANSWERED.fades(45, 60),
        LIVE,
    ),
    ("wrapped up", DONE, INACTIVE),
    ("its idle date is ahead", DONE.fades(4_000, 5_000), INACTIVE),
    ("the next agent talks", DONE.agent(2), LIVE),
    ("transferred, in its next queue", HANDED_OVER, LIVE),
    ("in other letters", DONE.left("TRANSFER_CONSULT"), LIVE),
    ("the customer has hung up", DONE.left("Client"), INACTIVE),
    (
        "transferred, but its end is known",
        HANDED_OVER.ended(3_660),
        (Status::Inactive, Some(3_660)),
    ),
    (
        "its end is known",
        ANSWERED.ended(3_660),
        (Status::Live, Some(3_660)),
    ),
    ("over", ANSWERED.ended(3_600), ENDED),
    ("wrapped up and over", DONE.ended(3_500), ENDED),
    ("transferred and over", HANDED_OVER.ended(3_500), ENDED),
];

/// Statuses of calls only, which wait for their wrap-up.
const WAITING: [(&str, Call, Expected); 5] = [
    (
        "without a wrap-up",
        ANSWERED.ended(3_590).grace(30),
        (Status::Live, Some(3_620)),
    ),
    (
        "with the first agent's wrap-up only",
        DONE.agent(2).ended(3_590).grace(30),
        (Status::Live, Some(3_620)),
    ),
    ("too long ago", ANSWERED.ended(3_570).grace(30), ENDED),
    ("with its wrap-up", DONE.ended(3_590).grace(30), ENDED),
    ("never answered", NEW.ended(3_590).grace(30), ENDED),
];

#[test]
fn a_conversation_is_live_until_its_last_agent_wraps_up() {
    for (what, call, expected) in ROWS {
        for kind in ["Voice", "Callback", "Email", "Chat"] {
            assert_eq!(call.read(kind), expected, "{kind}: {what}");
        }
    }
}

#[test]
fn an_answered_call_waits_for_its_wrap_up_after_its_end() {
    for (what, call, expected) in WAITING {
        assert_eq!(call.read("Voice"), expected, "{what}");
        assert_eq!(call.read("Callback"), expected, "{what}, a callback");
        assert_eq!(call.read("Email"), ENDED, "{what}, an email");
    }
}

proptest! {
    #[test]
    fn the_status_of_a_call_changes_only_at_its_end(
        idle in proptest::option::of(0_i64..200_000),
        away in proptest::option::of(0_i64..200_000),
        visits in prop::collection::vec(visited(), 0..3),
        end in proptest::option::of(0_i64..200_000),
        grace in 0_i64..100_000,
        answered in any::<bool>(),
        now in 0_i64..300_000,
    ) {
        let facts = ConversationFacts {
            last_agent: answered.then_some(AgentId(Uuid::from_u128(1))),
            ..conversation("Voice", None)
        };
        let call = Session {
            idle_at: idle.map(instant),
            away_at: away.map(instant),
            ended_at: end.map(instant),
            ..conversation_session(facts)
        };
        let context = StatusContext {
            wrap_up_grace: TimeDelta::milliseconds(grace),
            ..context(&visits, |_| true, now)
        };
        let over = end.map(|end| if answered { end + grace } else { end });
        let expected = match over {
            Some(over) if over <= now => TimedStatus { status: Status::Ended, changes_at: None },
            over => TimedStatus { status: Status::Live, changes_at: over.map(instant) },
        };
        prop_assert_eq!(status(&call, &context), expected);
    }
}

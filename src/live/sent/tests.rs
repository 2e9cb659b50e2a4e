//! Two worlds that differ only in visits out of the subscriber's sight look the same to it, whatever
//! happens when; and what it was sent last is the status as it is.

use std::sync::Arc;

use chrono::TimeDelta;
use proptest::prelude::*;
use uuid::Uuid;

use super::super::status::Activity;
use super::super::watched::{Learned, Sessions};
use super::super::wheel::Wheel;
use super::*;
use crate::model::channel::{ConversationChannel, Shown};
use crate::model::session::{Conversation, Details, Visit};

/// The web messaging session's number; visits have others.
const MESSAGING: u128 = 0;
/// Visits with smaller numbers are in sight.
const SEEN: u128 = 3;

#[derive(Debug, Clone, Copy)]
enum Step {
    /// Something happens in the session of this number.
    Event(u128),
    /// A visit ends.
    End(u128),
    /// Seconds pass.
    Pass(i64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (MESSAGING..6).prop_map(Step::Event),
        1 => (1_u128..6).prop_map(Step::End),
        4 => (1_i64..50).prop_map(Step::Pass),
    ]
}

fn instant(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000 + seconds, 0).unwrap()
}

fn session(number: u128) -> Session {
    let details = if number == MESSAGING {
        let channels = vec![ConversationChannel {
            kind: "Message".to_owned(),
            message_type: Some("WebMessaging".to_owned()),
        }];
        Details::Conversation(Box::new(Conversation {
            channels,
            ..Conversation::default()
        }))
    } else {
        Details::Web(Box::<Visit>::default())
    };
    Session {
        id: SessionId(Uuid::from_u128(number)),
        customer: None,
        started_at: instant(i64::try_from(number).unwrap()),
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

fn is_seen(session: &Session) -> bool {
    session.id.0.as_u128() < SEEN
}

/// A watch with one subscriber.
struct Watch {
    sessions: Sessions,
    wheel: Wheel<SessionId>,
    statuses: SentStatuses,
    stamp: u64,
    /// What the subscriber was sent: kind, session, instant, status.
    sent: Vec<(ChangeKind, SessionId, DateTime<Utc>, Reading)>,
}

impl Watch {
    fn over(all: &[Session]) -> Self {
        let mut watch = Self {
            sessions: Sessions::default(),
            wheel: Wheel::default(),
            statuses: SentStatuses::default(),
            stamp: 1,
            sent: Vec::new(),
        };
        let mut list: Vec<_> = all.iter().cloned().map(Arc::new).collect();
        list.reverse();
        let learned = watch.sessions.read(&list, true, 1, instant(0));
        for (id, at) in learned.turns {
            watch.wheel.set(id, at);
        }
        let changes = watch.sessions.all(instant(0));
        watch.send(changes, instant(0));
        watch
    }

    fn send(&mut self, changes: Vec<Change>, now: DateTime<Utc>) {
        for change in changes.into_iter().filter(|one| is_seen(&one.session)) {
            let seen = change.visits.iter().map(AsRef::as_ref);
            let context = StatusContext {
                now,
                wrap_up_grace: TimeDelta::zero(),
                shown: Shown::default(),
                visits: Activity::of_visits(seen.filter(|visit| is_seen(visit))),
            };
            if let Some(change) = self.statuses.news(change, &context) {
                let reading = status(&change.session, &context);
                self.sent
                    .push((change.kind, change.session.id, change.at, reading));
            }
        }
    }

    fn take(&mut self, learned: Learned, now: DateTime<Utc>) {
        for (id, at) in learned.turns {
            self.wheel.set(id, at);
        }
        self.send(learned.changes, now);
    }

    fn hear(&mut self, session: &Session, now: DateTime<Utc>) {
        self.stamp += 1;
        let learned = self
            .sessions
            .hear(&Arc::new(session.clone()), self.stamp, now);
        self.take(learned, now);
    }

    fn turn(&mut self, now: DateTime<Utc>) {
        for (at, id) in self.wheel.due(now) {
            let learned = self.sessions.turn(id, at, now);
            self.take(learned, now);
        }
    }
}

proptest! {
    #[test]
    fn visits_out_of_sight_leave_no_trace_and_what_was_sent_is_true(
        steps in prop::collection::vec(step(), 1..60),
    ) {
        let mut world: Vec<_> = (MESSAGING..6).map(session).collect();
        let (mut whole, mut seen) = (Watch::over(&world), Watch::over(&world[..usize::try_from(SEEN).unwrap()]));
        let mut now = instant(0);
        for step in steps {
            match step {
                Step::Pass(seconds) => {
                    now += TimeDelta::seconds(seconds);
                    whole.turn(now);
                    seen.turn(now);
                }
                Step::Event(number) | Step::End(number) => {
                    let one = &mut world[usize::try_from(number).unwrap()];
                    if one.ended_at.is_some() {
                        continue;
                    }
                    one.event_count += 1;
                    if matches!(step, Step::End(_)) {
                        one.ended_at = Some(now);
                    } else {
                        one.last_activity_at = Some(now);
                    }
                    whole.hear(one, now);
                    if is_seen(one) {
                        seen.hear(one, now);
                    }
                }
            }
            prop_assert_eq!(&whole.sent, &seen.sent);
            let context = StatusContext {
                now,
                wrap_up_grace: TimeDelta::zero(),
            shown: Shown::default(),
                visits: Activity::of_visits(world.iter().filter(|one| is_seen(one))),
            };
            let messaging = &world[0];
            let sent = whole.sent.iter().rev().find(|sent| sent.1 == messaging.id);
            prop_assert_eq!(sent.map(|sent| sent.3), Some(status(messaging, &context)));
        }
    }
}

#[test]
fn a_turn_is_dated_when_it_came_however_late_it_is_sent() {
    let messaging = Arc::new(session(MESSAGING));
    let change = |kind| Change {
        kind,
        session: messaging.clone(),
        visits: Arc::default(),
        at: instant(70),
    };
    let at = |seconds| StatusContext {
        now: instant(seconds),
        wrap_up_grace: TimeDelta::zero(),
        shown: Shown::default(),
        visits: Activity::default(),
    };
    let mut sent = SentStatuses::default();
    assert!(sent.news(change(ChangeKind::Updated), &at(0)).is_some());
    let late = sent
        .news(change(ChangeKind::StatusChanged), &at(100))
        .unwrap();
    assert_eq!(
        (late.kind, late.at),
        (ChangeKind::StatusChanged, instant(60))
    );
    assert_eq!(sent.news(change(ChangeKind::StatusChanged), &at(110)), None);
}

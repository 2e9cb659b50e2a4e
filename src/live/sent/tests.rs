//! A subscriber cannot distinguish two worlds that differ only in visits that it cannot see, and the last status that it
//! was sent is the present status.

use std::sync::Arc;

use chrono::TimeDelta;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::live::known_sessions::{Effects, KnownSessions};
use crate::live::sequence::Sequence;
use crate::live::status::Activity;
use crate::live::timers::Timers;
use crate::model::channel::{ConversationChannel, MediumSet};
use crate::model::session::{ConversationFacts, Details};

/// The number of the web messaging session; all other numbers are visits.
const MESSAGING: u128 = 0;
/// The subscriber can see visits with smaller numbers.
const FIRST_HIDDEN: u128 = 3;

#[derive(Debug, Clone, Copy)]
enum Step {
    /// The session with this number has an event.
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
        let channels = vec![ConversationChannel::from_platform(
            "Message",
            Some("WebMessaging"),
        )];
        Details::Conversation(Arc::new(ConversationFacts {
            channels,
            ..ConversationFacts::default()
        }))
    } else {
        Details::Web(Arc::default())
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
    session.id.0.as_u128() < FIRST_HIDDEN
}

/// A watch with one subscriber.
struct Watch {
    sessions: KnownSessions,
    timers: Timers<SessionId, DateTime<Utc>>,
    statuses: SentStatuses,
    sequence: Sequence,
    /// The kind, session, time and status of each change that was sent.
    sent: Vec<(ChangeKind, SessionId, DateTime<Utc>, TimedStatus)>,
}

impl Watch {
    fn new(all: &[Session]) -> Self {
        let mut watch = Self {
            sessions: KnownSessions::default(),
            timers: Timers::default(),
            statuses: SentStatuses::default(),
            sequence: Sequence::default().next(),
            sent: Vec::new(),
        };
        let mut list: Vec<_> = all.iter().cloned().map(Arc::new).collect();
        list.reverse();
        let effects = watch
            .sessions
            .apply_list(&list, true, watch.sequence, instant(0));
        for (id, at) in effects.timers {
            watch.timers.set(id, at);
        }
        let changes = watch.sessions.snapshot(instant(0));
        watch.send(changes, instant(0));
        watch
    }

    fn send(&mut self, changes: Vec<Change>, now: DateTime<Utc>) {
        for change in changes
            .into_iter()
            .filter(|change| is_seen(&change.session))
        {
            let seen = change.visits.iter().map(AsRef::as_ref);
            let context = StatusContext {
                now,
                wrap_up_grace: TimeDelta::zero(),
                shown: MediumSet::default(),
                visits: Activity::from_visits(seen.filter(|visit| is_seen(visit))),
            };
            if let Some(change) = self.statuses.filter_change(change, &context) {
                let current = status(&change.session, &context);
                self.sent
                    .push((change.kind, change.session.id, change.at, current));
            }
        }
    }

    fn apply(&mut self, effects: Effects, now: DateTime<Utc>) {
        for (id, at) in effects.timers {
            self.timers.set(id, at);
        }
        self.send(effects.changes, now);
    }

    fn apply_frame(&mut self, session: &Session, now: DateTime<Utc>) {
        self.sequence = self.sequence.next();
        let effects = self
            .sessions
            .apply_frame(&Arc::new(session.clone()), self.sequence, now);
        self.apply(effects, now);
    }

    fn apply_status_changes(&mut self, now: DateTime<Utc>) {
        for (at, id) in self.timers.take_due(now) {
            let effects = self.sessions.apply_status_change(id, at, now);
            self.apply(effects, now);
        }
    }
}

proptest! {
    #[test]
    fn hidden_visits_leave_no_trace_and_the_last_status_is_correct(
        steps in prop::collection::vec(step(), 1..60),
    ) {
        let mut world: Vec<_> = (MESSAGING..6).map(session).collect();
        let (mut whole, mut visible) = (Watch::new(&world), Watch::new(&world[..usize::try_from(FIRST_HIDDEN).unwrap()]));
        let mut now = instant(0);
        for step in steps {
            match step {
                Step::Pass(seconds) => {
                    now += TimeDelta::seconds(seconds);
                    whole.apply_status_changes(now);
                    visible.apply_status_changes(now);
                }
                Step::Event(number) | Step::End(number) => {
                    let session = &mut world[usize::try_from(number).unwrap()];
                    if session.ended_at.is_some() {
                        continue;
                    }
                    session.event_count += 1;
                    if matches!(step, Step::End(_)) {
                        session.ended_at = Some(now);
                    } else {
                        session.last_activity_at = Some(now);
                    }
                    whole.apply_frame(session, now);
                    if is_seen(session) {
                        visible.apply_frame(session, now);
                    }
                }
            }
            prop_assert_eq!(&whole.sent, &visible.sent);
            let context = StatusContext {
                now,
                wrap_up_grace: TimeDelta::zero(),
                shown: MediumSet::default(),
                visits: Activity::from_visits(world.iter().filter(|session| is_seen(session))),
            };
            let messaging = &world[0];
            let sent = whole.sent.iter().rev().find(|sent| sent.1 == messaging.id);
            prop_assert_eq!(sent.map(|sent| sent.3), Some(status(messaging, &context)));
        }
    }
}

#[test]
fn a_late_status_change_has_the_time_when_it_was_due() {
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
        shown: MediumSet::default(),
        visits: Activity::default(),
    };
    let mut sent = SentStatuses::default();
    assert!(
        sent.filter_change(change(ChangeKind::Updated), &at(0))
            .is_some()
    );
    let late = sent
        .filter_change(change(ChangeKind::StatusChanged), &at(100))
        .unwrap();
    assert_eq!(
        (late.kind, late.at),
        (ChangeKind::StatusChanged, instant(60))
    );
    assert_eq!(
        sent.filter_change(change(ChangeKind::StatusChanged), &at(110)),
        None
    );
}

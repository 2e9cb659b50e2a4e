//! Frames and lists in whichever order: what is known only ever becomes newer, and is told once.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::model::session::Details;

fn instant(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000 + seconds, 0).unwrap()
}

/// The session after so many events, one every ten seconds.
fn version(events: u32) -> Arc<Session> {
    Arc::new(Session {
        id: SessionId(Uuid::from_u128(1)),
        customer: None,
        started_at: instant(0),
        ended_at: None,
        idle_at: None,
        away_at: None,
        last_activity_at: Some(instant(i64::from(events) * 10)),
        duration_seconds: None,
        event_count: events,
        divisions: Vec::new(),
        details: Details::Web(Box::default()),
    })
}

#[derive(Debug, Clone)]
enum Step {
    /// Something happens on the platform.
    Happen,
    /// A frame of one of the last states arrives, maybe once more, maybe late.
    Hear(u32),
    BeginRead,
    EndRead,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => Just(Step::Happen),
        4 => (0_u32..4).prop_map(Step::Hear),
        1 => Just(Step::BeginRead),
        1 => Just(Step::EndRead),
    ]
}

proptest! {
    #[test]
    fn what_is_known_becomes_newer_and_is_told_once(steps in prop::collection::vec(step(), 1..80)) {
        let (mut sessions, mut stamp, mut newest) = (Sessions::default(), 1, 1_u32);
        sessions.read(&[version(1)], true, stamp, instant(0));
        let (mut told, mut reading) = (1, None);
        for step in steps {
            let learned = match step {
                Step::Happen => {
                    newest += 1;
                    continue;
                }
                Step::BeginRead => {
                    reading = Some((stamp, newest));
                    continue;
                }
                Step::Hear(ago) => {
                    stamp += 1;
                    sessions.hear(&version(newest.saturating_sub(ago).max(1)), stamp, instant(0))
                }
                Step::EndRead => match reading.take() {
                    Some((mark, seen)) => sessions.read(&[version(seen)], true, mark, instant(0)),
                    None => continue,
                },
            };
            for change in learned.changes {
                prop_assert!(change.session.event_count > told, "{} after {told}", change.session.event_count);
                told = change.session.event_count;
            }
        }
        // Whoever reads at the end knows all.
        sessions.read(&[version(newest)], true, stamp, instant(0));
        let known = sessions.get(SessionId(Uuid::from_u128(1))).unwrap();
        prop_assert_eq!(known.event_count, newest);
    }
}

#[test]
fn what_a_list_does_not_show_any_more_is_gone() {
    let mut sessions = Sessions::default();
    sessions.read(&[version(1)], true, 1, instant(0));
    let learned = sessions.read(&[], true, 2, instant(0));
    assert_eq!(sessions.all(instant(0)), []);
    assert_eq!(learned.turns, [(SessionId(Uuid::from_u128(1)), None)]);
}

#[test]
fn no_more_than_the_newest_are_kept() {
    let mut sessions = Sessions::default();
    sessions.read(&[], true, 1, instant(0));
    for number in 0..200_u32 {
        let session = Session {
            id: SessionId(Uuid::from_u128(number.into())),
            started_at: instant(i64::from(number)),
            ..Session::clone(&version(1))
        };
        sessions.hear(&Arc::new(session), u64::from(number) + 2, instant(0));
    }
    let all = sessions.all(instant(0));
    assert_eq!(all.len(), MOST);
    assert_eq!(
        all.last().map(|last| last.session.started_at),
        Some(instant(199))
    );
    let newest: Vec<_> = (0..).take(MOST).map(|ago| instant(199 - ago)).collect();
    assert!(
        all.iter()
            .rev()
            .map(|one| one.session.started_at)
            .eq(newest)
    );
}

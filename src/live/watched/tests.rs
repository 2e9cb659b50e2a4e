//! Frames and lists in whichever order: what is known only ever becomes newer, and is told once.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::model::channel::ConversationChannel;
use crate::model::id::{AgentId, WrapUpCodeId};
use crate::model::session::{Conversation, Details, Disposition, Record};

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
        record: None,
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
fn a_list_completes_what_a_frame_left_out() {
    let with_record = |events: u32| {
        let record = Record {
            short_id: Some("10482".to_owned()),
            ..Record::default()
        };
        Arc::new(Session {
            record: record.boxed(),
            ..Session::clone(&version(events))
        })
    };
    let mut sessions = Sessions::default();
    sessions.read(&[], true, 1, instant(0));
    // Two events; the list that was begun before the frame has one of them.
    sessions.hear(&version(2), 3, instant(0));
    let learned = sessions.read(&[with_record(1)], true, 2, instant(0));
    let changes: Vec<_> = learned.changes.iter().map(|one| &one.session).collect();
    assert_eq!(changes, [&with_record(2)]);
    assert_eq!(sessions.get(version(1).id), Some(&with_record(2)));
    // The next list says the same: no news.
    let learned = sessions.read(&[with_record(2)], true, 4, instant(0));
    assert!(learned.changes.is_empty());
    // One without a record is the newest that the platform says.
    sessions.read(&[version(2)], true, 5, instant(0));
    assert_eq!(sessions.get(version(1).id), Some(&version(2)));
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

#[test]
fn an_answered_call_without_a_wrap_up_ends_when_the_grace_does() {
    let agent = AgentId(Uuid::from_u128(7));
    let call = |ended: Option<i64>, is_wrapped_up: bool| {
        let wrap_up = Disposition {
            code: WrapUpCodeId::System("ININ-WRAP-UP-TIMEOUT".to_owned()),
            notes: None,
            agent: Some(agent),
        };
        let facts = Conversation {
            channels: vec![ConversationChannel {
                kind: "Voice".to_owned(),
                message_type: None,
            }],
            last_agent: Some(agent),
            last_wrap_up: is_wrapped_up.then_some(wrap_up),
            ..Conversation::default()
        };
        Arc::new(Session {
            ended_at: ended.map(instant),
            details: Details::Conversation(Box::new(facts)),
            ..Session::clone(&version(1))
        })
    };
    let kinds = |learned: &Learned| -> Vec<_> {
        let changes = learned.changes.iter();
        changes.map(|change| change.kind).collect()
    };
    let watch = || {
        let mut sessions = Sessions::new(TimeDelta::seconds(30), Shown::default());
        sessions.read(&[call(None, false)], true, 1, instant(0));
        let hung_up = sessions.hear(&call(Some(100), false), 2, instant(100));
        assert_eq!(kinds(&hung_up), [ChangeKind::Updated]);
        let id = call(None, false).id;
        assert_eq!(hung_up.turns, [(id, Some(instant(130)))]);
        (sessions, id)
    };
    let (mut sessions, id) = watch();
    let over = sessions.turn(id, instant(130), instant(130));
    assert_eq!(kinds(&over), [ChangeKind::Ended]);
    let (mut sessions, id) = watch();
    let wrapped_up = sessions.hear(&call(Some(100), true), 3, instant(110));
    assert_eq!(kinds(&wrapped_up), [ChangeKind::Ended]);
    assert_eq!(wrapped_up.turns, [(id, None)]);
}

#[test]
fn a_session_that_a_whole_list_does_not_have_is_removed() {
    let other = Arc::new(Session {
        id: SessionId(Uuid::from_u128(2)),
        ..Session::clone(&version(1))
    });
    for is_whole in [true, false] {
        let mut sessions = Sessions::default();
        sessions.read(&[version(1), other.clone()], is_whole, 1, instant(0));
        let learned = sessions.read(std::slice::from_ref(&other), is_whole, 2, instant(1));
        let removed: Vec<_> = learned
            .changes
            .iter()
            .map(|change| (change.kind, change.session.id))
            .collect();
        let expected = [(ChangeKind::Removed, version(1).id)];
        assert_eq!(removed, &expected[..usize::from(is_whole)]);
    }
    let mut sessions = Sessions::default();
    sessions.read(&[version(1), other], true, 1, instant(0));
    let learned = sessions.clear(instant(1));
    let kinds: Vec<_> = learned.changes.iter().map(|change| change.kind).collect();
    assert_eq!(kinds, [ChangeKind::Removed; 2]);
    assert_eq!(sessions.ids().count(), 0);
}

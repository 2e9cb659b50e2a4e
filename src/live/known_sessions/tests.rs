//! Frames and lists in any order: known state only becomes newer, and each state is sent once.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::model::channel::ConversationChannel;
use crate::model::id::{AgentId, WrapUpCodeId};
use crate::model::session::{ConversationFacts, Details, Disposition, Record};

fn instant(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000 + seconds, 0).unwrap()
}

fn at(position: u64) -> Sequence {
    (0..position).fold(Sequence::default(), |sequence, _| sequence.next())
}

/// The session after this many events, one every ten seconds.
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
        details: Details::Web(Arc::default()),
    })
}

#[derive(Debug, Clone)]
enum Step {
    /// The session has another event on the platform.
    Event,
    /// A frame arrives with the state before this many events; it may be late or repeated.
    Frame(u32),
    StartRead,
    FinishRead,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => Just(Step::Event),
        4 => (0_u32..4).prop_map(Step::Frame),
        1 => Just(Step::StartRead),
        1 => Just(Step::FinishRead),
    ]
}

proptest! {
    #[test]
    fn known_state_becomes_newer_and_is_sent_once(steps in prop::collection::vec(step(), 1..80)) {
        let (mut sessions, mut sequence, mut newest) = (KnownSessions::default(), at(1), 1_u32);
        sessions.apply_list(&[version(1)], true, sequence, instant(0));
        let (mut sent, mut read) = (1, None);
        for step in steps {
            let effects = match step {
                Step::Event => {
                    newest += 1;
                    continue;
                }
                Step::StartRead => {
                    read = Some((sequence, newest));
                    continue;
                }
                Step::Frame(ago) => {
                    sequence = sequence.next();
                    let state = version(newest.saturating_sub(ago).max(1));
                    sessions.apply_frame(&state, sequence, instant(0))
                }
                Step::FinishRead => match read.take() {
                    Some((started, seen)) => {
                        sessions.apply_list(&[version(seen)], true, started, instant(0))
                    }
                    None => continue,
                },
            };
            for change in effects.changes {
                let count = change.session.event_count;
                prop_assert!(count > sent, "{count} after {sent}");
                sent = count;
            }
        }
        // A read at the end returns the newest state.
        sessions.apply_list(&[version(newest)], true, sequence, instant(0));
        let known = sessions.get(SessionId(Uuid::from_u128(1))).unwrap();
        prop_assert_eq!(known.event_count, newest);
    }
}

#[test]
fn a_list_adds_the_record_that_a_frame_omits() {
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
    let mut sessions = KnownSessions::default();
    sessions.apply_list(&[], true, at(1), instant(0));
    // The frame has two events; the list, whose read started before the frame, has one.
    sessions.apply_frame(&version(2), at(3), instant(0));
    let effects = sessions.apply_list(&[with_record(1)], true, at(2), instant(0));
    let changes: Vec<_> = effects
        .changes
        .iter()
        .map(|change| &change.session)
        .collect();
    assert_eq!(changes, [&with_record(2)]);
    assert_eq!(sessions.get(version(1).id), Some(&with_record(2)));
    // An equal list changes nothing.
    let effects = sessions.apply_list(&[with_record(2)], true, at(4), instant(0));
    assert!(effects.changes.is_empty());
    // A later list without a record replaces the session.
    sessions.apply_list(&[version(2)], true, at(5), instant(0));
    assert_eq!(sessions.get(version(1).id), Some(&version(2)));
}

#[test]
fn a_session_that_a_list_omits_is_removed() {
    let mut sessions = KnownSessions::default();
    sessions.apply_list(&[version(1)], true, at(1), instant(0));
    let effects = sessions.apply_list(&[], true, at(2), instant(0));
    assert_eq!(sessions.snapshot(instant(0)), []);
    assert_eq!(effects.timers, [(SessionId(Uuid::from_u128(1)), None)]);
}

#[test]
fn only_the_newest_sessions_are_kept() {
    let mut sessions = KnownSessions::default();
    sessions.apply_list(&[], true, at(1), instant(0));
    for number in 0..200_u32 {
        let session = Session {
            id: SessionId(Uuid::from_u128(number.into())),
            started_at: instant(i64::from(number)),
            ..Session::clone(&version(1))
        };
        sessions.apply_frame(&Arc::new(session), at(u64::from(number) + 2), instant(0));
    }
    let all = sessions.snapshot(instant(0));
    assert_eq!(all.len(), MAX_SESSIONS);
    assert_eq!(
        all.last().map(|last| last.session.started_at),
        Some(instant(199))
    );
    let newest: Vec<_> = (0..)
        .take(MAX_SESSIONS)
        .map(|ago| instant(199 - ago))
        .collect();
    assert!(
        all.iter()
            .rev()
            .map(|change| change.session.started_at)
            .eq(newest)
    );
}

#[test]
fn an_answered_call_without_a_wrap_up_ends_after_the_grace_period() {
    let agent = AgentId(Uuid::from_u128(7));
    let call = |ended: Option<i64>, is_wrapped_up: bool| {
        let wrap_up = Disposition {
            code: WrapUpCodeId::System("ININ-WRAP-UP-TIMEOUT".to_owned()),
            notes: None,
            agent: Some(agent),
        };
        let facts = ConversationFacts {
            channels: vec![ConversationChannel::from_platform("Voice", None)],
            last_agent: Some(agent),
            last_wrap_up: is_wrapped_up.then_some(wrap_up),
            ..ConversationFacts::default()
        };
        Arc::new(Session {
            ended_at: ended.map(instant),
            details: Details::Conversation(Arc::new(facts)),
            ..Session::clone(&version(1))
        })
    };
    let kinds = |effects: &Effects| -> Vec<_> {
        let changes = effects.changes.iter();
        changes.map(|change| change.kind).collect()
    };
    let watch = || {
        let mut sessions = KnownSessions::new(TimeDelta::seconds(30), MediumSet::default());
        sessions.apply_list(&[call(None, false)], true, at(1), instant(0));
        let hung_up = sessions.apply_frame(&call(Some(100), false), at(2), instant(100));
        assert_eq!(kinds(&hung_up), [ChangeKind::Updated]);
        let id = call(None, false).id;
        assert_eq!(hung_up.timers, [(id, Some(instant(130)))]);
        (sessions, id)
    };
    let (mut sessions, id) = watch();
    let over = sessions.apply_status_change(id, instant(130), instant(130));
    assert_eq!(kinds(&over), [ChangeKind::Ended]);
    let (mut sessions, id) = watch();
    let wrapped_up = sessions.apply_frame(&call(Some(100), true), at(3), instant(110));
    assert_eq!(kinds(&wrapped_up), [ChangeKind::Ended]);
    assert_eq!(wrapped_up.timers, [(id, None)]);
}

#[test]
fn only_a_whole_list_reports_sessions_as_removed() {
    let other = Arc::new(Session {
        id: SessionId(Uuid::from_u128(2)),
        ..Session::clone(&version(1))
    });
    for is_whole in [true, false] {
        let mut sessions = KnownSessions::default();
        sessions.apply_list(&[version(1), other.clone()], is_whole, at(1), instant(0));
        let effects =
            sessions.apply_list(std::slice::from_ref(&other), is_whole, at(2), instant(1));
        let removed: Vec<_> = effects
            .changes
            .iter()
            .map(|change| (change.kind, change.session.id))
            .collect();
        let expected = [(ChangeKind::Removed, version(1).id)];
        assert_eq!(removed, &expected[..usize::from(is_whole)]);
    }
    let mut sessions = KnownSessions::default();
    sessions.apply_list(&[version(1), other], true, at(1), instant(0));
    let effects = sessions.clear(instant(1));
    let kinds: Vec<_> = effects.changes.iter().map(|change| change.kind).collect();
    assert_eq!(kinds, [ChangeKind::Removed; 2]);
    assert_eq!(sessions.ids().count(), 0);
}

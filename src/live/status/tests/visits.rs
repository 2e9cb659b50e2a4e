//! Web messaging, whose status depends on the customer's visits that a viewer can see.

use super::*;

/// The dates of a visit, and whether the viewer can see it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Visited {
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
            details: Details::Web(Arc::default()),
            ..visit()
        }
    }

    /// When an open visit becomes idle and inactive.
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

pub(super) fn visited() -> impl Strategy<Value = Visited> {
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
        details: conversation_session(conversation("Message", Some("WebMessaging"))).details,
        ..own.session()
    }
}

/// A second implementation of the status of web messaging.
fn expected_status(own: Visited, visits: &[Visited], now: i64) -> Status {
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

/// A context with the visits for which `is_seen` holds.
pub(super) fn context(
    visits: &[Visited],
    is_seen: impl Fn(&Visited) -> bool,
    now: i64,
) -> StatusContext {
    let seen: Vec<_> = visits
        .iter()
        .filter(|visit| is_seen(visit))
        .map(|visit| visit.session())
        .collect();
    StatusContext {
        visits: Activity::from_visits(&seen),
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
    let status_of =
        |session: Session| status(&session, &context(&[active], |_| true, 60_000)).status;
    assert_eq!(
        status_of(conversation_session(conversation(
            "Message",
            Some("WebMessaging")
        ))),
        Status::Live
    );
    assert_eq!(status_of(visit()), Status::Inactive, "another visit");
    let mut signed_in = conversation("Message", Some("WebMessaging"));
    signed_in.authenticated = true;
    assert_eq!(status_of(conversation_session(signed_in)), Status::Live);
    let by_mail = Session {
        away_at: Some(instant(1)),
        ..conversation_session(conversation("Email", None))
    };
    assert_eq!(
        status_of(by_mail),
        Status::Live,
        "dates of an email do not count"
    );
    // Calls and chats are not visits.
    let others = [
        conversation_session(conversation("Voice", None)),
        conversation_session(conversation("Chat", None)),
    ];
    assert_eq!(Activity::from_visits(&others), Activity::default());
}

proptest! {
    #[test]
    fn web_messaging_uses_the_latest_dates_of_itself_and_visible_visits(
        own in visited(),
        visits in prop::collection::vec(visited(), 0..5),
        now in -1_000_i64..400_000,
    ) {
        let session = messaging(own);
        let seen = context(&visits, |visit| visit.is_seen, now);
        let current = status(&session, &seen);
        prop_assert_eq!(current.status, expected_status(own, &visits, now));
        // `changes_at` is the first instant at which the status changes.
        let dates = visits.iter().chain([&own]);
        let dates = dates.flat_map(|visit| [Some(visit.last + 45_000), Some(visit.last + 60_000), visit.idle, visit.away, visit.ended]);
        let mut later: Vec<_> = dates.flatten().filter(|at| *at > now).collect();
        later.sort_unstable();
        let change = later.into_iter().find(|at| expected_status(own, &visits, *at) != current.status);
        prop_assert_eq!(current.changes_at, change.map(instant));
        // No viewer's status changes before the next possible change.
        let all: Vec<_> = visits.iter().map(|visit| Arc::new(visit.session())).collect();
        let next = next_possible_change(&session, &all, &at(now));
        prop_assert!(current.changes_at.is_none_or(|change| next.is_some_and(|next| next <= change)));
        prop_assert!(next.is_none_or(|next| next > instant(now)));
    }

    #[test]
    fn a_later_event_of_a_visit_never_lowers_the_status(
        own in visited(),
        visits in prop::collection::vec(visited(), 1..5),
        which in any::<prop::sample::Index>(),
        more in 0_i64..100_000,
        now in 0_i64..400_000,
    ) {
        let before = expected_status(own, &visits, now);
        let mut after = visits;
        let moved = which.index(after.len());
        let visit = &mut after[moved];
        visit.last += more;
        visit.idle = visit.idle.map(|at| at + more);
        visit.away = visit.away.map(|at| at + more);
        let status = status(&messaging(own), &context(&after, |visit| visit.is_seen, now)).status;
        prop_assert!(status <= before, "{status:?} after {before:?}");
    }

    #[test]
    fn hidden_and_ended_visits_change_nothing(
        own in visited(),
        visits in prop::collection::vec(visited(), 0..5),
        now in 0_i64..400_000,
    ) {
        let session = messaging(own);
        let all_seen = status(&session, &context(&visits, |_| true, now));
        let open = status(&session, &context(&visits, |visit| visit.ended.is_none_or(|end| end > now), now));
        prop_assert_eq!(all_seen, open);
        let none = status(&session, &context(&visits, |_| false, now));
        prop_assert_eq!(none, status(&session, &at(now)));
    }
}

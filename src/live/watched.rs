//! What is known of one customer's sessions: the newest state of each, out of lists that were read and
//! frames that were heard, in whichever order they come.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::mailbox::{Change, ChangeKind};
use super::status::{Activity, Status, StatusContext, follows_visits, next_turn, status};
use crate::model::channel::Shown;
use crate::model::id::SessionId;
use crate::model::session::Session;

/// Sessions kept of a customer, the newest. A page holds fewer.
const MOST: usize = 64;

/// A session as it was last told.
#[derive(Debug)]
struct Known {
    session: Arc<Session>,
    status: Status,
    /// When it was heard of, as a count; see [`Sessions::read`].
    heard: u64,
}

/// The newest sessions of one customer.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    known: HashMap<SessionId, Known>,
    /// Whether a list was read: what is not known is new from then on.
    is_read: bool,
    /// The open visits among them, in the order of ids.
    visits: Arc<[Arc<Session>]>,
    /// How long an answered call without a wrap-up stays live after its end.
    wrap_up_grace: TimeDelta,
    /// Which channels are shown.
    shown: Shown,
}

/// What came of something that was learned.
#[derive(Debug, Default)]
pub(super) struct Learned {
    /// For those who knew what was known before.
    pub(super) changes: Vec<Change>,
    /// When which session's status turns next by itself.
    pub(super) turns: Vec<(SessionId, Option<DateTime<Utc>>)>,
}

impl Sessions {
    /// Nothing is known yet.
    pub(super) fn new(wrap_up_grace: TimeDelta, shown: Shown) -> Self {
        Self {
            wrap_up_grace,
            shown,
            ..Self::default()
        }
    }

    /// The sessions, the oldest first.
    pub(super) fn all(&self, now: DateTime<Utc>) -> Vec<Change> {
        let sessions = self.iter();
        let mut all: Vec<_> = sessions.map(|session| self.updated(session, now)).collect();
        all.sort_by_key(|change| (change.session.started_at, change.session.id));
        all
    }

    /// The newest state of a session, if it was heard of since `mark`.
    pub(super) fn heard_since(&self, mark: u64) -> impl Iterator<Item = &Arc<Session>> {
        let known = self.known.values();
        known
            .filter(move |known| known.heard > mark)
            .map(|known| &known.session)
    }

    /// The newest state of a session.
    pub(super) fn get(&self, id: SessionId) -> Option<&Arc<Session>> {
        self.known.get(&id).map(|known| &known.session)
    }

    /// Every session known.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Arc<Session>> {
        self.known.values().map(|known| &known.session)
    }

    /// The change that sends a session once more, because something else about it has become known.
    pub(super) fn updated(&self, session: &Arc<Session>, now: DateTime<Utc>) -> Change {
        Change {
            kind: ChangeKind::Updated,
            session: session.clone(),
            visits: self.visits.clone(),
            at: now,
        }
    }

    /// The id of every session known.
    pub(super) fn ids(&self) -> impl Iterator<Item = SessionId> {
        self.known.keys().copied()
    }

    /// A frame says that a session is like this, at the count of `stamp`. A frame that says less than
    /// what is known was late, one that says the same came twice.
    pub(super) fn hear(
        &mut self,
        session: &Arc<Session>,
        stamp: u64,
        now: DateTime<Utc>,
    ) -> Learned {
        let mut learned = Learned::default();
        if let Some(known) = self.known.get(&session.id)
            && (precedes(session, &known.session) || known.session == *session)
        {
            return learned;
        }
        self.learn(session, self.horizon(), stamp, now, &mut learned);
        self.make_room(&mut learned);
        self.follow_visits(now, &mut learned);
        learned
    }

    /// A list was read that begins with the newest session, its reading having begun at `mark`. What
    /// was heard of since then may be newer than the list. `is_whole`: there are no more sessions.
    pub(super) fn read(
        &mut self,
        list: &[Arc<Session>],
        is_whole: bool,
        mark: u64,
        now: DateTime<Utc>,
    ) -> Learned {
        let mut learned = Learned::default();
        let oldest = list.iter().map(|session| session.started_at).min();
        let listed: HashSet<_> = list.iter().map(|session| session.id).collect();
        // What the list would have to show, and does not, is not there any more. That is sure of a whole list
        // only: the order of the platform's list is not documented.
        let mut removed = Vec::new();
        self.known.retain(|id, known| {
            let stays = known.heard > mark
                || listed.contains(id)
                || !(is_whole || oldest.is_some_and(|oldest| known.session.started_at > oldest));
            if !stays {
                learned.turns.push((*id, None));
                removed.push(known.session.clone());
            }
            stays
        });
        if is_whole {
            self.removed(removed, now, &mut learned);
        }
        let horizon = self.horizon();
        for session in list.iter().rev() {
            let is_news = match self.known.get(&session.id) {
                Some(known) if known.heard > mark => {
                    if !precedes(&known.session, session) {
                        self.complete(session, horizon, now, &mut learned);
                        continue;
                    }
                    true
                }
                Some(known) => known.session != *session,
                None => true,
            };
            if !is_news {
                continue;
            }
            let was_known = self.known.contains_key(&session.id);
            self.learn(session, horizon, mark, now, &mut learned);
            if !was_known && horizon.is_some_and(|horizon| session.started_at < horizon) {
                // It had only been out of sight.
                learned.changes.pop();
            }
        }
        self.is_read = true;
        self.make_room(&mut learned);
        self.follow_visits(now, &mut learned);
        learned
    }

    /// Forgets every session.
    pub(super) fn clear(&mut self, now: DateTime<Utc>) -> Learned {
        let mut learned = Learned::default();
        let known = std::mem::take(&mut self.known);
        learned.turns.extend(known.keys().map(|id| (*id, None)));
        self.visits = Arc::default();
        let sessions = known.into_values().map(|known| known.session);
        self.removed(sessions.collect(), now, &mut learned);
        learned
    }

    /// Sessions that are not there any more.
    fn removed(&self, sessions: Vec<Arc<Session>>, now: DateTime<Utc>, learned: &mut Learned) {
        if self.is_read {
            learned
                .changes
                .extend(sessions.into_iter().map(|session| Change {
                    kind: ChangeKind::Removed,
                    session,
                    visits: self.visits.clone(),
                    at: now,
                }));
        }
    }

    /// A list holds the record of a session that has been heard of since the list was read.
    fn complete(
        &mut self,
        listed: &Session,
        horizon: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
        learned: &mut Learned,
    ) {
        let Some(known) = self.known.get(&listed.id) else {
            return;
        };
        let (completed, heard) = (known.session.with_record_of(listed), known.heard);
        if completed != known.session {
            self.learn(&completed, horizon, heard, now, learned);
        }
    }

    /// A session's status may have turned, which was due `at`.
    pub(super) fn turn(&mut self, id: SessionId, at: DateTime<Utc>, now: DateTime<Utc>) -> Learned {
        let mut learned = Learned::default();
        let context = self.context(now);
        let Some(known) = self.known.get_mut(&id) else {
            return learned;
        };
        let next = next_turn(&known.session, &self.visits, &context);
        learned.turns.push((id, next));
        let reading = status(&known.session, &context);
        let has_turned = reading.status != known.status;
        known.status = reading.status;
        let is_open = reading.status != Status::Ended;
        if has_turned || (is_open && follows_visits(&known.session, self.shown)) {
            let kind = match reading.status {
                Status::Ended => ChangeKind::Ended,
                _ => ChangeKind::StatusChanged,
            };
            learned.changes.push(Change {
                kind,
                session: known.session.clone(),
                visits: self.visits.clone(),
                at,
            });
        }
        learned
    }

    /// What statuses are read in before it is known who sees which visit. Of web messaging such a status
    /// says no more than whether the session is over.
    fn context(&self, now: DateTime<Utc>) -> StatusContext {
        StatusContext {
            now,
            wrap_up_grace: self.wrap_up_grace,
            shown: self.shown,
            visits: Activity::default(),
        }
    }

    /// Where the open visits have changed, so may have the status of each open web messaging session:
    /// it turns at other instants, and subscribers who can see the visit are sent it.
    fn follow_visits(&mut self, now: DateTime<Utc>, learned: &mut Learned) {
        let is_open = |visit: &Session| visit.ended_at.is_none_or(|end| end > now);
        let sessions = self.known.values().map(|known| &known.session);
        let mut visits: Vec<_> = sessions
            .filter(|session| session.is_visit() && is_open(session))
            .cloned()
            .collect();
        visits.sort_unstable_by_key(|visit| visit.id);
        if *visits != *self.visits {
            self.visits = visits.into();
            let context = self.context(now);
            let changed: HashSet<_> = learned.changes.iter().map(|one| one.session.id).collect();
            for (id, known) in &self.known {
                if known.status == Status::Ended || !follows_visits(&known.session, self.shown) {
                    continue;
                }
                let next = next_turn(&known.session, &self.visits, &context);
                learned.turns.push((*id, next));
                if self.is_read && !changed.contains(id) {
                    learned.changes.push(Change {
                        kind: ChangeKind::Visited,
                        session: known.session.clone(),
                        visits: self.visits.clone(),
                        at: now,
                    });
                }
            }
        }
        for change in &mut learned.changes {
            change.visits = self.visits.clone();
        }
    }

    /// The beginning of the oldest session known.
    fn horizon(&self) -> Option<DateTime<Utc>> {
        let known = self.known.values();
        known.map(|known| known.session.started_at).min()
    }

    fn learn(
        &mut self,
        session: &Arc<Session>,
        horizon: Option<DateTime<Utc>>,
        heard: u64,
        now: DateTime<Utc>,
        learned: &mut Learned,
    ) {
        let context = self.context(now);
        let reading = status(session, &context);
        let before = self.known.get(&session.id).map(|known| known.status);
        let kind = match (before, reading.status) {
            (Some(Status::Ended), _) => ChangeKind::Updated,
            (Some(_), Status::Ended) => ChangeKind::Ended,
            (Some(_), _) => ChangeKind::Updated,
            (None, _) if horizon.is_some_and(|horizon| session.started_at < horizon) => {
                ChangeKind::Updated
            }
            (None, Status::Ended) => ChangeKind::Ended,
            (None, _) => ChangeKind::Started,
        };
        let known = Known {
            session: session.clone(),
            status: reading.status,
            heard,
        };
        self.known.insert(session.id, known);
        let next = next_turn(session, &self.visits, &context);
        learned.turns.push((session.id, next));
        if self.is_read {
            learned.changes.push(Change {
                kind,
                session: session.clone(),
                visits: self.visits.clone(),
                at: now,
            });
        }
    }

    fn make_room(&mut self, learned: &mut Learned) {
        while self.known.len() > MOST {
            let oldest = self.known.values().map(|known| {
                let session = &known.session;
                (
                    known.status != Status::Ended,
                    session.started_at,
                    session.id,
                )
            });
            let Some((_, _, id)) = oldest.min() else {
                return;
            };
            self.known.remove(&id);
            learned.turns.push((id, None));
        }
    }
}

/// Whether `a` says less than `b`, so that it was written before.
pub(super) fn precedes(a: &Session, b: &Session) -> bool {
    let said = |session: &Session| {
        (
            session.event_count,
            session.last_activity_at,
            session.ended_at.is_some(),
        )
    };
    said(a) < said(b)
}

#[cfg(test)]
mod tests;

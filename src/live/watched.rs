//! What is known of one customer's sessions: the newest state of each, out of lists that were read and
//! frames that were heard, in whichever order they come.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::mailbox::{Change, ChangeKind};
use super::status::{Status, status};
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
    /// The sessions, the oldest first.
    pub(super) fn all(&self, now: DateTime<Utc>) -> Vec<Change> {
        let mut all: Vec<_> = self
            .known
            .values()
            .map(|known| Change {
                kind: ChangeKind::Updated,
                session: known.session.clone(),
                at: now,
            })
            .collect();
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
        // What the list would have to show, and does not, is not there any more.
        self.known.retain(|id, known| {
            let stays = known.heard > mark
                || listed.contains(id)
                || !(is_whole || oldest.is_some_and(|oldest| known.session.started_at > oldest));
            if !stays {
                learned.turns.push((*id, None));
            }
            stays
        });
        let horizon = self.horizon();
        for session in list.iter().rev() {
            let is_news = match self.known.get(&session.id) {
                Some(known) if known.heard > mark => precedes(&known.session, session),
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
        learned
    }

    /// A session's status may have turned, which was due `at`.
    pub(super) fn turn(&mut self, id: SessionId, at: DateTime<Utc>, now: DateTime<Utc>) -> Learned {
        let mut learned = Learned::default();
        let Some(known) = self.known.get_mut(&id) else {
            return learned;
        };
        let reading = status(&known.session, now);
        learned.turns.push((id, reading.changes_at));
        if reading.status != known.status {
            known.status = reading.status;
            let kind = match reading.status {
                Status::Ended => ChangeKind::Ended,
                _ => ChangeKind::StatusChanged,
            };
            learned.changes.push(Change {
                kind,
                session: known.session.clone(),
                at,
            });
        }
        learned
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
        let reading = status(session, now);
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
        learned.turns.push((session.id, reading.changes_at));
        if self.is_read {
            learned.changes.push(Change {
                kind,
                session: session.clone(),
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

//! The newest state of each session of one customer. Lists and frames can arrive in any order; an older state never
//! replaces a newer one.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::change::{Change, ChangeKind};
use super::sequence::Sequence;
use super::status::{
    Activity, Status, StatusContext, depends_on_visits, next_possible_change, status,
};
use crate::model::channel::MediumSet;
use crate::model::id::SessionId;
use crate::model::session::Session;

/// Maximum number of known sessions of a customer, the newest. A page has fewer.
const MAX_SESSIONS: usize = 64;

/// The newest state of a session.
#[derive(Debug)]
struct KnownSession {
    session: Arc<Session>,
    /// The status when it was last computed.
    status: Status,
    /// The frame, or the start of the read, that the state comes from.
    sequence: Sequence,
}

/// The newest sessions of one customer.
#[derive(Debug, Default)]
pub struct KnownSessions {
    by_id: HashMap<SessionId, KnownSession>,
    /// Whether a list was read, so that an unknown session is a new session.
    has_list: bool,
    /// The open visits, sorted by id.
    visits: Arc<[Arc<Session>]>,
    wrap_up_grace: TimeDelta,
    shown: MediumSet,
}

/// The effects of a list, a frame or the passing of time.
#[derive(Debug, Default)]
pub(super) struct Effects {
    /// Changes for subscribers that have had a snapshot.
    pub(super) changes: Vec<Change>,
    /// Sessions whose next status change has moved, with its new instant.
    pub(super) timers: Vec<(SessionId, Option<DateTime<Utc>>)>,
}

impl KnownSessions {
    /// Creates the state without sessions.
    pub(super) fn new(wrap_up_grace: TimeDelta, shown: MediumSet) -> Self {
        Self {
            wrap_up_grace,
            shown,
            ..Self::default()
        }
    }

    /// Changes that send every session, oldest first.
    pub(super) fn snapshot(&self, now: DateTime<Utc>) -> Vec<Change> {
        let sessions = self.iter();
        let mut snapshot: Vec<_> = sessions.map(|session| self.updated(session, now)).collect();
        snapshot.sort_by_key(|change| (change.session.started_at, change.session.id));
        snapshot
    }

    /// The sessions whose state is newer than `since`.
    pub fn changed_since(&self, since: Sequence) -> impl Iterator<Item = &Arc<Session>> {
        let known = self.by_id.values();
        known
            .filter(move |known| known.sequence > since)
            .map(|known| &known.session)
    }

    /// The newest state of a session.
    pub fn get(&self, id: SessionId) -> Option<&Arc<Session>> {
        self.by_id.get(&id).map(|known| &known.session)
    }

    /// The newest state of every session.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Arc<Session>> {
        self.by_id.values().map(|known| &known.session)
    }

    /// The id of every session.
    pub(super) fn ids(&self) -> impl Iterator<Item = SessionId> {
        self.by_id.keys().copied()
    }

    /// A change that sends a session again although its state is the same.
    pub(super) fn updated(&self, session: &Arc<Session>, now: DateTime<Utc>) -> Change {
        self.change(ChangeKind::Updated, session.clone(), now)
    }

    fn change(&self, kind: ChangeKind, session: Arc<Session>, at: DateTime<Utc>) -> Change {
        Change {
            kind,
            session,
            visits: self.visits.clone(),
            at,
        }
    }

    /// Applies the state of a session from a frame. Late and repeated frames have no effect.
    pub(super) fn apply_frame(
        &mut self,
        session: &Arc<Session>,
        sequence: Sequence,
        now: DateTime<Utc>,
    ) -> Effects {
        let mut effects = Effects::default();
        if let Some(known) = self.by_id.get(&session.id)
            && (precedes(session, &known.session) || known.session == *session)
        {
            return effects;
        }
        self.set(session, self.oldest_start(), sequence, now, &mut effects);
        self.remove_surplus(&mut effects);
        self.update_visits(now, &mut effects);
        effects
    }

    /// Applies a list that starts with the newest session and whose read started at `started`. Frames since then may
    /// be newer than the list. With `is_whole` the list contains every session.
    pub(super) fn apply_list(
        &mut self,
        list: &[Arc<Session>],
        is_whole: bool,
        started: Sequence,
        now: DateTime<Utc>,
    ) -> Effects {
        let mut effects = Effects::default();
        self.remove_unlisted(list, is_whole, started, now, &mut effects);
        let oldest_start = self.oldest_start();
        for session in list.iter().rev() {
            let is_changed = match self.by_id.get(&session.id) {
                Some(known) if known.sequence > started => {
                    if !precedes(&known.session, session) {
                        self.add_record(session, oldest_start, now, &mut effects);
                        continue;
                    }
                    true
                }
                Some(known) => known.session != *session,
                None => true,
            };
            if !is_changed {
                continue;
            }
            let was_known = self.by_id.contains_key(&session.id);
            self.set(session, oldest_start, started, now, &mut effects);
            if !was_known && oldest_start.is_some_and(|oldest| session.started_at < oldest) {
                // The session is old: earlier lists were too short to contain it. Subscribers need no change for it.
                effects.changes.pop();
            }
        }
        self.has_list = true;
        self.remove_surplus(&mut effects);
        self.update_visits(now, &mut effects);
        effects
    }

    /// Removes sessions that the list should contain and does not. Only a whole list proves that a session is gone:
    /// the order of the platform's list is not documented.
    fn remove_unlisted(
        &mut self,
        list: &[Arc<Session>],
        is_whole: bool,
        started: Sequence,
        now: DateTime<Utc>,
        effects: &mut Effects,
    ) {
        let oldest = list.iter().map(|session| session.started_at).min();
        let listed: HashSet<_> = list.iter().map(|session| session.id).collect();
        let mut removed = Vec::new();
        self.by_id.retain(|id, known| {
            let stays = known.sequence > started
                || listed.contains(id)
                || !(is_whole || oldest.is_some_and(|oldest| known.session.started_at > oldest));
            if !stays {
                effects.timers.push((*id, None));
                removed.push(known.session.clone());
            }
            stays
        });
        if is_whole {
            self.push_removed(removed, now, effects);
        }
    }

    /// Removes every session.
    pub(super) fn clear(&mut self, now: DateTime<Utc>) -> Effects {
        let mut effects = Effects::default();
        let known = std::mem::take(&mut self.by_id);
        effects.timers.extend(known.keys().map(|id| (*id, None)));
        self.visits = Arc::default();
        let sessions = known.into_values().map(|known| known.session);
        self.push_removed(sessions.collect(), now, &mut effects);
        effects
    }

    fn push_removed(&self, sessions: Vec<Arc<Session>>, now: DateTime<Utc>, effects: &mut Effects) {
        if self.has_list {
            let removed = sessions.into_iter();
            let removed = removed.map(|session| self.change(ChangeKind::Removed, session, now));
            effects.changes.extend(removed);
        }
    }

    /// Adds the attributes and ids that frames omit, from a list that is older than the session's last frame.
    fn add_record(
        &mut self,
        listed: &Session,
        oldest_start: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
        effects: &mut Effects,
    ) {
        let Some(known) = self.by_id.get(&listed.id) else {
            return;
        };
        let (session, sequence) = (known.session.with_record_of(listed), known.sequence);
        if session != known.session {
            self.set(&session, oldest_start, sequence, now, effects);
        }
    }

    /// Computes the status of a session again, because it may have changed at `at`.
    pub(super) fn apply_status_change(
        &mut self,
        id: SessionId,
        at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Effects {
        let mut effects = Effects::default();
        let context = self.context(now);
        let Some(known) = self.by_id.get_mut(&id) else {
            return effects;
        };
        let next = next_possible_change(&known.session, &self.visits, &context);
        effects.timers.push((id, next));
        let current = status(&known.session, &context);
        let has_changed = current.status != known.status;
        known.status = current.status;
        let is_open = current.status != Status::Ended;
        if has_changed || (is_open && depends_on_visits(&known.session, self.shown)) {
            let kind = match current.status {
                Status::Ended => ChangeKind::Ended,
                _ => ChangeKind::StatusChanged,
            };
            let session = known.session.clone();
            effects.changes.push(self.change(kind, session, at));
        }
        effects
    }

    /// The context of a status without visits, because subscribers see different ones. For web messaging such a status
    /// only distinguishes open from ended.
    fn context(&self, now: DateTime<Utc>) -> StatusContext {
        StatusContext {
            now,
            wrap_up_grace: self.wrap_up_grace,
            shown: self.shown,
            visits: Activity::default(),
        }
    }

    /// If the open visits have changed, updates the timers of open web messaging sessions, and offers these sessions to
    /// subscribers, because their status depends on visits.
    fn update_visits(&mut self, now: DateTime<Utc>, effects: &mut Effects) {
        let is_open = |visit: &Session| visit.ended_at.is_none_or(|end| end > now);
        let mut visits: Vec<_> = self
            .iter()
            .filter(|session| session.is_visit() && is_open(session))
            .cloned()
            .collect();
        visits.sort_unstable_by_key(|visit| visit.id);
        if *visits != *self.visits {
            self.visits = visits.into();
            self.push_visit_changes(now, effects);
        }
        for change in &mut effects.changes {
            change.visits = self.visits.clone();
        }
    }

    fn push_visit_changes(&self, now: DateTime<Utc>, effects: &mut Effects) {
        let context = self.context(now);
        let changed: HashSet<_> = effects
            .changes
            .iter()
            .map(|change| change.session.id)
            .collect();
        for (id, known) in &self.by_id {
            if known.status == Status::Ended || !depends_on_visits(&known.session, self.shown) {
                continue;
            }
            let next = next_possible_change(&known.session, &self.visits, &context);
            effects.timers.push((*id, next));
            if self.has_list && !changed.contains(id) {
                let session = known.session.clone();
                let change = self.change(ChangeKind::VisitChanged, session, now);
                effects.changes.push(change);
            }
        }
    }

    /// The start of the oldest known session.
    fn oldest_start(&self) -> Option<DateTime<Utc>> {
        self.iter().map(|session| session.started_at).min()
    }

    fn set(
        &mut self,
        session: &Arc<Session>,
        oldest_start: Option<DateTime<Utc>>,
        sequence: Sequence,
        now: DateTime<Utc>,
        effects: &mut Effects,
    ) {
        let context = self.context(now);
        let current = status(session, &context);
        let before = self.by_id.get(&session.id).map(|known| known.status);
        let is_older = oldest_start.is_some_and(|oldest| session.started_at < oldest);
        let kind = match (before, current.status) {
            (Some(Status::Ended), _) => ChangeKind::Updated,
            (Some(_), Status::Ended) => ChangeKind::Ended,
            (Some(_), _) => ChangeKind::Updated,
            (None, _) if is_older => ChangeKind::Updated,
            (None, Status::Ended) => ChangeKind::Ended,
            (None, _) => ChangeKind::Started,
        };
        let known = KnownSession {
            session: session.clone(),
            status: current.status,
            sequence,
        };
        self.by_id.insert(session.id, known);
        let next = next_possible_change(session, &self.visits, &context);
        effects.timers.push((session.id, next));
        if self.has_list {
            let change = self.change(kind, session.clone(), now);
            effects.changes.push(change);
        }
    }

    /// Removes the oldest ended sessions, then the oldest open ones, until the number is within its bound.
    fn remove_surplus(&mut self, effects: &mut Effects) {
        while self.by_id.len() > MAX_SESSIONS {
            let order = self.by_id.values().map(|known| {
                let session = &known.session;
                (
                    known.status != Status::Ended,
                    session.started_at,
                    session.id,
                )
            });
            let Some((_, _, id)) = order.min() else {
                return;
            };
            self.by_id.remove(&id);
            effects.timers.push((id, None));
        }
    }
}

/// Whether the platform wrote `a` before `b`, by the events that they count.
fn precedes(a: &Session, b: &Session) -> bool {
    let progress = |session: &Session| {
        (
            session.event_count,
            session.last_activity_at,
            session.ended_at.is_some(),
        )
    };
    progress(a) < progress(b)
}

#[cfg(test)]
mod tests;

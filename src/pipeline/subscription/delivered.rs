//! State that one subscriber has received: the last sent state of each session. When the viewer loses access to a
//! session, the removal event is built from that state and reveals nothing newer.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::access::Rights;
use crate::live::status::{Activity, StatusContext};
use crate::live::{Change, ChangeKind, SentStatuses};
use crate::model::channel::MediumSet;
use crate::model::id::SessionId;
use crate::model::session::Session;

/// Maximum number of remembered sessions; the oldest is dropped. A watched customer has fewer.
const MAX_SESSIONS: usize = 256;

/// State that one subscriber has received.
#[derive(Debug, Default)]
pub(super) struct Delivered {
    statuses: SentStatuses,
    /// Sessions in the subscriber's list, each in its last sent state.
    shown: HashMap<SessionId, Change>,
}

impl Delivered {
    /// The event to send for a change; `None` if a list does not show the session or nothing has changed for this
    /// viewer. `context` contains no visits; the method adds those that the viewer can see.
    pub(super) fn event_for(
        &mut self,
        change: Change,
        rights: &Rights,
        context: StatusContext,
    ) -> Option<Change> {
        let is_removed = change.kind == ChangeKind::Removed;
        if is_removed || !shows(&change.session, rights, context.shown) {
            let last = self.shown.remove(&change.session.id)?;
            // A visible session whose channel turns out to be unsupported is sent once in its new state. The state of
            // an invisible session is never sent.
            if !is_removed && rights.can_list(&change.session) {
                return Some(change);
            }
            return Some(Change {
                kind: ChangeKind::Removed,
                at: change.at,
                ..last
            });
        }
        self.remember(&change);
        let visits = change.visits.iter().map(AsRef::as_ref);
        let seen = visits.filter(|visit| rights.can_count_visit(visit));
        let context = StatusContext {
            visits: Activity::from_visits(seen),
            ..context
        };
        self.statuses.filter_change(change, &context)
    }

    /// Whether the subscriber's list shows `session`, or has shown it and must be corrected.
    pub(super) fn is_affected(&self, session: &Session, rights: &Rights, shown: MediumSet) -> bool {
        self.shown.contains_key(&session.id) || shows(session, rights, shown)
    }

    /// Removal events for the sessions that a viewer with these rights can no longer see.
    pub(super) fn removal_events(&self, rights: &Rights, now: DateTime<Utc>) -> Vec<Change> {
        let shown = self.shown.values();
        let withdrawn = shown.filter(|change| !rights.can_list(&change.session));
        withdrawn
            .map(|change| Change {
                kind: ChangeKind::Removed,
                at: now,
                ..change.clone()
            })
            .collect()
    }

    /// Forgets the sent statuses, so that all are sent again.
    pub(super) fn forget_statuses(&mut self) {
        self.statuses.clear();
    }

    fn remember(&mut self, change: &Change) {
        let id = change.session.id;
        if self.shown.len() >= MAX_SESSIONS && !self.shown.contains_key(&id) {
            let shown = self.shown.values().map(|change| &change.session);
            let oldest = shown.min_by_key(|session| session.started_at);
            if let Some(oldest) = oldest.map(|session| session.id) {
                self.shown.remove(&oldest);
            }
        }
        self.shown.insert(id, change.clone());
    }
}

/// Whether a list shows the session.
fn shows(session: &Session, rights: &Rights, shown: MediumSet) -> bool {
    rights.can_list(session) && session.channel(shown).supported
}

//! What one subscriber was sent: of each session the last state, so that a session which it cannot see any more is
//! withdrawn without anything of its present state.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::access::Rights;
use crate::live::status::{Activity, StatusContext};
use crate::live::{Change, ChangeKind, SentStatuses};
use crate::model::channel::Shown;
use crate::model::id::SessionId;
use crate::model::session::Session;

/// Sessions that are remembered, the newest. The watch over a customer knows fewer.
const MOST: usize = 256;

/// What one subscriber was sent.
#[derive(Debug, Default)]
pub(super) struct Sent {
    statuses: SentStatuses,
    /// Sessions that a list shows, as far as the subscriber knows, each as it was sent last.
    shown: HashMap<SessionId, Change>,
}

impl Sent {
    /// The change as the subscriber is to be sent it; nothing where a list would not show the session, and where
    /// nothing has changed for this viewer. `context` is without the visits that it sees.
    pub(super) fn news(
        &mut self,
        change: Change,
        rights: &Rights,
        context: StatusContext,
    ) -> Option<Change> {
        let is_removed = change.kind == ChangeKind::Removed;
        if is_removed || !shows(&change.session, rights, context.shown) {
            let last = self.shown.remove(&change.session.id)?;
            // A session that the viewer sees, on a channel that lists do not show, is sent once as what it has turned
            // out to be. Of one that the viewer does not see, the present state is not sent.
            if !is_removed && rights.lists(&change.session) {
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
        let seen = visits.filter(|visit| rights.counts_visit(visit));
        let context = StatusContext {
            visits: Activity::from_visits(seen),
            ..context
        };
        self.statuses.filter_change(change, &context)
    }

    /// Whether the state of `session` may have to be sent: a list shows it, or the subscriber believes so.
    pub(super) fn concerns(&self, session: &Session, rights: &Rights, shown: Shown) -> bool {
        self.shown.contains_key(&session.id) || shows(session, rights, shown)
    }

    /// The sessions that a viewer with these rights cannot see any more, as changes that withdraw them.
    pub(super) fn withdrawn(&self, rights: &Rights, now: DateTime<Utc>) -> Vec<Change> {
        let shown = self.shown.values();
        let withdrawn = shown.filter(|change| !rights.lists(&change.session));
        withdrawn
            .map(|change| Change {
                kind: ChangeKind::Removed,
                at: now,
                ..change.clone()
            })
            .collect()
    }

    /// Forgets the statuses that were sent: all are sent again.
    pub(super) fn forget_statuses(&mut self) {
        self.statuses.clear();
    }

    fn remember(&mut self, change: &Change) {
        let id = change.session.id;
        if self.shown.len() >= MOST && !self.shown.contains_key(&id) {
            let shown = self.shown.values().map(|change| &change.session);
            let oldest = shown.min_by_key(|session| session.started_at);
            if let Some(oldest) = oldest.map(|session| session.id) {
                self.shown.remove(&oldest);
            }
        }
        self.shown.insert(id, change.clone());
    }
}

/// Whether a list would show the session.
fn shows(session: &Session, rights: &Rights, shown: Shown) -> bool {
    rights.lists(session) && session.channel(shown).supported
}

//! The web messaging statuses that one subscriber was sent. They depend on the visits that the subscriber can see.
//! Many subscribers share the watch of a customer, so the watch does not know when the status changes for one of them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::change::{Change, ChangeKind};
use super::status::{Status, StatusContext, TimedStatus, depends_on_visits, status};
use crate::model::id::SessionId;
use crate::model::session::Session;

/// Maximum number of remembered statuses; the watch knows fewer sessions of a customer. Beyond it all are discarded, and
/// a session may be sent again without a change.
const MAX_STATUSES: usize = 256;

/// The statuses that a subscriber was sent last.
#[derive(Debug, Default)]
pub(crate) struct SentStatuses {
    statuses: HashMap<SessionId, TimedStatus>,
}

impl SentStatuses {
    /// Discards all statuses, so that they are sent again.
    pub(crate) fn clear(&mut self) {
        self.statuses.clear();
    }

    /// The change to send to the subscriber; `None` if nothing has changed for the subscriber. `context` contains
    /// the visits that the subscriber can see.
    pub(crate) fn filter_change(
        &mut self,
        change: Change,
        context: &StatusContext,
    ) -> Option<Change> {
        if !depends_on_visits(&change.session, context.shown) {
            return Some(change);
        }
        let current = status(&change.session, context);
        let before = self.remember(change.session.id, current);
        if !matches!(
            change.kind,
            ChangeKind::StatusChanged | ChangeKind::VisitChanged
        ) {
            return Some(change);
        }
        if before == Some(current) {
            return None;
        }
        // A change because of time. Its instant is computed from visible visits only, because `change.at` may reveal
        // an event of a visit that the subscriber cannot see.
        let timed = before.filter(|before| {
            change.kind == ChangeKind::StatusChanged && before.status != current.status
        });
        let (kind, at) = match timed {
            Some(before) => (
                ChangeKind::StatusChanged,
                last_change(&change.session, before, context),
            ),
            None => (ChangeKind::Updated, context.now),
        };
        Some(Change { kind, at, ..change })
    }

    fn remember(&mut self, id: SessionId, current: TimedStatus) -> Option<TimedStatus> {
        if current.status == Status::Ended {
            return self.statuses.remove(&id);
        }
        if self.statuses.len() >= MAX_STATUSES {
            self.statuses.clear();
        }
        self.statuses.insert(id, current)
    }
}

/// The last instant until now at which the status changed, starting from the status `before`.
fn last_change(session: &Session, before: TimedStatus, context: &StatusContext) -> DateTime<Utc> {
    let is_past = |at: &DateTime<Utc>| *at <= context.now;
    let mut last = None;
    let mut next = before.changes_at.filter(is_past);
    // The loop ends, because each change is later than the previous one: idle, inactive, ended.
    while let Some(now) = next {
        last = Some(now);
        let then = StatusContext { now, ..*context };
        next = status(session, &then).changes_at.filter(is_past);
    }
    last.unwrap_or(context.now)
}

#[cfg(test)]
mod tests;

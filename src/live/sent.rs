//! What one subscriber was sent of the web messaging sessions that it watches. Their status depends on
//! the visits that the subscriber can see, so the watch over a customer, which many subscribers share,
//! cannot know when it changes for one of them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::mailbox::{Change, ChangeKind};
use super::status::{Reading, Status, StatusContext, follows_visits, status};
use crate::model::id::SessionId;
use crate::model::session::Session;

/// Statuses that are remembered; the watch knows fewer sessions of a customer. Beyond it all are
/// forgotten, and a session may be sent once more as it was.
const MOST: usize = 256;

/// The statuses that a subscriber was sent last.
#[derive(Debug, Default)]
pub struct SentStatuses {
    readings: HashMap<SessionId, Reading>,
}

impl SentStatuses {
    /// Forgets everything: all is sent again.
    pub fn clear(&mut self) {
        self.readings.clear();
    }

    /// The change as the subscriber is to be sent it; nothing where nothing has changed for it.
    /// `context` holds the visits that it can see.
    pub fn news(&mut self, change: Change, context: &StatusContext) -> Option<Change> {
        if !follows_visits(&change.session, context.shown) {
            return Some(change);
        }
        let reading = status(&change.session, context);
        let before = self.remember(change.session.id, reading);
        if !matches!(change.kind, ChangeKind::StatusChanged | ChangeKind::Visited) {
            return Some(change);
        }
        if before == Some(reading) {
            return None;
        }
        // A turn that time alone has brought about; its instant says nothing of visits out of sight.
        let turned = before.filter(|before| {
            change.kind == ChangeKind::StatusChanged && before.status != reading.status
        });
        let (kind, at) = match turned {
            Some(before) => (
                ChangeKind::StatusChanged,
                last_turn(&change.session, before, context),
            ),
            None => (ChangeKind::Updated, context.now),
        };
        Some(Change { kind, at, ..change })
    }

    fn remember(&mut self, id: SessionId, reading: Reading) -> Option<Reading> {
        if reading.status == Status::Ended {
            return self.readings.remove(&id);
        }
        if self.readings.len() >= MOST {
            self.readings.clear();
        }
        self.readings.insert(id, reading)
    }
}

/// The last instant up to the present at which the status turned, since it was read as `before`.
fn last_turn(session: &Session, before: Reading, context: &StatusContext) -> DateTime<Utc> {
    let has_come = |at: &DateTime<Utc>| *at <= context.now;
    let mut last = None;
    let mut next = before.changes_at.filter(has_come);
    // Each turn is later than the one before: to idle, to inactive, to the end.
    while let Some(now) = next {
        last = Some(now);
        let then = StatusContext { now, ..*context };
        next = status(session, &then).changes_at.filter(has_come);
    }
    last.unwrap_or(context.now)
}

#[cfg(test)]
mod tests;

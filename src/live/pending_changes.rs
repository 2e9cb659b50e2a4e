//! Changes that wait for one subscriber. Only the newest state of each session is stored: a slow subscriber misses
//! intermediate states but never the last one, and uses no more memory.

use parking_lot::Mutex;
use tokio::sync::Notify;

use super::change::{Change, ChangeKind};
use crate::platform::Error;

/// Maximum number of sessions of one customer that wait at once. Exceeding it ends the subscription; no customer has
/// as many changing sessions.
const MAX_PENDING: usize = 512;

/// What a subscriber receives.
#[derive(Debug, PartialEq)]
pub enum Update {
    /// The state of all known sessions, oldest first. Sent again after known state was lost.
    Snapshot(Vec<Change>),
    /// The changes since the last update, in order.
    Changes(Vec<Change>),
    /// The platform has revoked or rejected a token, which may be this subscriber's.
    RecheckViewer,
    /// The subscription has ended.
    Ended(Error),
}

/// The changes that wait for one subscriber.
#[derive(Debug, Default)]
pub(super) struct PendingChanges {
    state: Mutex<State>,
    added: Notify,
}

#[derive(Debug, Default)]
struct State {
    pending: Vec<Change>,
    /// Whether the subscriber has had a snapshot, to which changes apply.
    has_snapshot: bool,
    /// Whether `pending` is a snapshot.
    is_snapshot: bool,
    recheck_viewer: bool,
    ended: Option<Error>,
}

impl PendingChanges {
    /// Whether the subscriber has had a snapshot.
    pub(super) fn has_snapshot(&self) -> bool {
        self.state.lock().has_snapshot
    }

    /// Replaces all pending changes by a snapshot.
    pub(super) fn set_snapshot(&self, all: Vec<Change>) {
        let mut state = self.state.lock();
        state.pending = all;
        state.has_snapshot = true;
        state.is_snapshot = true;
        drop(state);
        self.added.notify_one();
    }

    /// Adds a change, unless the subscriber still waits for its first snapshot, which will contain the change.
    pub(super) fn push(&self, change: &Change) {
        let mut state = self.state.lock();
        if !state.has_snapshot {
            return;
        }
        state.push(change);
        drop(state);
        self.added.notify_one();
    }

    /// Requests that the subscriber identifies its viewer again.
    pub(super) fn recheck_viewer(&self) {
        self.state.lock().recheck_viewer = true;
        self.added.notify_one();
    }

    /// Ends the subscription.
    pub(super) fn end(&self, error: Error) {
        self.state.lock().ended = Some(error);
        self.added.notify_one();
    }

    /// Waits for the next update. If it is dropped before it resolves, no change is lost.
    pub(super) async fn next(&self) -> Update {
        loop {
            if let Some(update) = self.state.lock().take() {
                return update;
            }
            self.added.notified().await;
        }
    }
}

impl State {
    fn push(&mut self, change: &Change) {
        let is_same = |pending: &&mut Change| pending.session.id == change.session.id;
        if let Some(pending) = self.pending.iter_mut().find(is_same) {
            *pending = merge(pending, change);
        } else if self.pending.len() < MAX_PENDING {
            self.pending.push(change.clone());
        } else {
            self.ended = Some(Error::Unavailable(None));
        }
    }

    fn take(&mut self) -> Option<Update> {
        if let Some(error) = &self.ended {
            return Some(Update::Ended(error.clone()));
        }
        if std::mem::take(&mut self.recheck_viewer) {
            return Some(Update::RecheckViewer);
        }
        let is_snapshot = std::mem::take(&mut self.is_snapshot);
        if !is_snapshot && self.pending.is_empty() {
            return None;
        }
        let pending = std::mem::take(&mut self.pending);
        Some(if is_snapshot {
            Update::Snapshot(pending)
        } else {
            Update::Changes(pending)
        })
    }
}

/// One change instead of two of the same session.
fn merge(pending: &Change, change: &Change) -> Change {
    let kind = match (pending.kind, change.kind) {
        // The session is listed again before the subscriber was sent its removal.
        (ChangeKind::Removed, kind) if kind != ChangeKind::Removed => ChangeKind::Updated,
        (before, after) => before.max(after),
    };
    // The time belongs to the change whose kind is sent.
    let at = if change.kind < kind && pending.kind == kind {
        pending.at
    } else {
        change.at
    };
    Change {
        kind,
        at,
        ..change.clone()
    }
}

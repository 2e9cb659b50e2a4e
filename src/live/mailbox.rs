//! What a subscriber has not yet been told: of each session the newest state only, so that who is
//! slow misses states in between, never the last one, and costs no more memory for it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use tokio::sync::Notify;

use crate::model::session::Session;
use crate::platform::Error;

/// Sessions of one customer that may wait at once. Nobody has so many that change.
const MOST_PENDING: usize = 512;

/// What became of a session; of two that are told as one, the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// Time passed and nothing happened: the status turned by itself. That of web messaging may have,
    /// which [`SentStatuses`](super::SentStatuses) finds out for one subscriber.
    StatusChanged,
    /// Something happened in a visit of the same customer, on which the status of web messaging depends.
    Visited,
    /// Something happened in it; or this is how it is when the subscription begins.
    Updated,
    /// It was not there before.
    Started,
    /// It is over.
    Ended,
    /// The platform does not list it any more, or its subscriber may not see it any more.
    Removed,
}

/// A session as it is now, and why it is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// What became of it.
    pub kind: ChangeKind,
    /// How it is.
    pub session: Arc<Session>,
    /// The customer's open visits, whichever the subscriber can see.
    pub visits: Arc<[Arc<Session>]>,
    /// When the status turned; of anything else, when the gateway learned of it.
    pub at: DateTime<Utc>,
}

/// What a subscriber finds in its mailbox.
#[derive(Debug, PartialEq)]
pub enum Post {
    /// How all sessions known are, oldest first; again when what is known was lost.
    All(Vec<Change>),
    /// What has changed since, in the order in which it did.
    Changes(Vec<Change>),
    /// A token that the platform was asked with works no more: it may be this subscriber's.
    Recheck,
    /// There will be no more.
    Over(Error),
}

/// The mailbox of one subscriber.
#[derive(Debug, Default)]
pub(super) struct Mailbox {
    state: Mutex<State>,
    news: Notify,
}

#[derive(Debug, Default)]
struct State {
    pending: Vec<Change>,
    /// Whether the subscriber knows how everything was at some time.
    is_filled: bool,
    /// What is pending is everything.
    is_all: bool,
    recheck: bool,
    over: Option<Error>,
}

impl Mailbox {
    fn state(&self) -> MutexGuard<'_, State> {
        // A poisoned lock means that a panic came between two lines of bookkeeping; the notes stand.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it knows how everything is, so that changes are enough.
    pub(super) fn is_filled(&self) -> bool {
        self.state().is_filled
    }

    /// Tells how everything is.
    pub(super) fn fill(&self, all: Vec<Change>) {
        let mut state = self.state();
        state.pending = all;
        state.is_filled = true;
        state.is_all = true;
        drop(state);
        self.news.notify_one();
    }

    /// Tells of a change, unless it does not yet know what changes.
    pub(super) fn push(&self, change: &Change) {
        let mut state = self.state();
        if !state.is_filled {
            return;
        }
        let is_same = |pending: &&mut Change| pending.session.id == change.session.id;
        if let Some(pending) = state.pending.iter_mut().find(is_same) {
            let kind = match (pending.kind, change.kind) {
                // It is back before the subscriber was sent that it is gone.
                (ChangeKind::Removed, kind) if kind != ChangeKind::Removed => ChangeKind::Updated,
                (before, now) => before.max(now),
            };
            // The time of what is not reported by itself is not reported either.
            let at = if change.kind < kind && pending.kind == kind {
                pending.at
            } else {
                change.at
            };
            *pending = Change {
                kind,
                at,
                ..change.clone()
            };
        } else if state.pending.len() < MOST_PENDING {
            state.pending.push(change.clone());
        } else {
            state.over = Some(Error::Unavailable);
        }
        drop(state);
        self.news.notify_one();
    }

    /// Asks the subscriber to find out anew who it is.
    pub(super) fn recheck(&self) {
        self.state().recheck = true;
        self.news.notify_one();
    }

    /// Ends it.
    pub(super) fn end(&self, why: Error) {
        self.state().over = Some(why);
        self.news.notify_one();
    }

    /// Waits for something to be told. Dropped before it resolves, it takes nothing.
    pub(super) async fn next(&self) -> Post {
        loop {
            if let Some(post) = self.state().take() {
                return post;
            }
            self.news.notified().await;
        }
    }
}

impl State {
    fn take(&mut self) -> Option<Post> {
        if let Some(why) = &self.over {
            return Some(Post::Over(why.clone()));
        }
        if std::mem::take(&mut self.recheck) {
            return Some(Post::Recheck);
        }
        let is_all = std::mem::take(&mut self.is_all);
        if !is_all && self.pending.is_empty() {
            return None;
        }
        let pending = std::mem::take(&mut self.pending);
        Some(if is_all {
            Post::All(pending)
        } else {
            Post::Changes(pending)
        })
    }
}

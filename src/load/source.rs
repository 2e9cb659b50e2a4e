//! What the loaders of one request work with.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::{BatchSizes, Tally};
use crate::access::Viewer;
use crate::cache::{ConversationKey, Found, Freshness, Kept, Known, Notes, Scope, SessionsKey};
use crate::clock::Clock;
use crate::live::{Live, Mark};
use crate::model::channel::Shown;
use crate::model::id::SessionId;
use crate::model::session::Session;
use crate::platform::{Credential, Platform, UpstreamCaller};

/// What the loaders of one request work with.
#[derive(Debug)]
pub struct Source {
    /// The platform.
    pub platform: Platform,
    /// On whose behalf, and until when.
    pub caller: UpstreamCaller,
    /// Where answers are kept.
    pub scope: Arc<Scope>,
    /// For how long.
    pub freshness: Freshness,
    /// How many ids a call takes.
    pub sizes: Arc<BatchSizes>,
    /// Calls of one loader under way at once, for operations that take one id.
    pub concurrency: usize,
    /// The present.
    pub clock: Clock,
    /// Who is shown what comes back.
    pub viewer: Arc<Viewer>,
    /// Which channels are shown.
    pub shown: Shown,
    /// Whoever may see events is shown whole conversations, whatever else they hold.
    pub whole_conversations: bool,
    /// What the answer is made of.
    pub notes: Notes,
    /// The watch over the scope's customers, where there is one.
    pub live: Option<Arc<Live>>,
    /// Conversations that this request has read, and since when.
    pub read: Mutex<HashMap<ConversationKey, Mark>>,
    /// How its keys were answered.
    pub tally: Tally,
}

impl Source {
    /// The watch, and where in its count this is: what is read from now on is read since then.
    pub(super) fn watch(&self) -> Option<(&Live, Mark)> {
        let live = self.live.as_deref()?;
        Some((live, live.mark()))
    }

    /// Whether the platform is asked with the gateway's own credentials, and so shows everything.
    pub(super) fn is_service(&self) -> bool {
        matches!(self.caller.credential, Credential::Service(_))
    }

    /// What is known of `key`; the answer is made of it from now on.
    pub(super) fn recall<V: Kept>(&self, key: &V::Key) -> Option<Found<V>> {
        self.scope.get(key).map(|known| self.use_known(known))
    }

    /// What is known of a session, by itself or as one of a page.
    pub(super) fn recall_session(&self, id: SessionId) -> Option<Found<Session>> {
        let now = self.clock.now();
        let ended = |known: &Known<Session>| {
            let session = known.found.as_deref();
            known.is_fresh()
                && session.is_some_and(|session| self.freshness.had_ended(session, now))
        };
        match self.scope.listed(id).filter(ended) {
            Some(known) => Some(self.use_known(known)),
            None => self.recall::<Session>(&id),
        }
    }

    /// The list that is better read than a session which has outlived its time: see [`Live::list_of`].
    pub(super) fn list_instead(&self, id: SessionId) -> Option<SessionsKey> {
        let live = self.live.as_ref()?;
        let known = self.scope.look::<Session>(&id)?;
        let session = known.found.as_ref()?;
        // One that must look absent costs what an absent one does.
        if known.is_fresh() || known.is_held() || !self.finds(session) {
            return None;
        }
        live.list_of(session.customer?)
    }

    /// Remembers what was found; the answer is made of it from now on.
    pub(super) fn keep<V: Kept>(&self, key: &V::Key, found: Found<V>, ttl: Duration) {
        self.use_known(self.scope.insert(key, found, ttl));
    }

    pub(super) fn use_known<V>(&self, known: Known<V>) -> Found<V> {
        self.notes.read(&known.generation, known.until);
        known.found
    }
}

//! Which outbound calls are campaigns' calls. The session says so only once the dialer has given it a
//! wrap-up; before that, the conversation's details in analytics do. They are read where the viewer may read
//! them, and with the gateway's own client always. Of a call that a subscriber is sent, the dialer's topic
//! says so, too. The verdict never changes, so it is kept for long. Where there is none, the session is an
//! outbound call.

use std::collections::HashSet;
use std::sync::{Arc, PoisonError};

use futures_util::future::join_all;

use super::{Loaded, Loaders, Source};
use crate::cache::{ConversationKey, Found};
use crate::model::conversation::{Conversation, Dialed};
use crate::model::id::ConversationId;
use crate::model::session::{Details, Session};
use crate::platform::Detail;

/// The verdicts that the sessions of a list need.
#[derive(Debug, Default)]
pub(super) struct Verdicts {
    /// Conversations that campaigns made.
    dialed: HashSet<ConversationId>,
    /// Conversations whose details are yet to be read.
    unknown: HashSet<ConversationId>,
}

/// What a page needs of the sessions that it is filled from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Needs {
    /// How many it takes.
    pub(super) room: usize,
    /// Whether it matters if there is one more.
    pub(super) more: bool,
    /// Whether the conversations of those that it takes will be read.
    pub(super) conversations: bool,
}

impl Verdicts {
    pub(super) fn is_unknown(&self, session: &Session) -> bool {
        let id = session.maybe_dialed();
        id.is_some_and(|id| self.unknown.contains(&id))
    }

    /// The session as it is with its verdict.
    pub(super) fn apply(&self, session: &Arc<Session>) -> Arc<Session> {
        let id = session.maybe_dialed();
        if id.is_some_and(|id| self.dialed.contains(&id)) {
            Arc::new(session.as_dialed())
        } else {
            session.clone()
        }
    }

    fn learn(&mut self, id: ConversationId, dialed: bool) {
        if dialed {
            self.dialed.insert(id);
        }
    }
}

impl Loaders {
    /// What is known without a call.
    pub(super) fn known_verdicts<'a>(
        &self,
        sessions: impl Iterator<Item = &'a Arc<Session>>,
    ) -> Verdicts {
        let mut verdicts = Verdicts::default();
        for session in sessions {
            let Some(id) = session.maybe_dialed() else {
                continue;
            };
            match self.source.verdict(id) {
                Some(dialed) => verdicts.learn(id, dialed),
                None if self.source.reads_details_of(session) => drop(verdicts.unknown.insert(id)),
                None => {}
            }
        }
        verdicts
    }

    /// Reads the details of `sessions`, in one call if the batch size allows: those that need a verdict, and
    /// those whose conversations will be needed anyway.
    pub(super) async fn read_verdicts(&self, sessions: &[Arc<Session>], verdicts: &mut Verdicts) {
        let reads = sessions.iter().filter_map(|session| {
            let key = self.key_beside_verdicts(session, verdicts)?;
            Some(async move { (key, self.one(&self.early_conversations, key).await) })
        });
        for (key, outcome) in join_all(reads).await {
            let (_, id) = key;
            if verdicts.unknown.remove(&id)
                && let Ok(Some(conversation)) = &outcome
            {
                verdicts.learn(id, self.source.keep_verdict(conversation));
            }
            let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
            read.insert(key, outcome);
        }
    }

    fn key_beside_verdicts(
        &self,
        session: &Session,
        verdicts: &Verdicts,
    ) -> Option<ConversationKey> {
        let Details::Conversation(facts) = &session.details else {
            return None;
        };
        let is_read = verdicts.is_unknown(session)
            || self.source.detail_of(session) == Some(Detail::Analytics);
        Some((Detail::Analytics, facts.conversation.filter(|_| is_read)?))
    }

    /// The verdicts that decide which of `sessions` fill a page: those that `keep` accepts.
    pub(super) async fn verdicts(
        &self,
        sessions: &[&Arc<Session>],
        needs: Needs,
        keep: impl Fn(&Session) -> bool,
    ) -> Verdicts {
        let mut verdicts = self.known_verdicts(sessions.iter().copied());
        if verdicts.unknown.is_empty() {
            return verdicts;
        }
        let (mut reads, mut sure, mut matters) = (Vec::new(), 0, false);
        for session in sessions {
            let session = verdicts.apply(session);
            let is_unknown = verdicts.is_unknown(&session);
            let is_kept = keep(&session);
            // A verdict that changes nothing here is read with the fields that depend on it.
            let is_open = is_unknown && keep(&session.as_dialed()) != is_kept;
            if !is_kept && !is_open {
                continue;
            }
            if is_unknown || (needs.conversations && sure < needs.room) {
                reads.push(session);
            }
            matters |= is_open;
            sure += usize::from(!is_open);
            // Whatever the verdicts are, these fill the page.
            if sure >= needs.room + usize::from(needs.more) {
                break;
            }
        }
        if matters {
            self.read_verdicts(&reads, &mut verdicts).await;
        }
        verdicts
    }

    /// Sessions with their verdicts, as a list would show them.
    pub async fn judged(&self, sessions: Vec<Arc<Session>>) -> Vec<Arc<Session>> {
        let _deciding = self.deciding.begin();
        let mut verdicts = self.known_verdicts(sessions.iter());
        let unknown = sessions.iter().filter(|one| verdicts.is_unknown(one));
        let unknown: Vec<_> = unknown.cloned().collect();
        self.read_verdicts(&unknown, &mut verdicts).await;
        sessions.iter().map(|one| verdicts.apply(one)).collect()
    }

    /// One session with its verdict. Its details are read with those that other fields need.
    pub async fn judged_one(&self, session: &Arc<Session>) -> Arc<Session> {
        let Some(id) = session.maybe_dialed() else {
            return session.clone();
        };
        let dialed = match self.source.verdict(id) {
            Some(dialed) => dialed,
            None if self.source.reads_details_of(session) => {
                match self.conversation_of((Detail::Analytics, id)).await {
                    Ok(Some(conversation)) => self.source.keep_verdict(&conversation),
                    Ok(None) | Err(_) => false,
                }
            }
            None => false,
        };
        if dialed {
            Arc::new(session.as_dialed())
        } else {
            session.clone()
        }
    }

    /// A conversation that this request has read already, or else reads now.
    pub(super) async fn conversation_of(&self, key: ConversationKey) -> Loaded<Conversation> {
        match self.read_early(&key) {
            Some(outcome) => outcome,
            None => self.known_or_one(&self.conversations, key).await,
        }
    }

    fn read_early(&self, key: &ConversationKey) -> Option<Loaded<Conversation>> {
        let read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.get(key).cloned()
    }
}

impl Source {
    /// Whether the details that say whether the session is a campaign call may be read.
    fn reads_details_of(&self, session: &Session) -> bool {
        self.is_service()
            || self.viewer.rights.detail_in(&session.divisions) == Some(Detail::Analytics)
    }

    fn verdict(&self, id: ConversationId) -> Option<bool> {
        let found: Found<Dialed> = self.recall(&id)?;
        found.map(|verdict| verdict.0)
    }

    /// That a campaign made a call never changes. That none did is certain once the call is over: details of
    /// an open one may be incomplete, and the dialer may report it meanwhile.
    fn keep_verdict(&self, conversation: &Conversation) -> bool {
        let dialed = conversation.dialed || self.verdict(conversation.id) == Some(true);
        let is_certain = dialed || conversation.has_ended();
        let ttl = if is_certain {
            self.freshness.ended
        } else {
            self.freshness.open
        };
        self.keep(&conversation.id, Some(Arc::new(Dialed(dialed))), ttl);
        dialed
    }
}

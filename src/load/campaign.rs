//! Verdicts: whether a campaign made an outbound call. A session shows it once the dialer has added a wrap-up. Until then
//! only the conversation's details in analytics show it. The gateway reads them if the viewer may read them, and always
//! with its own credential. The dialer's topic also reports the calls of subscribed customers. A verdict does not change,
//! so it is cached for a long time. A call without a verdict is shown as an outbound call.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use futures_util::future::join_all;

use super::loaders::Loaders;
use super::source::Source;
use crate::cache::{ConversationKey, Found};
use crate::model::conversation::{CampaignVerdict, Conversation};
use crate::model::id::ConversationId;
use crate::model::session::{Details, Session};
use crate::platform::Detail;

/// The verdicts of the sessions of a list.
#[derive(Debug, Default)]
pub(super) struct Verdicts {
    /// Calls that campaigns made.
    campaign_calls: HashSet<ConversationId>,
    /// Calls whose details have not been read yet.
    unknown: HashSet<ConversationId>,
}

/// What a page of the gateway needs from the sessions of a platform page.
#[derive(Debug, Clone, Copy)]
pub(super) struct PageNeeds {
    /// Number of sessions that still fit on the page.
    pub(super) room: usize,
    /// Whether the request selects `hasNextPage`, which depends on one more session.
    pub(super) has_next: bool,
    /// Whether the conversations of the page's sessions will be read.
    pub(super) conversations: bool,
}

impl Verdicts {
    fn is_unknown(&self, session: &Session) -> bool {
        let id = session.campaign_call_candidate();
        id.is_some_and(|id| self.unknown.contains(&id))
    }

    /// The session with its verdict.
    pub(super) fn apply<'s>(&self, session: &'s Arc<Session>) -> Cow<'s, Arc<Session>> {
        let id = session.campaign_call_candidate();
        let is_campaign_call = id.is_some_and(|id| self.campaign_calls.contains(&id));
        with_verdict(session, is_campaign_call)
    }

    fn set(&mut self, id: ConversationId, is_campaign_call: bool) {
        if is_campaign_call {
            self.campaign_calls.insert(id);
        }
    }
}

fn with_verdict(session: &Arc<Session>, is_campaign_call: bool) -> Cow<'_, Arc<Session>> {
    if is_campaign_call {
        Cow::Owned(Arc::new(session.as_campaign_call()))
    } else {
        Cow::Borrowed(session)
    }
}

impl Loaders {
    /// The verdicts that are known without a call.
    fn known_verdicts<'a>(&self, sessions: impl Iterator<Item = &'a Arc<Session>>) -> Verdicts {
        let mut verdicts = Verdicts::default();
        for session in sessions {
            let Some(id) = session.campaign_call_candidate() else {
                continue;
            };
            match cached_verdict(&self.source, id) {
                Some(verdict) => verdicts.set(id, verdict),
                None if may_read_verdict(&self.source, session) => {
                    verdicts.unknown.insert(id);
                }
                None => {}
            }
        }
        verdicts
    }

    /// Reads the details of `sessions`, in one call if the batch size permits: sessions without a verdict, and
    /// sessions whose conversations other fields select.
    async fn read_verdicts(&self, sessions: &[Arc<Session>], verdicts: &mut Verdicts) {
        let reads = sessions.iter().filter_map(|session| {
            let key = self.verdict_key(session, verdicts)?;
            Some(async move { (key, self.load_one(&self.early_conversations, key).await) })
        });
        for (key, outcome) in join_all(reads).await {
            let (_, id) = key;
            if verdicts.unknown.remove(&id)
                && let Ok(Some(conversation)) = &outcome
            {
                verdicts.set(id, store_verdict(&self.source, conversation));
            }
            self.early_outcomes.lock().insert(key, outcome);
        }
    }

    fn verdict_key(&self, session: &Session, verdicts: &Verdicts) -> Option<ConversationKey> {
        let Details::Conversation(facts) = &session.details else {
            return None;
        };
        let is_read = verdicts.is_unknown(session)
            || self.source.conversation_source(session) == Some(Detail::Analytics);
        Some((Detail::Analytics, facts.conversation.filter(|_| is_read)?))
    }

    /// The verdicts that decide which of `sessions` fill a page. `accepts` is the filter of the page.
    pub(super) async fn page_verdicts(
        &self,
        sessions: &[&Arc<Session>],
        needs: PageNeeds,
        accepts: impl Fn(&Session) -> bool,
    ) -> Verdicts {
        let mut verdicts = self.known_verdicts(sessions.iter().copied());
        if verdicts.unknown.is_empty() {
            return verdicts;
        }
        let (mut reads, mut decided, mut must_read) = (Vec::new(), 0, false);
        for session in sessions {
            let session = verdicts.apply(session);
            let is_unknown = verdicts.is_unknown(&session);
            let is_accepted = accepts(&session);
            // A verdict that does not change the page is read with the fields that need it.
            let is_undecided = is_unknown && accepts(&session.as_campaign_call()) != is_accepted;
            if !is_accepted && !is_undecided {
                continue;
            }
            if is_unknown || (needs.conversations && decided < needs.room) {
                reads.push(session.into_owned());
            }
            must_read |= is_undecided;
            decided += usize::from(!is_undecided);
            // These sessions fill the page for every possible verdict.
            if decided >= needs.room + usize::from(needs.has_next) {
                break;
            }
        }
        if must_read {
            self.read_verdicts(&reads, &mut verdicts).await;
        }
        verdicts
    }

    /// Sessions with their verdicts, as a list would show them.
    pub async fn with_verdicts(&self, sessions: Vec<Arc<Session>>) -> Vec<Arc<Session>> {
        let _pending = self.verdicts_pending.begin();
        let mut verdicts = self.known_verdicts(sessions.iter());
        let unknown = sessions
            .iter()
            .filter(|session| verdicts.is_unknown(session));
        let unknown: Vec<_> = unknown.cloned().collect();
        self.read_verdicts(&unknown, &mut verdicts).await;
        sessions
            .iter()
            .map(|session| verdicts.apply(session).into_owned())
            .collect()
    }

    /// One session with its verdict. Its details are read in the same batch as those that other fields need.
    pub async fn with_verdict<'s>(&self, session: &'s Arc<Session>) -> Cow<'s, Arc<Session>> {
        let Some(id) = session.campaign_call_candidate() else {
            return Cow::Borrowed(session);
        };
        let is_campaign_call = match cached_verdict(&self.source, id) {
            Some(verdict) => verdict,
            None if may_read_verdict(&self.source, session) => {
                let key = (Detail::Analytics, id);
                match self.conversation_by_key(key).await {
                    Ok(Some(conversation)) => store_verdict(&self.source, &conversation),
                    Ok(None) | Err(_) => false,
                }
            }
            None => false,
        };
        with_verdict(session, is_campaign_call)
    }
}

/// Whether the details that contain the verdict may be read.
fn may_read_verdict(source: &Source, session: &Session) -> bool {
    source.is_service()
        || source.viewer.rights.detail_in(&session.divisions) == Some(Detail::Analytics)
}

fn cached_verdict(source: &Source, id: ConversationId) -> Option<bool> {
    let found: Found<CampaignVerdict> = source.cache.get(&id)?;
    found.map(|verdict| verdict.0)
}

/// Stores a verdict. A positive verdict is final. A negative one is final once the call has ended: the details of an
/// open call may be incomplete, and the dialer may report the call later.
fn store_verdict(source: &Source, conversation: &Conversation) -> bool {
    let id = conversation.id;
    let is_campaign_call =
        conversation.is_campaign_call || cached_verdict(source, id) == Some(true);
    let is_final = is_campaign_call || conversation.has_ended();
    let ttl = source.cache.freshness().for_session_state(is_final);
    let verdict = Some(Arc::new(CampaignVerdict(is_campaign_call)));
    source.cache.insert_recorded(&id, verdict, ttl);
    is_campaign_call
}

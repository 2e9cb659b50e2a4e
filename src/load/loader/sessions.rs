//! Sessions by id. A session that the viewer may not see must not be distinguishable from an unknown one: it is null,
//! costs the same calls, is cached for the same time, and is explained in the same way.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use futures_util::future::join;

use crate::cache::HiddenSession;
use crate::load::batch::one_call_per_key;
use crate::load::key_stats::KeyCounts;
use crate::load::read_through::read_through;
use crate::load::source::{Loaded, Source};
use crate::model::id::SessionId;
use crate::model::session::Session;
use crate::platform::Operation;

#[derive(Clone)]
pub(in crate::load) struct SessionsById(pub(in crate::load) Arc<Source>);

impl Loader<SessionId> for SessionsById {
    type Value = Loaded<Session>;
    type Error = Infallible;

    async fn load(
        &self,
        keys: &[SessionId],
    ) -> Result<HashMap<SessionId, Self::Value>, Infallible> {
        let source = &self.0;
        let mut outcomes = HashMap::with_capacity(keys.len());
        let (mut visible, mut hidden, mut counts) = (Vec::new(), Vec::new(), KeyCounts::default());
        for id in keys {
            match source.cached_session(*id) {
                Some(Some(session)) if !source.can_read_by_id(&session) => hidden.push(*id),
                Some(found) => {
                    counts.hits += 1;
                    outcomes.insert(*id, Ok(found));
                }
                None if is_known_hidden(source, *id) => hidden.push(*id),
                None => visible.push(*id),
            }
        }
        source.stats.add::<Session>(counts);
        let (visible, hidden) =
            join(read_visible(source, &visible), read_hidden(source, &hidden)).await;
        outcomes.extend(visible);
        outcomes.extend(hidden);
        Ok(outcomes)
    }
}

/// Reads sessions that are not known to be hidden.
async fn read_visible(source: &Source, ids: &[SessionId]) -> HashMap<SessionId, Loaded<Session>> {
    let freshness = source.cache.freshness();
    let ttl = |_: &SessionId, found: Option<&Session>| {
        found.map_or(freshness.absent, |session| {
            freshness.for_session(session, source.clock.now())
        })
    };
    let call = |id| async move { source.platform.session(&source.caller, id).await };
    let fetch = |missing| one_call_per_key(source.concurrency, missing, call);
    let mut outcomes = read_through(source, ids, ttl, fetch).await;
    for (id, outcome) in &mut outcomes {
        if let Ok(Some(session)) = outcome
            && !source.can_read_by_id(session)
        {
            source.caller.conceal(Operation::Session, id);
            let hidden = Arc::new(HiddenSession(session.clone()));
            source
                .cache
                .insert_recorded(id, Some(hidden), freshness.absent);
            *outcome = Ok(None);
        }
    }
    outcomes
}

/// Reads sessions that are known to be hidden, as often as unknown ones.
async fn read_hidden(source: &Source, ids: &[SessionId]) -> HashMap<SessionId, Loaded<Session>> {
    let freshness = source.cache.freshness();
    let ttl = |_: &SessionId, _: Option<&HiddenSession>| freshness.absent;
    let read = |id| async move {
        let started = source.cache.start_read();
        let found = source.platform.session(&source.caller, id).await?;
        let session = found.map(Arc::new);
        let ttl = session.as_deref().map_or(freshness.absent, |session| {
            freshness.for_session(session, source.clock.now())
        });
        source.cache.insert(&id, session.clone(), ttl, started);
        if session
            .as_ref()
            .is_some_and(|session| !source.can_read_by_id(session))
        {
            source.caller.conceal(Operation::Session, &id);
        }
        Ok(session.map(HiddenSession))
    };
    let fetch = |missing| one_call_per_key(source.concurrency, missing, read);
    let outcomes = read_through(source, ids, ttl, fetch).await.into_iter();
    // A cached hidden session may have moved to a division in which the viewer can see it.
    let session = |hidden: Option<Arc<HiddenSession>>| hidden.map(|hidden| hidden.0.clone());
    outcomes
        .map(|(id, outcome)| {
            let outcome = outcome
                .map(|hidden| session(hidden).filter(|session| source.can_read_by_id(session)));
            (id, outcome)
        })
        .collect()
}

/// Whether the cache has the session as hidden from this viewer.
fn is_known_hidden(source: &Source, id: SessionId) -> bool {
    let hidden = source.cache.hidden_session(id);
    hidden.is_some_and(|hidden| !source.can_read_by_id(&hidden.0))
}

//! Sessions by id. One that the viewer may not see must not be distinguishable from an unknown one.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use futures_util::future::join;

use super::batch::{each, through};
use super::{Loaded, Source};
use crate::cache::Hidden;
use crate::model::id::SessionId;
use crate::model::session::Session;
use crate::platform::Operation;

/// One session by its id. One that the viewer may not see is not only null as an unknown one is: it
/// costs the same calls, is remembered for as long, and is explained alike, so that nothing distinguishes them.
pub(super) struct SessionsById(pub(super) Arc<Source>);

impl Loader<SessionId> for SessionsById {
    type Value = Loaded<Session>;
    type Error = Infallible;

    async fn load(
        &self,
        keys: &[SessionId],
    ) -> Result<HashMap<SessionId, Self::Value>, Infallible> {
        let source = &self.0;
        let mut outcomes = HashMap::with_capacity(keys.len());
        let (mut open, mut hidden) = (Vec::new(), Vec::new());
        for id in keys {
            match source.recall_session(*id) {
                Some(Some(session)) if !source.finds(&session) => hidden.push(*id),
                Some(found) => {
                    source.tally.count::<Session>(|uses| uses.hits += 1);
                    outcomes.insert(*id, Ok(found));
                }
                None if source.is_noted_hidden(*id) => hidden.push(*id),
                None => open.push(*id),
            }
        }
        let (found, again) = join(read_open(source, &open), read_hidden(source, &hidden)).await;
        outcomes.extend(found);
        outcomes.extend(again);
        Ok(outcomes)
    }
}

/// Reads sessions that are unknown so far, or known and not hidden.
async fn read_open(source: &Source, ids: &[SessionId]) -> HashMap<SessionId, Loaded<Session>> {
    let freshness = &source.freshness;
    let ttl = |_: &SessionId, found: Option<&Session>| {
        found.map_or(freshness.absent, |session| {
            freshness.of_session(session, source.clock.now())
        })
    };
    let call = |id| async move { source.platform.session(&source.caller, id).await };
    let fetch = |missing| each(source.concurrency, missing, call);
    let mut outcomes = through(source, ids, ttl, fetch).await;
    for (id, outcome) in &mut outcomes {
        if let Ok(Some(session)) = outcome
            && !source.finds(session)
        {
            source.caller.conceal(Operation::Session, id);
            let note = Arc::new(Hidden(session.clone()));
            source.keep(id, Some(note), freshness.absent);
            *outcome = Ok(None);
        }
    }
    outcomes
}

/// Sessions that the viewer may not see as far as it is known: read as often as unknown ones.
async fn read_hidden(source: &Source, ids: &[SessionId]) -> HashMap<SessionId, Loaded<Session>> {
    let ttl = |_: &SessionId, _: Option<&Hidden>| source.freshness.absent;
    let read = |id| async move {
        let found = source.platform.session(&source.caller, id).await?;
        let session = found.map(Arc::new);
        let ttl = session.as_deref().map_or(source.freshness.absent, |one| {
            source.freshness.of_session(one, source.clock.now())
        });
        source.scope.insert(&id, session.clone(), ttl);
        if session.as_ref().is_some_and(|one| !source.finds(one)) {
            source.caller.conceal(Operation::Session, &id);
        }
        Ok(session.map(Hidden))
    };
    let fetch = |missing| each(source.concurrency, missing, read);
    let notes = through(source, ids, ttl, fetch).await.into_iter();
    // It may have moved to where the viewer may see it.
    let seen = |note: Option<Arc<Hidden>>| note.map(|note| note.0.clone());
    notes
        .map(|(id, note)| {
            let session = note.map(|note| seen(note).filter(|session| source.finds(session)));
            (id, session)
        })
        .collect()
}

impl Source {
    /// Whether the viewer may not see the session, by what was noted of it lately.
    fn is_noted_hidden(&self, id: SessionId) -> bool {
        let note = self.scope.get::<Hidden>(&id);
        let note = note.and_then(|known| known.found);
        note.is_some_and(|note| !self.finds(&note.0))
    }

    pub(super) fn finds(&self, session: &Session) -> bool {
        self.viewer.rights.finds(session)
    }
}

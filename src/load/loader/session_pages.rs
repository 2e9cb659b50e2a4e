//! Pages of a customer's sessions, as the platform returns them.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use parking_lot::Mutex;

use crate::cache::ReadStart;
use crate::load::batch::one_call_per_key;
use crate::load::read_through::read_through;
use crate::load::source::{Loaded, Source};
use crate::model::session::{SessionPage, SessionPageKey};
use crate::platform::Error;

#[derive(Clone)]
pub(in crate::load) struct SessionPages(pub(in crate::load) Arc<Source>);

impl Loader<SessionPageKey> for SessionPages {
    type Value = Loaded<SessionPage>;
    type Error = Infallible;

    async fn load(
        &self,
        keys: &[SessionPageKey],
    ) -> Result<HashMap<SessionPageKey, Self::Value>, Infallible> {
        let source = &self.0;
        let cache = &source.cache;
        let started = cache.start_read();
        let ttl = |key: &SessionPageKey, found: Option<&SessionPage>| match found {
            Some(_) => cache.session_page_ttl(key, started),
            None => cache.freshness().absent,
        };
        let fetched = Mutex::new(Vec::new());
        let fetch = |missing: Vec<SessionPageKey>| async {
            fetched.lock().extend(missing.iter().cloned());
            let call = |key| Box::pin(read(source, key));
            let outcomes = one_call_per_key(source.concurrency, missing, call).await;
            cache_open_sessions(source, outcomes.values().flatten().flatten(), started);
            outcomes
        };
        let outcomes = read_through(source, keys, ttl, fetch).await;
        // A list whose refresh has failed is still current.
        let is_current = |key: &SessionPageKey| {
            let entry = cache.peek_fresh::<SessionPage>(key);
            entry.is_some_and(|entry| entry.found.is_some())
        };
        for key in fetched.into_inner() {
            match outcomes.get(&key) {
                Some(Ok(Some(page))) => cache.finish_session_page(&key, page, started),
                Some(Ok(None) | Err(_)) if key.after.is_none() && !is_current(&key) => {
                    cache.unwatch_customer(key.customer);
                }
                _ => {}
            }
        }
        Ok(outcomes)
    }
}

/// Stores the open sessions of pages by id. Ended sessions are found in their page.
fn cache_open_sessions<'a>(
    source: &Source,
    pages: impl Iterator<Item = &'a Arc<SessionPage>>,
    started: ReadStart,
) {
    let now = source.clock.now();
    let freshness = source.cache.freshness();
    let sessions = pages.flat_map(|page| &page.sessions);
    for session in sessions.filter(|session| !freshness.has_ended(session, now)) {
        let found = Some(session.clone());
        source
            .cache
            .insert(&session.id, found, freshness.open, started);
    }
}

/// Reads a page; `None` for an unknown contact.
async fn read(source: &Source, key: SessionPageKey) -> Result<Option<SessionPage>, Error> {
    let page = source
        .platform
        .sessions_of_contact(
            &source.caller,
            key.customer,
            key.size,
            key.after.as_deref(),
            key.include_merged,
        )
        .await;
    let page = match page {
        Err(Error::NotFound) => return Ok(None),
        page => page?,
    };
    let next = page.next.map(Arc::from);
    Ok(Some(SessionPage::in_order(page.sessions, next)))
}

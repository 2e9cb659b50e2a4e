//! Events: one call per session and page.
//!
//! The order of the platform's events is not documented. A session whose events fit on a page is read whole and
//! sorted; a longer one page by page, and each page is sorted.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;

use async_graphql::dataloader::Loader;

use crate::cache::{EventPageKey, Events};
use crate::load::batch::one_call_per_key;
use crate::load::read_through::read_through;
use crate::load::source::{Loaded, Source};
use crate::platform::Error;

#[derive(Clone)]
pub(in crate::load) struct EventPages(pub(in crate::load) Arc<Source>);

impl Loader<EventPageKey> for EventPages {
    type Value = Loaded<Events>;
    type Error = Infallible;

    async fn load(
        &self,
        keys: &[EventPageKey],
    ) -> Result<HashMap<EventPageKey, Self::Value>, Infallible> {
        let source = &self.0;
        // A page with all events that the session counts does not change: a new event makes another key.
        let ttl = |key: &EventPageKey, found: Option<&Events>| {
            let is_all = found
                .is_some_and(|page| key.after.is_none() && page.events.len() >= key.count as usize);
            source
                .cache
                .freshness()
                .for_session_state(key.ended || is_all)
        };
        let fetch =
            |missing| one_call_per_key(source.concurrency, missing, |key| read(source, key));
        Ok(read_through(source, keys, ttl, fetch).await)
    }
}

async fn read(source: &Source, key: EventPageKey) -> Result<Option<Events>, Error> {
    let page = source
        .platform
        .events(&source.caller, key.session, key.size, key.after.as_deref())
        .await?;
    let mut events = page.events;
    events.sort_by(|a, b| {
        a.created_at
            .cmp(&b.created_at)
            .then_with(|| a.id.cmp(&b.id))
    });
    Ok(Some(Events {
        events: events.into_iter().map(Arc::new).collect(),
        next: page.next.map(Arc::from),
    }))
}

//! Events: one call a session and page.
//!
//! In which order the platform sends events is not documented. A session with no more events than a
//! page holds is therefore read whole and sorted; a longer one page by page, each page sorted.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;

use async_graphql::dataloader::Loader;

use super::batch::{each, through};
use super::{Loaded, Source};
use crate::cache::{Events, EventsKey};

/// What the platform allows.
pub const LARGEST_PAGE: u32 = 200;

pub(super) struct EventPages(pub(super) Arc<Source>);

impl Loader<EventsKey> for EventPages {
    type Value = Loaded<Events>;
    type Error = Infallible;

    async fn load(
        &self,
        keys: &[EventsKey],
    ) -> Result<HashMap<EventsKey, Self::Value>, Infallible> {
        let source = &self.0;
        let mut outcomes = HashMap::with_capacity(keys.len());
        // Two freshnesses in one batch: what belongs to ended sessions, and the rest.
        for ended in [true, false] {
            let of_state: Vec<_> = keys
                .iter()
                .filter(|key| key.ended == ended)
                .cloned()
                .collect();
            let ttl = |_: Option<&Events>| source.freshness.of_state(ended);
            let fetch = |missing| each(source.concurrency, missing, |key| read(source, key));
            outcomes.extend(through(&source.scope.event_pages, &of_state, ttl, fetch).await);
        }
        Ok(outcomes)
    }
}

async fn read(source: &Source, key: EventsKey) -> Result<Option<Events>, crate::platform::Error> {
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

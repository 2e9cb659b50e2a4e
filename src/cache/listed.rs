//! Sessions that a page has told of, by their ids. A page has more of them than are ever asked for one
//! by one: they are found in it, and go with it, instead of being kept a second time each.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};

use ahash::RandomState;
use tokio::time::Instant;

use super::generation::Generation;
use super::kept::Sessions;
use super::scope::Known;
use crate::model::id::SessionId;
use crate::model::session::Session;

/// What a session costs a page beyond itself: its place here, in a table that is half empty at times.
pub(super) const PLACE_BYTES: usize = 2 * size_of::<(SessionId, Place)>();

/// Where each session was told of last.
#[derive(Debug, Clone, Default)]
pub(super) struct Listed(Arc<Mutex<HashMap<SessionId, Place, RandomState>>>);

#[derive(Debug)]
pub(super) struct Place {
    session: Arc<Session>,
    until: Instant,
    page: Generation,
}

impl Listed {
    /// A page is kept until then.
    pub(super) fn add(&self, page: &Sessions, generation: &Generation, until: Instant) {
        let places = page.sessions.iter().map(|session| {
            let place = Place {
                session: session.clone(),
                until,
                page: generation.clone(),
            };
            (session.id, place)
        });
        self.with(|listed| listed.extend(places));
    }

    /// A page is no longer kept. What another page has told of since then stays.
    pub(super) fn remove(&self, page: &Sessions, generation: &Generation) {
        self.with(|listed| {
            for session in &page.sessions {
                if let Entry::Occupied(place) = listed.entry(session.id)
                    && place.get().page.is(generation)
                {
                    place.remove();
                }
            }
        });
    }

    /// What a page that is still kept says of a session.
    pub(super) fn get(&self, id: SessionId) -> Option<Known<Session>> {
        self.with(|listed| {
            let place = listed.get(&id)?;
            place.page.is_current().then(|| Known {
                found: Some(place.session.clone()),
                until: place.until,
                generation: place.page.clone(),
                held_until: None,
            })
        })
    }

    fn with<T>(&self, work: impl FnOnce(&mut HashMap<SessionId, Place, RandomState>) -> T) -> T {
        // Whatever a panic left is a place more or less, each of them sound.
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

//! One loader for each resource.

use std::collections::HashMap;

use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::runtime::{TokioSpawner, TokioTimer};
use futures_util::future::try_join_all;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::super::rest::{Caller, Failed};
use super::customer::Contact;
use super::event::{ConversationEvent, Event, RestEvent};
use super::session::{Named, RestSession};
use super::timeline::Details;

pub(super) struct Loaders {
    pub(super) contacts: DataLoader<Contacts>,
    pub(super) sessions: DataLoader<Sessions>,
    pub(super) queues: DataLoader<Queues>,
    pub(super) users: DataLoader<Users>,
    pub(super) codes: DataLoader<Codes>,
    pub(super) conversations: DataLoader<Conversations>,
    pub(super) visits: DataLoader<Visits>,
}

impl Loaders {
    pub(super) fn new(caller: &Caller) -> Self {
        Self {
            contacts: stock(Contacts(caller.clone())),
            sessions: stock(Sessions(caller.clone())),
            queues: stock(Queues(caller.clone())),
            users: stock(Users(caller.clone())),
            codes: stock(Codes(caller.clone())),
            conversations: stock(Conversations(caller.clone())),
            visits: stock(Visits(caller.clone())),
        }
    }
}

fn stock<L: Send + Sync + 'static>(loader: L) -> DataLoader<L> {
    DataLoader::new(loader, TokioSpawner::current(), TokioTimer::default())
}

#[derive(Deserialize)]
struct Page<T> {
    entities: Vec<T>,
}

fn entities<T: DeserializeOwned>(body: &[u8]) -> Result<Vec<T>, Failed> {
    Ok(serde_json::from_slice::<Page<T>>(body)?.entities)
}

pub(super) struct Contacts(Caller);

#[derive(Deserialize)]
struct Bulk {
    results: Vec<Found>,
}

#[derive(Deserialize)]
struct Found {
    id: String,
    entity: Option<Contact>,
}

impl Loader<String> for Contacts {
    type Value = Contact;
    type Error = Failed;

    async fn load(&self, keys: &[String]) -> Result<HashMap<String, Contact>, Failed> {
        let body = self.0.contacts(keys).await?;
        let found = serde_json::from_slice::<Bulk>(&body)?.results.into_iter();
        Ok(found
            .filter_map(|result| Some((result.id, result.entity?)))
            .collect())
    }
}

pub(super) struct Sessions(Caller);

impl Loader<String> for Sessions {
    type Value = Vec<RestSession>;
    type Error = Failed;

    async fn load(&self, keys: &[String]) -> Result<HashMap<String, Self::Value>, Failed> {
        let pages = keys.iter().map(|key| async move {
            let body = self.0.sessions(key).await?;
            Ok::<_, Failed>((key.clone(), entities(&body)?))
        });
        Ok(try_join_all(pages).await?.into_iter().collect())
    }
}

macro_rules! named {
    ($($loader:ident: $call:ident),+) => {$(
        pub(super) struct $loader(Caller);

        impl Loader<String> for $loader {
            type Value = Named;
            type Error = Failed;

            async fn load(&self, keys: &[String]) -> Result<HashMap<String, Named>, Failed> {
                let found: Vec<Named> = entities(&self.0.$call(keys).await?)?;
                Ok(found.into_iter().map(|named| (named.id.to_string(), named)).collect())
            }
        }
    )+};
}

named! { Queues: queues, Users: users, Codes: codes }

/// Timelines by conversation id.
pub(super) struct Conversations(Caller);

impl Loader<String> for Conversations {
    type Value = Vec<ConversationEvent>;
    type Error = Failed;

    async fn load(&self, keys: &[String]) -> Result<HashMap<String, Self::Value>, Failed> {
        let body = self.0.details(keys).await?;
        let details: Details = serde_json::from_slice(&body)?;
        let found = details.conversations.iter();
        let timelines = found.map(|conversation| {
            let steps = conversation
                .steps()
                .into_iter()
                .map(ConversationEvent::from_step)
                .collect();
            (conversation.conversation_id.to_string(), steps)
        });
        Ok(timelines.collect())
    }
}

/// Events by the id of a visit and its number of events.
pub(super) struct Visits(Caller);

impl Loader<(String, u32)> for Visits {
    type Value = Vec<Event>;
    type Error = Failed;

    async fn load(
        &self,
        keys: &[(String, u32)],
    ) -> Result<HashMap<(String, u32), Self::Value>, Failed> {
        let pages = keys.iter().map(|key| async move {
            let mut found: Vec<RestEvent> = entities(&self.0.events(&key.0, key.1).await?)?;
            found.sort_by(|a, b| a.order().cmp(&b.order()));
            let events = found.into_iter().map(Event::from).collect();
            Ok::<_, Failed>((key.clone(), events))
        });
        Ok(try_join_all(pages).await?.into_iter().collect())
    }
}

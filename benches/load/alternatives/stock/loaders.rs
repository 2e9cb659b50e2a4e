//! One loader for each kind of name.

use std::collections::HashMap;

use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::runtime::{TokioSpawner, TokioTimer};
use async_graphql::{ID, SimpleObject};
use serde::Deserialize;

use super::Failed;
use super::rest::{Caller, Page};

/// A queue, an agent or a wrap-up code.
#[derive(Clone, Deserialize, SimpleObject)]
pub(super) struct Named {
    id: ID,
    name: Option<String>,
}

pub(super) struct Loaders {
    pub(super) queues: DataLoader<Queues>,
    pub(super) users: DataLoader<Users>,
    pub(super) codes: DataLoader<Codes>,
}

impl Loaders {
    pub(super) fn new(caller: &Caller) -> Self {
        Self {
            queues: stock(Queues(caller.clone())),
            users: stock(Users(caller.clone())),
            codes: stock(Codes(caller.clone())),
        }
    }
}

fn stock<L: Send + Sync + 'static>(loader: L) -> DataLoader<L> {
    DataLoader::new(loader, TokioSpawner::current(), TokioTimer::default())
}

macro_rules! loader {
    ($($loader:ident: $path:literal),+) => {$(
        pub(super) struct $loader(Caller);

        impl Loader<String> for $loader {
            type Value = Named;
            type Error = Failed;

            async fn load(&self, keys: &[String]) -> Result<HashMap<String, Named>, Failed> {
                let mut path = String::from($path);
                for key in keys {
                    path.push_str("&id=");
                    path.push_str(key);
                }
                let found: Page<Named> = self.0.get(&path).await?;
                let found = found.entities.into_iter();
                Ok(found.map(|named| (named.id.to_string(), named)).collect())
            }
        }
    )+};
}

loader! {
    Queues: "/api/v2/routing/queues?pageSize=100",
    Users: "/api/v2/users?pageSize=100&state=any",
    Codes: "/api/v2/routing/wrapupcodes/divisionviews?pageSize=100"
}

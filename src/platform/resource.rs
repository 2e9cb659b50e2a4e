//! Entities that one call returns by an id. A type that implements [`Resource`] needs no code of its own in the cache
//! and the loaders.

use std::fmt;
use std::future::Future;

use get_size2::GetSize;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::client::Platform;
use super::credential::UpstreamCaller;
use super::error::Error;

/// An entity, or a part of one, that one call returns by an id.
pub trait Resource:
    GetSize + Serialize + DeserializeOwned + fmt::Debug + Send + Sync + Sized + 'static
{
    /// The name under which cache and `extensions.journey` distinguish it from other resources.
    const KIND: &'static str;
    /// How long a value is cached.
    const LIFETIME: Lifetime;

    /// Reads the entity. `None`: the platform does not know it.
    fn read(
        platform: &Platform,
        caller: &UpstreamCaller,
        id: Uuid,
    ) -> impl Future<Output = Result<Option<Self>, Error>> + Send;
}

/// The setting that limits how long a resource is cached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lifetime {
    /// `cache.contact_ttl`: data of a customer. Erasing the customer erases it; the id is the customer's.
    Contact,
    /// `cache.reference_ttl`: data that does not belong to a customer.
    Reference,
}

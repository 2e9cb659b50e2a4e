//! Loads resources of any type: each is one call, which is cached and shared like every other.

use std::any::Any;
use std::collections::HashMap;
use std::convert::Infallible;
use std::marker::PhantomData;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use parking_lot::Mutex;
use uuid::Uuid;

use crate::cache::Entity;
use crate::load::batch::one_call_per_key;
use crate::load::loader_of::LoaderOf;
use crate::load::read_through::read_through;
use crate::load::source::{Loaded, Source};
use crate::platform::{Lifetime, Resource};

/// The loader of one type of resource.
pub(in crate::load) struct Resources<R>(Arc<Source>, PhantomData<fn() -> R>);

impl<R> Clone for Resources<R> {
    fn clone(&self) -> Self {
        Self(self.0.clone(), PhantomData)
    }
}

impl<R: Resource> Loader<Uuid> for Resources<R> {
    type Value = Loaded<Entity<R>>;
    type Error = Infallible;

    async fn load(&self, keys: &[Uuid]) -> Result<HashMap<Uuid, Self::Value>, Infallible> {
        let source = &self.0;
        let freshness = source.cache.freshness();
        let ttl = match R::LIFETIME {
            Lifetime::Contact => freshness.contact,
            Lifetime::Reference => freshness.reference,
        };
        let call = |id| async move {
            let found = R::read(&source.platform, &source.caller, id).await;
            found.map(|found| found.map(Entity))
        };
        let fetch = |missing| one_call_per_key(source.concurrency, missing, call);
        Ok(read_through(source, keys, |_, _| ttl, fetch).await)
    }
}

/// The loaders of one request's resources by [`Resource::KIND`].
#[derive(Default)]
pub(in crate::load) struct ResourceLoaders(
    Mutex<HashMap<&'static str, Arc<dyn Any + Send + Sync>>>,
);

impl ResourceLoaders {
    pub(in crate::load) fn get_or_create<R: Resource>(
        &self,
    ) -> Option<Arc<LoaderOf<Resources<R>>>> {
        let create = || -> Arc<dyn Any + Send + Sync> {
            Arc::new(LoaderOf::new(|source| Resources::<R>(source, PhantomData)))
        };
        let loader = self.0.lock().entry(R::KIND).or_insert_with(create).clone();
        loader.downcast().ok()
    }
}

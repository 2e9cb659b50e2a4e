//! Cache entries of resources, whose types the cache does not know.

use std::any::Any;
use std::ops::Deref;
use std::sync::Arc;

use get_size2::GetSize;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::any_entity::AnyEntity;
use super::entry::{CacheEntry, Found, Key, Value};
use crate::platform::Resource;
use crate::telemetry::CacheKind;

/// A cached resource.
#[derive(Debug, GetSize, Serialize, Deserialize)]
pub struct Entity<R>(pub R);

impl<R> Deref for Entity<R> {
    type Target = R;

    fn deref(&self) -> &R {
        &self.0
    }
}

impl<R: Resource> AnyEntity for Entity<R> {
    fn bytes(&self) -> usize {
        self.get_size()
    }
}

impl<R: Resource> CacheEntry for Entity<R> {
    type Key = Uuid;

    const KIND: &'static str = R::KIND;
    const METRIC: CacheKind = CacheKind::Resource;

    fn key(key: &Uuid) -> Key {
        Key::Resource(R::KIND, *key)
    }

    fn wrap(found: Found<Self>) -> Value {
        Value::Resource(found.map(|entity| entity as Arc<dyn AnyEntity>))
    }

    fn unwrap(value: &Value) -> Option<Found<Self>> {
        let Value::Resource(found) = value else {
            return None;
        };
        let Some(entity) = found.clone() else {
            return Some(None);
        };
        let entity: Arc<dyn Any + Send + Sync> = entity;
        entity.downcast().ok().map(Some)
    }
}

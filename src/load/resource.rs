//! Reads resources of any type.

use uuid::Uuid;

use super::loaders::Loaders;
use super::source::Loaded;
use crate::cache::Entity;
use crate::platform::Resource;

impl Loaders {
    /// A resource by its id. `None`: the platform does not know it.
    pub async fn resource<R: Resource>(&self, id: Uuid) -> Loaded<Entity<R>> {
        match self.resources.get_or_create::<R>() {
            Some(loader) => self.cached_or_load(&loader, id).await,
            // Unreachable as long as each type has a kind of its own.
            None => Ok(None),
        }
    }
}

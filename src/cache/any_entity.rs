//! A cached entity whose type the cache does not know.

use std::any::Any;
use std::fmt;

/// A cached resource of unknown type.
pub trait AnyEntity: Any + fmt::Debug + Send + Sync {
    /// Heap memory in bytes, including the entity itself.
    fn bytes(&self) -> usize;
}

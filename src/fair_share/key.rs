//! Keys of a shared capacity, and the error of a full one.

use std::hash::Hash;

/// The holder of permits, such as a viewer or a client address.
pub trait Key: Clone + Eq + Ord + Hash {}

impl<K: Clone + Eq + Ord + Hash> Key for K {}

/// No capacity is left for this key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no capacity is left")]
pub struct Full;

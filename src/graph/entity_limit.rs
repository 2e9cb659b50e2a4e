//! How many representations of `_entities` are served.

/// How many representations of `_entities` are served, because all of them together cost more than the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntityLimit {
    /// How many are served, from the first.
    pub served: usize,
    /// The cost of the operation with all of them.
    pub cost: usize,
    /// The limit.
    pub limit: usize,
}

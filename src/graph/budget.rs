//! The type `Budget`.

use async_graphql::SimpleObject;
use chrono::Utc;

use super::scalar::DateTime;

/// The query cost that the viewer may spend. The unit is the cost of an operation: an upstream call counts 10, an
/// object 1, ten plain values 1. The budget is refilled evenly, all of it within a minute. Guide:
/// `docs/clients/README.md#cost`.
#[derive(Debug, Clone, Copy, SimpleObject)]
pub struct Budget {
    /// The cost that the viewer may spend within a minute, for example `200000`.
    limit: i32,
    /// The cost that the viewer may spend now, after this operation was charged, for example `199462`. An
    /// operation that costs more is rejected with status 429 and the code `RATE_LIMITED`.
    remaining: i32,
    /// The time at which the whole budget is available again if the viewer sends no other operation, for example
    /// `2026-11-20T09:50:31.000Z`.
    resets_at: DateTime,
}

impl Budget {
    /// A budget of `limit`, with `remaining` left, that is full again at `resets_at`.
    pub fn new(limit: usize, remaining: usize, resets_at: chrono::DateTime<Utc>) -> Self {
        let int = |cost| i32::try_from(cost).unwrap_or(i32::MAX);
        Self {
            limit: int(limit),
            remaining: int(remaining),
            resets_at: resets_at.into(),
        }
    }
}

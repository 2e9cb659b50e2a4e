//! The arguments of an operation.

use std::fmt::Display;

use bytes::Bytes;
use serde::Serialize;

use crate::platform::error::Error;

/// The arguments of an operation.
#[derive(Debug, Clone, Default)]
pub(in crate::platform) struct Arguments {
    /// Replaces `{id}` in the path.
    pub(super) id: Option<String>,
    /// Query parameters in order; keys may repeat.
    pub(super) query: Vec<(&'static str, String)>,
    pub(super) body: Option<Bytes>,
    /// Number of entities that the call requests by id.
    pub(super) ids: usize,
}

impl Arguments {
    /// Arguments of an operation with `{id}` in its path.
    pub(in crate::platform) fn for_id(id: impl Display) -> Self {
        Self {
            id: Some(id.to_string()),
            ids: 1,
            ..Self::default()
        }
    }

    /// Adds a query parameter.
    pub(in crate::platform) fn with(mut self, key: &'static str, value: impl Display) -> Self {
        self.query.push((key, value.to_string()));
        self
    }

    /// Adds `key` once per id: the platform's notation of a list.
    pub(in crate::platform) fn with_each<T: ToString>(
        mut self,
        key: &'static str,
        ids: &[T],
    ) -> Self {
        self.ids += ids.len();
        self.query
            .extend(ids.iter().map(|id| (key, id.to_string())));
        self
    }

    /// Sets the JSON body, which requests `ids` entities.
    pub(in crate::platform) fn body(
        mut self,
        body: &impl Serialize,
        ids: usize,
    ) -> Result<Self, Error> {
        self.body = Some(
            serde_json::to_vec(body)
                .map_err(|_| Error::Invalid(None))?
                .into(),
        );
        self.ids += ids;
        Ok(self)
    }
}

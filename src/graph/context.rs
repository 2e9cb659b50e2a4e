//! What a resolver finds in its context.

use std::sync::Arc;

use async_graphql::Context;
use chrono::{DateTime, Utc};

use crate::access::rule::Rule;
use crate::access::{Access, Viewer};
use crate::failure::Failure;
use crate::load::Loaders;

/// What a request answers from.
pub struct Journey {
    /// Where data comes from.
    pub loaders: Loaders,
    /// The present, one for the whole answer.
    pub now: DateTime<Utc>,
}

/// The request's data, by name.
pub(super) trait ContextExt {
    /// The loaders.
    fn loaders(&self) -> &Loaders;
    /// The present.
    fn now(&self) -> DateTime<Utc>;
    /// Who asks.
    fn viewer(&self) -> &Viewer;
    /// Whether the viewer satisfies a rule; nothing is noted.
    fn allows<R: Rule>(&self) -> bool;
    /// Notes why the field being resolved is null.
    fn note(&self, failure: impl Into<Failure>);
    /// Whether the field being resolved is asked for more than an id.
    fn selects_more_than_id(&self) -> bool;
}

// `data_unchecked` panics where the data is missing: `gateway::Gateway::answer` puts it in before
// anything is executed, and nothing else executes the schema.
impl ContextExt for Context<'_> {
    fn loaders(&self) -> &Loaders {
        &self.data_unchecked::<Journey>().loaders
    }

    fn now(&self) -> DateTime<Utc> {
        self.data_unchecked::<Journey>().now
    }

    fn viewer(&self) -> &Viewer {
        &self.data_unchecked::<Arc<Access>>().viewer
    }

    fn allows<R: Rule>(&self) -> bool {
        self.viewer().satisfies(R::ANY, R::ALL)
    }

    fn note(&self, failure: impl Into<Failure>) {
        self.data_unchecked::<Arc<Access>>()
            .failures
            .note(self, failure.into());
    }

    fn selects_more_than_id(&self) -> bool {
        self.field()
            .selection_set()
            .any(|field| !matches!(field.name(), "id" | "__typename"))
    }
}

/// A result as a nullable field serves it.
pub(super) trait Served<T> {
    /// The value; or nothing, and a note of why.
    fn served(self, ctx: &Context<'_>) -> Option<T>;
}

impl<T, E: Into<Failure>> Served<T> for Result<T, E> {
    fn served(self, ctx: &Context<'_>) -> Option<T> {
        match self {
            Ok(value) => Some(value),
            Err(failure) => {
                ctx.note(failure);
                None
            }
        }
    }
}

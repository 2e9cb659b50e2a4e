//! Data of a request that resolvers find in their context.

use std::sync::Arc;

use async_graphql::Context;
use chrono::{DateTime, TimeDelta, Utc};

use super::budget::Budget;
use super::cursor::Cursors;
use super::declaration::fields::Fields;
use super::entity_limit::EntityLimit;
use super::next_status_change::NextStatusChange;
use crate::access::Viewer;
use crate::access::rule::Rule;
use crate::error::{FieldError, FieldErrors};
use crate::live::status::{Activity, StatusContext, TimedStatus, status};
use crate::load::Loaders;
use crate::model::channel::MediumSet;
use crate::model::session::Session;

/// Data of one request.
pub struct Journey {
    /// The viewer that the token belongs to.
    pub viewer: Arc<Viewer>,
    /// The viewer's query cost budget after this operation was charged.
    pub budget: Budget,
    /// The declarations of the schema's fields.
    pub fields: &'static Fields,
    /// The schema as a subgraph of Apollo Federation. A function, since few requests need it.
    pub subgraph_sdl: fn() -> &'static str,
    /// Whether the document selects a field `summary`, such as `Customer.summary`.
    pub selects_summary: bool,
    /// How many representations of `_entities` are served; `None` if all of them.
    pub entity_limit: Option<EntityLimit>,
    /// Read through the caches and, on a miss, from the platform.
    pub loaders: Loaders,
    /// The errors of fields that are null.
    pub errors: FieldErrors,
    /// The encoding of cursors.
    pub cursors: Arc<Cursors>,
    /// The current time, the same for the whole response.
    pub now: DateTime<Utc>,
    /// How long an answered call without a wrap-up remains `LIVE` after its end.
    pub wrap_up_grace: TimeDelta,
    /// The channels that the journey tab shows.
    pub shown: MediumSet,
    /// The time at which the first selected status changes.
    pub next_status_change: NextStatusChange,
}

impl Journey {
    /// The current status of a session, given the activity of its customer's visits.
    pub(super) fn status(&self, session: &Session, visits: Activity) -> TimedStatus {
        let context = StatusContext {
            now: self.now,
            wrap_up_grace: self.wrap_up_grace,
            shown: self.shown,
            visits,
        };
        let current = status(session, &context);
        if let Some(at) = current.changes_at {
            self.next_status_change.record(at);
        }
        current
    }
}

/// Access to the request's data.
pub(super) trait ContextExt {
    /// All data.
    fn journey(&self) -> &Journey;
    /// The loaders.
    fn loaders(&self) -> &Loaders;
    /// The encoding of cursors.
    fn cursors(&self) -> &Cursors;
    /// See [`Journey::status`].
    fn status(&self, session: &Session, visits: Activity) -> TimedStatus;
    /// The viewer that the token belongs to.
    fn viewer(&self) -> &Viewer;
    /// Whether the viewer satisfies a rule. Records no error.
    fn allows(&self, rule: Rule) -> bool;
    /// Records the error of the field that is being resolved.
    fn record_error(&self, error: impl Into<FieldError>);
    /// Whether more than the id is selected below the field that is being resolved.
    fn selects_more_than_id(&self) -> bool;
}

impl ContextExt for Context<'_> {
    // Panics without the data. `pipeline::Gateway::prepare` adds it to every request of the engine.
    fn journey(&self) -> &Journey {
        self.data_unchecked::<Arc<Journey>>()
    }

    fn loaders(&self) -> &Loaders {
        &self.journey().loaders
    }

    fn cursors(&self) -> &Cursors {
        &self.journey().cursors
    }

    fn status(&self, session: &Session, visits: Activity) -> TimedStatus {
        self.journey().status(session, visits)
    }

    fn viewer(&self) -> &Viewer {
        &self.journey().viewer
    }

    fn allows(&self, rule: Rule) -> bool {
        self.viewer().rights.permit(rule).is_ok()
    }

    fn record_error(&self, error: impl Into<FieldError>) {
        self.journey().errors.record(self, error.into());
    }

    fn selects_more_than_id(&self) -> bool {
        self.field()
            .selection_set()
            .any(|field| !matches!(field.name(), "id" | "__typename"))
    }
}

/// Conversion of a result to the value of a nullable field.
pub(super) trait Served<T> {
    /// The value. On an error, `None`; the error is recorded for the field that is being resolved.
    fn served(self, ctx: &Context<'_>) -> Option<T>;
}

impl<T, E: Into<FieldError>> Served<T> for Result<T, E> {
    fn served(self, ctx: &Context<'_>) -> Option<T> {
        match self {
            Ok(value) => Some(value),
            Err(error) => {
                ctx.record_error(error);
                None
            }
        }
    }
}

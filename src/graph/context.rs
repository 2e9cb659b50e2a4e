//! What a resolver finds in its context.

use std::sync::Arc;

use async_graphql::Context;
use chrono::{DateTime, TimeDelta, Utc};

use super::cursor::Cursors;
use super::turns::Turns;
use crate::access::Viewer;
use crate::access::rule::Rule;
use crate::error::{FieldError, FieldErrors};
use crate::live::status::{Activity, Reading, StatusContext, status};
use crate::load::Loaders;
use crate::model::channel::MediumSet;
use crate::model::session::Session;

/// What a request answers from.
pub struct Journey {
    /// Who asks.
    pub viewer: Arc<Viewer>,
    /// Where data comes from.
    pub loaders: Loaders,
    /// What is null, and why.
    pub errors: FieldErrors,
    /// How places in lists are written.
    pub cursors: Arc<Cursors>,
    /// The present, one for the whole answer.
    pub now: DateTime<Utc>,
    /// How long an answered call without a wrap-up stays live after its end.
    pub wrap_up_grace: TimeDelta,
    /// Which channels are shown.
    pub shown: MediumSet,
    /// Until when what was read of statuses holds.
    pub turns: Turns,
}

/// The request's data, by name.
pub(super) trait ContextExt {
    /// Everything.
    fn journey(&self) -> &Journey;
    /// The loaders.
    fn loaders(&self) -> &Loaders;
    /// How places in lists are written.
    fn cursors(&self) -> &Cursors;
    /// The status of a session at present, with the activity of its customer's visits.
    fn status(&self, session: &Session, visits: Activity) -> Reading;
    /// Who asks.
    fn viewer(&self) -> &Viewer;
    /// Whether the viewer satisfies a rule; nothing is noted.
    fn allows(&self, rule: Rule) -> bool;
    /// Notes why the field being resolved is null.
    fn note(&self, error: impl Into<FieldError>);
    /// Whether the field being resolved is asked for more than an id.
    fn selects_more_than_id(&self) -> bool;
}

impl ContextExt for Context<'_> {
    // Panics where the data is missing: `pipeline::Gateway::answer` puts it in before anything is
    // executed, and nothing else executes the schema.
    fn journey(&self) -> &Journey {
        self.data_unchecked::<Arc<Journey>>()
    }

    fn loaders(&self) -> &Loaders {
        &self.journey().loaders
    }

    fn cursors(&self) -> &Cursors {
        &self.journey().cursors
    }

    fn status(&self, session: &Session, visits: Activity) -> Reading {
        let journey = self.journey();
        let context = StatusContext {
            now: journey.now,
            wrap_up_grace: journey.wrap_up_grace,
            shown: journey.shown,
            visits,
        };
        let reading = status(session, &context);
        if let Some(at) = reading.changes_at {
            journey.turns.note(at);
        }
        reading
    }

    fn viewer(&self) -> &Viewer {
        &self.journey().viewer
    }

    fn allows(&self, rule: Rule) -> bool {
        self.viewer().rights.permit(rule).is_ok()
    }

    fn note(&self, error: impl Into<FieldError>) {
        self.journey().errors.record(self, error.into());
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

impl<T, E: Into<FieldError>> Served<T> for Result<T, E> {
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

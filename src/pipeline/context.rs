//! State that the stages of one request share.

use std::sync::Arc;

use parking_lot::Mutex;
use tokio::time::Instant;

use crate::access::Viewer;
use crate::admission::ViewerKey;
use crate::config::ErrorPositions;
use crate::fleet::RedisTimeLimit;
use crate::origin::Origin;
use crate::pipeline::operation::BudgetLeft;
use crate::platform::Token;
use crate::trace::{Scope, Span};

/// The viewer of a request, its token, and the deadline of its upstream calls.
#[derive(Debug, Clone)]
pub struct RequestContext {
    /// The viewer that the token belongs to.
    pub viewer: Arc<Viewer>,
    pub(super) token: Token,
    pub(super) deadline: Instant,
    /// The time that the request may wait for Redis.
    pub(super) redis_limit: Arc<RedisTimeLimit>,
    /// The client requested cost and upstream calls in `extensions.journey`.
    pub(super) explain: bool,
    /// The operation is executed in the background, to refresh what its response was built from.
    pub(super) is_refresh: bool,
    /// How often the error of a field is reported.
    pub(super) error_positions: ErrorPositions,
    pub(super) origin: Arc<Origin>,
    /// The scope of the operation's span, if it is recorded.
    pub(super) scope: Option<Arc<Scope>>,
    /// What the viewer has left of its budget after the operation was charged; absent before. Clones share it, so that
    /// the response and its headers report the same.
    pub(super) left: Arc<Mutex<Option<BudgetLeft>>>,
}

impl RequestContext {
    /// Replaces the deadline of upstream calls.
    #[must_use]
    pub fn with_deadline(self, deadline: Instant) -> Self {
        Self { deadline, ..self }
    }

    /// The context of a refresh that a request of this context starts: no part of the request, except for its viewer and token.
    #[must_use]
    pub(super) fn for_refresh(&self, deadline: Instant) -> Self {
        Self {
            deadline,
            redis_limit: Arc::default(),
            explain: false,
            is_refresh: true,
            scope: None,
            left: Arc::default(),
            ..self.clone()
        }
    }

    /// The position in the trace at which the operation runs.
    pub(super) fn scope(&self) -> &Scope {
        self.scope.as_deref().unwrap_or(&self.origin.trace)
    }

    /// Makes `span` the parent of later spans, if it is recorded.
    pub(super) fn enter(&mut self, span: &Span) {
        if let Some(scope) = span.scope() {
            self.scope = Some(Arc::new(scope.clone()));
        }
    }

    /// The key that the inbound gates count this viewer by.
    pub fn viewer_key(&self) -> ViewerKey {
        viewer_key(&self.viewer)
    }
}

pub(super) fn viewer_key(viewer: &Viewer) -> ViewerKey {
    ViewerKey::new(viewer.organization.clone(), viewer.id.clone())
}

//! State that the stages of one request share.

use std::sync::Arc;

use tokio::time::Instant;

use crate::access::Viewer;
use crate::admission::ViewerKey;
use crate::origin::Origin;
use crate::platform::Token;

/// The viewer of a request, its token, and the deadline of its upstream calls.
#[derive(Debug, Clone)]
pub struct RequestContext {
    /// The viewer that the token belongs to.
    pub viewer: Arc<Viewer>,
    pub(super) token: Token,
    pub(super) deadline: Instant,
    /// The client requested cost and upstream calls in `extensions.journey`.
    pub(super) explain: bool,
    pub(super) origin: Arc<Origin>,
}

impl RequestContext {
    /// Replaces the deadline of upstream calls.
    #[must_use]
    pub fn with_deadline(self, deadline: Instant) -> Self {
        Self { deadline, ..self }
    }

    /// The key that the inbound gates count this viewer by.
    pub fn viewer_key(&self) -> ViewerKey {
        viewer_key(&self.viewer)
    }
}

pub(super) fn viewer_key(viewer: &Viewer) -> ViewerKey {
    ViewerKey::new(viewer.organization.clone(), viewer.id.clone())
}

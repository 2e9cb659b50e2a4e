//! State that all handlers share.

use std::sync::Arc;

use super::request_log::RequestLog;
use crate::config::Limits;
use crate::pipeline::Gateway;
use crate::server::Draining;

/// State that all handlers share.
pub(super) struct HttpState {
    pub(super) gateway: Arc<Gateway>,
    pub(super) draining: Draining,
    pub(super) request_log: RequestLog,
}

impl HttpState {
    pub(super) fn limits(&self) -> Arc<Limits> {
        self.gateway.limits()
    }
}

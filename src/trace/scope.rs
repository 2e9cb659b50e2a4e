//! A position in a trace. The scope of the code that is running is task-local, so that upstream calls find it through
//! loaders and caches that know nothing of traces.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::context::{TraceContext, TraceId};
use super::recorder::Recorder;
use super::request_id::RequestId;

tokio::task_local! {
    static CURRENT: Scope;
}

/// A position in the trace of a request.
#[derive(Debug, Clone)]
pub struct Scope {
    /// The id of the request.
    pub(super) request_id: RequestId,
    /// The span that is the parent of what happens in this scope.
    pub(super) context: TraceContext,
    pub(super) parent: Parent,
    /// Absent if the trace is not recorded.
    pub(super) recorder: Option<Arc<Recorder>>,
    /// Sum of the times for which the upstream calls of this scope waited for a limit, in microseconds. Absent if the
    /// trace is not recorded.
    pub(super) waited: Option<Arc<AtomicU64>>,
}

/// The parent of the spans of a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parent {
    /// The scope is at the root of a new trace.
    None,
    /// A span of the client.
    Remote,
    /// A span of the gateway.
    Local,
}

impl Scope {
    /// A scope in a new trace that is not recorded.
    pub fn unrecorded(request_id: RequestId) -> Self {
        Self {
            request_id,
            context: TraceContext::random(),
            parent: Parent::None,
            recorder: None,
            waited: None,
        }
    }

    /// The scope of the code that is running; `None` if it does not run for one request.
    pub fn current() -> Option<Self> {
        CURRENT.try_with(Self::clone).ok()
    }

    /// Runs `work` in this scope.
    pub fn enter<F: Future>(&self, work: F) -> impl Future<Output = F::Output> + use<F> {
        CURRENT.scope(self.clone(), work)
    }

    /// The id of the request.
    pub fn request_id(&self) -> &RequestId {
        &self.request_id
    }

    /// The id of the trace.
    pub fn trace_id(&self) -> TraceId {
        self.context.trace_id()
    }

    /// The trace context that upstream calls in this scope forward.
    pub fn context(&self) -> &TraceContext {
        &self.context
    }

    /// Whether spans of this scope are recorded.
    pub fn is_recorded(&self) -> bool {
        self.recorder.is_some()
    }

    /// Adds a time for which an upstream call waited for a limit.
    pub fn add_wait(&self, wait: Duration) {
        if let Some(waited) = &self.waited {
            let wait = u64::try_from(wait.as_micros()).unwrap_or(u64::MAX);
            waited.fetch_add(wait, Ordering::Relaxed);
        }
    }

    /// Sends the spans that have ended to the exporter.
    pub fn export(&self) {
        if let Some(recorder) = &self.recorder {
            recorder.export();
        }
    }
}

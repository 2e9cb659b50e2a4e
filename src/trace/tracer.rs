//! Begins traces: decides which ones are recorded.

use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderMap;
use tokio::time::timeout;

use super::context::TraceContext;
use super::error::TracerError;
#[cfg(feature = "otlp")]
use super::otlp::export;
use super::queue::Queue;
use super::recorder::Recorder;
use super::request_id::RequestId;
use super::scope::{Parent, Scope};
use super::settings::Settings;
use crate::telemetry::Traces;

/// Maximum time that the shutdown waits for the last export. Orchestrators kill a process that takes longer to end.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(3);

/// Begins the traces of requests. Clones share the exporter.
#[derive(Debug, Clone, Default)]
pub struct Tracer(Option<Exported>);

#[derive(Debug, Clone)]
struct Exported {
    queue: Arc<Queue>,
    sample_ratio: f64,
}

impl Tracer {
    /// Creates a tracer; starts the exporter if there are settings, which needs a Tokio runtime.
    pub(crate) fn new(settings: Option<&Settings>, metrics: &Traces) -> Result<Self, TracerError> {
        let Some(settings) = settings else {
            return Ok(Self(None));
        };
        let (queue, receiver) = Queue::new(metrics.clone());
        let queue = Arc::new(queue);
        export(settings, &queue, receiver)?;
        Ok(Self(Some(Exported {
            queue,
            sample_ratio: settings.sample_ratio,
        })))
    }

    /// Begins the trace of a request, or continues that of the client. The client's decision whether to record the trace
    /// is kept.
    pub fn begin(&self, request_id: RequestId, headers: &HeaderMap) -> Scope {
        match TraceContext::from_headers(headers) {
            Some(context) => {
                let is_recorded = context.is_sampled();
                self.scope(request_id, context, Parent::Remote, is_recorded)
            }
            None => self.begin_root(request_id),
        }
    }

    /// Begins the trace of another operation of a WebSocket: within the client's trace of the upgrade request, or a new
    /// one.
    pub fn begin_operation(&self, socket: &Scope) -> Scope {
        let request_id = socket.request_id.clone();
        match socket.parent {
            Parent::Remote => {
                let (context, is_recorded) = (socket.context.clone(), socket.is_recorded());
                self.scope(request_id, context, Parent::Remote, is_recorded)
            }
            Parent::None | Parent::Local => self.begin_root(request_id),
        }
    }

    /// Exports the spans that have ended, at the end of the process. Gives up after three seconds.
    pub async fn flush(&self) {
        if let Some(exported) = &self.0 {
            // The metrics count the spans of an export that fails or takes longer.
            let _ = timeout(FLUSH_TIMEOUT, exported.queue.flush()).await;
        }
    }

    fn begin_root(&self, request_id: RequestId) -> Scope {
        let ratio = self
            .0
            .as_ref()
            .map_or(0.0, |exported| exported.sample_ratio);
        let is_recorded = ratio > 0.0 && fastrand::f64() < ratio;
        let context = TraceContext::random().with_sampled(is_recorded);
        self.scope(request_id, context, Parent::None, is_recorded)
    }

    fn scope(
        &self,
        request_id: RequestId,
        context: TraceContext,
        parent: Parent,
        is_recorded: bool,
    ) -> Scope {
        let exported = self.0.as_ref().filter(|_| is_recorded);
        let recorder = exported.map(|exported| Arc::new(Recorder::new(exported.queue.clone())));
        Scope {
            request_id,
            context,
            parent,
            recorder,
            waited: None,
        }
    }
}

/// Reading the configuration fails before this can be called.
#[cfg(not(feature = "otlp"))]
fn export(
    _: &Settings,
    _: &Arc<Queue>,
    _: tokio::sync::mpsc::UnboundedReceiver<super::queue::Message>,
) -> Result<(), TracerError> {
    let message = "this binary was built without the cargo feature `otlp`";
    Err(TracerError(message.to_owned()))
}

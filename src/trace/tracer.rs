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
use crate::throttle::Throttle;

/// Maximum time that the shutdown waits for the last export. Orchestrators kill a process that takes longer to end.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(3);

/// Begins the traces of requests. Clones share the exporter.
#[derive(Debug, Clone, Default)]
pub struct Tracer(Option<Exported>);

#[derive(Debug, Clone)]
struct Exported {
    queue: Arc<Queue>,
    sample_ratio: f64,
    /// Limits the traces that are recorded because their client asks for it, which needs no valid token.
    requested: Arc<Throttle>,
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
            requested: Arc::default(),
        })))
    }

    /// Begins the trace of a request, or continues that of the client. A trace that the client has sampled is recorded,
    /// up to ten per second; further ones are recorded with the probability `sample_ratio`.
    pub fn begin(&self, request_id: RequestId, headers: &HeaderMap) -> Scope {
        match TraceContext::from_headers(headers) {
            Some(context) => self.continue_trace(request_id, context),
            None => self.begin_root(request_id),
        }
    }

    /// Begins the trace of another operation of a WebSocket: within the client's trace of the upgrade request, or a new
    /// one.
    pub fn begin_operation(&self, socket: &Scope) -> Scope {
        let request_id = socket.request_id.clone();
        match socket.parent {
            Parent::Remote => self.continue_trace(request_id, socket.context.clone()),
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

    fn continue_trace(&self, request_id: RequestId, context: TraceContext) -> Scope {
        let exported = self.0.as_ref().filter(|_| context.is_sampled());
        let is_recorded = exported
            .is_some_and(|exported| exported.requested.admit().is_some() || self.is_chosen());
        self.scope(request_id, context, Parent::Remote, is_recorded)
    }

    /// Whether a trace is one of those that `sample_ratio` chooses.
    fn is_chosen(&self) -> bool {
        let exported = self.0.as_ref();
        let ratio = exported.map_or(0.0, |exported| exported.sample_ratio);
        ratio > 0.0 && fastrand::f64() < ratio
    }

    fn begin_root(&self, request_id: RequestId) -> Scope {
        let is_recorded = self.is_chosen();
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

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;
    use crate::trace::TRACEPARENT;

    #[test]
    fn traces_that_clients_ask_for_are_limited() {
        let (queue, _receiver) = Queue::new(Traces::default());
        let tracer = Tracer(Some(Exported {
            queue: Arc::new(queue),
            sample_ratio: 0.0,
            requested: Arc::default(),
        }));
        let sampled = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        let headers = HeaderMap::from_iter([(TRACEPARENT, HeaderValue::from_static(sampled))]);
        let begin = || tracer.begin(RequestId::random(), &headers);
        let scopes: Vec<_> = (0..1_000).map(|_| begin()).collect();
        let recorded = scopes.iter().filter(|scope| scope.is_recorded()).count();
        // Another second may begin.
        assert!((10..=20).contains(&recorded), "{recorded}");
        assert!(
            scopes
                .iter()
                .all(|scope| scope.context.traceparent() == sampled)
        );
        // Each operation of a socket counts.
        let operations = (0..1_000).map(|_| tracer.begin_operation(&scopes[0]));
        let recorded = operations.filter(Scope::is_recorded).count();
        assert!(recorded <= 20, "{recorded}");
    }
}

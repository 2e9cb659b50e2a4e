//! Spans: the steps of a recorded trace. If the trace is not recorded, a span is empty and costs nothing.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant, SystemTime};

use super::context::{TraceContext, random_span_id};
use super::ended_span::{EndedSpan, Kind, Value};
use super::recorder::Recorder;
use super::scope::{Parent, Scope};

/// A step of a trace. A span that is dropped before [`end`](Self::end) was canceled: its client has disconnected, or its
/// request has timed out.
#[derive(Debug, Default)]
pub struct Span(Option<Box<Active>>);

#[derive(Debug)]
struct Active {
    span: EndedSpan,
    started: Instant,
    /// The scope within the span.
    scope: Scope,
    recorder: Arc<Recorder>,
    is_ended: bool,
}

impl Span {
    /// Starts a span in `scope`.
    pub fn start(scope: &Scope, name: &'static str, kind: Kind) -> Self {
        let Some(recorder) = &scope.recorder else {
            return Self(None);
        };
        let context = TraceContext {
            span_id: random_span_id(),
            ..scope.context.clone()
        };
        let inner = Scope {
            context: context.clone(),
            parent: Parent::Local,
            waited: Some(Arc::default()),
            ..scope.clone()
        };
        Self(Some(Box::new(Active {
            span: EndedSpan {
                context,
                parent_id: match scope.parent {
                    Parent::None => 0,
                    Parent::Remote | Parent::Local => scope.context.span_id,
                },
                is_parent_remote: scope.parent == Parent::Remote,
                name: Cow::Borrowed(name),
                kind,
                start: SystemTime::now(),
                duration: Duration::ZERO,
                attributes: Vec::new(),
                is_error: false,
            },
            started: Instant::now(),
            scope: inner,
            recorder: recorder.clone(),
            is_ended: false,
        })))
    }

    /// Starts a span in the current scope, if that is recorded.
    pub fn start_current(name: &'static str, kind: Kind) -> Self {
        let scope = Scope::current().filter(Scope::is_recorded);
        scope.map_or(Self(None), |scope| Self::start(&scope, name, kind))
    }

    /// Whether the span is recorded. Callers skip computing attributes if not.
    pub fn is_recorded(&self) -> bool {
        self.0.is_some()
    }

    /// The scope within the span; `None` if the span is not recorded.
    pub fn scope(&self) -> Option<&Scope> {
        self.0.as_ref().map(|active| &active.scope)
    }

    /// Replaces the name.
    pub fn rename(&mut self, name: impl Into<Cow<'static, str>>) {
        if let Some(active) = &mut self.0 {
            active.span.name = name.into();
        }
    }

    /// Adds an attribute.
    pub fn set(&mut self, key: &'static str, value: impl Into<Value>) {
        if let Some(active) = &mut self.0 {
            active.span.attributes.push((key, value.into()));
        }
    }

    /// Marks the span as failed with this `error.type`.
    pub fn fail(&mut self, error: impl Into<Value>) {
        if let Some(active) = &mut self.0 {
            active.span.is_error = true;
            active.span.attributes.push(("error.type", error.into()));
        }
    }

    /// Ends the span.
    pub fn end(mut self) {
        if let Some(active) = &mut self.0 {
            active.is_ended = true;
        }
    }

    /// The time for which the upstream calls within the span waited for a limit.
    pub fn waited(&self) -> Duration {
        let waited = self.scope().and_then(|scope| scope.waited.as_ref());
        waited.map_or(Duration::ZERO, |waited| {
            Duration::from_micros(waited.load(Ordering::Relaxed))
        })
    }
}

impl Drop for Span {
    fn drop(&mut self) {
        if self.0.as_ref().is_some_and(|active| !active.is_ended) {
            self.fail("canceled");
        }
        if let Some(active) = self.0.take() {
            let Active {
                mut span,
                started,
                recorder,
                ..
            } = *active;
            span.duration = started.elapsed();
            recorder.add(span);
        }
    }
}

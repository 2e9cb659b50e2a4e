//! Traceability of one request: its id, its W3C trace context, its spans, and the facts of its log line.
//!
//! A [`Scope`] is a position in a trace. Its trace is recorded only if an exporter is configured and the trace is
//! sampled; otherwise no span is created, and the scope only carries what upstream calls forward. Spans are exported by
//! `otlp.rs`, which is the only file that needs the cargo feature `otlp`.

mod context;
mod ended_span;
mod error;
mod facts;
#[cfg(feature = "otlp")]
mod otlp;
mod queue;
mod recorder;
mod request_id;
mod scope;
mod settings;
mod span;
mod state;
mod tracer;

pub use context::{TRACEPARENT, TraceContext, TraceId};
pub use ended_span::{Kind, Value};
pub use error::TracerError;
pub use facts::{CacheResult, Facts, FactsOfRequest};
pub use request_id::RequestId;
pub use scope::Scope;
pub use settings::{Headers, IS_SUPPORTED, Protocol, Settings};
pub use span::Span;
pub use state::TRACESTATE;
pub use tracer::Tracer;

//! A span that has ended, as the exporter receives it.

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use super::context::TraceContext;

/// The role of a span in a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A request that the gateway received.
    Server,
    /// A call that the gateway made.
    Client,
    /// A step within the gateway.
    Internal,
}

/// The value of an attribute.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A text.
    Text(Cow<'static, str>),
    /// An integer.
    Integer(i64),
    /// A time in milliseconds.
    Milliseconds(f64),
}

impl From<&'static str> for Value {
    fn from(text: &'static str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<usize> for Value {
    fn from(count: usize) -> Self {
        Self::Integer(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

impl From<u16> for Value {
    fn from(number: u16) -> Self {
        Self::Integer(number.into())
    }
}

impl From<Duration> for Value {
    fn from(duration: Duration) -> Self {
        Self::Milliseconds(duration.as_secs_f64() * 1_000.0)
    }
}

/// A span that has ended.
#[cfg_attr(
    not(feature = "otlp"),
    expect(dead_code, reason = "only the exporter reads it")
)]
#[derive(Debug)]
pub(super) struct EndedSpan {
    /// The span itself; its trace state is that of the client.
    pub(super) context: TraceContext,
    /// 0 at the root of a trace.
    pub(super) parent_id: u64,
    pub(super) is_parent_remote: bool,
    pub(super) name: Cow<'static, str>,
    pub(super) kind: Kind,
    pub(super) start: SystemTime,
    pub(super) duration: Duration,
    pub(super) attributes: Vec<(&'static str, Value)>,
    pub(super) is_error: bool,
}

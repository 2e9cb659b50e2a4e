//! The queue between requests and the exporter. Adding to it never waits: what does not fit is dropped and counted.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{mpsc, oneshot};

use super::ended_span::EndedSpan;
use crate::telemetry::Traces;

/// Maximum number of spans that wait for the exporter. A span takes about 1 KB; at 1 % of 2,000 requests per second and 10
/// spans each, this is 40 s of spans.
const MAX_SPANS: usize = 8_192;

/// A message to the exporter.
#[cfg_attr(
    not(feature = "otlp"),
    expect(dead_code, reason = "only the exporter reads it")
)]
#[derive(Debug)]
pub(super) enum Message {
    /// Spans of one trace.
    Spans(Vec<EndedSpan>),
    /// Export everything before this message, then report it.
    Flush(oneshot::Sender<()>),
}

/// The sending half of the queue.
#[derive(Debug)]
pub(super) struct Queue {
    sender: mpsc::UnboundedSender<Message>,
    spans: AtomicUsize,
    metrics: Traces,
}

impl Queue {
    /// A queue whose messages the exporter receives.
    pub(super) fn new(metrics: Traces) -> (Self, mpsc::UnboundedReceiver<Message>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        let queue = Self {
            sender,
            spans: AtomicUsize::new(0),
            metrics,
        };
        (queue, receiver)
    }

    /// Adds the spans of a trace, or drops all of them.
    pub(super) fn push(&self, spans: Vec<EndedSpan>) {
        let count = spans.len();
        let fits = |queued: usize| (queued + count <= MAX_SPANS).then_some(queued + count);
        let reserved = self
            .spans
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, fits);
        if reserved.is_err() || self.sender.send(Message::Spans(spans)).is_err() {
            self.count_dropped(count);
        }
    }

    /// Asks the exporter to export everything; the receiver resolves when it has, or when there is no exporter.
    pub(super) fn flush(&self) -> oneshot::Receiver<()> {
        let (sender, receiver) = oneshot::channel();
        // Without an exporter the sender is dropped, which resolves the receiver.
        let _ = self.sender.send(Message::Flush(sender));
        receiver
    }

    /// Removes spans that the collector has accepted, or that are lost.
    #[cfg(feature = "otlp")]
    pub(super) fn finish(&self, spans: usize, is_exported: bool) {
        self.spans.fetch_sub(spans, Ordering::Relaxed);
        if is_exported {
            self.metrics.exported.inc_by(spans as u64);
        } else {
            self.count_dropped(spans);
        }
    }

    pub(super) fn count_dropped(&self, spans: usize) {
        self.metrics.dropped.inc_by(spans as u64);
    }
}

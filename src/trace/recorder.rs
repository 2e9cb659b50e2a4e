//! The ended spans of one trace, until they are exported together.

use std::sync::Arc;

use parking_lot::Mutex;

use super::ended_span::EndedSpan;
use super::queue::Queue;

/// Maximum number of spans of a trace that wait to be exported together. The operation with the most upstream calls has
/// about 500; further spans are dropped and counted.
const MAX_SPANS: usize = 1_000;

/// The ended spans of one trace.
#[derive(Debug)]
pub(super) struct Recorder {
    queue: Arc<Queue>,
    ended: Mutex<Vec<EndedSpan>>,
}

impl Recorder {
    pub(super) fn new(queue: Arc<Queue>) -> Self {
        Self {
            queue,
            ended: Mutex::default(),
        }
    }

    /// Adds an ended span.
    pub(super) fn add(&self, span: EndedSpan) {
        let mut ended = self.ended.lock();
        if ended.len() < MAX_SPANS {
            ended.push(span);
        } else {
            self.queue.count_dropped(1);
        }
    }

    /// Moves the ended spans to the exporter's queue.
    pub(super) fn export(&self) {
        let ended = std::mem::take(&mut *self.ended.lock());
        if !ended.is_empty() {
            self.queue.push(ended);
        }
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.export();
    }
}

//! The span of one batch of a loader.

use std::future::Future;

use super::key_stats::KeyCounts;
use crate::trace::{Kind, Span};

/// The span of one batch. It has the number of ids and not the ids.
pub(super) struct BatchSpan(Span);

impl BatchSpan {
    /// Loads a batch of `ids` keys that are not cached.
    pub(super) async fn uncached<F: Future>(
        loader: &'static str,
        ids: usize,
        load: F,
    ) -> F::Output {
        let mut batch = Self::start(loader, ids);
        let outcomes = batch.run(load).await;
        batch.finish(KeyCounts {
            fetched: ids,
            ..KeyCounts::default()
        });
        outcomes
    }

    /// Starts the span of a batch of `ids` keys.
    pub(super) fn start(loader: &'static str, ids: usize) -> Self {
        let mut span = Span::start_current("load", Kind::Internal);
        span.set("journey.loader", loader);
        span.set("journey.batch.ids", ids);
        Self(span)
    }

    /// Loads the batch within the span.
    pub(super) async fn run<F: Future>(&mut self, load: F) -> F::Output {
        match self.0.scope() {
            // Boxed, so that the future of a batch without a span stays small.
            Some(scope) => Box::pin(scope.enter(load)).await,
            None => load.await,
        }
    }

    /// Ends the span with what the cache had.
    pub(super) fn finish(mut self, counts: KeyCounts) {
        let span = &mut self.0;
        if span.is_recorded() {
            span.set("journey.cache.hits", counts.hits);
            span.set("journey.cache.stale", counts.stale);
            span.set("journey.cache.joined", counts.joined);
            span.set("journey.cache.fetched", counts.fetched);
            span.set("journey.upstream.wait_ms", span.waited());
        }
        self.0.end();
    }
}

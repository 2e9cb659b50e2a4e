//! The span of an operation, and the facts about it for the request's log line. Neither has the text of the document, the
//! variables or anything of the response.

use super::context::RequestContext;
use crate::cache::StoredResponse;
use crate::pipeline::operation::{
    Document, DocumentHash, Params, RequestError, operation_name, operation_type,
};
use crate::trace::{CacheResult, FactsOfRequest, Kind, Span};

/// The span of an operation.
#[derive(Debug)]
pub(super) struct OperationSpan(Span);

impl OperationSpan {
    /// Starts the span, and makes it the parent of later spans of `context`.
    pub(super) fn start(context: &mut RequestContext) -> Self {
        let span = Span::start(context.scope(), "GraphQL operation", Kind::Internal);
        context.enter(&span);
        Self(span)
    }

    /// Adds what the request says.
    pub(super) fn describe(
        &mut self,
        document: &Document,
        params: &Params,
        context: &RequestContext,
    ) {
        let requested = params.operation_name.as_deref();
        let name = operation_name(&document.parsed, requested);
        let kind = operation_type(&document.parsed, requested);
        context.origin.facts.add(|facts| {
            facts.operation = name.map(str::to_owned);
            facts.operation_type = kind;
        });
        let span = &mut self.0;
        if span.is_recorded() {
            if let Some(kind) = kind {
                span.rename(kind);
                span.set("graphql.operation.type", kind);
            }
            if let Some(name) = name {
                span.set("graphql.operation.name", name.to_owned());
            }
            let hash = DocumentHash::from_text(&document.text);
            span.set("journey.document.sha256", hash.to_string());
        }
    }

    /// Ends the span; `error` is the reason why the operation was not executed.
    pub(super) fn finish(mut self, context: &RequestContext, error: Option<&RequestError>) {
        let span = &mut self.0;
        if !span.is_recorded() {
            return;
        }
        context.origin.facts.add(|facts| {
            if let Some(cache) = facts.cache {
                span.set("journey.cache.result", cache.as_str());
            }
            if let Some(cost) = facts.cost {
                span.set("journey.query.cost", cost);
            }
            span.set("journey.upstream.calls", facts.upstream_calls);
            if !facts.error_codes.is_empty() {
                span.set("journey.error_codes", facts.error_codes.join(","));
            }
        });
        if let Some(error) = error {
            span.fail(error.code().to_owned());
        }
        self.0.end();
    }
}

/// Adds what the response to a query shows.
pub(super) fn add_response(
    facts: &mut FactsOfRequest,
    response: &StoredResponse,
    cache: CacheResult,
    upstream_calls: usize,
) {
    facts.cache = Some(cache);
    facts.cost = Some(response.cost);
    facts.upstream_calls = upstream_calls;
    for code in &response.error_codes {
        facts.add_error(code);
    }
}

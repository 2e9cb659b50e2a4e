//! Queries: stages 4 to 9.

use std::sync::Arc;

use tokio::time::Instant;

use super::cached_response::CachedResponse;
use super::context::RequestContext;
use super::gateway::Gateway;
use super::operation_span::add_response;
use crate::audit;
use crate::cache::StoredResponse;
use crate::pipeline::operation::{
    self, Document, Params, RequestError, Suggestions, check_no_mutation, check_params,
    is_subscription, operation_name, valid_name,
};
use crate::platform::UpstreamCaller;
use crate::trace::CacheResult;

impl Gateway {
    /// Stages 5 to 9 of a query.
    pub async fn query(
        self: &Arc<Self>,
        document: &Arc<Document>,
        params: &Params,
        context: &RequestContext,
    ) -> Result<Arc<StoredResponse>, RequestError> {
        let started = Instant::now();
        if is_subscription(document, params) {
            return Err(RequestError::SubscriptionTransport);
        }
        check_no_mutation(document, params)?;
        let key = self.upstream_identity.scope_key(&context.viewer);
        let scope = self.scopes.get_or_create(&key);
        let cached = self.cached_response(document, params, context, &scope);
        let pending = match cached.await {
            CachedResponse::Hit(response) => {
                self.charge_cost(response.cost, context)?;
                let facts = &context.origin.facts;
                facts.add(|facts| add_response(facts, &response, CacheResult::Hit, 0));
                self.audit_executed(document, params, context, &response, started, 0);
                self.refresh_ahead(&response, document, params, context, &scope);
                return Ok(response);
            }
            CachedResponse::Leader(pending) => Some(pending),
            CachedResponse::Bypass => None,
        };
        let cache = match pending {
            Some(_) => CacheResult::Miss,
            None => CacheResult::Bypass,
        };
        let permit = self.cpu_queue.acquire(&context.viewer.id).await?;
        let coerced = self.coerce(document, params)?;
        let cost = self.charge(document, &coerced, context)?;
        let caller = self.upstream_caller(context);
        let _count = CountCalls(context, &caller);
        // Boxed, so that the future of a cached response stays small.
        let execute = self.execute(document, &coerced, context, &scope, &caller, cost);
        let execute = Box::pin(context.scope().enter(execute));
        let response = match permit.run(execute).await {
            Ok(response) => response,
            Err(invalid) => {
                if let Some(pending) = pending {
                    pending.abandon();
                }
                return Err(invalid);
            }
        };
        if let Some(pending) = pending {
            self.share(&scope, pending, &response);
        }
        let calls = caller.calls();
        let facts = &context.origin.facts;
        facts.add(|facts| add_response(facts, &response, cache, calls));
        self.audit_executed(document, params, context, &response, started, calls);
        self.refresh_ahead(&response, document, params, context, &scope);
        Ok(response)
    }

    /// Stage 4: the parsed document, within the limits.
    pub fn document(&self, params: &Params) -> Result<Arc<Document>, RequestError> {
        check_params(params, &self.limits())?;
        self.documents.resolve(params)
    }

    /// Whether an operation is a subscription; false if the document is invalid or does not determine the operation.
    pub fn is_subscription(&self, params: &Params) -> bool {
        let document = self.document(params);
        document.is_ok_and(|document| is_subscription(&document, params))
    }

    /// Coerces the variables.
    pub(super) fn coerce(
        &self,
        document: &Document,
        params: &Params,
    ) -> Result<Params, RequestError> {
        let suggestions = Suggestions::from(self.config.suggestions);
        operation::coerce(document, params, suggestions, self.limits().errors)
    }

    fn audit_executed(
        &self,
        document: &Document,
        params: &Params,
        context: &RequestContext,
        response: &StoredResponse,
        started: Instant,
        upstream_calls: usize,
    ) {
        if !self.audit.is_enabled() {
            return;
        }
        let name = operation_name(&document.parsed, params.operation_name.as_deref());
        let execution = audit::Execution {
            customers: &response.customers,
            denied: &response.denied,
            errors: response.errors,
            duration: started.elapsed(),
            upstream_calls,
        };
        let operation = audited(context, &document.text, name);
        self.audit.operation_executed(&operation, &execution);
    }

    /// Records an operation that was rejected before execution.
    pub(super) fn audit_rejected(
        &self,
        text: &str,
        params: &Params,
        context: &RequestContext,
        error: &RequestError,
    ) {
        if self.audit.is_enabled() {
            let operation = audited(context, text, valid_name(params.operation_name.as_deref()));
            self.audit.operation_rejected(&operation, error.code());
        }
    }
}

/// Counts the calls of an operation for its log line when dropped, which also happens at a timeout.
struct CountCalls<'a>(&'a RequestContext, &'a UpstreamCaller);

impl Drop for CountCalls<'_> {
    fn drop(&mut self) {
        let calls = self.1.calls();
        let facts = &self.0.origin.facts;
        facts.add(|facts| facts.upstream_calls = calls);
    }
}

/// The fields of an operation in audit events.
pub(super) fn audited<'a>(
    context: &'a RequestContext,
    document: &'a str,
    name: Option<&'a str>,
) -> audit::Operation<'a> {
    audit::Operation {
        viewer: &context.viewer,
        origin: &context.origin,
        name,
        document,
    }
}

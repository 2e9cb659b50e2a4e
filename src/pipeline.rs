//! The request pipeline: one operation from its token to its response. [`Gateway::handle`] is the only entry; POST,
//! GET, server-sent events, multipart, WebSocket and [`GatewayExecutor`] call it.
//!
//! | stage | code | errors, by `extensions.code` |
//! |---|---|---|
//! | 1. identify the viewer | [`Gateway::identify`] | `UNAUTHENTICATED`, `PERMISSION_DENIED`, `OVERLOADED`, `UPSTREAM_…` |
//! | 2. read the parameters | [`ReadParams`] | `BAD_REQUEST`, `PAYLOAD_TOO_LARGE`, `BODY_TIMEOUT` |
//! | 3. admit the request | [`Admission::acquire_request`] | `OVERLOADED` |
//! | 4. find the document, or scan, parse, count and validate it | `documents.rs`, [`DocumentCache::get_or_parse`] | `GRAPHQL_PARSE_FAILED`, `GRAPHQL_VALIDATION_FAILED`, `…_LIMIT`, `PERSISTED_QUERY_…`, `DOCUMENT_NOT_TRUSTED` |
//! | 5. look up the cached response | `cached_response.rs` | |
//! | 6. wait for a CPU permit | `cpu_queue.rs` | `OVERLOADED` |
//! | 7. coerce the variables, charge the query cost | `charge.rs`, [`operation::coerce`], [`operation::cost`], [`Budgets`] | `BAD_USER_INPUT`, `COST_LIMIT`, `RATE_LIMITED` |
//! | 8. execute | `execute.rs` | |
//! | 9. cache and audit the response | `query.rs` | |
//!
//! After stages 5 and 9, `refresh.rs` may start a refresh of entries that expire soon, for which the request does not wait.
//!
//! A subscription skips stage 5; `subscribe.rs` executes it once to find its customer, then `subscription.rs` executes
//! it for each change.
//!
//! [`Admission::acquire_request`]: crate::admission::Admission::acquire_request
//! [`DocumentCache::get_or_parse`]: crate::pipeline::operation::DocumentCache::get_or_parse
//! [`Budgets`]: crate::pipeline::operation::Budgets

mod cached_response;
mod charge;
mod context;
mod cpu_queue;
mod documents;
mod execute;
mod executor;
mod gateway;
mod identify;
pub mod operation;
mod operation_span;
mod own_client;
mod purge;
mod query;
mod readings;
mod refresh;
mod refresh_limit;
mod reload;
mod request;
mod schema_files;
mod secrets;
mod settings;
mod shared_costs;
mod subscribe;
mod subscription;
mod upstream_identity;
mod warm_up;

use std::pin::pin;
use std::sync::Arc;

use tokio::time::{Instant, timeout_at};

use crate::telemetry::{DocumentOutcome, OperationOutcome, TrustedDocument};
use operation::is_subscription;
use operation_span::OperationSpan;

pub use context::RequestContext;
pub use documents::TrustedOperation;
pub use executor::{BearerToken, GatewayExecutor};
pub use gateway::{Gateway, StartError};
pub use operation::{BudgetLeft, Params, RequestError, whole_seconds};
pub use own_client::OwnClientError;
pub use reload::Reloaded;
pub(crate) use request::StoredResponse;
pub use request::{Credentials, Delivery, Handled, ReadParams, Reply, Request};
pub use subscription::SubscriptionStream;
pub use warm_up::warm_up;

impl Gateway {
    /// Runs one operation: the stages of the [module](self).
    pub async fn handle<P: ReadParams>(self: &Arc<Self>, request: Request<'_, P>) -> Handled {
        let mut context = match self.identify(request.credentials).await {
            Ok(context) => context,
            Err(error) => {
                let requests = &self.metrics.requests;
                requests.count_operation(OperationOutcome::Rejected);
                let facts = &request.credentials.origin.facts;
                facts.add(|facts| facts.add_error(error.code()));
                return Handled::unidentified(error);
            }
        };
        context.explain = request.explain;
        context.error_positions = request
            .error_positions
            .unwrap_or(self.config.error_positions);
        let reply = self.handle_identified(request, &mut context).await;
        self.metrics.requests.count_operation(outcome(&reply));
        if let Err(error) = &reply {
            let facts = &context.origin.facts;
            facts.add(|facts| facts.add_error(error.code()));
        }
        Handled {
            reply,
            budget: Some(self.budget_left(&context)),
        }
    }

    /// Stages 2 to 9.
    async fn handle_identified<P: ReadParams>(
        self: &Arc<Self>,
        request: Request<'_, P>,
        context: &mut RequestContext,
    ) -> Result<Reply, RequestError> {
        let viewer = context.viewer_key();
        let params = request.params.read(&viewer).await?;
        let limits = self.limits();
        let started = Instant::now();
        let run = pin!(async {
            let _permit = self.admission.acquire_request(&viewer).await?;
            context.deadline = started + limits.upstream_timeout();
            let mut span = OperationSpan::start(context);
            let result = self
                .run(&params, context, request.delivery, &mut span)
                .await;
            span.finish(context, result.as_ref().err());
            result
        });
        let run = timeout_at(started + limits.request_timeout, run).await;
        run.unwrap_or(Err(RequestError::Timeout(limits.request_timeout)))
    }

    /// Stages 4 to 9.
    async fn run(
        self: &Arc<Self>,
        params: &Params,
        context: &RequestContext,
        delivery: Delivery,
        span: &mut OperationSpan,
    ) -> Result<Reply, RequestError> {
        self.documents
            .fetch_registered(params, &context.redis_limit)
            .await;
        let document = self.document(params).inspect_err(|error| {
            self.audit_rejected(&params.query, params, context, error);
        })?;
        span.describe(&document, params, context);
        self.documents.record_untrusted(&document);
        let trusted = document.trusted.as_ref().map(TrustedDocument::begin);
        let result = if delivery == Delivery::Stream && is_subscription(&document, params) {
            let stream = self.subscribe(document.clone(), params, context).await;
            stream.map(|stream| Reply::Stream(Box::new(stream)))
        } else {
            let response = self.query(&document, params, context).await;
            response.map(Reply::Response)
        };
        if let Err(error) = &result {
            self.audit_rejected(&document.text, params, context, error);
        }
        if let Some(trusted) = trusted {
            trusted.finish(document_outcome(&result));
        }
        result
    }
}

/// The outcome of an operation.
fn outcome(reply: &Result<Reply, RequestError>) -> OperationOutcome {
    match reply {
        Ok(Reply::Response(response)) if response.is_degraded => OperationOutcome::Degraded,
        Ok(Reply::Response(response)) if response.errors > 0 => OperationOutcome::Errors,
        Ok(Reply::Response(_)) => OperationOutcome::Ok,
        Ok(Reply::Stream(_)) => OperationOutcome::Subscribed,
        Err(_) => OperationOutcome::Rejected,
    }
}

/// The outcome of a trusted document's request.
fn document_outcome(result: &Result<Reply, RequestError>) -> DocumentOutcome {
    match outcome(result) {
        OperationOutcome::Ok | OperationOutcome::Subscribed => DocumentOutcome::Ok,
        OperationOutcome::Errors | OperationOutcome::Degraded => DocumentOutcome::Errors,
        OperationOutcome::Rejected => DocumentOutcome::Rejected,
    }
}

//! Refreshes ahead of expiry: the entries that a response was built from are read again shortly before they expire, so that no
//! request waits for them.
//!
//! A request whose response was built from an entry in the last part of its time to live starts the refresh, and does not wait
//! for it. The operation is executed once more in the background, with a cache in which such entries count as missing. Until
//! they are replaced, and if their refresh fails, requests are served the current entries until they expire.

use std::sync::Arc;

use tokio::time::{Instant, timeout};

use super::cached_response::response_key;
use super::context::RequestContext;
use super::gateway::Gateway;
use crate::cache::{Scope, StoredResponse};
use crate::pipeline::operation::{Document, Params, RequestError};
use crate::platform::UpstreamCaller;
use crate::telemetry::RefreshOutcome;

/// The execution of an operation in the background.
struct Refresh {
    gateway: Arc<Gateway>,
    document: Arc<Document>,
    /// Those of the request, whose variables are not coerced.
    params: Params,
    context: RequestContext,
    scope: Arc<Scope>,
    caller: UpstreamCaller,
}

impl Gateway {
    /// Starts a refresh if an entry of `response` expires soon, unless it would take CPU time or calls that requests need. For
    /// each version of an entry, one refresh is started at most.
    pub(super) fn refresh_ahead(
        self: &Arc<Self>,
        response: &StoredResponse,
        document: &Arc<Document>,
        params: &Params,
        context: &RequestContext,
        scope: &Arc<Scope>,
    ) {
        let provenance = &response.provenance;
        if !provenance.awaits_refresh(Instant::now())
            || self.cpu_queue.has_waiting()
            || self.is_shutting_down()
        {
            return;
        }
        // Without a permit, a later request starts the refresh.
        let Some(permit) = self.refresh_limit.try_acquire() else {
            return;
        };
        if !provenance.start_refresh() {
            return;
        }
        let context = context.for_refresh(Instant::now() + self.limits().upstream_timeout());
        let caller = self.upstream_caller(&context);
        if !self.platform.has_spare_calls(&caller) {
            return self.metrics.refreshes.count(RefreshOutcome::Skipped);
        }
        let refresh = Refresh {
            gateway: self.clone(),
            document: document.clone(),
            params: params.clone(),
            context,
            scope: scope.clone(),
            caller,
        };
        tokio::spawn(async move {
            let outcome = refresh.run().await;
            refresh.gateway.metrics.refreshes.count(outcome);
            drop(permit);
        });
    }
}

impl Refresh {
    /// Executes the operation, which replaces the entries, and caches its response.
    async fn run(&self) -> RefreshOutcome {
        let gateway = &self.gateway;
        let limit = gateway.limits().request_timeout;
        match timeout(limit, self.execute()).await {
            Ok(Ok(response)) if response.provenance.is_cacheable() => {
                if gateway.config.answers {
                    let key = response_key(&self.document, &self.params, &self.context);
                    gateway.cache_response(&self.scope, &Arc::new(key), &response);
                }
                RefreshOutcome::Refreshed
            }
            _ => RefreshOutcome::Failed,
        }
    }

    async fn execute(&self) -> Result<Arc<StoredResponse>, RequestError> {
        let gateway = &self.gateway;
        let permit = gateway.cpu_queue.acquire(&self.context.viewer.id).await?;
        let params = gateway.coerce(&self.document, &self.params)?;
        let cost = gateway.operation_cost(&self.document, &params)?;
        let execute = gateway.execute(
            &self.document,
            &params,
            &self.context,
            &self.scope,
            &self.caller,
            cost,
        );
        permit.run(Box::pin(execute)).await
    }
}

//! Stage 5: the response cache, and waiting for an identical operation that is in flight.

use std::sync::Arc;

use tokio::time::{Instant, timeout_at};

use super::context::RequestContext;
use super::gateway::Gateway;
use crate::cache::{InFlight, Leader, ResponseKey, Scope, StoredResponse};
use crate::config::ErrorPositions;
use crate::pipeline::operation::{Document, Params, canonical};
use crate::telemetry::{CacheKind, LookupResult};

/// Result of the lookup.
pub(super) enum CachedResponse {
    /// The response is cached, or an identical operation has just completed.
    Hit(Arc<StoredResponse>),
    /// No response is cached. This operation executes, and others wait for its response.
    Leader(PendingResponse),
    /// The operation executes by itself: its response is not shared.
    Bypass,
}

/// The response that this operation computes and others wait for. Dropping it lets the next one execute.
pub(super) struct PendingResponse {
    key: Arc<ResponseKey>,
    leader: Leader,
}

impl Gateway {
    /// Looks up the response to an operation; waits for an identical one in flight.
    pub(super) async fn cached_response(
        &self,
        document: &Document,
        params: &Params,
        context: &RequestContext,
        scope: &Scope,
    ) -> CachedResponse {
        // An explained response reports the calls of its own execution.
        if !self.config.answers || context.explain {
            return CachedResponse::Bypass;
        }
        let key = Arc::new(response_key(document, params, context));
        let cached = || {
            let response = scope.get::<StoredResponse>(&key)?.found?;
            response.is_current(&self.clock).then_some(response)
        };
        let count = |result| self.metrics.cache.count(CacheKind::Response, result, 1);
        let hit = |response| {
            count(LookupResult::Hit);
            CachedResponse::Hit(response)
        };
        loop {
            if let Some(response) = cached() {
                return hit(response);
            }
            match scope.in_flight::<StoredResponse>(&key) {
                InFlight::Leader(leader) => {
                    // A leader may have completed between the lookup and this call.
                    if let Some(response) = cached() {
                        return hit(response);
                    }
                    count(LookupResult::Miss);
                    return CachedResponse::Leader(PendingResponse { key, leader });
                }
                InFlight::Follower(follower) => {
                    match timeout_at(context.deadline, follower.outcome::<StoredResponse>()).await {
                        Ok(Some(Ok(Some(response)))) => {
                            count(LookupResult::Joined);
                            return CachedResponse::Hit(response);
                        }
                        // The response cannot be shared, or did not come in time.
                        Ok(Some(_)) | Err(_) => {
                            count(LookupResult::Miss);
                            return CachedResponse::Bypass;
                        }
                        // The leader was dropped without a response.
                        Ok(None) => {}
                    }
                }
            }
        }
    }

    /// Sends a response to the operations that wait for it and caches it, unless it depends on this execution.
    pub(super) fn share(
        &self,
        scope: &Scope,
        pending: PendingResponse,
        response: &Arc<StoredResponse>,
    ) {
        if self.cache_response(scope, &pending.key, response) {
            pending.leader.complete(&Ok(Some(response.clone())));
        } else {
            pending.abandon();
        }
    }

    /// Caches a response, unless it depends on its execution; returns whether it did.
    pub(super) fn cache_response(
        &self,
        scope: &Scope,
        key: &Arc<ResponseKey>,
        response: &Arc<StoredResponse>,
    ) -> bool {
        let provenance = &response.provenance;
        let is_shared = provenance.is_cacheable() && response.is_current(&self.clock);
        if is_shared {
            let time_left = provenance.time_left(Instant::now());
            let ttl = time_left.unwrap_or(self.config.cache.reference_ttl);
            scope.insert(key, Some(response.clone()), ttl);
        }
        is_shared
    }
}

impl PendingResponse {
    /// Lets the waiting operations execute by themselves.
    pub(super) fn abandon(self) {
        self.leader.complete::<StoredResponse>(&Ok(None));
    }
}

/// The key of the response to an operation. `params` are those of the request, whose variables are not coerced.
pub(super) fn response_key(
    document: &Document,
    params: &Params,
    context: &RequestContext,
) -> ResponseKey {
    ResponseKey {
        document: document.text.clone(),
        operation: params.operation_name.clone(),
        variables: canonical(&params.variables),
        rights: context.viewer.rights.clone(),
        is_trusted: document.trusted.is_some(),
        reports_each_position: context.error_positions == ErrorPositions::Each,
        subject: document.is_personal.then(|| context.viewer.id.clone()),
    }
}

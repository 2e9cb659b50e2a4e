//! The state that every running subscription has: the document, the viewer, and the execution of one event.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::time::{Instant, sleep};

use crate::audit::EndReason;
use crate::graph::SubscriptionPhase;
use crate::identity::IdentityError;
use crate::model::id::CustomerId;
use crate::pipeline::context::RequestContext;
use crate::pipeline::gateway::Gateway;
use crate::pipeline::operation::{Document, Params, RequestError, operation_name};
use crate::pipeline::query::audited;
use crate::telemetry::{ActiveSubscription, Root};
use crate::trace::{Kind, Span};

/// Pause between attempts to identify the viewer while the platform or the gateway cannot do it.
const RETRY_PAUSE: Duration = Duration::from_secs(1);

/// The state that every running subscription has.
pub(in crate::pipeline) struct Running {
    pub(in crate::pipeline) gateway: Arc<Gateway>,
    pub(in crate::pipeline) document: Arc<Document>,
    pub(in crate::pipeline) params: Params,
    pub(in crate::pipeline) context: RequestContext,
    /// The customer whose journey is watched, for the audit log.
    pub(in crate::pipeline) customer: Option<CustomerId>,
    /// Query cost of one event.
    pub(in crate::pipeline) cost: usize,
    /// When the viewer is identified again.
    pub(super) recheck_at: Instant,
    started: Instant,
    pub(super) active: ActiveSubscription,
    /// Number of events sent.
    pub(super) events: u64,
    /// Why the stream has ended; absent while it runs or if it was dropped.
    pub(super) end_reason: Option<EndReason>,
}

impl Running {
    pub(in crate::pipeline) fn new(
        gateway: Arc<Gateway>,
        document: Arc<Document>,
        params: Params,
        context: RequestContext,
        customer: Option<CustomerId>,
        cost: usize,
    ) -> Self {
        let name = operation_name(&document.parsed, params.operation_name.as_deref());
        let operation = audited(&context, &document.text, name);
        gateway.audit.subscription_started(&operation, customer);
        let root = match customer {
            Some(_) => Root::Journey,
            None => Root::OwnConversations,
        };
        let active = gateway.metrics.subscriptions.begin(root);
        Self {
            recheck_at: Instant::now() + gateway.config.viewer.ttl,
            gateway,
            document,
            params,
            context,
            customer,
            cost,
            started: Instant::now(),
            active,
            events: 0,
            end_reason: None,
        }
    }

    /// Identifies the viewer again; returns the context before. Waits while the viewer cannot be identified, since no event
    /// may be sent then.
    pub(super) async fn identify(&mut self) -> Result<RequestContext, RequestError> {
        let gateway = self.gateway.clone();
        let context = loop {
            let deadline = Instant::now() + gateway.limits().request_timeout;
            let (token, origin) = (&self.context.token, &self.context.origin);
            match gateway.introspect(token, origin, deadline).await {
                Ok(context) => break context,
                Err(
                    RequestError::Identity(IdentityError::Unknown(_)) | RequestError::Overloaded(_),
                ) => {
                    sleep(RETRY_PAUSE).await;
                }
                Err(error) => return Err(error),
            }
        };
        self.recheck_at = Instant::now() + gateway.config.viewer.ttl;
        let previous = std::mem::replace(&mut self.context, context);
        self.context.error_positions = previous.error_positions;
        self.context.scope.clone_from(&previous.scope);
        self.context.scope().export();
        Ok(previous)
    }

    /// Forgets the viewer that is cached for the token.
    pub(super) async fn forget_viewer(&self) {
        self.gateway.viewers.invalidate(&self.context.token).await;
    }

    /// Executes the document for an event, once the viewer's budget covers it.
    pub(super) async fn deliver(&self, phase: SubscriptionPhase) -> Bytes {
        while let Err(exhausted) = self.gateway.charge_cost(self.cost, &self.context) {
            sleep(exhausted.retry_after).await;
        }
        let phase = Arc::new(phase);
        let span = Span::start(self.context.scope(), "subscription event", Kind::Internal);
        let mut context = RequestContext {
            redis_limit: Arc::default(),
            ..self.context.clone()
        };
        context.enter(&span);
        let response = self
            .gateway
            .execute_event(&self.document, &self.params, &context, phase)
            .await;
        span.end();
        context.scope().export();
        response.map_or_else(
            || RequestError::Internal.body(),
            |response| response.body(None),
        )
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let gateway = &self.gateway;
        let reason = self.end_reason.take().unwrap_or_else(|| {
            if gateway.is_shutting_down() {
                EndReason::Shutdown
            } else {
                EndReason::Client
            }
        });
        let name = self.params.operation_name.as_deref();
        let name = operation_name(&self.document.parsed, name);
        let operation = audited(&self.context, &self.document.text, name);
        gateway.metrics.subscriptions.count_ended(reason.as_str());
        let duration = self.started.elapsed();
        let audit = &gateway.audit;
        audit.subscription_ended(&operation, self.customer, self.events, &reason, duration);
    }
}

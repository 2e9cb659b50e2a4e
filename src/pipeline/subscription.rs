//! A running subscription. Each event executes the document with new loaders, the current time and the viewer's current
//! rights.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::time::{Instant, sleep, sleep_until};

use super::context::RequestContext;
use super::delivered::Delivered;
use super::gateway::Gateway;
use super::query::audited;
use super::upstream_identity::ScopeKey;
use crate::access::rule::Rule;
use crate::admission::ViewerKey;
use crate::audit::EndReason;
use crate::engine::{self, LoaderTasks};
use crate::error::FieldError;
use crate::graph::SubscriptionPhase;
use crate::identity::IdentityError;
use crate::live::status::{Activity, StatusContext};
use crate::live::{Change, ChangeKind, Subscription, Update};
use crate::load::Loaders;
use crate::model::id::CustomerId;
use crate::pipeline::operation::{Document, Params, RequestError, operation_name};

/// Sessions sent at the start, as many as a page of `Customer.sessions` has by default.
const INITIAL_SESSIONS: usize = 25;

/// Pause between attempts to identify the viewer while the platform or the gateway cannot do it.
const RETRY_PAUSE: Duration = Duration::from_secs(1);

/// The events of one subscription.
pub struct SubscriptionStream {
    pub(super) gateway: Arc<Gateway>,
    pub(super) document: Arc<Document>,
    pub(super) params: Params,
    pub(super) context: RequestContext,
    pub(super) customer: CustomerId,
    pub(super) scope: ScopeKey,
    pub(super) watch: Subscription,
    /// Changes that have not been sent yet.
    pub(super) pending: VecDeque<Change>,
    pub(super) delivered: Delivered,
    /// Query cost of one event.
    pub(super) cost: usize,
    /// When the viewer is identified again.
    pub(super) recheck_at: Instant,
    pub(super) started: Instant,
    /// Number of events sent.
    pub(super) events: u64,
    /// Why the stream has ended; absent while it runs or if it was dropped.
    pub(super) end_reason: Option<EndReason>,
}

impl fmt::Debug for SubscriptionStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SubscriptionStream")
            .field("customer", &self.customer)
            .finish_non_exhaustive()
    }
}

impl SubscriptionStream {
    /// Waits for the next event and returns its response body. An error ends the stream. Not cancel safe: dropping the
    /// future may lose an event.
    pub async fn next(&mut self) -> Result<Bytes, RequestError> {
        let next = self.next_event().await;
        match &next {
            Ok(_) => self.events += 1,
            Err(RequestError::Identity(_)) => self.end_reason = Some(EndReason::Token),
            Err(error) => self.end_reason = Some(EndReason::Error(error.code().to_owned())),
        }
        next
    }

    /// The key that the inbound gates count this subscriber by.
    pub fn viewer_key(&self) -> ViewerKey {
        self.context.viewer_key()
    }

    async fn next_event(&mut self) -> Result<Bytes, RequestError> {
        loop {
            if !self.pending.is_empty() {
                self.recheck().await?;
                // A changed scope empties the queue.
                let Some(change) = self.pending.pop_front() else {
                    continue;
                };
                if let Some(change) = self.prepare(change).await {
                    self.charge().await;
                    return Ok(self.execute(change).await);
                }
                continue;
            }
            let update = tokio::select! {
                update = self.watch.next() => update,
                () = sleep_until(self.recheck_at) => {
                    self.recheck().await?;
                    continue;
                }
            };
            match update {
                Update::Snapshot(changes) => self.restart(changes).await,
                Update::Changes(changes) => self.pending.extend(changes),
                Update::RecheckViewer => {
                    self.gateway.viewers.invalidate(&self.context.token).await;
                    self.recheck().await?;
                    let identity = &self.gateway.upstream_identity;
                    let credential = identity.credential(&self.context.token);
                    self.watch.restore_credential(credential);
                }
                Update::Ended(error) => return Err(RequestError::Subscription(error.into())),
            }
        }
    }

    /// Queues the complete state of the customer: the newest sessions that the viewer can see.
    async fn restart(&mut self, changes: Vec<Change>) {
        let mut changes = self.with_campaigns(changes).await;
        let (rights, shown) = (&self.context.viewer.rights, self.gateway.config.shown);
        changes.retain(|change| self.delivered.is_affected(&change.session, rights, shown));
        let older = changes.len().saturating_sub(INITIAL_SESSIONS);
        self.delivered.forget_statuses();
        self.pending.extend(changes.into_iter().skip(older));
    }

    /// Identifies the viewer again and applies changed rights. Waits while the viewer cannot be identified, since no
    /// event may be sent then.
    async fn recheck(&mut self) -> Result<(), RequestError> {
        let gateway = self.gateway.clone();
        let context = loop {
            let deadline = Instant::now() + gateway.config.limits.request_timeout;
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
        let rights = &self.context.viewer.rights;
        rights
            .permit(Rule::Sessions)
            .map_err(|denied| RequestError::Subscription(FieldError::from(denied)))?;
        if *rights != previous.viewer.rights {
            let withdrawn = self.delivered.removal_events(rights, gateway.clock.now());
            self.pending.extend(withdrawn);
        }
        let scope = gateway.upstream_identity.scope_key(&self.context.viewer);
        if scope != self.scope {
            self.watch = gateway.watch(&scope, &self.context, self.customer)?;
            self.scope = scope;
            self.pending
                .retain(|change| change.kind == ChangeKind::Removed);
            self.delivered.forget_statuses();
        }
        Ok(())
    }

    /// The change as the viewer may see it; `None` if it must not or need not be sent.
    async fn prepare(&mut self, change: Change) -> Option<Change> {
        let change = if change.kind == ChangeKind::Removed {
            change
        } else {
            self.with_campaigns(vec![change]).await.pop()?
        };
        let config = &self.gateway.config;
        let context = StatusContext {
            now: self.gateway.clock.now(),
            wrap_up_grace: config.status.wrap_up_grace,
            shown: config.shown,
            visits: Activity::default(),
        };
        let rights = &self.context.viewer.rights;
        self.delivered.event_for(change, rights, context)
    }

    /// Resolves whether outbound calls belong to a campaign; reads conversation details that are not cached.
    async fn with_campaigns(&self, mut changes: Vec<Change>) -> Vec<Change> {
        let mut sessions = changes.iter().map(|change| &change.session);
        if !sessions.any(|session| session.campaign_call_candidate().is_some()) {
            return changes;
        }
        let gateway = &self.gateway;
        let caller = gateway.event_caller(&self.context);
        let scope = gateway.scopes.get_or_create(&self.scope);
        let tasks = LoaderTasks::default();
        let loaders = Loaders::new(gateway.source(&self.context, caller, scope), &tasks);
        let sessions = changes.iter().map(|change| change.session.clone());
        let sessions = engine::run(loaders.with_verdicts(sessions.collect()), &tasks).await;
        for (change, session) in changes.iter_mut().zip(sessions) {
            change.session = session;
        }
        changes
    }

    /// Waits until the viewer's budget covers another event.
    async fn charge(&self) {
        while let Err(exhausted) = self.gateway.charge_cost(self.cost, &self.context) {
            sleep(exhausted.retry_after).await;
        }
    }

    async fn execute(&self, change: Change) -> Bytes {
        let phase = Arc::new(SubscriptionPhase::Deliver(change));
        let response = self
            .gateway
            .execute_event(&self.document, &self.params, &self.context, phase)
            .await;
        response.map_or_else(
            || RequestError::Internal.body(),
            |response| response.body(None),
        )
    }
}

impl Drop for SubscriptionStream {
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
        let duration = self.started.elapsed();
        let audit = &gateway.audit;
        audit.subscription_ended(&operation, self.customer, self.events, &reason, duration);
    }
}

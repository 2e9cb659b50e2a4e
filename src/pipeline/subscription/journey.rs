//! The events of `Subscription.journeyChanged`.

use std::collections::VecDeque;

use bytes::Bytes;
use tokio::time::sleep_until;

use super::delivered::Delivered;
use super::running::Running;
use crate::access::rule::Rule;
use crate::engine::{self, LoaderTasks};
use crate::error::FieldError;
use crate::graph::{SubscriptionEvent, SubscriptionPhase};
use crate::live::status::{Activity, StatusContext};
use crate::live::{Change, ChangeKind, Subscription, Update};
use crate::load::Loaders;
use crate::model::id::CustomerId;
use crate::pipeline::operation::RequestError;
use crate::pipeline::upstream_identity::ScopeKey;

/// Sessions sent at the start, as many as a page of `Customer.sessions` has by default.
const INITIAL_SESSIONS: usize = 25;

/// The changes of one customer's sessions.
pub(in crate::pipeline) struct JourneyFeed {
    customer: CustomerId,
    scope: ScopeKey,
    watch: Subscription,
    /// Changes that have not been sent yet.
    pending: VecDeque<Change>,
    delivered: Delivered,
}

impl JourneyFeed {
    pub(in crate::pipeline) fn new(
        customer: CustomerId,
        scope: ScopeKey,
        watch: Subscription,
    ) -> Self {
        Self {
            customer,
            scope,
            watch,
            pending: VecDeque::new(),
            delivered: Delivered::default(),
        }
    }

    pub(super) async fn next_event(
        &mut self,
        running: &mut Running,
    ) -> Result<Bytes, RequestError> {
        loop {
            if !self.pending.is_empty() {
                self.recheck(running).await?;
                // A changed scope empties the queue.
                let Some(change) = self.pending.pop_front() else {
                    continue;
                };
                if let Some(change) = self.prepare(running, change).await {
                    let event = SubscriptionEvent::Journey(change);
                    return Ok(running.deliver(SubscriptionPhase::Deliver(event)).await);
                }
                continue;
            }
            let update = tokio::select! {
                update = self.watch.next() => update,
                () = sleep_until(running.recheck_at) => {
                    self.recheck(running).await?;
                    continue;
                }
            };
            match update {
                Update::Snapshot(changes) => self.restart(running, changes).await,
                Update::Changes(changes) => self.pending.extend(changes),
                Update::RecheckViewer => {
                    running.forget_viewer().await;
                    self.recheck(running).await?;
                    let identity = &running.gateway.upstream_identity;
                    let credential = identity.credential(&running.context.token);
                    self.watch.restore_credential(credential);
                }
                Update::Ended(error) => return Err(RequestError::Subscription(error.into())),
            }
        }
    }

    /// Queues the complete state of the customer: the newest sessions that the viewer can see.
    async fn restart(&mut self, running: &Running, changes: Vec<Change>) {
        let mut changes = self.with_campaigns(running, changes).await;
        let rights = &running.context.viewer.rights;
        let shown = running.gateway.config.shown;
        changes.retain(|change| self.delivered.is_affected(&change.session, rights, shown));
        let older = changes.len().saturating_sub(INITIAL_SESSIONS);
        self.delivered.forget_statuses();
        self.pending.extend(changes.into_iter().skip(older));
    }

    /// Identifies the viewer again and applies changed rights.
    async fn recheck(&mut self, running: &mut Running) -> Result<(), RequestError> {
        let previous = running.identify().await?;
        let gateway = &running.gateway;
        let rights = &running.context.viewer.rights;
        rights
            .permit(Rule::Sessions)
            .map_err(|denied| RequestError::Subscription(FieldError::from(denied)))?;
        if *rights != previous.viewer.rights {
            let withdrawn = self.delivered.removal_events(rights, gateway.clock.now());
            self.pending.extend(withdrawn);
        }
        let scope = gateway.upstream_identity.scope_key(&running.context.viewer);
        if scope != self.scope {
            self.watch = gateway.watch(&scope, &running.context, self.customer)?;
            self.scope = scope;
            self.pending
                .retain(|change| change.kind == ChangeKind::Removed);
            self.delivered.forget_statuses();
        }
        Ok(())
    }

    /// The change as the viewer may see it; `None` if it must not or need not be sent.
    async fn prepare(&mut self, running: &Running, change: Change) -> Option<Change> {
        let change = if change.kind == ChangeKind::Removed {
            change
        } else {
            self.with_campaigns(running, vec![change]).await.pop()?
        };
        let config = &running.gateway.config;
        let context = StatusContext {
            now: running.gateway.clock.now(),
            wrap_up_grace: config.status.wrap_up_grace,
            shown: config.shown,
            visits: Activity::default(),
        };
        let rights = &running.context.viewer.rights;
        self.delivered.event_for(change, rights, context)
    }

    /// Resolves whether outbound calls belong to a campaign; reads conversation details that are not cached.
    async fn with_campaigns(&self, running: &Running, mut changes: Vec<Change>) -> Vec<Change> {
        let mut sessions = changes.iter().map(|change| &change.session);
        if !sessions.any(|session| session.campaign_call_candidate().is_some()) {
            return changes;
        }
        let gateway = &running.gateway;
        let caller = gateway.event_caller(&running.context);
        let scope = gateway.scopes.get_or_create(&self.scope);
        let tasks = LoaderTasks::default();
        let loaders = Loaders::new(gateway.source(&running.context, caller, scope), &tasks);
        let sessions = changes.iter().map(|change| change.session.clone());
        let verdicts = engine::run(loaders.with_verdicts(sessions.collect()), &tasks);
        let sessions = running.context.scope().enter(verdicts).await;
        for (change, session) in changes.iter_mut().zip(sessions) {
            change.session = session;
        }
        changes
    }
}

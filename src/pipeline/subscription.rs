//! One subscription, from its parameters to its end. What it asks for is found out by executing it
//! once; then it is executed for each change, with loaders, a present and rights of that moment.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use async_graphql::ServerError;
use futures_util::StreamExt;
use tokio::time::{Instant, sleep, sleep_until};

use super::answering::audited;
use super::identity::ScopeKey;
use super::sent::Sent;
use super::{Gateway, RequestContext};
use crate::access::rule::Rule;
use crate::audit::EndReason;
use crate::engine::{self, LoaderTasks};
use crate::error::FieldError;
use crate::graph::{Asked, Occasion};
use crate::identity::IdentityError;
use crate::live::status::{Activity, StatusContext};
use crate::live::{Change, ChangeKind, Subscription, Update};
use crate::load::Loaders;
use crate::model::id::CustomerId;
use crate::operation::answer::{Answer, Outcome};
use crate::operation::{self, Document, Params, Rejection};
use crate::platform::{Error, UpstreamCaller};

/// Sessions told at first, as many as a page of `Customer.sessions`.
const AT_FIRST: usize = 25;

/// Until it is asked again who somebody is, where that could not be told.
const PAUSE: Duration = Duration::from_secs(1);

/// A subscription.
pub struct Changes {
    gateway: Arc<Gateway>,
    document: Arc<Document>,
    params: Params,
    context: RequestContext,
    customer: CustomerId,
    scope: ScopeKey,
    subscription: Subscription,
    queue: VecDeque<Change>,
    /// What the client was sent.
    sent: Sent,
    /// What one change may cost.
    cost: usize,
    /// When it is looked next whether the viewer still is who they were.
    recheck: Instant,
    began: Instant,
    /// How many changes were sent.
    delivered: u64,
    /// Why it has ended, unless it was dropped.
    ended: Option<EndReason>,
}

/// What comes next of a subscription.
pub enum Next {
    /// A change.
    Answer(bytes::Bytes),
    /// Something went wrong, and it is over.
    Failed(Answer),
    /// The token is not valid any more, and it is over.
    Refused(IdentityError),
}

impl Gateway {
    /// Whether an operation is a subscription; not, where it is not clear which one is meant.
    pub fn is_subscription(&self, params: &Params) -> bool {
        let limits = &self.config.limits;
        let document = operation::check_params(params, limits)
            .and_then(|()| self.documents.read(&params.query, limits));
        document.is_ok_and(|document| operation::is_subscription(&document, params))
    }

    /// Begins a subscription.
    pub async fn subscribe(
        self: &Arc<Self>,
        params: Params,
        context: RequestContext,
    ) -> Result<Changes, Answer> {
        let refused = context.clone();
        let began = self.open(params.clone(), context).await;
        let began = began.unwrap_or_else(|rejection| Err(Answer::rejected(rejection)));
        if let Err(answer) = &began {
            self.audit_refusal(&params, &refused, answer);
        }
        began
    }

    async fn open(
        self: &Arc<Self>,
        params: Params,
        context: RequestContext,
    ) -> Result<Result<Changes, Answer>, Rejection> {
        let limits = &self.config.limits;
        operation::check_params(&params, limits)?;
        let document = self.documents.read(&params.query, limits)?;
        let place = self.cpu_queue.enter(&context.viewer.id).await?;
        let cost = operation::cost(&document, &params, limits, self.config.introspection)?;
        let occasion = Arc::new(Occasion::Begins(Asked::default()));
        self.budgets.spend(&context.viewer.id, cost)?;
        let execute = Box::pin(self.execute_once(&document, &params, &context, occasion.clone()));
        let outcome = place.run(execute).await;
        if let Some(outcome) = outcome.filter(|outcome| !outcome.errors().is_empty()) {
            return Ok(Err(Answer::errors(outcome.errors())));
        }
        let customer = match occasion.as_ref() {
            Occasion::Begins(wish) => wish.customer(),
            Occasion::Tells(_) => None,
        };
        let Some(customer) = customer else {
            return Err(Rejection::OneField);
        };
        document.found_valid();
        let scope = self.identity.scope(&context.viewer);
        let Some(subscription) = self.watch(&scope, &context, customer) else {
            return Err(Rejection::Watched(self.config.live.customers));
        };
        let name = operation::name(&document.parsed, params.operation_name.as_deref());
        let started = audited(&context, &params, name);
        self.audit.subscription_started(&started, customer);
        Ok(Ok(Changes {
            gateway: self.clone(),
            document,
            params,
            customer,
            scope,
            subscription,
            queue: VecDeque::new(),
            sent: Sent::default(),
            cost,
            recheck: Instant::now() + self.config.viewer.ttl,
            began: Instant::now(),
            delivered: 0,
            ended: None,
            context,
        }))
    }

    fn watch(
        &self,
        key: &ScopeKey,
        context: &RequestContext,
        customer: CustomerId,
    ) -> Option<Subscription> {
        let scope = self.scopes.get_or_create(key);
        let credential = self.identity.credential(&context.token);
        let watch = self.watches.get_or_create(key, &scope, &credential);
        watch.subscribe(customer, &context.viewer.id)
    }

    /// Executes a subscription's document once; nothing where no response came of it.
    async fn execute_once(
        &self,
        document: &Document,
        params: &Params,
        context: &RequestContext,
        occasion: Arc<Occasion>,
    ) -> Option<Outcome> {
        let scope = self
            .scopes
            .get_or_create(&self.identity.scope(&context.viewer));
        let deadline = Instant::now() + self.config.limits.upstream_timeout();
        let caller = UpstreamCaller::new(self.identity.credential(&context.token), deadline)
            .for_viewer(&context.viewer.id)
            .with_max_calls(self.config.limits.upstream_calls);
        let tasks = LoaderTasks::default();
        let source = self.source(context, caller.clone(), scope);
        let journey = self.journey(context, source, &tasks);
        let (schema, request) = self.prepare(document, params, journey.clone());
        let mut responses = schema.execute_stream(request.data(occasion));
        let response = engine::run(responses.next(), &tasks).await;
        if let Some(stale) = caller.stale_identity() {
            self.viewers.recheck(&context.token, stale).await;
        }
        let failures = journey.errors.take_errors();
        let most = self.config.limits.errors;
        match response {
            Some(response) => Some(Outcome::of(response, failures, most)),
            None if failures.is_empty() => None,
            None => {
                let response = async_graphql::Response::new(async_graphql::Value::Null);
                Some(Outcome::of(response, failures, most))
            }
        }
    }
}

impl Changes {
    /// Waits for what comes next. Whoever drops it before it resolves may miss something.
    pub async fn next(&mut self) -> Next {
        let next = self.wait().await;
        match &next {
            Next::Answer(_) => self.delivered += 1,
            Next::Failed(answer) => {
                let code = answer.code().unwrap_or_default();
                self.ended = Some(EndReason::Error(code.to_owned()));
            }
            Next::Refused(_) => self.ended = Some(EndReason::Token),
        }
        next
    }

    async fn wait(&mut self) -> Next {
        loop {
            if !self.queue.is_empty() {
                if let Some(end) = self.confirm().await {
                    return end;
                }
                // With other rights everything is told anew.
                let Some(change) = self.queue.pop_front() else {
                    continue;
                };
                let change = if change.kind == ChangeKind::Removed {
                    Some(change)
                } else {
                    self.judge(vec![change]).await.pop()
                };
                if let Some(change) = change.and_then(|change| self.news(change)) {
                    self.spend().await;
                    return Next::Answer(self.tell(change).await);
                }
                continue;
            }
            let post = tokio::select! {
                post = self.subscription.next() => post,
                () = sleep_until(self.recheck) => {
                    if let Some(end) = self.confirm().await {
                        return end;
                    }
                    continue;
                }
            };
            match post {
                Update::Snapshot(all) => {
                    let mut all = self.judge(all).await;
                    let (rights, shown) = (&self.context.viewer.rights, self.gateway.config.shown);
                    all.retain(|change| self.sent.concerns(&change.session, rights, shown));
                    let more = all.len().saturating_sub(AT_FIRST);
                    self.sent.forget_statuses();
                    self.queue.extend(all.into_iter().skip(more));
                }
                Update::Changes(changes) => self.queue.extend(changes),
                Update::RecheckViewer => {
                    self.gateway.viewers.invalidate(&self.context.token).await;
                    if let Some(end) = self.confirm().await {
                        return end;
                    }
                }
                Update::Ended(error) => return Next::Failed(failed(error)),
            }
        }
    }

    /// Finds out whether the viewer still is who they were, and may see what they see. As long as that
    /// cannot be told, nothing is told.
    async fn confirm(&mut self) -> Option<Next> {
        let gateway = self.gateway.clone();
        let context = loop {
            let deadline = Instant::now() + gateway.config.limits.request_timeout;
            match gateway
                .identify_token(&self.context.token, &self.context.origin, deadline)
                .await
            {
                Ok(context) => break context,
                Err(IdentityError::Unknown(_) | IdentityError::Overloaded(_)) => sleep(PAUSE).await,
                Err(refused) => return Some(Next::Refused(refused)),
            }
        };
        self.recheck = Instant::now() + gateway.config.viewer.ttl;
        let before = std::mem::replace(&mut self.context, context)
            .viewer
            .rights
            .clone();
        if let Err(denied) = self.context.viewer.rights.permit(Rule::Sessions) {
            let error = FieldError::from(denied).into_plain_error();
            return Some(Next::Failed(Answer::error(&error)));
        }
        let scope = gateway.identity.scope(&self.context.viewer);
        let rights = &self.context.viewer.rights;
        if *rights != before {
            let withdrawn = self.sent.withdrawn(rights, gateway.clock.now());
            self.queue.extend(withdrawn);
        }
        if scope != self.scope {
            let Some(subscription) = gateway.watch(&scope, &self.context, self.customer) else {
                let rejection = Rejection::Watched(gateway.config.live.customers);
                return Some(Next::Failed(Answer::rejected(rejection)));
            };
            self.subscription = subscription;
            self.scope = scope;
            self.queue
                .retain(|change| change.kind == ChangeKind::Removed);
            self.sent.forget_statuses();
        }
        None
    }

    /// The changes with what is known of campaign calls; their conversations' details are read where
    /// that is not known yet.
    async fn judge(&self, mut changes: Vec<Change>) -> Vec<Change> {
        let mut sessions = changes.iter().map(|change| &change.session);
        if !sessions.any(|session| session.maybe_dialed().is_some()) {
            return changes;
        }
        let gateway = &self.gateway;
        let deadline = Instant::now() + gateway.config.limits.upstream_timeout();
        let caller =
            UpstreamCaller::new(gateway.identity.credential(&self.context.token), deadline)
                .for_viewer(&self.context.viewer.id)
                .with_max_calls(gateway.config.limits.upstream_calls);
        let scope = gateway.scopes.get_or_create(&self.scope);
        let tasks = LoaderTasks::default();
        let loaders = Loaders::new(gateway.source(&self.context, caller, scope), &tasks);
        let sessions = changes.iter().map(|change| change.session.clone());
        let judged = engine::run(loaders.with_verdicts(sessions.collect()), &tasks).await;
        for (change, session) in changes.iter_mut().zip(judged) {
            change.session = session;
        }
        changes
    }

    /// The change as the viewer is to be sent it.
    fn news(&mut self, change: Change) -> Option<Change> {
        let config = &self.gateway.config;
        let context = StatusContext {
            now: self.gateway.clock.now(),
            wrap_up_grace: config.status.wrap_up_grace,
            shown: config.shown,
            visits: Activity::default(),
        };
        self.sent.news(change, &self.context.viewer.rights, context)
    }

    /// Waits until the viewer's budget lets another change be told.
    async fn spend(&self) {
        let budgets = &self.gateway.budgets;
        while let Err(overspent) = budgets.spend(&self.context.viewer.id, self.cost) {
            sleep(overspent.retry_after).await;
        }
    }

    async fn tell(&self, change: Change) -> bytes::Bytes {
        let occasion = Arc::new(Occasion::Tells(change));
        let outcome = self
            .gateway
            .execute_once(&self.document, &self.params, &self.context, occasion)
            .await;
        outcome.map_or_else(bytes::Bytes::new, |outcome| outcome.body(None))
    }
}

impl Drop for Changes {
    fn drop(&mut self) {
        let gateway = &self.gateway;
        let ended = self.ended.take().unwrap_or_else(|| {
            if gateway.is_stopping.load(Ordering::Relaxed) {
                EndReason::Shutdown
            } else {
                EndReason::Client
            }
        });
        let name = self.params.operation_name.as_deref();
        let name = operation::name(&self.document.parsed, name);
        let operation = audited(&self.context, &self.params, name);
        let duration = self.began.elapsed();
        let audit = &gateway.audit;
        audit.subscription_ended(&operation, self.customer, self.delivered, &ended, duration);
    }
}

fn failed(error: Error) -> Answer {
    let error: ServerError = FieldError::from(error).into_plain_error();
    Answer::error(&error)
}

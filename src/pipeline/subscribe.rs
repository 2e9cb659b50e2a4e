//! Start of a subscription: the document is executed once to find what it watches.

use std::sync::Arc;

use tokio::time::Instant;

use super::context::RequestContext;
use super::execute::data;
use super::gateway::Gateway;
use super::subscription::{ConversationsFeed, Feed, JourneyFeed, Running, SubscriptionStream};
use super::upstream_identity::{ScopeKey, UpstreamIdentity};
use crate::engine::{self, LoaderTasks};
use crate::graph::{self, RequestedFeed, RequestedRoot, SubscriptionPhase};
use crate::live::{OwnSubscription, Subscription};
use crate::model::id::CustomerId;
use crate::pipeline::operation::response::EngineResponse;
use crate::pipeline::operation::{Document, Params, RequestError};
use crate::platform::{Credential, Error};
use crate::trace::CacheResult;

impl Gateway {
    /// Starts a subscription.
    pub(super) async fn subscribe(
        self: &Arc<Self>,
        document: Arc<Document>,
        params: &Params,
        context: &RequestContext,
    ) -> Result<SubscriptionStream, RequestError> {
        let permit = self.cpu_queue.acquire(&context.viewer.id).await?;
        let params = &self.coerce(&document, params)?;
        let cost = self.charge(&document, params, context)?.cost;
        context.origin.facts.add(|facts| {
            facts.cache = Some(CacheResult::Bypass);
            facts.cost = Some(cost);
        });
        let phase = Arc::new(SubscriptionPhase::Start(RequestedRoot::default()));
        let execute = self.execute_event(&document, params, context, phase.clone());
        if let Some(response) = permit.run(Box::pin(execute)).await
            && !response.errors().is_empty()
        {
            return Err(RequestError::Invalid(response.into_errors()));
        }
        let requested = match phase.as_ref() {
            SubscriptionPhase::Start(requested) => requested.feed(),
            SubscriptionPhase::Deliver(_) => None,
        };
        let (customer, feed) = match requested.ok_or(RequestError::SubscriptionRoot)? {
            RequestedFeed::Journey(customer) => {
                let scope = self.upstream_identity.scope_key(&context.viewer);
                let watch = self.watch(&scope, context, customer)?;
                let feed = JourneyFeed::new(customer, scope, watch);
                (Some(customer), Feed::Journey(Box::new(feed)))
            }
            RequestedFeed::Conversations => {
                let scope = UpstreamIdentity::own_key(&context.viewer);
                let watch = self.watch_own(&scope, context)?;
                let feed = ConversationsFeed::new(scope, watch);
                (None, Feed::Conversations(feed))
            }
        };
        let params = params.clone();
        let running = Running::new(
            self.clone(),
            document,
            params,
            context.clone(),
            customer,
            cost,
        );
        Ok(SubscriptionStream::new(running, feed))
    }

    /// Subscribes to the viewer's own conversations, with the viewer's own token. A viewer that is no user has none.
    pub(super) fn watch_own(
        &self,
        key: &ScopeKey,
        context: &RequestContext,
    ) -> Result<OwnSubscription, RequestError> {
        let permitted = context.viewer.permit_own_conversations();
        permitted.map_err(|denied| RequestError::Subscription(denied.into()))?;
        let user = context.viewer.id.parse();
        let user = user.map_err(|_| RequestError::Subscription(Error::Forbidden.into()))?;
        let scope = self.scopes.get_or_create(key);
        let credential = Credential::Viewer(context.token.clone());
        let live = self.watches.get_or_create(key, &scope, &credential);
        Ok(live.subscribe_own(user, &credential))
    }

    /// Subscribes to the changes of a customer.
    pub(super) fn watch(
        &self,
        key: &ScopeKey,
        context: &RequestContext,
        customer: CustomerId,
    ) -> Result<Subscription, RequestError> {
        let scope = self.scopes.get_or_create(key);
        let credential = self.upstream_identity.credential(&context.token);
        let live = self.watches.get_or_create(key, &scope, &credential);
        let watch = live.subscribe(customer, &context.viewer.id, &credential);
        watch.ok_or(RequestError::WatchLimit {
            limit: self.config.live.customers,
        })
    }

    /// Executes a subscription's document once; `None` if it produced no response.
    pub(super) async fn execute_event(
        &self,
        document: &Document,
        params: &Params,
        context: &RequestContext,
        phase: Arc<SubscriptionPhase>,
    ) -> Option<EngineResponse> {
        let key = self.upstream_identity.scope_key(&context.viewer);
        let scope = self.scopes.get_or_create(&key);
        let caller = self.event_caller(context);
        let tasks = LoaderTasks::default();
        let source = self.source(context, caller.clone(), scope);
        let journey = self.journey(document, context, source, &tasks, None);
        let mut data = data(journey.clone());
        data.insert(phase);
        let subscription = document.query(params.operation_name.as_deref(), &params.variables)?;
        let run = engine::run(graph::first_event(subscription, data), &tasks);
        let response = context.scope().enter(run).await;
        self.recheck_viewer(&caller, context).await;
        let no_data = || {
            let failed = !journey.errors.is_empty();
            failed.then(|| async_graphql::Response::new(async_graphql::Value::Null))
        };
        let response = response.or_else(no_data)?;
        let positions = context.error_positions;
        let max_errors = self.limits().errors;
        Some(EngineResponse::new(
            response,
            &journey.errors,
            positions,
            max_errors,
        ))
    }

    /// The credential and call budget of one event, whose deadline starts now.
    pub(super) fn event_caller(&self, context: &RequestContext) -> crate::platform::UpstreamCaller {
        let deadline = Instant::now() + self.limits().upstream_timeout();
        let credential = self.upstream_identity.credential(&context.token);
        crate::platform::UpstreamCaller::new(credential, deadline)
            .for_viewer(&context.viewer.id)
            .with_max_calls(self.limits().upstream_calls)
            .with_redis_limit(context.redis_limit.clone())
    }
}

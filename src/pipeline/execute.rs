//! Stage 8: execution by the engine.

use std::pin::pin;
use std::sync::{Arc, OnceLock};

use async_graphql::{Data, Request, Response, Variables};
use tokio::time::Instant;

use super::context::RequestContext;
use super::gateway::Gateway;
use crate::cache::{RequestCache, Scope, StoredResponse};
use crate::engine::introspection::resolve_marks;
use crate::engine::{self, LoaderTasks};
use crate::error::FieldErrors;
use crate::graph::{
    self, EntityLimit, Journey, NextStatusChange, SCHEMA_DESCRIPTION, federation_sdl, fields,
    schema,
};
use crate::load::{KeyStats, Loaders, Source};
use crate::pipeline::operation::response::{EngineResponse, JourneyExtensions};
use crate::pipeline::operation::{
    Document, OperationCost, Params, RequestError, Upstream, operation_name,
};
use crate::platform::UpstreamCaller;

impl Gateway {
    /// Executes a query; fails if the engine finds it invalid.
    pub(super) async fn execute(
        &self,
        document: &Document,
        params: &Params,
        context: &RequestContext,
        scope: &Arc<Scope>,
        caller: &UpstreamCaller,
        cost: OperationCost,
    ) -> Result<Arc<StoredResponse>, RequestError> {
        let started = Instant::now();
        let tasks = LoaderTasks::default();
        let source = self.source(context, caller.clone(), scope.clone());
        let journey = self.journey(document, context, source, &tasks, cost.entity_limit);
        let respond = pin!(respond(document, params, journey.clone()));
        let response = engine::run(respond, &tasks).await;
        self.recheck_viewer(caller, context).await;
        let denied = journey.errors.denied();
        let is_degraded = journey.errors.has_outage();
        let positions = context.error_positions;
        let max_errors = self.limits().errors;
        let response = EngineResponse::new(response, &journey.errors, positions, max_errors);
        if !response.is_executed() {
            return Err(RequestError::Invalid(response.into_errors()));
        }
        let provenance = journey.loaders.take_provenance();
        let explain = || Upstream::new(caller, journey.loaders.key_counts(), started.elapsed());
        let extensions = JourneyExtensions {
            stale: provenance.is_stale(),
            operation: context.explain.then(|| name(document, params)).flatten(),
            cost: context.explain.then_some(cost.cost),
            upstream: context.explain.then(explain),
        };
        Ok(Arc::new(StoredResponse {
            body: response.body(extensions.non_empty().as_ref()),
            gzip: OnceLock::new(),
            tag: OnceLock::new(),
            provenance,
            expires_at: journey.next_status_change.expires_at(),
            customers: journey.loaders.take_customers(),
            denied,
            errors: response.errors().len(),
            is_degraded,
            error_codes: response.error_codes(),
            cost: cost.cost,
        }))
    }

    /// The credential and call budget of one request.
    pub(super) fn upstream_caller(&self, context: &RequestContext) -> UpstreamCaller {
        let credential = self.upstream_identity.credential(&context.token);
        let caller = UpstreamCaller::new(credential, context.deadline)
            .for_viewer(&context.viewer.id)
            .with_max_calls(self.limits().upstream_calls)
            .with_redis_limit(context.redis_limit.clone());
        if context.explain {
            caller.recording()
        } else {
            caller
        }
    }

    /// Data that resolvers use.
    pub(super) fn journey(
        &self,
        document: &Document,
        context: &RequestContext,
        source: Source,
        tasks: &LoaderTasks,
        entity_limit: Option<EntityLimit>,
    ) -> Arc<Journey> {
        Arc::new(Journey {
            viewer: context.viewer.clone(),
            budget: self.reported_budget(context),
            fields: fields(),
            subgraph_sdl: federation_sdl,
            selects_summary: document.selects_summary,
            entity_limit,
            loaders: Loaders::new(source, tasks),
            errors: FieldErrors::default(),
            cursors: self.cursors.clone(),
            now: self.clock.now(),
            wrap_up_grace: self.config.status.wrap_up_grace,
            shown: self.config.shown,
            next_status_change: NextStatusChange::default(),
        })
    }

    /// Forgets the cached viewer if the platform rejected one of its calls.
    pub(super) async fn recheck_viewer(&self, caller: &UpstreamCaller, context: &RequestContext) {
        if let Some(stale) = caller.stale_identity() {
            self.viewers.recheck(&context.token, stale).await;
        }
    }

    /// The data source of the loaders of one execution.
    pub(super) fn source(
        &self,
        context: &RequestContext,
        caller: UpstreamCaller,
        scope: Arc<Scope>,
    ) -> Source {
        let key = self.upstream_identity.scope_key(&context.viewer);
        let watch = self.watches.find(&key, &scope, &caller.credential);
        let cache = RequestCache::new(scope, watch, caller.redis_limit.clone());
        Source {
            platform: self.platform.clone(),
            stats: KeyStats::new(self.metrics.cache.clone(), caller.is_recorded()),
            token: context.token.clone(),
            cache: if context.is_refresh {
                cache.refreshing_ahead()
            } else {
                cache
            },
            caller,
            sizes: self.sizes.clone(),
            concurrency: self.config.platform.calls_per_loader,
            clock: self.clock.clone(),
            viewer: context.viewer.clone(),
            shown: self.config.shown,
            whole_conversations: self.upstream_identity.shows_whole_conversations(),
        }
    }
}

fn name(document: &Document, params: &Params) -> Option<String> {
    let name = operation_name(&document.parsed, params.operation_name.as_deref());
    name.map(str::to_owned)
}

/// Executes the operation, whose variables are coerced, with the engine.
async fn respond(document: &Document, params: &Params, journey: Arc<Journey>) -> Response {
    let name = params.operation_name.as_deref();
    let query = document.query(name, &params.variables);
    match query.filter(|_| !document.introspects) {
        Some(query) => graph::execute(query, data(journey)).await,
        // Boxed, because other queries do not need its memory.
        None => Box::pin(introspect(document, params, journey)).await,
    }
}

/// Executes an operation that introspects the schema.
async fn introspect(document: &Document, params: &Params, journey: Arc<Journey>) -> Response {
    let mut request = Request::new(String::new())
        .variables(Variables::from_json(params.variables.clone().into()))
        .data(journey)
        .data(document.form);
    request.set_parsed_query(document.marked(params.operation_name.as_deref()));
    let mut response = schema().execute(request).await;
    response.data = resolve_marks(response.data, SCHEMA_DESCRIPTION);
    response
}

/// The data of a request of the engine.
pub(super) fn data(journey: Arc<Journey>) -> Data {
    let mut data = Data::default();
    data.insert(journey);
    data
}

//! What is built once and shared: the schema, the platform client, who asked lately, what was read
//! lately; and how they answer one operation.

mod identity;
mod own_client;

use std::sync::Arc;

use async_graphql::{Request, Variables};
use tokio::time::Instant;

use crate::access::{Refused, Viewer, Viewers, ViewersSettings};
use crate::audit;
use crate::cache::{Freshness, Scopes, ScopesSettings};
use crate::clock::Clock;
use crate::config::{self, Config};
use crate::failure::Failures;
use crate::graph::{self, Cursors, Journey, Schema};
use crate::load::{BatchSize, BatchSizes, Loaders, Source, Tasks, drive};
use crate::operation::answer::Answer;
use crate::operation::{self, Budgets, Operation, Params};
use crate::platform::{Caller, Conditions, Error, Platform, Settings, Token};
use identity::{Identity, ScopeKey};
pub use own_client::ClientFault;

/// The gateway.
#[derive(Clone)]
pub struct Gateway {
    config: Arc<Config>,
    schema: Schema,
    platform: Platform,
    identity: Arc<Identity>,
    viewers: Viewers,
    budgets: Budgets,
    scopes: Scopes<ScopeKey>,
    sizes: Arc<BatchSizes>,
    cursors: Arc<Cursors>,
    clock: Clock,
}

/// Who asks: the token that a client shows, whose it is, and until when the client waits.
#[derive(Debug, Clone)]
pub struct Asker {
    /// Whose token it is.
    pub viewer: Arc<Viewer>,
    token: Token,
    deadline: Instant,
}

impl Gateway {
    /// Builds it; nothing is called yet.
    pub fn new(config: Config, clock: Clock) -> Result<Self, Error> {
        let platform = Platform::new(Settings {
            api: config.platform_url.clone(),
            connect_timeout: config.platform.connect_timeout,
            // A call that a request cannot outlast would never be seen to hang.
            timeout: config
                .platform
                .timeout
                .min(config.limits.upstream_timeout()),
            max_response_bytes: config.platform.max_response_bytes,
            max_concurrent_calls: config.platform.max_concurrent_calls,
            retries: config.platform.retries,
            retry_percent: config.platform.retry_percent,
            breaker_calls: config.platform.breaker_calls,
            breaker_pause: config.platform.breaker_pause,
            tokens: config.viewer.capacity,
        })?;
        let viewers = ViewersSettings {
            ttl: config.viewer.ttl,
            refused_ttl: config.viewer.refused_ttl,
            capacity: config.viewer.capacity as u64,
            conditions: match config.identity {
                config::Identity::Passthrough => Conditions::JudgedByPlatform,
                config::Identity::Service(_) => Conditions::NotJudged,
            },
        };
        let scopes = ScopesSettings {
            scopes: config.cache.scopes,
            idle: config.cache.scope_idle,
            bytes: config.cache.bytes as u64,
        };
        Ok(Self {
            schema: graph::schema(config.suggestions),
            identity: Arc::new(Identity::new(&config, &platform)),
            cursors: Arc::new(identity::cursors(&config)),
            budgets: Budgets::new(config.limits.viewer_cost_per_minute, config.viewer.capacity),
            viewers: Viewers::new(platform.clone(), viewers),
            platform,
            scopes: Scopes::new(scopes),
            sizes: Arc::new(batch_sizes(&config)),
            config: Arc::new(config),
            clock,
        })
    }

    /// The configuration it was built from.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The public graph in the schema definition language.
    pub fn sdl(&self) -> String {
        graph::sdl(&self.schema)
    }

    /// Whether the platform answers at all.
    pub async fn reaches_platform(&self) -> bool {
        self.platform.is_reachable().await
    }

    /// Finds out who asks with `token`, and waits until `deadline`.
    pub async fn identify(&self, token: &str, deadline: Instant) -> Result<Asker, Refused> {
        let token = Token::new(token);
        let viewer = self.viewers.identify(&token, deadline).await?;
        let served = self
            .identity
            .lets_in(&viewer, &self.platform, deadline)
            .await;
        if !served.map_err(Refused::Unknown)? {
            return Err(Refused::Foreign);
        }
        Ok(Asker {
            viewer,
            token,
            deadline,
        })
    }

    /// Answers one operation.
    pub async fn answer(&self, params: Params, asker: Asker) -> Answer {
        let began = Instant::now();
        let Config {
            limits,
            introspection,
            ..
        } = &*self.config;
        let Operation { document, cost } = match operation::parse(&params, limits, *introspection) {
            Ok(operation) => operation,
            Err(rejection) => return Answer::rejected(rejection),
        };
        if let Err(overspent) = self.budgets.spend(&asker.viewer.id, cost) {
            return Answer::rejected(overspent.into());
        }
        let audited = self.config.audit.then(|| {
            let name = operation::name(&document, params.operation_name.as_deref());
            (name.map(str::to_owned), audit::hash(&params.query))
        });
        let caller = Caller::new(self.identity.credential(&asker.token), asker.deadline)
            .at_most(limits.upstream_calls);
        let tasks = Tasks::default();
        let journey = Arc::new(Journey {
            viewer: asker.viewer.clone(),
            loaders: Loaders::new(self.source(&asker.viewer, caller.clone()), &tasks),
            failures: Failures::default(),
            cursors: self.cursors.clone(),
            now: self.clock.now(),
        });
        let mut request = Request::new(params.query)
            .variables(Variables::from_json(params.variables.into()))
            .data(journey.clone());
        request.operation_name = params.operation_name;
        request.set_parsed_query(document);
        let response = drive(self.schema.execute(request), &tasks).await;
        if caller.was_refused() {
            self.viewers.forget(&asker.token).await;
        }
        let denied = journey.failures.denied();
        let answer = Answer::of(response, journey.failures.take_errors(), limits.errors);
        if let Some((operation, hash)) = audited.filter(|_| answer.is_executed()) {
            let record = audit::Record {
                viewer: &asker.viewer,
                operation: operation.as_deref(),
                hash,
                customers: journey.loaders.touched(),
                denied,
                errors: answer.errors(),
                duration: began.elapsed(),
                upstream_calls: caller.calls(),
            };
            record.write();
        }
        answer
    }

    fn source(&self, viewer: &Arc<Viewer>, caller: Caller) -> Source {
        let cache = &self.config.cache;
        Source {
            platform: self.platform.clone(),
            caller,
            scope: self.scopes.of(&self.identity.scope(viewer)),
            freshness: Freshness {
                reference: cache.reference_ttl,
                contact: cache.contact_ttl,
                ended: cache.ended_ttl,
                open: cache.open_ttl,
                absent: cache.absent_ttl,
            },
            sizes: self.sizes.clone(),
            concurrency: self.config.platform.calls_per_loader,
            clock: self.clock.clone(),
            viewer: viewer.clone(),
            whole_conversations: self.identity.tells_whole_conversations(),
        }
    }
}

fn batch_sizes(config: &Config) -> BatchSizes {
    let batch = &config.batch;
    BatchSizes {
        contacts: BatchSize::new(batch.contacts),
        conversations: BatchSize::new(batch.conversations),
        queues: BatchSize::new(batch.queues),
        wrap_up_codes: BatchSize::new(batch.wrap_up_codes),
        agents: BatchSize::new(batch.agents),
        segments: BatchSize::new(batch.segments),
    }
}

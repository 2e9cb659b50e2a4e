//! What is built once and shared: the schema, the platform client, who asked lately, what was read
//! lately; and how they answer one operation.

use std::sync::Arc;

use async_graphql::{Request, Variables};
use tokio::time::Instant;

use crate::access::{Access, Permission, Refused, Viewer, Viewers, ViewersSettings};
use crate::cache::{Freshness, Scopes, ScopesSettings};
use crate::clock::Clock;
use crate::config::Config;
use crate::failure::Failures;
use crate::graph::{self, Journey, Schema};
use crate::load::{BatchSize, BatchSizes, Detail, Loaders, Source, Tasks, drive};
use crate::operation::answer::Answer;
use crate::operation::{self, Params};
use crate::platform::{Caller, Credential, Error, Family, Platform, Settings};

/// The gateway.
#[derive(Clone)]
pub struct Gateway {
    config: Arc<Config>,
    schema: Schema,
    platform: Platform,
    viewers: Viewers,
    scopes: Scopes,
    sizes: Arc<BatchSizes>,
    clock: Clock,
}

impl Gateway {
    /// Builds it; nothing is called yet.
    pub fn new(config: Config, clock: Clock) -> Result<Self, Error> {
        let platform = Platform::new(Settings {
            api: config.platform_url.clone(),
            connect_timeout: config.platform.connect_timeout,
            timeout: config.platform.timeout,
            max_response_bytes: config.platform.max_response_bytes,
            max_concurrent_calls: config.platform.max_concurrent_calls,
        })?;
        let viewers = ViewersSettings {
            ttl: config.viewer.ttl,
            refused_ttl: config.viewer.refused_ttl,
            capacity: config.viewer.capacity as u64,
        };
        let scopes = ScopesSettings {
            scopes: config.cache.scopes as u64,
            idle: config.cache.scope_idle,
            entities: config.cache.entities as u64,
        };
        Ok(Self {
            schema: graph::schema(config.suggestions),
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

    /// Someone who shows `token` and waits no longer than a request may take.
    pub fn caller(&self, token: &str) -> Caller {
        Caller {
            credential: Credential::new(token),
            deadline: Instant::now() + self.config.limits.request_timeout,
        }
    }

    /// The viewer behind the caller's token.
    pub async fn identify(&self, caller: &Caller) -> Result<Arc<Viewer>, Refused> {
        self.viewers.identify(caller).await
    }

    /// Answers one operation.
    pub async fn answer(&self, params: Params, viewer: Arc<Viewer>, caller: Caller) -> Answer {
        let Config {
            limits,
            introspection,
            ..
        } = &*self.config;
        let document = match operation::parse(&params, limits, *introspection) {
            Ok(document) => document,
            Err(rejection) => return Answer::rejected(rejection),
        };
        let tasks = Tasks::default();
        let journey = Journey {
            loaders: Loaders::new(self.source(&viewer, caller), &tasks),
            now: self.clock.now(),
        };
        let access = Arc::new(Access {
            viewer,
            failures: Failures::default(),
        });
        let mut request = Request::new(params.query)
            .variables(Variables::from_json(params.variables.into()))
            .data(journey)
            .data(access.clone());
        request.operation_name = params.operation_name;
        request.set_parsed_query(document);
        let response = drive(self.schema.execute(request), &tasks).await;
        Answer::of(response, access.failures.take_errors(), limits.errors)
    }

    fn source(&self, viewer: &Viewer, caller: Caller) -> Source {
        let cache = &self.config.cache;
        let family = |view| {
            if viewer.holds(view) {
                Family::Plain
            } else {
                Family::DivisionViews
            }
        };
        Source {
            platform: self.platform.clone(),
            caller,
            scope: self.scopes.of(&viewer.id),
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
            queues: family(Permission::QueueView),
            // The division views also know deleted codes.
            wrap_up_codes: if viewer.holds(Permission::WrapUpCodeSearch) {
                Family::DivisionViews
            } else {
                Family::Plain
            },
            conversations: conversation_source(viewer),
        }
    }
}

fn conversation_source(viewer: &Viewer) -> Option<Detail> {
    let analytics = [
        Permission::ConversationDetail,
        Permission::AgentConversationDetail,
    ];
    if viewer.satisfies(&analytics, &[]) {
        Some(Detail::Analytics)
    } else if viewer.holds(Permission::ConversationCommunication) {
        Some(Detail::OneByOne)
    } else {
        None
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

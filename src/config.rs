//! Configuration from a TOML file, environment variables and command-line flags, in ascending precedence.
//! All errors are reported at once, each with its key, its position and the expected value.

mod allowed_origin;
mod connections;
mod documents;
mod error;
mod error_positions;
mod example;
mod file;
mod frame_ancestors;
mod identity;
mod journey_tab;
mod listeners;
mod outbound;
mod pem;
mod reader;
mod redis;
mod reference;
mod schema;
mod secret_file;
mod secrets;
mod settings;
mod sources;
mod traces;

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use chrono::TimeDelta;
use url::Url;

use crate::model::channel::MediumSet;
use crate::origin::TrustedProxies;
use crate::platform::{Outbound, Secret};
use crate::trace;
pub use allowed_origin::AllowedOrigin;
pub use connections::Connections;
pub use documents::{DocumentMode, Documents};
pub use error::{ConfigError, ConfigErrors};
pub use error_positions::ErrorPositions;
pub use example::example;
pub use frame_ancestors::FrameAncestors;
pub use journey_tab::{JourneyTab, TabLogin};
pub use listeners::{ListenerAddresses, Listeners, TlsFiles};
pub use pem::certificates;
pub use redis::{Redis, RedisUrl};
pub use reference::{help, markdown};
pub use schema::json_schema;
pub use secret_file::SecretFile;
pub use settings::{PREFIX, REGIONS, Setting, is_reloaded, settings, variable};
pub use sources::Sources;

use reader::Reader;
pub use traces::{LoggedRequests, RequestLog};

/// All settings of the gateway. `settings` describes each.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "`settings` describes each")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an independent setting"
)]
pub struct Config {
    pub listen: SocketAddr,
    /// `None` if there is no admin listener.
    pub admin_listen: Option<SocketAddr>,
    pub listeners: Listeners,
    pub log_level: String,
    pub allowed_origins: Vec<AllowedOrigin>,
    pub trusted_proxies: TrustedProxies,
    pub explorer: bool,
    pub journey_tab: JourneyTab,
    pub audit: bool,
    pub metrics: bool,
    pub answers: bool,
    pub compression: bool,
    pub explain: bool,
    pub introspection: bool,
    pub federation: bool,
    pub error_positions: ErrorPositions,
    pub suggestions: bool,
    pub platform_url: Url,
    pub identity: Identity,
    pub organization: Option<String>,
    pub platform: Platform,
    pub outbound: Outbound,
    pub batch: Batch,
    pub cache: Cache,
    pub limits: Limits,
    pub documents: Documents,
    pub connections: Connections,
    pub viewer: Viewer,
    pub live: Live,
    /// `None` if the gateway is alone.
    pub redis: Option<Redis>,
    pub shown: MediumSet,
    pub status: Status,
    /// `None` if no traces are exported.
    pub tracing: Option<trace::Settings>,
    pub request_log: RequestLog,
    pub sources: Sources,
}

/// The credential of upstream calls.
#[derive(Debug, Clone)]
pub enum Identity {
    /// The viewer's own token.
    Passthrough,
    /// The gateway's own OAuth client.
    Service(Service),
}

/// Settings of the gateway's own OAuth client.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "`settings` describes each")]
pub struct Service {
    pub login_url: Url,
    pub client_id: String,
    pub client_secret: Secret,
    pub whole_conversations: bool,
    pub require_scopes: bool,
    /// The secrets from which the keys of cursors are derived. The first one seals; cursors of the others are accepted.
    pub cursor_secrets: [Secret; 2],
}

/// Settings of upstream calls.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "`settings` describes each")]
pub struct Platform {
    pub timeout: Duration,
    pub connect_timeout: Duration,
    pub max_response_bytes: usize,
    pub max_concurrent_calls: usize,
    pub calls_per_loader: usize,
    pub retries: u32,
    pub retry_percent: u32,
    pub reserve_percent: u32,
    pub breaker_calls: u32,
    pub breaker_pause: Duration,
}

/// Maximum number of ids per upstream call.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "`settings` describes each")]
pub struct Batch {
    pub contacts: usize,
    pub conversations: usize,
    pub queues: usize,
    pub wrap_up_codes: usize,
    pub agents: usize,
    pub segments: usize,
}

/// Settings of the caches.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "`settings` describes each")]
pub struct Cache {
    pub reference_ttl: Duration,
    pub contact_ttl: Duration,
    pub ended_ttl: Duration,
    pub open_ttl: Duration,
    pub absent_ttl: Duration,
    pub refresh_ahead: Duration,
    pub stale_if_error: Duration,
    pub scopes: usize,
    pub scope_idle: Duration,
    pub bytes: usize,
    pub documents_bytes: usize,
}

/// Limits of requests and sockets. Names without a unit are counts.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "`settings` describes each")]
pub struct Limits {
    pub body_bytes: usize,
    pub document_bytes: usize,
    pub tokens: usize,
    pub name_bytes: usize,
    pub variables: usize,
    pub nesting: usize,
    pub depth: usize,
    pub fields: usize,
    pub aliases: usize,
    pub root_fields: usize,
    pub directives: usize,
    pub cost: usize,
    pub upstream_calls: usize,
    pub introspection_depth: usize,
    pub introspection_cost: usize,
    pub bodies_bytes: usize,
    pub body_timeout: Duration,
    pub request_timeout: Duration,
    pub concurrency: usize,
    pub queue: usize,
    pub queue_timeout: Duration,
    pub introspections: usize,
    pub introspection_queue: usize,
    pub processor_queue: u32,
    pub viewer_cost_per_minute: usize,
    pub errors: usize,
    pub sockets: usize,
    pub silent_sockets: usize,
    pub socket_queries: usize,
    pub socket_subscriptions: usize,
    pub socket_message_bytes: usize,
    pub socket_init_timeout: Duration,
    pub socket_ping: Duration,
}

impl Limits {
    /// Time for upstream calls: 95 % of [`request_timeout`](Self::request_timeout). The rest is for writing a
    /// response with the data that arrived.
    pub fn upstream_timeout(&self) -> Duration {
        self.request_timeout / 20 * 19
    }
}

/// Settings of the cache of introspected tokens.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "`settings` describes each")]
pub struct Viewer {
    pub ttl: Duration,
    pub refused_ttl: Duration,
    pub capacity: usize,
}

/// Settings of notifications and watched customers.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "`settings` describes each")]
pub struct Live {
    pub covered_ttl: Duration,
    /// `None` follows the identity: true with `service`, false with `passthrough`.
    pub cover_queries: Option<bool>,
    pub customers: usize,
    pub linger: Duration,
}

/// Settings of session status.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "`settings` describes each")]
pub struct Status {
    pub wrap_up_grace: TimeDelta,
}

impl Config {
    /// Reads the configuration. `flags` are keys with the values from the command line.
    pub fn read(
        file: Option<&Path>,
        environment: impl Iterator<Item = (OsString, OsString)>,
        flags: Vec<(&'static str, String)>,
    ) -> Result<Self, ConfigErrors> {
        let mut reader = Reader::new(file, environment, flags);
        let config = Self {
            listen: reader.address("listen"),
            admin_listen: reader.optional_address("admin.listen"),
            listeners: reader.listeners(),
            log_level: reader.log_filter("log.level"),
            allowed_origins: reader.origins("allowed_origins"),
            trusted_proxies: reader.proxies("trusted_proxies"),
            explorer: reader.bool("explorer"),
            journey_tab: reader.journey_tab(),
            audit: reader.bool("audit"),
            metrics: reader.bool("metrics"),
            answers: reader.bool("answers"),
            compression: reader.bool("compression"),
            explain: reader.bool("explain"),
            introspection: reader.bool("introspection"),
            federation: reader.bool("federation"),
            error_positions: reader.error_positions(),
            suggestions: reader.bool("suggestions"),
            platform_url: reader.platform_url(),
            identity: reader.identity(),
            organization: reader.optional_text("organization"),
            platform: Platform {
                timeout: reader.duration("platform.timeout"),
                connect_timeout: reader.duration("platform.connect_timeout"),
                max_response_bytes: reader.size("platform.max_response_bytes", 1),
                max_concurrent_calls: reader.positive("platform.max_concurrent_calls"),
                calls_per_loader: reader.positive("platform.calls_per_loader"),
                retries: reader.integer("platform.retries"),
                retry_percent: reader.percentage("platform.retry_percent"),
                reserve_percent: reader.percentage("platform.reserve_percent"),
                breaker_calls: reader.integer("platform.breaker_calls"),
                breaker_pause: reader.duration("platform.breaker_pause"),
            },
            outbound: reader.outbound(),
            batch: batch(&mut reader),
            cache: cache(&mut reader),
            limits: Limits {
                body_bytes: reader.size("limits.body_bytes", 1),
                document_bytes: reader.size("limits.document_bytes", 1),
                tokens: reader.positive("limits.tokens"),
                name_bytes: reader.size("limits.name_bytes", 1),
                variables: reader.positive("limits.variables"),
                nesting: reader.positive("limits.nesting"),
                depth: reader.positive("limits.depth"),
                fields: reader.positive("limits.fields"),
                aliases: reader.positive("limits.aliases"),
                root_fields: reader.positive("limits.root_fields"),
                directives: reader.positive("limits.directives"),
                cost: reader.positive("limits.cost"),
                upstream_calls: reader.positive("limits.upstream_calls"),
                introspection_depth: reader.positive("limits.introspection_depth"),
                introspection_cost: reader.positive("limits.introspection_cost"),
                bodies_bytes: reader.size("limits.bodies_bytes", 1),
                body_timeout: reader.duration("limits.body_timeout"),
                request_timeout: reader.duration("limits.request_timeout"),
                concurrency: reader.positive("limits.concurrency"),
                queue: reader.positive("limits.queue"),
                queue_timeout: reader.duration("limits.queue_timeout"),
                introspections: reader.positive("limits.introspections"),
                introspection_queue: reader.positive("limits.introspection_queue"),
                processor_queue: reader.integer("limits.processor_queue"),
                viewer_cost_per_minute: reader.positive("limits.viewer_cost_per_minute"),
                errors: reader.positive("limits.errors"),
                sockets: reader.positive("limits.sockets"),
                silent_sockets: reader.positive("limits.silent_sockets"),
                socket_queries: reader.positive("limits.socket_queries"),
                socket_subscriptions: reader.positive("limits.socket_subscriptions"),
                socket_message_bytes: reader.size("limits.socket_message_bytes", 1),
                socket_init_timeout: reader.duration("limits.socket_init_timeout"),
                socket_ping: reader.duration("limits.socket_ping"),
            },
            documents: reader.documents(),
            connections: reader.connections(),
            viewer: Viewer {
                ttl: reader.duration("viewer.ttl"),
                refused_ttl: reader.duration("viewer.refused_ttl"),
                capacity: reader.positive("viewer.capacity"),
            },
            live: live(&mut reader),
            redis: reader.redis(),
            shown: reader.shown_channels("channels.also_shown"),
            status: Status {
                wrap_up_grace: reader.duration_within_day("status.wrap_up_grace"),
            },
            tracing: reader.tracing(),
            request_log: reader.request_log(),
            sources: reader.take_sources(),
        };
        reader.finish(config)
    }
}

fn cache(reader: &mut Reader) -> Cache {
    Cache {
        reference_ttl: reader.duration("cache.reference_ttl"),
        contact_ttl: reader.duration("cache.contact_ttl"),
        ended_ttl: reader.duration("cache.ended_ttl"),
        open_ttl: reader.duration("cache.open_ttl"),
        absent_ttl: reader.duration("cache.absent_ttl"),
        refresh_ahead: reader.duration_or_zero("cache.refresh_ahead"),
        stale_if_error: reader.duration_or_zero("cache.stale_if_error"),
        scopes: reader.positive("cache.scopes"),
        scope_idle: reader.duration("cache.scope_idle"),
        bytes: reader.size("cache.bytes", 1),
        documents_bytes: reader.size("cache.documents_bytes", 1),
    }
}

fn batch(reader: &mut Reader) -> Batch {
    Batch {
        contacts: reader.positive("batch.contacts"),
        conversations: reader.positive("batch.conversations"),
        queues: reader.positive("batch.queues"),
        wrap_up_codes: reader.positive("batch.wrap_up_codes"),
        agents: reader.positive("batch.agents"),
        segments: reader.positive("batch.segments"),
    }
}

fn live(reader: &mut Reader) -> Live {
    Live {
        covered_ttl: reader.duration("live.covered_ttl"),
        cover_queries: reader.bool_or_auto("live.cover_queries"),
        customers: reader.positive("live.customers"),
        linger: reader.duration("live.linger"),
    }
}

#[cfg(test)]
mod tests;

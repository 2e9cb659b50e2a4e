//! Configuration: from a file (TOML), the environment and flags, in this order of precedence from
//! low to high. Every mistake is found at once, and each says its key, where it stands, and what is
//! expected.

mod connections;
mod identity;
mod keys;
mod mistake;
mod reading;

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use axum::http::HeaderValue;
use chrono::TimeDelta;
use url::Url;

use crate::model::channel::MediumSet;
use crate::origin::TrustedProxies;
use crate::platform::Token;
pub use connections::Connections;
pub use keys::{KEYS, Key, REGIONS, variable};
pub use mistake::{Mistake, Mistakes};

use reading::Reading;

/// What the environment's variables begin with.
pub const PREFIX: &str = "JOURNEY_GATEWAY_";

/// Everything that an operator may set. `docs` of the keys are in [`KEYS`].
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each key is described in `KEYS`")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own that an operator sets"
)]
pub struct Config {
    pub listen: SocketAddr,
    /// Absent where there is no admin listener.
    pub admin_listen: Option<SocketAddr>,
    pub allowed_origins: Vec<HeaderValue>,
    pub trusted_proxies: TrustedProxies,
    pub explorer: bool,
    pub audit: bool,
    pub metrics: bool,
    pub answers: bool,
    pub compression: bool,
    pub explain: bool,
    pub introspection: bool,
    pub suggestions: bool,
    pub platform_url: Url,
    pub identity: Identity,
    pub organization: Option<String>,
    pub platform: Platform,
    pub batch: Batch,
    pub cache: Cache,
    pub limits: Limits,
    pub connections: Connections,
    pub viewer: Viewer,
    pub live: Live,
    pub shown: MediumSet,
    pub status: Status,
}

/// With whose rights the platform is asked.
#[derive(Debug, Clone)]
pub enum Identity {
    /// The viewer's own token.
    Passthrough,
    /// The gateway's own OAuth client.
    Service(Service),
}

/// The gateway's own OAuth client.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each key is described in `KEYS`")]
pub struct Service {
    pub login_url: Url,
    pub client_id: String,
    pub client_secret: Token,
    pub whole_conversations: bool,
    pub require_scopes: bool,
    /// The secret that the key of cursors is derived from.
    pub cursor_secret: Token,
    /// The one before, whose cursors are still accepted.
    pub previous_cursor_secret: Option<Token>,
}

/// How the platform is called.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each key is described in `KEYS`")]
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

/// Ids a call.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each key is described in `KEYS`")]
pub struct Batch {
    pub contacts: usize,
    pub conversations: usize,
    pub queues: usize,
    pub wrap_up_codes: usize,
    pub agents: usize,
    pub segments: usize,
}

/// What is kept, and for how long.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each key is described in `KEYS`")]
pub struct Cache {
    pub reference_ttl: Duration,
    pub contact_ttl: Duration,
    pub ended_ttl: Duration,
    pub open_ttl: Duration,
    pub absent_ttl: Duration,
    pub stale_if_error: Duration,
    pub scopes: usize,
    pub scope_idle: Duration,
    pub bytes: usize,
    pub documents_bytes: usize,
}

/// What a request may cost. Those without a unit in their names are counts.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each key is described in `KEYS`")]
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
    /// Subscriptions running at once on one WebSocket.
    pub socket_subscriptions: usize,
    pub socket_message_bytes: usize,
    pub socket_init_timeout: Duration,
    pub socket_ping: Duration,
}

impl Limits {
    /// Of [`request_timeout`](Self::request_timeout), what upstream calls may take: the last part is
    /// for telling what came until then.
    pub fn upstream_timeout(&self) -> Duration {
        self.request_timeout / 20 * 19
    }
}

/// How long introspection of a token holds.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each key is described in `KEYS`")]
pub struct Viewer {
    pub ttl: Duration,
    pub refused_ttl: Duration,
    pub capacity: usize,
}

/// How customers are watched.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each key is described in `KEYS`")]
pub struct Live {
    pub covered_ttl: Duration,
    /// Nothing: as the identity has it.
    pub cover_queries: Option<bool>,
    pub customers: usize,
    pub linger: Duration,
}

/// How the status of sessions is determined.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each key is described in `KEYS`")]
pub struct Status {
    pub wrap_up_grace: TimeDelta,
}

impl Config {
    /// Reads the configuration. `flags` are keys with values as they were given.
    pub fn read(
        file: Option<&Path>,
        environment: impl Iterator<Item = (OsString, OsString)>,
        flags: Vec<(&'static str, String)>,
    ) -> Result<Self, Mistakes> {
        let mut read = Reading::open(file, environment, flags)?;
        let config = Self {
            listen: read.address("listen"),
            admin_listen: read.optional_address("admin.listen"),
            allowed_origins: read.origins("allowed_origins"),
            trusted_proxies: read.proxies("trusted_proxies"),
            explorer: read.switch("explorer"),
            audit: read.switch("audit"),
            metrics: read.switch("metrics"),
            answers: read.switch("answers"),
            compression: read.switch("compression"),
            explain: read.switch("explain"),
            introspection: read.switch("introspection"),
            suggestions: read.switch("suggestions"),
            platform_url: read.platform_url(),
            identity: read.identity(),
            organization: read.optional("organization"),
            platform: Platform {
                timeout: read.time("platform.timeout"),
                connect_timeout: read.time("platform.connect_timeout"),
                max_response_bytes: read.count("platform.max_response_bytes"),
                max_concurrent_calls: read.count("platform.max_concurrent_calls"),
                calls_per_loader: read.count("platform.calls_per_loader"),
                retries: read.number("platform.retries"),
                retry_percent: read.number("platform.retry_percent"),
                reserve_percent: read.number("platform.reserve_percent"),
                breaker_calls: read.number("platform.breaker_calls"),
                breaker_pause: read.time("platform.breaker_pause"),
            },
            batch: batch(&mut read),
            cache: Cache {
                reference_ttl: read.time("cache.reference_ttl"),
                contact_ttl: read.time("cache.contact_ttl"),
                ended_ttl: read.time("cache.ended_ttl"),
                open_ttl: read.time("cache.open_ttl"),
                absent_ttl: read.time("cache.absent_ttl"),
                stale_if_error: read.pause("cache.stale_if_error"),
                scopes: read.count("cache.scopes"),
                scope_idle: read.time("cache.scope_idle"),
                bytes: read.count("cache.bytes"),
                documents_bytes: read.count("cache.documents_bytes"),
            },
            limits: Limits {
                body_bytes: read.count("limits.body_bytes"),
                document_bytes: read.count("limits.document_bytes"),
                tokens: read.count("limits.tokens"),
                name_bytes: read.count("limits.name_bytes"),
                variables: read.count("limits.variables"),
                nesting: read.count("limits.nesting"),
                depth: read.count("limits.depth"),
                fields: read.count("limits.fields"),
                aliases: read.count("limits.aliases"),
                root_fields: read.count("limits.root_fields"),
                directives: read.count("limits.directives"),
                cost: read.count("limits.cost"),
                upstream_calls: read.count("limits.upstream_calls"),
                introspection_depth: read.count("limits.introspection_depth"),
                introspection_cost: read.count("limits.introspection_cost"),
                bodies_bytes: read.count("limits.bodies_bytes"),
                body_timeout: read.time("limits.body_timeout"),
                request_timeout: read.time("limits.request_timeout"),
                concurrency: read.count("limits.concurrency"),
                queue: read.count("limits.queue"),
                queue_timeout: read.time("limits.queue_timeout"),
                introspections: read.count("limits.introspections"),
                introspection_queue: read.count("limits.introspection_queue"),
                processor_queue: read.number("limits.processor_queue"),
                viewer_cost_per_minute: read.count("limits.viewer_cost_per_minute"),
                errors: read.count("limits.errors"),
                sockets: read.count("limits.sockets"),
                silent_sockets: read.count("limits.silent_sockets"),
                socket_queries: read.count("limits.socket_queries"),
                socket_subscriptions: read.count("limits.socket_subscriptions"),
                socket_message_bytes: read.count("limits.socket_message_bytes"),
                socket_init_timeout: read.time("limits.socket_init_timeout"),
                socket_ping: read.time("limits.socket_ping"),
            },
            connections: read.connections(),
            viewer: Viewer {
                ttl: read.time("viewer.ttl"),
                refused_ttl: read.time("viewer.refused_ttl"),
                capacity: read.count("viewer.capacity"),
            },
            live: Live {
                covered_ttl: read.time("live.covered_ttl"),
                cover_queries: read.choice("live.cover_queries"),
                customers: read.count("live.customers"),
                linger: read.time("live.linger"),
            },
            shown: read.shown("channels.also_shown"),
            status: Status {
                wrap_up_grace: read.grace("status.wrap_up_grace"),
            },
        };
        read.finish(config)
    }
}

fn batch(read: &mut Reading) -> Batch {
    Batch {
        contacts: read.count("batch.contacts"),
        conversations: read.count("batch.conversations"),
        queues: read.count("batch.queues"),
        wrap_up_codes: read.count("batch.wrap_up_codes"),
        agents: read.count("batch.agents"),
        segments: read.count("batch.segments"),
    }
}

#[cfg(test)]
mod tests;

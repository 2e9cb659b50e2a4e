//! Settings of each component, from the configuration.

use crate::cache::{Freshness, ScopesSettings};
use crate::config::{Config, Identity};
use crate::fleet;
use crate::identity::ViewerCacheSettings;
use crate::live;
use crate::load::{BatchSize, BatchSizes};
use crate::platform::{self, ConditionalGrants};
use crate::telemetry::Live;

pub(super) fn platform(config: &Config) -> platform::Settings {
    let platform = &config.platform;
    platform::Settings {
        api: config.platform_url.clone(),
        connect_timeout: platform.connect_timeout,
        // A longer timeout would never expire, because the request's deadline comes first.
        timeout: platform.timeout.min(config.limits.upstream_timeout()),
        max_response_bytes: platform.max_response_bytes,
        max_concurrent_calls: platform.max_concurrent_calls,
        retries: platform.retries,
        retry_percent: platform.retry_percent,
        reserve_percent: platform.reserve_percent,
        breaker_calls: platform.breaker_calls,
        breaker_pause: platform.breaker_pause,
        tokens: config.viewer.capacity,
        outbound: config.outbound.clone(),
    }
}

pub(super) fn viewers(config: &Config) -> ViewerCacheSettings {
    ViewerCacheSettings {
        ttl: config.viewer.ttl,
        refused_ttl: config.viewer.refused_ttl,
        capacity: config.viewer.capacity as u64,
        conditional: match config.identity {
            Identity::Passthrough => ConditionalGrants::Accepted,
            Identity::Service(_) => ConditionalGrants::Ignored,
        },
        require_scopes: matches!(
            &config.identity,
            Identity::Service(service) if service.require_scopes
        ),
    }
}

pub(super) fn scopes(config: &Config) -> ScopesSettings {
    let cache = &config.cache;
    ScopesSettings {
        scopes: cache.scopes,
        idle: cache.scope_idle,
        bytes: cache.bytes as u64,
        stale: cache.stale_if_error,
        freshness: freshness(config),
    }
}

fn freshness(config: &Config) -> Freshness {
    let cache = &config.cache;
    Freshness {
        reference: cache.reference_ttl,
        contact: cache.contact_ttl,
        ended: cache.ended_ttl,
        open: cache.open_ttl,
        covered: config.live.covered_ttl,
        absent: cache.absent_ttl,
        refresh_ahead: cache.refresh_ahead,
        wrap_up_grace: config.status.wrap_up_grace,
    }
}

pub(super) fn live(config: &Config, metrics: Live) -> live::Settings {
    let is_service = matches!(config.identity, Identity::Service(_));
    let cover_queries = config.live.cover_queries.unwrap_or(is_service);
    live::Settings {
        customers: config.live.customers,
        linger: if cover_queries {
            config.live.covered_ttl
        } else {
            config.live.linger
        },
        cover_queries,
        wrap_up_grace: config.status.wrap_up_grace,
        shown: config.shown,
        call_timeout: config.limits.request_timeout,
        metrics,
    }
}

pub(super) fn batch_sizes(config: &Config) -> BatchSizes {
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

/// The fleet that the gateway joins; `None` if it is alone.
pub(super) fn fleet(config: &Config) -> Option<fleet::Settings> {
    let redis = config.redis.as_ref()?;
    Some(fleet::Settings {
        url: redis.url.0.clone(),
        password: redis.password.clone(),
        ca_file: redis.ca_file.clone(),
        prefix: redis.prefix.clone(),
        source: match &config.identity {
            Identity::Passthrough => config.platform_url.to_string(),
            Identity::Service(service) => {
                format!("{} {}", config.platform_url, service.client_id)
            }
        },
        secret: redis.secret.clone(),
    })
}

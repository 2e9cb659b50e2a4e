//! Settings of the cache.

use super::setting::{Group, Setting};

pub(super) const GROUP: Group = Group {
    title: "Cache",
    settings: &[
        Setting {
            key: "cache.reference_ttl",
            default: "5m",
            unit: "duration",
            meaning: "TTL of queues, wrap-up codes, agents and segments. They change rarely.",
            effect: "A renamed queue shows its old name for this time at most.",
        },
        Setting {
            key: "cache.contact_ttl",
            default: "1m",
            unit: "duration",
            meaning: "TTL of contacts.",
            effect: "A changed contact shows its old values for this time at most.",
        },
        Setting {
            key: "cache.ended_ttl",
            default: "1h",
            unit: "duration",
            meaning: "TTL of ended sessions and their events, which change rarely. A look-up by id reads a session \
                again after 1 minute, unless notifications cover its customer.",
            effect: "A late change to an ended session is visible after this time at the latest.",
        },
        Setting {
            key: "cache.open_ttl",
            default: "5s",
            unit: "duration",
            meaning: "TTL of open sessions, their events and lists of sessions, unless notifications cover the \
                customer (`live.covered_ttl`).",
            effect: "A change is visible after this time at the latest.",
        },
        Setting {
            key: "cache.absent_ttl",
            default: "10s",
            unit: "duration",
            meaning: "TTL of the fact that an entity does not exist.",
            effect: "A new entity is visible after this time at the latest.",
        },
        Setting {
            key: "cache.refresh_ahead",
            default: "1s",
            unit: "duration",
            meaning: "How long before its expiry an entry is refreshed in the background if a request uses it then, so \
                that no request waits for it; at most a fifth of its TTL. An entry that is used all the time costs up \
                to a quarter more upstream calls. 0s disables it.",
            effect: "The first request after the expiry of an entry waits for an upstream call.",
        },
        Setting {
            key: "cache.stale_if_error",
            default: "1m",
            unit: "duration",
            meaning: "How long an expired entry may still be served while the platform fails to respond. 0s disables \
                stale responses.",
            effect: "After it, the field is null with an error.",
        },
        Setting {
            key: "cache.scopes",
            default: "1000",
            unit: "scopes",
            meaning: "With `passthrough`: maximum number of scopes (token subject and rights) whose entities are \
                cached.",
            effect: "The least recently used scope is dropped.",
        },
        Setting {
            key: "cache.scope_idle",
            default: "10m",
            unit: "duration",
            meaning: "Time without a request after which a scope is dropped with its entries.",
            effect: "The next request of the scope starts with an empty cache.",
        },
        Setting {
            key: "cache.bytes",
            default: "67108864",
            unit: "bytes",
            meaning: "Maximum size of all cached entities and responses.",
            effect: "The least used entries are evicted.",
        },
        Setting {
            key: "cache.documents_bytes",
            default: "16777216",
            unit: "bytes",
            meaning: "Maximum size of cached parsed documents, in addition to `cache.bytes`.",
            effect: "The least used documents are evicted and parsed again.",
        },
        Setting {
            key: "answers",
            default: "true",
            unit: "true or false",
            meaning: "Whether complete responses are cached until an entity in them changes or expires.",
            effect: "If false, each request executes its operation.",
        },
    ],
};

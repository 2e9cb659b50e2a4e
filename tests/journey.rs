//! Integration tests: they send HTTP requests to a gateway that calls the embedded simulator over
//! HTTP. All modules are in one binary; each module in `tests/journey/` tests one capability.

#![cfg(feature = "simulator")]
#![allow(
    clippy::disallowed_methods,
    reason = "tests use HTTP clients of their own"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking; clippy.toml allows this in test functions but not in helpers"
)]

mod journey {
    mod access;
    mod admin;
    mod arguments;
    mod attacks;
    mod audit;
    mod blocked_platform;
    mod bursts;
    mod calls;
    mod campaigns;
    mod capabilities;
    mod certificates;
    mod channels;
    mod chaos;
    mod check;
    mod configuration;
    mod connections;
    mod contact_divisions;
    mod contents;
    mod conversations;
    mod cursors;
    mod demo;
    mod differential;
    mod drain;
    mod error_codes;
    mod executor;
    mod explorer;
    mod failures;
    mod federation;
    mod fields;
    mod guards;
    mod harness;
    mod hidden_sessions;
    mod hostile;
    mod http2;
    mod identifiers;
    mod identities_agree;
    mod identity;
    mod introspection;
    mod isolation;
    mod journey_tab;
    mod live;
    mod metrics;
    mod outbound;
    mod overload;
    mod own_conversations;
    mod pages;
    mod paging;
    mod persisted;
    mod plans;
    mod program;
    mod protocol;
    mod random_query;
    mod rate_limit;
    mod recipes;
    mod refresh;
    mod reload;
    mod request_coalescing;
    mod response_cache;
    mod rewriting_proxy;
    mod roles;
    mod schema;
    mod secrets;
    mod segments;
    mod simulator;
    mod specification;
    mod status;
    mod summary;
    mod timelines;
    mod tls;
    mod traceability;
    mod unexpected_values;
    mod unordered_lists;
    mod upstream_http;
    mod upstream_policies;
    mod viewer_lifetime;
}

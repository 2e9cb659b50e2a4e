//! The integration suite: real HTTP against the gateway, which calls the embedded simulator over
//! real HTTP. One binary, one module a capability, in `tests/journey/`.

#![cfg(feature = "simulator")]
#![allow(clippy::disallowed_methods, reason = "tests are clients of their own")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking; what clippy.toml allows covers test functions only"
)]

mod journey {
    mod access;
    mod admin;
    mod answers;
    mod arguments;
    mod attacks;
    mod audit;
    mod blocked_platform;
    mod calls;
    mod campaigns;
    mod capabilities;
    mod channels;
    mod chaos;
    mod check;
    mod connections;
    mod contact_divisions;
    mod contents;
    mod conversations;
    mod cursors;
    mod demo;
    mod differential;
    mod drain;
    mod explorer;
    mod failures;
    mod fields;
    mod guards;
    mod hidden_sessions;
    mod hostile;
    mod http2;
    mod identifiers;
    mod identities_agree;
    mod identity;
    mod isolation;
    mod live;
    mod metrics;
    mod overload;
    mod paging;
    mod plans;
    mod program;
    mod protocol;
    mod random_query;
    mod recipes;
    mod request_coalescing;
    mod rewriting_proxy;
    mod roles;
    mod schema;
    mod secrets;
    mod segments;
    mod simulator;
    mod stage;
    mod status;
    mod timelines;
    mod unexpected_values;
    mod unordered_lists;
    mod upstream_policies;
    mod viewer_lifetime;
}

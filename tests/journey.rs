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
    mod gate;
    mod guards;
    mod hidden;
    mod hostile;
    mod identifiers;
    mod identities_agree;
    mod identity;
    mod isolation;
    mod joining;
    mod live;
    mod metrics;
    mod multiplexed;
    mod odd_values;
    mod overload;
    mod paging;
    mod plans;
    mod policies;
    mod program;
    mod protocol;
    mod random_query;
    mod recipes;
    mod rewrite;
    mod roles;
    mod schema;
    mod secrets;
    mod segments;
    mod simulator;
    mod stage;
    mod status;
    mod timelines;
    mod unordered;
    mod viewer_life;
}

//! Tests of several gateways that share a Redis. They need the feature `redis` and the program `redis-server`; without the
//! program they are skipped, unless `JOURNEY_REQUIRE_PROGRAMS` is set.

#![allow(
    clippy::disallowed_methods,
    reason = "tests use HTTP clients of their own"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "tests fail by panicking, and say what they skip"
)]

mod journey {
    mod fleet;
    #[allow(dead_code, reason = "the tests of one gateway use the rest")]
    mod harness;
    #[allow(dead_code, reason = "the tests of one gateway use the rest")]
    mod rewriting_proxy;
}

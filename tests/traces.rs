//! Traces as a collector receives them: `cargo test --features otlp --test traces`.

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

#[path = "journey/certificates.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod certificates;
#[path = "journey/harness.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod harness;
#[path = "journey/program.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod program;

mod traces {
    mod collector;
    mod failures;
    mod personal_data;
    mod spans;
    mod tls;
}

//! Journey Gateway: a GraphQL gateway that returns a whole customer journey in one query. It reads the REST
//! API of a contact-center platform.
//!
//! # Map
//!
//! A request passes the layers from top to bottom. A layer imports only layers below it; a test enforces
//! the order.
//!
//! | layer | what it does | start reading at |
//! |---|---|---|
//! | [`server`] | accepts connections, enforces time limits, drains | [`server::serve`](server) |
//! | [`http`] | routes, content negotiation, WebSocket, SSE and multipart transports, pages | `http/graphql.rs` |
//! | [`admission`] | limits what a client or a viewer may hold at once | `admission.rs` |
//! | [`pipeline`] | one operation, stage by stage: identify, parse, limit, cached response, execute | `pipeline.rs` |
//! | [`graph`] | the public graph: one file for each type, one declaration for each field | `graph/query.rs`, `graph/declaration.rs` |
//! | [`load`] | one loader for each resource: batches within a request, cache look-ups, pages | `load.rs` |
//! | [`cache`] | entities and responses kept between requests, separated by scope | `cache/scope.rs` |
//! | [`platform`] | the REST API: one typed function for each operation, retries, rate budget, notifications | `platform/call.rs` |
//!
//! Beside the layers:
//!
//! - [`access`]: pure rules: permissions, rights of a viewer, divisions. [`identity`] finds the viewer of a token.
//! - [`live`]: the status of a session over time, and the watch over customers that turns notifications into events.
//! - [`engine`]: replacements for parts of async-graphql.
//! - [`error`]: why a field is null, with its error code.
//! - [`model`]: the domain: ids, customers, sessions, channels, events. Every layer from `platform` to `graph` uses it.
//! - [`config`]: settings. [`telemetry`] and [`audit`]: metrics and audit events. [`origin`]: where a request comes from.
//! - [`fleet`]: what several gateways share through Redis: the second tier of the cache, rate and cost budgets.
//! - [`trace`]: what makes a request traceable: its id, its trace context and its spans. [`throttle`]: limits log lines.
//! - [`secret`]: tokens, secrets and the keys that are derived from them.
//! - [`fair_share`]: a semaphore that keys share fairly. [`clock`], [`file_version`], [`json`] and
//!   [`log_filter`]: small helpers.
//!
//! The simulator of the platform is a package of its own, `journey-simulator`, which imports nothing of this one.
//! Open this documentation with `cargo doc --no-deps --document-private-items --open`. The terms are explained in `docs/glossary.md`, the decisions in `docs/adr`.

pub mod access;
mod admission;
pub mod audit;
pub mod backoff;
mod cache;
pub mod clock;
pub mod config;
mod engine;
mod error;
mod fair_share;
mod file_version;
#[cfg_attr(
    not(feature = "redis"),
    expect(
        dead_code,
        reason = "a build without a client of Redis never joins a fleet"
    )
)]
pub mod fleet;
pub mod graph;
pub mod http;
pub mod identity;
mod json;
mod live;
mod load;
pub mod log_filter;
pub mod model;
pub mod origin;
pub mod pipeline;
pub mod platform;
mod secret;
pub mod server;
mod telemetry;
mod throttle;
pub mod trace;

//! Journey Gateway: one GraphQL query for a whole customer journey, answered from a contact-centre
//! platform's REST API.
//!
//! # Layout
//!
//! A request's path, from top to bottom; nothing lower imports something higher.
//!
//! - [`http`]: what clients talk to. Routes, content negotiation, sockets and streams, the explorer, probes.
//! - [`operation`]: parameters, limits and parsing before an operation runs; the answer's shape after.
//! - [`graph`]: the public graph, one file a type. Resolvers are thin.
//! - [`load`]: one loader a resource; batches of a request, and how they are driven.
//! - [`cache`]: entities and finished answers kept between requests, one scope for each set of rights.
//! - [`platform`]: the REST API, one typed function an operation; its manners, its notifications.
//!
//! Beside it:
//!
//! - [`access`]: pure rules. The viewer, its rights, rules of fields, divisions.
//! - [`admission`]: the inbound gates. What a client may hold, by address and by viewer.
//! - [`audit`]: who saw whose journey, as log events.
//! - [`fair_share`]: a semaphore that keys share fairly; it imports nothing of the gateway.
//! - [`failure`]: why a field is null, and the codes that say so.
//! - [`identity`]: from a token to its viewer: introspection and its cache.
//! - [`live`]: what depends on the present. The status of a session, and the watch over customers.
//! - [`origin`]: where a request comes from, for logs: client address and request id.
//! - [`model`]: what the gateway believes. Ids, customers, sessions, channels, events.
//! - [`json`]: values of the graph as text.
//! - [`telemetry`]: numbers for operators.
//! - [`config`], [`clock`], [`pipeline`] (one operation, stage by stage), [`server`].
//!
//! The simulator of the platform is a package of its own, `journey-simulator`, which imports nothing of this one.

pub mod access;
pub mod admission;
pub mod audit;
pub mod cache;
pub mod clock;
pub mod config;
pub mod failure;
pub mod fair_share;

pub mod graph;
pub mod http;
pub mod identity;
pub mod json;
pub mod live;
pub mod load;
pub mod model;
pub mod operation;
pub mod origin;
pub mod pipeline;
pub mod platform;
pub mod server;
pub mod telemetry;

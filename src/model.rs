//! What the gateway believes: validated values, shared by `Arc`, free of JSON and of GraphQL.

pub mod attribute;
pub mod channel;
pub mod conversation;
pub mod customer;
pub mod event;
pub mod id;
pub mod offer;
mod platform_value;
pub mod reference;
pub mod session;
pub mod visit;

//! Entities of the platform as the gateway uses them: validated, shared by `Arc`, and independent of JSON and
//! GraphQL.

pub mod attribute;
pub mod channel;
pub mod conversation;
pub mod customer;
pub mod event;
pub mod id;
pub mod lazy;
pub mod offer;
mod platform_value;
pub mod reference;
pub mod session;
pub mod texts;
pub mod visit;

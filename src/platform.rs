//! The platform's REST API: one typed function per operation. This module does not know GraphQL, caches or
//! permissions; its functions return the model.

mod analytics;
mod authorization;
mod base_url;
mod breaker;
mod budget;
mod call;
mod call_key;
mod client;
mod connection;
mod connector;
mod contacts;
mod conversations;
mod correlation_id;
mod credential;
mod error;
mod http;
mod journey;
mod login;
mod medium;
mod notifications;
mod operation;
mod outbound;
mod proxy;
mod readings;
mod record;
mod reference;
mod resource;
mod retry;
mod unreachable;
mod user_agent;
#[expect(clippy::struct_field_names, reason = "the names are the platform's")]
mod wire;

pub use authorization::{
    ConditionalGrants, EVERY_DIVISION, Grant, Grants, RoleGrant, TokenInfo, UnknownRole, User,
};
pub use client::{Platform, Settings};
pub use contacts::*;
pub use conversations::Detail;
pub use correlation_id::CorrelationId;
pub use credential::{Credential, StaleIdentity, UpstreamCaller};
pub use error::Error;
pub use journey::*;
pub use login::{Client, Login};
pub use medium::Medium;
pub use notifications::{CHANNEL_TOPICS, Change, Channel, Frame, Socket, Topic};
pub use operation::Operation;
pub use outbound::Outbound;
pub use proxy::Proxy;
pub use record::{CallRecord, waves};
pub use reference::*;
pub use resource::{Lifetime, Resource};
pub use unreachable::Unreachable;

pub use crate::secret::{DerivedKeys, MAX_SECRET_VALUES, Secret, Token};

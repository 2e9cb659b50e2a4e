//! The nodes of one fleet: gateways that share a Redis (or Valkey). Without `redis.url` a gateway is alone and this
//! module does nothing.
//!
//! Redis is never needed to respond. Each call has a short limit of time; when Redis does not answer in time, the node
//! continues alone at once and rejoins by itself.
//!
//! # Layout
//! - `connection`: the connection to Redis, by the feature `redis`; `no_connection` takes its place without the feature.
//! - `check`: tests a Redis for operators; `no_check` takes its place without the feature.
//! - `availability`: whether Redis is used at the moment. `time_limit`: the time that one request may wait for Redis.
//! - `command`, `reply`: what is sent to Redis, and what it answers.
//! - `seal`: names and contents of what is stored: names are HMACs, contents are compressed and encrypted.
//! - `entries`: the second tier of the cache: values, fetches in progress, and the generations that end them.
//! - `rates`: the rate windows of a credential. `costs`: the query cost budgets of viewers.
//! - `documents`: automatic persisted documents.
//! - `changes`, `change_sender`: changes that end values. `message`: the messages between nodes.
//! - `erasures`, `erasure_sender`: what an operator erases, on all nodes.
//! - `feed`: messages between the watches of one scope on different nodes, their leases and slots for channels.
//!   `presence` shows that this node lives, and publishes the messages in `outbox`; `inboxes` receives those of other nodes.
//! - `background`: writes that no request waits for.

#[cfg(feature = "redis")]
mod address;
mod availability;
mod background;
mod change_sender;
mod changes;
#[cfg_attr(not(feature = "redis"), path = "fleet/no_check.rs")]
mod check;
mod command;
#[cfg_attr(not(feature = "redis"), path = "fleet/no_connection.rs")]
mod connection;
mod costs;
mod documents;
mod entries;
mod erasure_sender;
mod erasures;
mod error;
mod feed;
mod inboxes;
mod member;
mod message;
mod node;
mod outbox;
mod presence;
mod rates;
mod reply;
mod seal;
mod settings;
mod time_limit;

pub(crate) use check::check;
pub(crate) use entries::{Acquired, Entries, EntryKey, Fetch};
pub use error::{JoinError, UnusableRedis};
pub use feed::Feed;
pub(crate) use feed::Received;
pub(crate) use member::Fleet;
pub(crate) use message::{ChangeReason, Erasure, Event};
pub(crate) use rates::{Rates, Refused};
pub(crate) use settings::Settings;
pub use time_limit::RedisTimeLimit;

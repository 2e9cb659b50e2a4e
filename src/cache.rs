//! Entities kept between requests. What is kept belongs to a [`Scope`]; nothing is shared between
//! two of them, because they are different objects.

mod flight;
pub mod freshness;
mod kept;
mod scope;
mod scopes;

pub use flight::{Join, Lead, Turn};
pub use freshness::Freshness;
pub use kept::{
    ConversationKey, Events, EventsKey, Found, Kept, Key, QueueKey, Sessions, SessionsKey, Unseen,
    WrapUpCodeKey,
};
pub use scope::Scope;
pub use scopes::{Scopes, ScopesSettings};

//! Entities and finished answers kept between requests. What is kept belongs to a [`Scope`]; nothing
//! is shared between two of them, because they are different objects.

mod answer;
mod flight;
pub mod freshness;
mod generation;
mod kept;
mod listed;
mod purge;
mod scope;
mod scopes;

pub use answer::{AnswerKey, Finished};
pub use flight::{Join, Lead, Turn};
pub use freshness::Freshness;
pub use generation::{Generation, Notes, Provenance};
pub use kept::{
    ConversationKey, Events, EventsKey, Found, Hidden, Kept, Key, Listing, PageRead, QueueKey,
    Sessions, SessionsKey, WrapUpCodeKey,
};
pub use scope::{Known, Scope};
pub use scopes::{Scopes, ScopesSettings};

//! The public graph: one file a type. Resolvers are thin: ask whether it may be seen, ask a loader,
//! shape the response.

mod action;
mod agent;
mod argument;
mod attribute;
mod capabilities;
mod channel;
mod connection;
mod contact_record;
mod content_offer;
mod context;
mod conversation_details;
mod conversation_event;
mod conversation_session;
mod cursor;
mod customer;
mod customer_details;
mod customer_selection;
mod declaration;
mod event;
mod next_status_change;
mod other_sessions;
mod query;
mod queue;
mod scalar;
mod schema;
mod session;
mod session_fields;
mod session_filter;
mod session_page;
mod subscription;
mod visit;
mod visit_event;
mod web_session;
mod wrap_up;

pub use context::Journey;
pub use cursor::Cursors;
pub use declaration::directives::OBJECT_COST;
pub use declaration::{
    CallCount, Condition, Declaration, Field, Fields, ListSize, Opens, Owners, UpstreamCall, fields,
};
pub use next_status_change::NextStatusChange;
pub use schema::{Schema, Schemas, schemas, sdl};
pub use subscription::{RequestedCustomer, SubscriptionPhase};

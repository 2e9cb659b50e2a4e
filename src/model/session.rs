//! A journey session: one conversation, web visit, app session or case of a customer.

mod channel;
mod conversation;
mod details;
mod entity;
mod page;
mod phase;
mod record;
mod visit_parts;

pub use conversation::{ConversationFacts, Disposition};
pub use details::{AppVisit, Case, CaseStatus, Details, WebVisit};
pub use entity::Session;
pub use page::{SessionPage, SessionPageKey};
pub use phase::Phase;
pub use record::Record;
pub use visit_parts::{PartsJson, PartsReader, VisitParts};

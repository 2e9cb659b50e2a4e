//! The enum `SessionType`.

use async_graphql::Enum;

use crate::engine::ready_fields::write_enums;
use crate::model::session::{Details, Session};

/// The kind of a session. Each kind has its own GraphQL type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(super) enum SessionType {
    /// A call, a chat, a message thread or an email thread; its type is `ConversationSession`.
    Conversation,
    /// A visit to a website; its type is `WebSession`.
    Web,
    /// A session in an app; its type is `AppSession`.
    App,
    /// A case of the customer; its type is `CaseSession`.
    Case,
    /// A kind that this version of the gateway does not know; its type is `OtherSession`.
    Other,
}

impl SessionType {
    /// The kind of a session.
    pub(super) fn new(session: &Session) -> Self {
        match session.details {
            Details::Conversation(_) => Self::Conversation,
            Details::Web(_) => Self::Web,
            Details::App(_) => Self::App,
            Details::Case(_) => Self::Case,
            Details::Other(_) => Self::Other,
        }
    }
}

write_enums!(SessionType);

//! The media of conversations that have operations of their own.

use super::operation::Operation;

/// A medium with operations of its own, which need no permission for the caller's own conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Medium {
    Call,
    Message,
    Email,
    Callback,
}

impl Medium {
    /// Every medium, the most frequent one first.
    pub const ALL: [Self; 4] = [Self::Call, Self::Message, Self::Email, Self::Callback];

    pub(super) fn operation(self) -> Operation {
        match self {
            Self::Call => Operation::OwnCall,
            Self::Message => Operation::OwnMessage,
            Self::Email => Operation::OwnEmail,
            Self::Callback => Operation::OwnCallback,
        }
    }
}

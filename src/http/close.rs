//! Reasons for closing a WebSocket, with their codes.

use axum::Error;
use axum::extract::ws::close_code;

/// Why a socket is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Close {
    /// The client has disconnected or does not respond.
    Gone,
    /// The server is shutting down.
    GoingAway,
    /// A message was too large.
    TooLarge,
    /// The client violated the WebSocket protocol.
    Protocol,
    /// A text is not valid UTF-8.
    InvalidText,
    /// The viewer cannot be identified now, or a limit is reached.
    TryAgain,
    /// A message violates `graphql-transport-ws`.
    InvalidMessage(&'static str),
    /// The token is missing or invalid; the text says which.
    Unauthorized(&'static str),
    /// The token was revoked, or its scopes do not identify the viewer; the text says which.
    Forbidden(&'static str),
    /// The viewer's rights are unknown, and the gateway alone enforces them.
    RightsUnknown,
    /// `connection_init` did not arrive in time.
    InitTimeout,
    /// An operation with this id is running.
    DuplicateId(String),
    /// `connection_init` arrived twice.
    TooManyInits,
}

/// Characters of an operation's id in a reason, which may have 123 bytes at most.
const MAX_ID_CHARS: usize = 20;

impl Close {
    /// The reason for a socket that failed.
    pub(super) fn from_socket_error(error: &Error) -> Self {
        use std::error::Error as _;
        let mut source = error.source();
        while let Some(error) = source {
            // axum does not export the error type of its WebSocket library, so the text has to do.
            let text = error.to_string();
            if text.contains("too long") || text.contains("too large") {
                return Self::TooLarge;
            }
            if text.contains("UTF-8") {
                return Self::InvalidText;
            }
            if text.contains("rotocol") {
                return Self::Protocol;
            }
            source = error.source();
        }
        Self::Gone
    }

    /// Code and reason of the close frame; `None` if the client is gone.
    pub(super) fn frame(&self) -> Option<(u16, String)> {
        let (code, reason) = match self {
            Self::Gone => return None,
            Self::GoingAway => (close_code::AWAY, "Going away"),
            Self::TooLarge => (close_code::SIZE, "Message too large"),
            Self::Protocol => (close_code::PROTOCOL, "Protocol error"),
            Self::InvalidText => (close_code::INVALID, "text is not valid UTF-8"),
            Self::TryAgain => (close_code::AGAIN, "Try again later"),
            Self::InvalidMessage(reason) => (4400, *reason),
            Self::Unauthorized(reason) => return Some((4401, format!("Unauthorized: {reason}"))),
            Self::Forbidden(reason) => return Some((4403, format!("Forbidden: {reason}"))),
            Self::RightsUnknown => (4403, "VIEWER_RIGHTS_UNKNOWN"),
            Self::InitTimeout => (4408, "Connection initialisation timeout"),
            Self::DuplicateId(id) => {
                let id: String = id.chars().take(MAX_ID_CHARS).collect();
                return Some((4409, format!("Subscriber for {id} already exists")));
            }
            Self::TooManyInits => (4429, "Too many initialisation requests"),
        };
        Some((code, reason.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_reason_fits_into_its_frame(id in ".{1,128}") {
            let (_, reason) = Close::DuplicateId(id).frame().unwrap();
            prop_assert!(reason.len() <= 123);
        }
    }
}

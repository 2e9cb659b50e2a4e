//! The enum `SessionStatus`.

use async_graphql::Enum;

use crate::engine::ready_fields::write_enums;
use crate::live::status::Status;

/// The status of a session, which the badge of its card shows. The rules depend on the kind of session:
///
/// - Website visits, app sessions and web messaging: `LIVE`, then `IDLE` 45 seconds after the last event and
///   `INACTIVE` after 60 seconds, and `LIVE` again with the next event. For web messaging the events of the
///   customer's open website visits count too, if the viewer may see those visits.
/// - Calls and other conversations: `LIVE` until the last agent has wrapped up, also while a transferred
///   conversation waits for the next agent; then `INACTIVE`.
/// - Cases and sessions of unknown kinds: `LIVE` while they are open. If the platform sends times at which they
///   become idle and inactive, they follow those.
/// - All sessions: `ENDED` after their end.
///
/// Details: `docs/channels-and-status.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Status")]
pub(super) enum SessionStatus {
    /// The session is in progress; show a green badge. A visit or web messaging had an event within the last 45
    /// seconds; in any other conversation the last agent has not wrapped up.
    Live,
    /// The customer has done nothing for 45 seconds; show a yellow badge. Calls and other conversations except
    /// web messaging never become idle.
    Idle,
    /// The session is open, but nothing happens: no event for 60 seconds (visits, app sessions and web
    /// messaging), or the last agent has wrapped up (all other conversations).
    Inactive,
    /// The session is over; show the date on which it began instead of a badge. An answered call without a
    /// wrap-up stays `LIVE` after its end for the time of the gateway's setting `status.wrap_up_grace`.
    Ended,
}

write_enums!(SessionStatus);

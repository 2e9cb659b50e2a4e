//! The direction of an interaction.

use get_size2::GetSize;
use serde::{Deserialize, Serialize};

/// The side that began a conversation: `Session.originatingDirection` of the REST API.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, GetSize, Serialize, Deserialize)]
pub enum Direction {
    /// The customer.
    Inbound,
    /// The contact center.
    Outbound,
    /// The platform sends no value, or one that this version does not know.
    #[default]
    Unknown,
}

impl Direction {
    /// Reads the platform's spelling, ignoring ASCII case: REST, analytics and topics differ in it.
    pub fn from_platform(text: &str) -> Self {
        if text.eq_ignore_ascii_case("inbound") {
            Self::Inbound
        } else if text.eq_ignore_ascii_case("outbound") {
            Self::Outbound
        } else {
            Self::Unknown
        }
    }
}

//! Ids. The platform's ids are UUIDs, except those of system wrap-up codes (`ININ-…`).

use std::fmt;
use std::str::FromStr;

use get_size2::GetSize;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The error for a text that is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a UUID")]
pub struct MalformedId;

macro_rules! uuid_id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, GetSize, Serialize, Deserialize)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = MalformedId;

            fn from_str(text: &str) -> Result<Self, MalformedId> {
                // `try_parse` also accepts braces, URNs and digits without hyphens. Two spellings of one id
                // would be two cache keys.
                if text.len() != 36 {
                    return Err(MalformedId);
                }
                Uuid::try_parse(text).map(Self).map_err(|_| MalformedId)
            }
        }
    )+};
}

uuid_id! {
    /// An external contact.
    CustomerId,
    /// A journey session.
    SessionId,
    /// A conversation, to which a session of type `conversation` refers.
    ConversationId,
    /// A routing queue.
    QueueId,
    /// A user of the platform who handles interactions.
    AgentId,
    /// A division: the unit by which the platform grants permissions.
    DivisionId,
    /// A journey segment.
    SegmentId,
}

impl DivisionId {
    /// The division of an entity whose division id cannot be read. No viewer has permissions in it, so the
    /// entity is not treated like one without a division, which is visible everywhere.
    pub const UNREADABLE: Self = Self(Uuid::nil());
}

/// A wrap-up code as sessions and conversations refer to it (`docs/facts.md`, section 7).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, GetSize, Serialize, Deserialize)]
pub enum WrapUpCodeId {
    /// A code of the organization, whose name can be looked up.
    Code(Uuid),
    /// A code of the platform, such as `ININ-WRAP-UP-TIMEOUT`. It cannot be looked up.
    System(String),
    /// The name of a code: the platform sends names instead of ids in places.
    Named(String),
}

impl WrapUpCodeId {
    /// Reads the code of a disposition or a wrap-up segment.
    pub fn from_disposition(text: &str) -> Self {
        Self::from_str(text).unwrap_or_else(|MalformedId| Self::Named(text.to_owned()))
    }
}

impl FromStr for WrapUpCodeId {
    type Err = MalformedId;

    fn from_str(text: &str) -> Result<Self, MalformedId> {
        const MAX_LENGTH: usize = 128;
        if text.len() == 36
            && let Ok(id) = Uuid::try_parse(text)
        {
            return Ok(Self::Code(id));
        }
        let is_system = text.len() <= MAX_LENGTH
            && text
                .get(..5)
                .is_some_and(|prefix| prefix.eq_ignore_ascii_case("ININ-"))
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        if is_system {
            Ok(Self::System(text.to_owned()))
        } else {
            Err(MalformedId)
        }
    }
}

impl fmt::Display for WrapUpCodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(id) => id.hyphenated().fmt(f),
            Self::System(text) | Self::Named(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        let id = "3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c1001";
        assert_eq!(id.parse::<CustomerId>().unwrap().to_string(), id);
        for text in [
            "",
            "3f1c2b1e8a554a3b9d5e0b1f6a7c1001",
            "{3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c1001}",
            "../x",
        ] {
            assert_eq!(text.parse::<CustomerId>(), Err(MalformedId), "{text}");
        }
    }

    #[test]
    fn wrap_up_codes_are_ids_system_codes_or_names() {
        let id = "d0000000-1111-4c11-8a11-000000000001";
        assert!(matches!(
            WrapUpCodeId::from_disposition(id),
            WrapUpCodeId::Code(_)
        ));
        assert!(matches!(
            WrapUpCodeId::from_disposition("ININ-WRAP-UP-TIMEOUT"),
            WrapUpCodeId::System(_)
        ));
        assert!(matches!(
            WrapUpCodeId::from_disposition("Renewed plan"),
            WrapUpCodeId::Named(_)
        ));
        assert_eq!("Renewed plan".parse::<WrapUpCodeId>(), Err(MalformedId));
        assert_eq!("ININ-../x".parse::<WrapUpCodeId>(), Err(MalformedId));
    }
}

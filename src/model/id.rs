//! Ids. The platform's ids are UUIDs, with one exception: system wrap-up codes (`ININ-…`).

use get_size2::GetSize;
use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

/// A text that is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a UUID")]
pub struct Malformed;

macro_rules! uuid_id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, GetSize)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = Malformed;

            fn from_str(text: &str) -> Result<Self, Malformed> {
                // `try_parse` also reads braces, URNs and undashed digits; an id has one spelling.
                if text.len() != 36 {
                    return Err(Malformed);
                }
                Uuid::try_parse(text).map(Self).map_err(|_| Malformed)
            }
        }
    )+};
}

uuid_id! {
    /// An external contact.
    CustomerId,
    /// A journey session.
    SessionId,
    /// A conversation; one session of type `conversation` points to it.
    ConversationId,
    /// A routing queue.
    QueueId,
    /// A platform user who handles interactions.
    AgentId,
    /// A division: the unit in which journey data may be seen.
    DivisionId,
    /// A journey segment.
    SegmentId,
}

impl DivisionId {
    /// Stands for a division whose id cannot be read. Nobody is granted anything there, so what
    /// belongs to it is not mistaken for what belongs to no division.
    pub const UNREADABLE: Self = Self(Uuid::nil());
}

/// A wrap-up code: a UUID, a system code (`ININ-WRAP-UP-TIMEOUT`) that no look-up knows, or, where
/// the platform sends a name instead of an id, that name (`docs/facts.md`, section 7).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, GetSize)]
pub enum WrapUpCodeId {
    /// A code of the organization; its name can be looked up.
    Code(Uuid),
    /// A code of the platform; its id is all there is to know.
    System(String),
    /// The platform sent the code's name.
    Named(String),
}

impl WrapUpCodeId {
    /// Reads what a disposition or a wrap-up segment carries.
    pub fn of_disposition(text: &str) -> Self {
        Self::from_str(text).unwrap_or_else(|Malformed| Self::Named(text.to_owned()))
    }
}

impl FromStr for WrapUpCodeId {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        const LONGEST: usize = 128;
        if text.len() == 36
            && let Ok(id) = Uuid::try_parse(text)
        {
            return Ok(Self::Code(id));
        }
        let system = text.len() <= LONGEST
            && text
                .get(..5)
                .is_some_and(|start| start.eq_ignore_ascii_case("ININ-"))
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        if system {
            Ok(Self::System(text.to_owned()))
        } else {
            Err(Malformed)
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
    fn one_spelling_only() {
        let id = "3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c1001";
        assert_eq!(id.parse::<CustomerId>().unwrap().to_string(), id);
        for text in [
            "",
            "3f1c2b1e8a554a3b9d5e0b1f6a7c1001",
            "{3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c1001}",
            "../x",
        ] {
            assert_eq!(text.parse::<CustomerId>(), Err(Malformed), "{text}");
        }
    }

    #[test]
    fn wrap_up_codes_are_ids_system_codes_or_names() {
        let id = "d0000000-1111-4c11-8a11-000000000001";
        assert!(matches!(
            WrapUpCodeId::of_disposition(id),
            WrapUpCodeId::Code(_)
        ));
        assert!(matches!(
            WrapUpCodeId::of_disposition("ININ-WRAP-UP-TIMEOUT"),
            WrapUpCodeId::System(_)
        ));
        assert!(matches!(
            WrapUpCodeId::of_disposition("Renewed plan"),
            WrapUpCodeId::Named(_)
        ));
        assert_eq!("Renewed plan".parse::<WrapUpCodeId>(), Err(Malformed));
        assert_eq!("ININ-../x".parse::<WrapUpCodeId>(), Err(Malformed));
    }
}

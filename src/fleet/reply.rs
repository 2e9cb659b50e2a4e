//! What Redis answers.

/// An answer of Redis. Scripts of this module return nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reply {
    /// Nothing, or no value.
    Nil,
    /// A number.
    Number(i64),
    /// A string of bytes.
    Bytes(Vec<u8>),
    /// Several answers.
    List(Vec<Reply>),
}

impl Reply {
    /// The number, if it is one.
    pub(super) fn number(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The bytes, if there are any.
    pub(super) fn into_bytes(self) -> Option<Vec<u8>> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The answers of a list; none if it is no list.
    pub(super) fn into_list(self) -> Vec<Self> {
        match self {
            Self::List(list) => list,
            _ => Vec::new(),
        }
    }
}

//! Scalars of any JSON kind. All types of scalars are decoded through one type: with a decoder for each of them, the code for
//! one entity would not fit into the instruction cache of a processor, and be loaded again for each entity of a page.

use std::borrow::Cow;

use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::any::{Accept, any};

/// A scalar of any kind.
enum Token<'de> {
    Text(Cow<'de, str>),
    Integer(i128),
    Float(f64),
    Flag(bool),
    Null,
    /// A list or an object.
    Other,
}

impl<'de> Deserialize<'de> for Token<'de> {
    #[inline(never)]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        any(deserializer, AnyToken)
    }
}

/// Decodes a scalar. A list or an object is absent.
pub(super) fn scalar<'de, D, A>(deserializer: D, accept: A) -> Result<A::Value, D::Error>
where
    D: Deserializer<'de>,
    A: Accept<'de>,
{
    match Token::deserialize(deserializer)? {
        Token::Text(Cow::Borrowed(text)) => accept.borrowed(text),
        Token::Text(Cow::Owned(text)) => accept.string(text),
        Token::Integer(number) => Ok(accept.integer(number)),
        Token::Float(number) => Ok(accept.float(number)),
        Token::Flag(flag) => Ok(accept.flag(flag)),
        Token::Null => Ok(accept.null()),
        Token::Other => Ok(accept.absent()),
    }
}

struct AnyToken;

impl<'de> Accept<'de> for AnyToken {
    type Value = Token<'de>;

    fn absent(self) -> Token<'de> {
        Token::Other
    }

    fn null(self) -> Token<'de> {
        Token::Null
    }

    fn text<E: Error>(self, text: &str) -> Result<Token<'de>, E> {
        Ok(Token::Text(Cow::Owned(text.to_owned())))
    }

    fn borrowed<E: Error>(self, text: &'de str) -> Result<Token<'de>, E> {
        Ok(Token::Text(Cow::Borrowed(text)))
    }

    fn string<E: Error>(self, text: String) -> Result<Token<'de>, E> {
        Ok(Token::Text(Cow::Owned(text)))
    }

    fn integer(self, number: i128) -> Token<'de> {
        Token::Integer(number)
    }

    fn float(self, number: f64) -> Token<'de> {
        Token::Float(number)
    }

    fn flag(self, flag: bool) -> Token<'de> {
        Token::Flag(flag)
    }
}

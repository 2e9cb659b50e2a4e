//! Scalars that are converted after the object around them is decoded.

use std::borrow::Cow;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::any::{Accept, any};
use super::from_scalar::FromScalar;
use super::instant::read_instant;

/// A scalar of any kind. Every conversion is lenient: a scalar that cannot be converted is absent.
///
/// All types of scalars are decoded through this one: with a decoder for each of them, the code for one entity would not fit into the
/// instruction cache of a processor, and be loaded again for each entity of a page.
#[derive(Debug, Clone, Default)]
pub(crate) enum AnyScalar<'a> {
    Text(Cow<'a, str>),
    Integer(i64),
    /// An integer beyond the range of the other.
    Unsigned(u64),
    Float(f64),
    Flag(bool),
    /// A list, an object, null, or no value.
    #[default]
    Other,
}

impl<'de: 'a, 'a> Deserialize<'de> for AnyScalar<'a> {
    #[inline(never)]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        any(deserializer, Whole)
    }
}

impl AnyScalar<'_> {
    /// The scalar as a string, number or boolean.
    pub(crate) fn convert<T: FromScalar>(&self) -> Option<T> {
        match self {
            Self::Text(text) => T::from_text(text),
            Self::Integer(number) => T::from_integer((*number).into()),
            Self::Unsigned(number) => T::from_integer((*number).into()),
            Self::Float(number) => T::from_float(*number),
            Self::Flag(flag) => T::from_flag(*flag),
            Self::Other => None,
        }
    }

    /// A string, or the text of a number or boolean. An empty string is absent.
    #[inline(never)]
    pub(crate) fn text(&self) -> Option<String> {
        self.convert().filter(|text: &String| !text.is_empty())
    }

    /// The same, empty if it is absent. A string is not copied.
    pub(crate) fn as_text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            other => other.text().unwrap_or_default().into(),
        }
    }

    /// A string that `read` converts.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        match self {
            Self::Text(text) => read(text),
            _ => None,
        }
    }

    /// An id in a string.
    pub(crate) fn id<T: FromStr>(&self) -> Option<T> {
        self.read(|text| text.parse().ok())
    }

    /// A timestamp in a string.
    #[inline(never)]
    pub(crate) fn instant(&self) -> Option<DateTime<Utc>> {
        self.read(read_instant)
    }
}

struct Whole;

impl<'de> Accept<'de> for Whole {
    type Value = AnyScalar<'de>;

    fn absent(self) -> Self::Value {
        AnyScalar::Other
    }

    fn text<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(AnyScalar::Text(Cow::Owned(text.to_owned())))
    }

    fn borrowed<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(AnyScalar::Text(Cow::Borrowed(text)))
    }

    fn string<E: Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(AnyScalar::Text(Cow::Owned(text)))
    }

    fn integer(self, number: i64) -> Self::Value {
        AnyScalar::Integer(number)
    }

    fn unsigned(self, number: u64) -> Self::Value {
        AnyScalar::Unsigned(number)
    }

    fn float(self, number: f64) -> Self::Value {
        AnyScalar::Float(number)
    }

    fn flag(self, flag: bool) -> Self::Value {
        AnyScalar::Flag(flag)
    }
}

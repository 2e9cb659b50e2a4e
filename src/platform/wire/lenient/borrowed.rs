//! Strings that are not copied from the body.

use std::borrow::Cow;

use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::any::Accept;
use super::token::scalar;

/// A string like [`Text`](super::Text), for conversions that copy it into a place of its own. An empty one is absent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Borrowed<'a>(Cow<'a, str>);

impl Borrowed<'_> {
    /// The string; empty if it is absent.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The string, unless it is absent.
    pub(crate) fn present(&self) -> Option<&str> {
        Some(self.as_str()).filter(|text| !text.is_empty())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Borrowed<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        scalar(deserializer, Text).map(Self)
    }
}

struct Text;

impl<'de> Accept<'de> for Text {
    type Value = Cow<'de, str>;

    fn absent(self) -> Self::Value {
        Cow::default()
    }

    fn text<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(text.to_owned().into())
    }

    fn borrowed<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(text.into())
    }

    fn string<E: Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(text.into())
    }

    fn integer(self, number: i128) -> Self::Value {
        number.to_string().into()
    }

    fn float(self, number: f64) -> Self::Value {
        number.to_string().into()
    }

    fn flag(self, flag: bool) -> Self::Value {
        flag.to_string().into()
    }
}

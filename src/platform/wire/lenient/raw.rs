//! Values that stay text.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::object::Object;

/// A value of any kind as JSON. Its parts are decoded later, or not at all.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct Raw<'a>(#[serde(borrow)] Option<&'a RawValue>);

impl<'a> Raw<'a> {
    /// The JSON; empty for an absent value.
    pub(crate) fn json(self) -> &'a str {
        self.0.map_or("", RawValue::get)
    }

    /// The JSON of a map; empty for one without entries too.
    pub(crate) fn map(self) -> &'a str {
        match self.json() {
            "{}" => "",
            json => json,
        }
    }

    /// The object; `None` for a value of another kind, or one that cannot be decoded.
    pub(crate) fn object<T: Deserialize<'a>>(self) -> Option<T> {
        object(self.json())
    }
}

/// The object in this JSON; `None` for a value of another kind, or one that cannot be decoded.
pub(crate) fn object<'a, T: Deserialize<'a>>(json: &'a str) -> Option<T> {
    if json.is_empty() {
        return None;
    }
    let Object(object) = serde_json::from_str(json).ok()?;
    object
}

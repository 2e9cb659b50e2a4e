//! Values that stay JSON while the object around them is decoded.

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// A value of any kind as JSON, which is decoded when it is used, or not at all.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Raw<'a>(Option<&'a RawValue>);

impl<'de: 'a, 'a> Deserialize<'de> for Raw<'a> {
    #[inline(never)]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self)
    }
}

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

/// The object in this JSON; `None` for a value of another kind, or one that cannot be decoded. serde would accept a list as the
/// fields of a struct in order.
pub(crate) fn object<'a, T: Deserialize<'a>>(json: &'a str) -> Option<T> {
    if !json.starts_with('{') {
        return None;
    }
    serde_json::from_str(json).ok()
}

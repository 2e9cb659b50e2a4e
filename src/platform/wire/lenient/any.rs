//! A visitor that accepts a value of any JSON kind.

use std::fmt;

use serde::Deserializer;
use serde::de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The results for values of each JSON kind; a kind that is not overridden is absent.
pub(in crate::platform::wire) trait Accept<'de>: Sized {
    type Value;

    /// The result for a value of an unsupported kind.
    fn absent(self) -> Self::Value;

    fn null(self) -> Self::Value {
        self.absent()
    }

    fn text<E: Error>(self, _: &str) -> Result<Self::Value, E> {
        Ok(self.absent())
    }

    fn borrowed<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        self.text(text)
    }

    fn string<E: Error>(self, text: String) -> Result<Self::Value, E> {
        self.text(&text)
    }

    fn integer(self, _: i64) -> Self::Value {
        self.absent()
    }

    fn unsigned(self, _: u64) -> Self::Value {
        self.absent()
    }

    fn float(self, _: f64) -> Self::Value {
        self.absent()
    }

    fn flag(self, _: bool) -> Self::Value {
        self.absent()
    }

    fn list<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        while entries.next_element::<IgnoredAny>()?.is_some() {}
        Ok(self.absent())
    }

    fn object<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(self.absent())
    }
}

/// Decodes a value of any kind. An absent field counts as null, so that a field of such a type needs no
/// default.
pub(in crate::platform::wire) fn any<'de, D, A>(
    deserializer: D,
    accept: A,
) -> Result<A::Value, D::Error>
where
    D: Deserializer<'de>,
    A: Accept<'de>,
{
    deserializer.deserialize_option(Any(accept))
}

struct Any<A>(A);

impl<'de, A: Accept<'de>> Visitor<'de> for Any<A> {
    type Value = A::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of any kind")
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(self.0.null())
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(self.0.null())
    }

    fn visit_some<D: Deserializer<'de>>(self, value: D) -> Result<Self::Value, D::Error> {
        value.deserialize_any(self)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        self.0.text(text)
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        self.0.borrowed(text)
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
        self.0.string(text)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(self.0.integer(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(match i64::try_from(number) {
            Ok(number) => self.0.integer(number),
            Err(_) => self.0.unsigned(number),
        })
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        Ok(self.0.float(number))
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(self.0.flag(flag))
    }

    fn visit_seq<S: SeqAccess<'de>>(self, entries: S) -> Result<Self::Value, S::Error> {
        self.0.list(entries)
    }

    fn visit_map<M: MapAccess<'de>>(self, fields: M) -> Result<Self::Value, M::Error> {
        self.0.object(fields)
    }
}

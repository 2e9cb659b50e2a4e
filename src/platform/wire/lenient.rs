//! Decoders for values of any JSON kind. The platform's contract defines the kind of each value; a value of
//! another kind is absent and never fails the page around it. Numbers are clamped to the range of the
//! model, strings of digits are decoded as numbers, and unreadable values are absent.
//!
//! Strings that are parsed further are borrowed from the body without a copy. Types that occur by the hundred
//! convert their fields after they are decoded ([`AnyScalar`], [`Raw`]).

mod any;
mod any_scalar;
mod from_scalar;
mod instant;
mod object;
mod raw;
mod scalar;

use std::marker::PhantomData;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::de::SeqAccess;
use serde::{Deserialize, Deserializer};

use crate::model::id::WrapUpCodeId;
pub(super) use any::{Accept, any};
pub(crate) use any_scalar::AnyScalar;
pub(crate) use object::Object;
pub(crate) use raw::{Raw, object};
pub(crate) use scalar::{Flag, Float, Integer, Scalar, Text};

/// A list of `T`. A value of any other kind is an empty list; `T` decides how to treat an entry
/// of another kind.
struct ListOf<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Accept<'de> for ListOf<T> {
    type Value = Option<Vec<T>>;

    fn absent(self) -> Self::Value {
        None
    }

    fn list<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(entry) = entries.next_element()? {
            list.push(entry);
        }
        Ok(Some(list))
    }
}

/// A list of objects; entries of any other kind are left out.
pub(crate) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let entries = any(deserializer, ListOf::<Object<T>>(PhantomData))?;
    let entries = entries.unwrap_or_default().into_iter();
    Ok(entries.filter_map(|Object(entry)| entry).collect())
}

/// A list of strings; entries of any other kind are left out.
pub(crate) fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let entries = any(deserializer, ListOf::<Text>(PhantomData))?;
    let entries = entries.unwrap_or_default().into_iter();
    Ok(entries.filter_map(Option::from).collect())
}

/// A required list, such as the entities of a page; null is an empty list. A value
/// of any other kind is an error, because an empty list would mean that nothing was found.
pub(crate) fn required_list<'de, D, L>(deserializer: D) -> Result<L, D::Error>
where
    D: Deserializer<'de>,
    L: Deserialize<'de> + Default,
{
    Ok(Option::<L>::deserialize(deserializer)?.unwrap_or_default())
}

/// A string parsed by `read`; a value of any other kind is absent.
pub(crate) fn read<'de, D, T>(
    deserializer: D,
    read: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
{
    let scalar = AnyScalar::deserialize(deserializer)?;
    Ok(scalar.read(read))
}

/// An id; an invalid one is absent.
pub(crate) fn id<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr,
{
    read(deserializer, |text| text.parse().ok())
}

/// A timestamp; an invalid one is absent.
pub(crate) fn instant<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<DateTime<Utc>>, D::Error> {
    read(deserializer, instant::read_instant)
}

/// A wrap-up code, as [`read_wrap_up_code`] reads it.
pub(crate) fn wrap_up_code<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<WrapUpCodeId>, D::Error> {
    read(deserializer, read_wrap_up_code)
}

/// A wrap-up code; an empty string is absent.
pub(crate) fn read_wrap_up_code(text: &str) -> Option<WrapUpCodeId> {
    (!text.is_empty()).then(|| WrapUpCodeId::from_disposition(text))
}

#[cfg(test)]
mod tests;

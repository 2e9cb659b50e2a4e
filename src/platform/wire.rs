//! The platform's JSON, decoded leniently: every field is optional, unknown fields are
//! skipped, and a value of an unexpected JSON kind is absent (see [`lenient`]). Each type converts itself
//! to the model; entities without required fields are left out.

pub(super) mod analytics;
mod attribute;
pub(super) mod authorization;
pub(super) mod contact;
pub(super) mod conversation;
mod divisions;
pub(super) mod event;
pub(super) mod lenient;
pub(super) mod notification;
pub(super) mod reference;
pub(super) mod session;
pub(super) mod visit;

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{DeserializeOwned, IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::model::id::DivisionId;
use lenient::{AnyScalar, Object, Scalar, Text};

/// A type of the platform's JSON that converts to a type of the model.
pub(super) trait Shape: DeserializeOwned {
    /// The type of the model.
    type Model;

    /// Maximum number of entities in one response; further ones are skipped. The platform's largest pages have 200, lists
    /// without pages may have 500.
    const MAX_ITEMS: usize = 500;

    /// Converts to the model; `None` if a required field is absent.
    fn into_model(self) -> Option<Self::Model>;
}

/// A list whose entries are converted to the model while the list is decoded. Entries that cannot be converted are
/// left out.
pub(super) struct Models<T: Shape>(pub(super) Vec<T::Model>);

impl<T: Shape> Default for Models<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Shape> Deserialize<'de> for Models<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each<T>(PhantomData<T>);

        impl<'de, T: Shape> Visitor<'de> for Each<T> {
            type Value = Models<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Models<T>, A::Error> {
                let mut models = Vec::new();
                while models.len() < T::MAX_ITEMS {
                    match list.next_element::<Object<T>>()? {
                        Some(Object(shape)) => models.extend(shape.and_then(T::into_model)),
                        None => return Ok(Models(models)),
                    }
                }
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Models(models))
            }
        }

        deserializer.deserialize_seq(Each(PhantomData))
    }
}

/// A list of entities, in either paging style. The list itself is required: a response without one,
/// such as an error with status 200, fails to decode.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound = "T: Shape")]
pub(super) struct Listing<T: Shape> {
    #[serde(deserialize_with = "lenient::required_list")]
    pub(super) entities: Models<T>,
    pub(super) next_uri: Text,
    /// Number of pages, in lists with numbered pages.
    pub(super) page_count: Scalar<u32>,
}

/// `{id, selfUri}`. A value of any other kind is a reference without an id: the information that an entity belongs to
/// something must not get lost.
#[derive(Debug)]
pub(super) struct Reference<T> {
    pub(super) id: Option<T>,
}

impl<'de, T: FromStr> Deserialize<'de> for Reference<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let reference = AnyReference::deserialize(deserializer)?;
        Ok(Self { id: reference.id() })
    }
}

/// A reference whose id is not parsed: the same type for all references.
#[derive(Debug, Default)]
struct AnyReference<'a>(AnyScalar<'a>);

impl AnyReference<'_> {
    /// The id; absent if it is invalid.
    fn id<T: FromStr>(&self) -> Option<T> {
        self.0.id()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for AnyReference<'a> {
    #[inline(never)]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Fields<'a> {
            #[serde(borrow, default)]
            id: AnyScalar<'a>,
        }

        let Object(fields) = Object::<Fields<'a>>::deserialize(deserializer)?;
        Ok(fields.map(|fields| Self(fields.id)).unwrap_or_default())
    }
}

/// The id in a reference; absent if it is invalid.
pub(super) fn id_of<T>(reference: Option<Reference<T>>) -> Option<T> {
    reference?.id
}

/// The division of an entity; `None` if it belongs to none. An unreadable reference is a
/// division that no viewer holds.
pub(super) fn division_of(reference: Option<Reference<DivisionId>>) -> Option<DivisionId> {
    reference.map(|division| division.id.unwrap_or(DivisionId::UNREADABLE))
}

/// Treats an empty text as absent.
pub(super) fn text(value: impl Into<Option<String>>) -> Option<String> {
    value.into().filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests;

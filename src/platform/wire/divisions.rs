//! Decoders for the divisions of an entity.

use std::marker::PhantomData;

use serde::de::SeqAccess;
use serde::{Deserialize, Deserializer};

use super::lenient::{Accept, Object, any};
use super::{Reference, lenient};
use crate::model::id::DivisionId;

/// A list of divisions by id. None may get lost, because an entity without a division is visible to every
/// viewer: an unreadable entry, and any value but a list, becomes a division that no viewer holds.
pub(super) fn by_id<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<DivisionId>, D::Error> {
    #[derive(Deserialize)]
    struct Division(#[serde(deserialize_with = "lenient::id")] Option<DivisionId>);

    any(deserializer, Divisions(|Division(id)| id, PhantomData))
}

/// A list of divisions in the form `[{"division": {"id"}}]`.
pub(super) fn memberships<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<DivisionId>, D::Error> {
    #[derive(Deserialize)]
    struct Membership {
        division: Option<Reference<DivisionId>>,
    }

    any(
        deserializer,
        Divisions(
            |Object(entry): Object<Membership>| entry?.division?.id,
            PhantomData,
        ),
    )
}

struct Divisions<F, E>(F, PhantomData<E>);

impl<'de, E, F> Accept<'de> for Divisions<F, E>
where
    E: Deserialize<'de>,
    F: Fn(E) -> Option<DivisionId>,
{
    type Value = Vec<DivisionId>;

    fn null(self) -> Vec<DivisionId> {
        Vec::new()
    }

    fn absent(self) -> Vec<DivisionId> {
        vec![DivisionId::UNREADABLE]
    }

    fn list<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut divisions = Vec::new();
        while let Some(entry) = entries.next_element()? {
            divisions.push((self.0)(entry).unwrap_or(DivisionId::UNREADABLE));
        }
        Ok(divisions)
    }
}

//! The platform's JSON, as tolerantly as it can be read: everything is optional, unknown fields are
//! skipped, what cannot be read (an odd date, an id that is none) is absent. Each shape knows how it
//! becomes the model; an entity without what makes it one becomes nothing.

pub(super) mod analytics;
pub(super) mod authorization;
pub(super) mod contact;
pub(super) mod conversation;
pub(super) mod event;
pub(super) mod lenient;
pub(super) mod notification;
pub(super) mod reference;
pub(super) mod session;
pub(super) mod visit;

use serde::Deserialize;

use crate::model::id::DivisionId;

/// A list of entities, of either paging style. It says so where it is empty: what has no list at all,
/// such as an error that came with status 200, is none.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", bound = "T: Deserialize<'de>")]
pub(super) struct Listing<T> {
    #[serde(deserialize_with = "lenient::list")]
    pub(super) entities: Vec<T>,
    pub(super) next_uri: Option<String>,
    /// Of numbered pages.
    #[serde(default, deserialize_with = "lenient::count")]
    pub(super) page_count: Option<u32>,
}

/// `{id, selfUri}`
#[derive(Debug, Default, Deserialize)]
pub(super) struct Reference {
    pub(super) id: Option<String>,
}

/// Reads the id of a reference; what is no id is absent.
pub(super) fn id_of<T: std::str::FromStr>(reference: Option<Reference>) -> Option<T> {
    reference?.id?.parse().ok()
}

/// The division that owns something; nothing where it belongs to none.
pub(super) fn division_of(reference: Option<Reference>) -> Option<DivisionId> {
    reference.map(|division| lenient::division(division.id))
}

/// An empty text says as little as none.
pub(super) fn text(value: Option<String>) -> Option<String> {
    value.filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests;

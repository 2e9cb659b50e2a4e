//! The types `Attribute` and `AttributeList`, and the fields of sessions with attributes.

use std::sync::Arc;

use async_graphql::{Object, SimpleObject};

use super::declaration::{Declaration, Declared, ListSize, OPEN};
use crate::model::attribute as model;
use crate::model::session::Session;

pub(super) const ATTRIBUTES: Declaration = OPEN.list(ListSize::Assumed(10));

/// A custom attribute of a session or an event, with one value.
#[derive(Debug, SimpleObject)]
pub(super) struct Attribute {
    /// The attribute's name, for example `cartValue`. Unique within its session or event.
    name: String,
    /// The value as text, whatever its type: `49.9` and `true` are texts, too. Parse it according to
    /// `dataType`.
    value: String,
    /// The type of the value, in the platform's spelling: `STRING`, `INTEGER`, `NUMBER`, `BOOLEAN` and others.
    /// Null if the platform does not send it.
    data_type: Option<String>,
}

impl From<&model::Attribute> for Attribute {
    fn from(attribute: &model::Attribute) -> Self {
        Self {
            name: attribute.name.clone(),
            value: attribute.value.clone(),
            data_type: attribute.data_type.clone(),
        }
    }
}

/// A custom attribute of a session, with several values.
#[derive(Debug, SimpleObject)]
pub(super) struct AttributeList {
    /// The attribute's name, for example `products`. Unique among the lists of its session.
    name: String,
    /// The values as text, whatever their type, in the platform's order.
    values: Vec<String>,
    /// The type of the values, in the platform's spelling: `STRING`, `INTEGER`, `NUMBER`, `BOOLEAN` and others.
    /// Null if the platform does not send it.
    data_type: Option<String>,
}

impl From<&model::AttributeList> for AttributeList {
    fn from(list: &model::AttributeList) -> Self {
        Self {
            name: list.name.clone(),
            values: list.values.clone(),
            data_type: list.data_type.clone(),
        }
    }
}

/// The attributes of a session. The types of sessions that have attributes flatten them into themselves.
pub(super) struct SessionAttributes(pub(super) Arc<Session>);

#[Object]
impl SessionAttributes {
    /// The custom attributes of the session with one value, sorted by name. Empty if the session has none. No
    /// upstream call. The platform's live updates do not contain attributes: a change is visible when the
    /// session is next read.
    #[graphql(directive = Declared::apply(ATTRIBUTES))]
    async fn attributes(&self) -> Vec<Attribute> {
        let record = self.0.record.iter();
        record
            .flat_map(|record| record.attributes.iter().map(Into::into))
            .collect()
    }

    /// The custom attributes of the session with several values, sorted by name. Empty if the session has none.
    /// No upstream call. The platform's live updates do not contain attributes: a change is visible when the
    /// session is next read.
    #[graphql(directive = Declared::apply(ATTRIBUTES))]
    async fn attribute_lists(&self) -> Vec<AttributeList> {
        let record = self.0.record.iter();
        record
            .flat_map(|record| record.attribute_lists.iter().map(Into::into))
            .collect()
    }
}

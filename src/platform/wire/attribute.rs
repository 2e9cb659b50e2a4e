//! Custom attributes: maps from names to one or several typed values.

use serde::Deserialize;

use super::lenient::{Map, Object, Text};
use super::{lenient, text};
use crate::model::attribute as model;

/// `CustomEventAttribute` by name.
pub(super) type Attributes = Map<Object<Attribute>>;

/// `CustomEventAttributeList` by name.
pub(super) type AttributeLists = Map<Object<AttributeList>>;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Attribute {
    data_type: Text,
    value: Text,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AttributeList {
    data_type: Text,
    #[serde(default, deserialize_with = "lenient::texts")]
    values: Vec<String>,
}

/// The attributes that have a value, sorted by name.
pub(super) fn attributes(map: Attributes) -> Vec<model::Attribute> {
    let named = map.0.unwrap_or_default().into_iter();
    let attributes = named.filter_map(|(name, Object(attribute))| {
        let attribute = attribute?;
        Some(model::Attribute {
            name,
            data_type: text(attribute.data_type),
            value: attribute.value.0?,
        })
    });
    attributes.collect()
}

/// The lists, sorted by name. Values other than strings, numbers and booleans are left out.
pub(super) fn attribute_lists(map: AttributeLists) -> Vec<model::AttributeList> {
    let named = map.0.unwrap_or_default().into_iter();
    let lists = named.filter_map(|(name, Object(list))| {
        let list = list?;
        Some(model::AttributeList {
            name,
            data_type: text(list.data_type),
            values: list.values,
        })
    });
    lists.collect()
}

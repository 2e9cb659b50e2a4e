//! Custom attributes: maps from names to one or several typed values.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::lenient::{Object, Text};
use super::{lenient, text};
use crate::model::attribute as model;

/// `CustomEventAttribute`
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Attribute {
    data_type: Text,
    value: Text,
}

/// `CustomEventAttributeList`
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct AttributeList {
    data_type: Text,
    #[serde(default, deserialize_with = "lenient::texts")]
    values: Vec<String>,
}

/// The attributes that have a value, sorted by name.
pub(super) fn attributes(json: &str) -> Vec<model::Attribute> {
    if json.is_empty() {
        return Vec::new();
    }
    let named: BTreeMap<String, Object<Attribute>> = lenient::object(json).unwrap_or_default();
    let named = named.into_iter();
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
pub(super) fn attribute_lists(json: &str) -> Vec<model::AttributeList> {
    if json.is_empty() {
        return Vec::new();
    }
    let named: BTreeMap<String, Object<AttributeList>> = lenient::object(json).unwrap_or_default();
    let named = named.into_iter();
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

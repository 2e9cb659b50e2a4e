//! The body of a contact's frame: the REST record, with ids instead of references.

use serde_json::{Map, Value, json};

use crate::external_contacts::contact::record;
use crate::world::World;

/// REST fields that the topic lacks; the topic has another name for `canonicalContact`.
const LEFT_OUT: [&str; 2] = ["selfUri", "canonicalContact"];

/// The topic's `Contact` in its current state.
pub(super) fn body(world: &World, customer: u32) -> Option<Value> {
    let Value::Object(known) = record(world, customer, 0, &[])? else {
        return None;
    };
    let mut body = Map::new();
    if let Some(canonical) = known.get("canonicalContact").and_then(id) {
        body.insert("canonicalContactId".to_owned(), canonical);
    }
    for (name, value) in known {
        let value = match name.as_str() {
            "division" => json!({ "id": value.get("id") }),
            "mergeSet" | "mergedFrom" => ids(&value),
            _ if LEFT_OUT.contains(&name.as_str()) => continue,
            _ => value,
        };
        body.insert(name, value);
    }
    Some(body.into())
}

fn id(reference: &Value) -> Option<Value> {
    reference.get("id").cloned()
}

fn ids(references: &Value) -> Value {
    let references = references.as_array().map(Vec::as_slice);
    references
        .unwrap_or_default()
        .iter()
        .filter_map(id)
        .collect()
}

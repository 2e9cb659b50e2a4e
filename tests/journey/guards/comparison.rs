//! Compares the responses of a query with and without a guarded field.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::Rule;

/// The responses and upstream calls of a query with and without a field.
pub(super) struct Comparison {
    /// Describes the case in assertion messages.
    pub(super) description: String,
    /// The field's name.
    pub(super) name: String,
    /// Whether the field may be null.
    pub(super) is_nullable: bool,
    pub(super) with: Value,
    pub(super) without: Value,
    pub(super) calls_with: BTreeMap<&'static str, Vec<usize>>,
    pub(super) calls_without: BTreeMap<&'static str, Vec<usize>>,
}

impl Comparison {
    fn values(&self) -> Vec<&Value> {
        let mut found = Vec::new();
        collect_values(&self.with["data"], &self.name, &mut found);
        assert!(
            !found.is_empty(),
            "{} was not reached: {}",
            self.description,
            self.with
        );
        found
    }

    /// Asserts that selecting the field does not change the rest of the response.
    fn assert_siblings_unchanged(&self) {
        let mut stripped = self.with["data"].clone();
        remove_key(&mut stripped, &self.name);
        assert_eq!(stripped, self.without["data"], "{}", self.description);
    }

    /// Asserts that the field has a value and that there is no error.
    pub(super) fn assert_visible(&self) {
        assert_eq!(self.with["errors"], Value::Null, "{}", self.description);
        assert!(
            self.values().iter().any(|value| !is_blank(value)),
            "{}: {}",
            self.description,
            self.with
        );
        self.assert_siblings_unchanged();
    }

    /// Asserts that the field is empty and that no error reveals that a value exists.
    pub(super) fn assert_hidden(&self) {
        assert_eq!(self.with["errors"], Value::Null, "{}", self.description);
        assert!(
            self.values().into_iter().all(is_blank),
            "{}: {}",
            self.description,
            self.with
        );
        self.assert_siblings_unchanged();
    }

    /// Asserts that the field is null with one error that names no permission: the viewer holds it, but in another
    /// division.
    pub(super) fn assert_out_of_reach(&self) {
        let values = self.values();
        assert!(
            values.into_iter().all(Value::is_null),
            "{}: {}",
            self.description,
            self.with
        );
        let errors = self.with["errors"].as_array().unwrap();
        assert_eq!(errors.len(), 1, "{}: {errors:?}", self.description);
        let extensions = &errors[0]["extensions"];
        assert_eq!(
            extensions["code"], "PERMISSION_DENIED",
            "{}",
            self.description
        );
        assert_eq!(
            extensions["permission"],
            Value::Null,
            "{}",
            self.description
        );
        self.assert_siblings_unchanged();
    }

    /// Asserts that the field is null with one error that names the missing permissions, and that it cost no call.
    pub(super) fn assert_denied(&self, missing: &Rule) {
        let values = self.values();
        // A denied list is null, not empty: an empty list would say that there is nothing.
        assert!(
            !self.is_nullable || values.iter().all(|value| value.is_null()),
            "{}: {}",
            self.description,
            self.with
        );
        assert!(
            values.iter().all(|value| is_blank(value)),
            "{}: {}",
            self.description,
            self.with
        );
        let errors = self.with["errors"].as_array().unwrap();
        assert_eq!(errors.len(), 1, "{}: {errors:?}", self.description);
        let (error, extensions) = (&errors[0], &errors[0]["extensions"]);
        assert_eq!(
            extensions["code"], "PERMISSION_DENIED",
            "{}",
            self.description
        );
        let (any, all) = (&extensions["any"], &extensions["all"]);
        assert_eq!(
            [any, all],
            [&json!(missing.any), &json!(missing.all)],
            "{}",
            self.description
        );
        let permissions = [&missing.all[..], &missing.any].concat();
        assert_eq!(
            extensions["permission"],
            json!(permissions),
            "{}",
            self.description
        );
        assert_eq!(
            extensions["positions"],
            values.len(),
            "{}",
            self.description
        );
        let path = error["path"].as_array().unwrap();
        assert_eq!(path.last(), Some(&json!(self.name)), "{}", self.description);
        assert_eq!(self.calls_with, self.calls_without, "{}", self.description);
        self.assert_siblings_unchanged();
    }
}

fn remove_key(data: &mut Value, key: &str) {
    match data {
        Value::Array(items) => items.iter_mut().for_each(|item| remove_key(item, key)),
        Value::Object(fields) => {
            let _: Option<Value> = Map::remove(fields, key);
            fields.values_mut().for_each(|value| remove_key(value, key));
        }
        _ => {}
    }
}

/// Collects every value of `key` in a response.
fn collect_values<'a>(data: &'a Value, key: &str, found: &mut Vec<&'a Value>) {
    match data {
        Value::Array(items) => items
            .iter()
            .for_each(|item| collect_values(item, key, found)),
        Value::Object(fields) => {
            for (name, value) in fields {
                if name == key {
                    found.push(value);
                }
                collect_values(value, key, found);
            }
        }
        _ => {}
    }
}

/// Whether the value contains no scalar except null.
fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().all(is_blank),
        Value::Object(fields) => fields.values().all(is_blank),
        _ => false,
    }
}

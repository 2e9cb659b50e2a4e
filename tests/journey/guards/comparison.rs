//! What an answer must be, with a field told, hidden or denied.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// What came of asking with and without a field.
pub(super) struct Comparison {
    pub(super) what: String,
    pub(super) name: String,
    pub(super) with: Value,
    pub(super) without: Value,
    pub(super) calls_with: BTreeMap<&'static str, Vec<usize>>,
    pub(super) calls_without: BTreeMap<&'static str, Vec<usize>>,
}

impl Comparison {
    fn values(&self) -> Vec<&Value> {
        let mut found = Vec::new();
        all_of(&self.with["data"], &self.name, &mut found);
        assert!(
            !found.is_empty(),
            "{} was not reached: {}",
            self.what,
            self.with
        );
        found
    }

    /// Without the field the answer is what it would be, had the field not been asked for.
    fn siblings_are_served(&self) {
        let mut stripped = self.with["data"].clone();
        strip(&mut stripped, &self.name);
        assert_eq!(stripped, self.without["data"], "{}", self.what);
    }

    /// Something is told, without any error.
    pub(super) fn is_told(&self) {
        assert_eq!(self.with["errors"], Value::Null, "{}", self.what);
        assert!(
            self.values().iter().any(|value| !is_blank(value)),
            "{}: {}",
            self.what,
            self.with
        );
        self.siblings_are_served();
    }

    /// Nothing is told, nor that there is anything.
    pub(super) fn is_hidden(&self) {
        assert_eq!(self.with["errors"], Value::Null, "{}", self.what);
        assert!(
            self.values().into_iter().all(is_blank),
            "{}: {}",
            self.what,
            self.with
        );
        self.siblings_are_served();
    }

    /// Null, and one error that names no permission: it is held, but in another division.
    pub(super) fn is_out_of_reach(&self) {
        let values = self.values();
        assert!(
            values.into_iter().all(is_blank),
            "{}: {}",
            self.what,
            self.with
        );
        let errors = self.with["errors"].as_array().unwrap();
        assert_eq!(errors.len(), 1, "{}: {errors:?}", self.what);
        let extensions = &errors[0]["extensions"];
        assert_eq!(extensions["code"], "PERMISSION_DENIED", "{}", self.what);
        assert_eq!(extensions["permission"], Value::Null, "{}", self.what);
        self.siblings_are_served();
    }

    /// Null, one error that names what is missing, and no call for it.
    pub(super) fn is_denied(&self, missing: &[String]) {
        let values = self.values();
        assert!(
            values.iter().all(|value| is_blank(value)),
            "{}: {}",
            self.what,
            self.with
        );
        let errors = self.with["errors"].as_array().unwrap();
        assert_eq!(errors.len(), 1, "{}: {errors:?}", self.what);
        let (error, extensions) = (&errors[0], &errors[0]["extensions"]);
        assert_eq!(extensions["code"], "PERMISSION_DENIED", "{}", self.what);
        assert_eq!(extensions["permission"], json!(missing), "{}", self.what);
        assert_eq!(extensions["positions"], values.len(), "{}", self.what);
        let path = error["path"].as_array().unwrap();
        assert_eq!(path.last(), Some(&json!(self.name)), "{}", self.what);
        assert_eq!(self.calls_with, self.calls_without, "{}", self.what);
        self.siblings_are_served();
    }
}

fn strip(data: &mut Value, key: &str) {
    match data {
        Value::Array(items) => items.iter_mut().for_each(|item| strip(item, key)),
        Value::Object(fields) => {
            let _: Option<Value> = Map::remove(fields, key);
            fields.values_mut().for_each(|value| strip(value, key));
        }
        _ => {}
    }
}

/// Every value of `key` in an answer.
fn all_of<'a>(data: &'a Value, key: &str, found: &mut Vec<&'a Value>) {
    match data {
        Value::Array(items) => items.iter().for_each(|item| all_of(item, key, found)),
        Value::Object(fields) => {
            for (name, value) in fields {
                if name == key {
                    found.push(value);
                }
                all_of(value, key, found);
            }
        }
        _ => {}
    }
}

/// Whether nothing is told.
fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().all(is_blank),
        Value::Object(fields) => fields.values().all(is_blank),
        _ => false,
    }
}

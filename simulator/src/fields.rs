//! A builder for JSON objects. The platform omits most fields that have no value.

use serde_json::{Map, Value};

/// The fields of an object under construction.
#[derive(Debug, Default)]
pub(crate) struct Fields(Map<String, Value>);

impl Fields {
    /// Starts with the fields of an object.
    pub(crate) fn from_object(object: Value) -> Self {
        match object {
            Value::Object(fields) => Self(fields),
            _ => Self::default(),
        }
    }

    pub(crate) fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.0.insert(name.to_owned(), value.into());
    }

    /// Sets the field if there is a value; otherwise leaves it absent.
    pub(crate) fn set_some(&mut self, name: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.set(name, value);
        }
    }

    /// Sets the field to `null` if it is absent.
    pub(crate) fn set_null(&mut self, name: &str) {
        self.0.entry(name).or_insert(Value::Null);
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.0.remove(name);
    }
}

impl From<Fields> for Value {
    fn from(fields: Fields) -> Self {
        Self::Object(fields.0)
    }
}

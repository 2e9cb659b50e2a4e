//! A JSON object under construction: most of the platform's fields are there only when there is something to say.

use serde_json::{Map, Value};

/// An object's fields so far.
#[derive(Debug, Default)]
pub(crate) struct Fields(Map<String, Value>);

impl Fields {
    /// Starts from an object.
    pub(crate) fn of(object: Value) -> Self {
        match object {
            Value::Object(fields) => Self(fields),
            _ => Self::default(),
        }
    }

    pub(crate) fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.0.insert(name.to_owned(), value.into());
    }

    /// Sets the field if there is a value; otherwise it stays absent.
    pub(crate) fn set_some(&mut self, name: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.set(name, value);
        }
    }

    /// Writes `null` for a field that is absent.
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

//! Objects and field values of the reference, and helpers to read the platform's JSON.

use std::rc::Rc;

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

/// An object of the graph: its type and its platform data.
#[derive(Clone)]
pub(super) struct Object {
    pub(super) ty: String,
    pub(super) data: Rc<Value>,
    /// The session of an event.
    pub(super) session: Option<Rc<Value>>,
    /// The page of a connection.
    pub(super) page: Option<Rc<Page>>,
}

/// A page of a list.
pub(super) struct Page {
    pub(super) items: Vec<Object>,
    /// Number of items before this page.
    pub(super) skipped: usize,
    pub(super) more: bool,
    pub(super) has_previous: bool,
    pub(super) complete: bool,
}

/// Value of a field.
pub(super) enum FieldValue {
    Null,
    Leaf(Value),
    One(Object),
    Many(Vec<Option<Object>>),
}

impl Object {
    pub(super) fn new(ty: &str, data: impl Into<Rc<Value>>) -> Self {
        Self {
            ty: ty.to_owned(),
            data: data.into(),
            session: None,
            page: None,
        }
    }

    pub(super) fn id(&self) -> &str {
        self.data["id"].as_str().unwrap()
    }
}

impl From<Option<Object>> for FieldValue {
    fn from(object: Option<Object>) -> Self {
        object.map_or(Self::Null, Self::One)
    }
}

impl From<Option<String>> for FieldValue {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::Null, |text| Self::Leaf(text.into()))
    }
}

impl From<Value> for FieldValue {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            value => Self::Leaf(value),
        }
    }
}

/// A non-empty string.
pub(super) fn text(value: &Value) -> Option<String> {
    value
        .as_str()
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

/// An object with this data, if it is a JSON object.
pub(super) fn object_from(ty: &str, value: &Value) -> Option<Object> {
    value.is_object().then(|| Object::new(ty, value.clone()))
}

/// An object with only its id.
pub(super) fn object_with_id(ty: &str, value: &Value) -> Option<Object> {
    Some(Object::new(ty, json!({"id": text(&value["id"])?})))
}

pub(super) fn parse_time(value: &Value) -> Option<DateTime<Utc>> {
    Some(DateTime::parse_from_rfc3339(value.as_str()?).ok()?.to_utc())
}

/// A time in the format of the graph.
pub(super) fn format_time(time: DateTime<Utc>) -> Value {
    json!(time.to_rfc3339_opts(SecondsFormat::Millis, true))
}

/// A date of the platform, in the format of the graph.
pub(super) fn date(value: &Value) -> FieldValue {
    parse_time(value)
        .map(format_time)
        .map_or(FieldValue::Null, FieldValue::Leaf)
}

pub(super) fn divisions(session: &Value) -> Vec<&str> {
    let ids = session["divisionIds"].as_array();
    ids.into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

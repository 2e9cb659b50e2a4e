//! What a field of the reference answers, and how a platform's JSON is read.

use std::rc::Rc;

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

/// An object of the graph: its type and what is known of it.
#[derive(Clone)]
pub(super) struct Thing {
    pub(super) ty: String,
    pub(super) at: Rc<Value>,
    /// Of what happened in a session: the session.
    pub(super) session: Option<Rc<Value>>,
    /// Of a list, what is on the page.
    pub(super) page: Option<Rc<Page>>,
}

/// A page: its items, how many were before them, and whether there are more.
pub(super) struct Page {
    pub(super) items: Vec<Thing>,
    pub(super) passed: usize,
    pub(super) more: bool,
    pub(super) goes_on: bool,
    pub(super) complete: bool,
}

/// What a field answers.
pub(super) enum Got {
    Null,
    Leaf(Value),
    One(Thing),
    Many(Vec<Option<Thing>>),
}

impl Thing {
    pub(super) fn new(ty: &str, at: impl Into<Rc<Value>>) -> Self {
        Self {
            ty: ty.to_owned(),
            at: at.into(),
            session: None,
            page: None,
        }
    }

    pub(super) fn id(&self) -> &str {
        self.at["id"].as_str().unwrap()
    }
}

impl From<Option<Thing>> for Got {
    fn from(thing: Option<Thing>) -> Self {
        thing.map_or(Self::Null, Self::One)
    }
}

impl From<Option<String>> for Got {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::Null, |text| Self::Leaf(text.into()))
    }
}

impl From<Value> for Got {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            value => Self::Leaf(value),
        }
    }
}

/// A text that says something.
pub(super) fn text(value: &Value) -> Option<String> {
    value
        .as_str()
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

/// An object that is there.
pub(super) fn shape(ty: &str, value: &Value) -> Option<Thing> {
    value.is_object().then(|| Thing::new(ty, value.clone()))
}

/// Something of which the id is known.
pub(super) fn reference(ty: &str, value: &Value) -> Option<Thing> {
    Some(Thing::new(ty, json!({"id": text(&value["id"])?})))
}

pub(super) fn instant(value: &Value) -> Option<DateTime<Utc>> {
    Some(DateTime::parse_from_rfc3339(value.as_str()?).ok()?.to_utc())
}

pub(super) fn told(instant: DateTime<Utc>) -> Value {
    json!(instant.to_rfc3339_opts(SecondsFormat::Millis, true))
}

/// A date of the platform's, as the graph writes dates.
pub(super) fn date(value: &Value) -> Got {
    instant(value).map(told).map_or(Got::Null, Got::Leaf)
}

pub(super) fn divisions(session: &Value) -> Vec<&str> {
    let ids = session["divisionIds"].as_array();
    ids.into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

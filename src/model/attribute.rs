//! Custom attributes of sessions and events.

use get_size2::{GetSize, GetSizeTracker};
use serde::{Deserialize, Serialize};

use super::lazy::Json;

/// A custom attribute with one value.
#[derive(Debug, Clone, PartialEq, Eq, GetSize, Serialize, Deserialize)]
pub struct Attribute {
    /// Name of the attribute, unique in its session or event.
    pub name: String,
    /// Type of the value in the platform's spelling, such as `STRING`.
    pub data_type: Option<String>,
    /// The value as text. The platform sends values of every type as text.
    pub value: String,
}

/// A custom attribute with several values.
#[derive(Debug, Clone, PartialEq, Eq, GetSize, Serialize, Deserialize)]
pub struct AttributeList {
    /// Name of the attribute, unique among the attribute lists of its session.
    pub name: String,
    /// Type of all values in the platform's spelling.
    pub data_type: Option<String>,
    /// The values, in the platform's order.
    pub values: Vec<String>,
}

/// The custom attributes of an event as JSON.
#[derive(Clone)]
pub struct AttributesJson {
    json: Box<str>,
    read: fn(&str) -> Vec<Attribute>,
}

impl AttributesJson {
    /// The attributes in the platform's form, and the function that reads them. An empty text has none.
    pub fn new(json: &str, read: fn(&str) -> Vec<Attribute>) -> Self {
        Self {
            json: json.into(),
            read,
        }
    }
}

impl Json<Vec<Attribute>> for AttributesJson {
    fn read(&self) -> Vec<Attribute> {
        (self.read)(&self.json)
    }
}

impl PartialEq for AttributesJson {
    fn eq(&self, other: &Self) -> bool {
        self.json == other.json
    }
}

impl GetSize for AttributesJson {
    fn get_heap_size_with_tracker<Tr: GetSizeTracker>(&self, tracker: Tr) -> (usize, Tr) {
        self.json.get_heap_size_with_tracker(tracker)
    }
}

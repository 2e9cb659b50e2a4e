//! Custom attributes of sessions and events.

use get_size2::GetSize;
use serde::{Deserialize, Serialize};

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

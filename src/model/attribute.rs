//! Custom attributes, as sessions and events carry them.

use get_size2::GetSize;

/// A custom attribute with one value.
#[derive(Debug, Clone, PartialEq, Eq, GetSize)]
pub struct Attribute {
    /// Its name, unique among the attributes of one session or event.
    pub name: String,
    /// The platform's name of the type, such as `STRING`.
    pub data_type: Option<String>,
    /// The value. The platform writes values of every type as text.
    pub value: String,
}

/// A custom attribute with several values.
#[derive(Debug, Clone, PartialEq, Eq, GetSize)]
pub struct AttributeList {
    /// Its name, unique among the attribute lists of one session.
    pub name: String,
    /// The platform's name of the type that all values have.
    pub data_type: Option<String>,
    /// The values, in the platform's order.
    pub values: Vec<String>,
}

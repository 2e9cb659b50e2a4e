//! The fields of a request's body. They are read one by one: building a map of the whole body takes as long as reading a
//! cached response.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};

/// The fields of a body that are read. An absent one is `null`; of equal ones the last counts, as in a JSON object of
/// `serde_json`.
#[derive(Default)]
pub(super) struct Fields {
    pub(super) query: Value,
    pub(super) document_id: Value,
    /// Name that Relay's documentation and many of its network layers use for `documentId`.
    pub(super) doc_id: Value,
    pub(super) operation_name: Value,
    pub(super) variables: Value,
    pub(super) extensions: Value,
}

#[derive(serde::Deserialize)]
#[serde(field_identifier)]
enum Key {
    #[serde(rename = "query")]
    Query,
    #[serde(rename = "documentId")]
    DocumentId,
    #[serde(rename = "doc_id")]
    DocId,
    #[serde(rename = "operationName")]
    OperationName,
    #[serde(rename = "variables")]
    Variables,
    #[serde(rename = "extensions")]
    Extensions,
    #[serde(other)]
    Other,
}

impl From<Map<String, Value>> for Fields {
    fn from(mut object: Map<String, Value>) -> Self {
        let mut take = |key| object.remove(key).unwrap_or_default();
        Self {
            query: take("query"),
            document_id: take("documentId"),
            doc_id: take("doc_id"),
            operation_name: take("operationName"),
            variables: take("variables"),
            extensions: take("extensions"),
        }
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Fields, A::Error> {
        let mut fields = Fields::default();
        while let Some(key) = object.next_key()? {
            let field = match key {
                Key::Query => &mut fields.query,
                Key::DocumentId => &mut fields.document_id,
                Key::DocId => &mut fields.doc_id,
                Key::OperationName => &mut fields.operation_name,
                Key::Variables => &mut fields.variables,
                Key::Extensions => &mut fields.extensions,
                Key::Other => {
                    // `IgnoredAny` would accept invalid text, numbers and depths.
                    object.next_value::<Value>()?;
                    continue;
                }
            };
            *field = object.next_value()?;
        }
        Ok(fields)
    }
}

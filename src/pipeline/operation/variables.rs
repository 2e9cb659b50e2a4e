//! The values of an operation's variables, and the operation to execute.

use async_graphql::Positioned;
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationDefinition};
use serde_json::{Map, Value};

use crate::json;

/// Counts values, including those within lists and objects.
pub(super) fn count<'v>(values: impl Iterator<Item = &'v Value>) -> usize {
    let nested = |value: &Value| match value {
        Value::Array(items) => count(items.iter()),
        Value::Object(fields) => count(fields.values()),
        _ => 0,
    };
    values.map(|value| 1 + nested(value)).sum()
}

/// Serializes variables canonically, with sorted keys.
pub fn canonical(variables: &Map<String, Value>) -> Box<[u8]> {
    let mut text = Vec::new();
    write_fields(variables, &mut text);
    text.into()
}

fn write_fields(fields: &Map<String, Value>, text: &mut Vec<u8>) {
    let mut fields: Vec<_> = fields.iter().collect();
    fields.sort_unstable_by_key(|(name, _)| *name);
    for (name, value) in fields {
        json::write_string(name, text);
        text.push(b':');
        write_value(value, text);
        text.push(b',');
    }
}

fn write_value(value: &Value, text: &mut Vec<u8>) {
    match value {
        Value::Object(fields) => {
            text.push(b'{');
            write_fields(fields, text);
            text.push(b'}');
        }
        Value::Array(items) => {
            text.push(b'[');
            for item in items {
                write_value(item, text);
                text.push(b',');
            }
            text.push(b']');
        }
        Value::String(string) => json::write_string(string, text),
        plain => json::serialize(plain, text),
    }
}

/// The operation to execute; `None` if the document and the name do not determine it.
pub(super) fn operation<'d>(
    document: &'d ExecutableDocument,
    name: Option<&str>,
) -> Option<&'d OperationDefinition> {
    positioned_operation(document, name).map(|operation| &operation.node)
}

/// Like [`operation`], with its position.
pub(super) fn positioned_operation<'d>(
    document: &'d ExecutableDocument,
    name: Option<&str>,
) -> Option<&'d Positioned<OperationDefinition>> {
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Some(operation),
        // A document with one named operation, as most have.
        (DocumentOperations::Multiple(operations), name) if operations.len() == 1 => {
            let only = operations.iter().next();
            let only = only.filter(|(only, _)| name.is_none_or(|name| only.as_str() == name));
            only.map(|(_, operation)| operation)
        }
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(fields) => fields,
            other => panic!("{other}"),
        }
    }

    #[test]
    fn equal_variables_are_serialized_equally_and_different_ones_differently() {
        let first: Map<_, _> =
            serde_json::from_str(r#"{"a": {"x": 1, "y": [2, "3"]}, "b": null}"#).unwrap();
        let reordered: Map<_, _> =
            serde_json::from_str(r#"{"b": null, "a": {"y": [2, "3"], "x": 1}}"#).unwrap();
        assert_eq!(canonical(&first), canonical(&reordered));
        let different = [
            json!({}),
            json!({"a": null}),
            json!({"a": 1}),
            json!({"a": "1"}),
            json!({"a": [1]}),
            json!({"a": [[1]]}),
            json!({"a": {"b": 1}}),
            json!({"a": {}, "b": 1}),
            json!({"a": "\",\"b\":\""}),
            json!({"a": "", "b": ""}),
        ];
        let written: std::collections::BTreeSet<_> = different
            .iter()
            .map(|value| canonical(&object(value.clone())))
            .collect();
        assert_eq!(written.len(), different.len());
    }
}

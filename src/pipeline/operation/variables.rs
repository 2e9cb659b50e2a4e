//! Checks of an operation's variables. The engine checks values where they are used; a required variable that is
//! missing is a request error.

use std::fmt::Write;

use async_graphql::Positioned;
use async_graphql::parser::types::{
    BaseType, DocumentOperations, ExecutableDocument, OperationDefinition, Type,
};
use serde_json::{Map, Value};

use super::error::RequestError;

/// Counts values, including those within lists and objects.
pub(super) fn count<'v>(values: impl Iterator<Item = &'v Value>) -> usize {
    let nested = |value: &Value| match value {
        Value::Array(items) => count(items.iter()),
        Value::Object(fields) => count(fields.values()),
        _ => 0,
    };
    values.map(|value| 1 + nested(value)).sum()
}

/// Fails on the first required variable that is missing or null.
pub(super) fn check_required(
    operation: &OperationDefinition,
    variables: &Map<String, Value>,
) -> Result<(), RequestError> {
    for definition in &operation.variable_definitions {
        let required =
            !definition.node.var_type.node.nullable && definition.node.default_value.is_none();
        let name = definition.node.name.node.as_str();
        if required && variables.get(name).is_none_or(Value::is_null) {
            return Err(RequestError::MissingVariable {
                name: name.to_owned(),
                position: definition.pos,
            });
        }
    }
    Ok(())
}

/// Whether each variable has a built-in scalar type or a list of one, and a value of that type. Other types need the
/// schema, so the engine has to check them.
pub(super) fn are_plain(operation: &OperationDefinition, variables: &Map<String, Value>) -> bool {
    operation.variable_definitions.iter().all(|definition| {
        let definition = &definition.node;
        match variables.get(definition.name.node.as_str()) {
            Some(value) => is_plain(&definition.var_type.node, value),
            None => definition.default_value.is_some() || definition.var_type.node.nullable,
        }
    })
}

fn is_plain(ty: &Type, value: &Value) -> bool {
    if value.is_null() {
        return ty.nullable;
    }
    match (&ty.base, value) {
        (BaseType::List(item), Value::Array(items)) => {
            items.iter().all(|value| is_plain(item, value))
        }
        (BaseType::Named(name), value) => match name.as_str() {
            "ID" | "String" => value.is_string(),
            "Boolean" => value.is_boolean(),
            "Int" => value
                .as_i64()
                .is_some_and(|number| i32::try_from(number).is_ok()),
            _ => false,
        },
        _ => false,
    }
}

/// Serializes variables canonically, with sorted keys.
pub fn canonical(variables: &Map<String, Value>) -> String {
    let mut text = String::new();
    write_fields(variables, &mut text);
    text
}

fn write_fields(fields: &Map<String, Value>, text: &mut String) {
    let mut fields: Vec<_> = fields.iter().collect();
    fields.sort_unstable_by_key(|(name, _)| *name);
    for (name, value) in fields {
        // Writing to a string does not fail.
        let _ = write!(text, "{}:", Value::from(name.as_str()));
        write_value(value, text);
        text.push(',');
    }
}

fn write_value(value: &Value, text: &mut String) {
    match value {
        Value::Object(fields) => {
            text.push('{');
            write_fields(fields, text);
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for item in items {
                write_value(item, text);
                text.push(',');
            }
            text.push(']');
        }
        plain => drop(write!(text, "{plain}")),
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
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name),
        (DocumentOperations::Multiple(operations), None) if operations.len() == 1 => {
            operations.values().next()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
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

    #[test]
    fn only_values_of_built_in_scalars_are_plain() {
        let document =
            parse_query("query($id: ID!, $n: Int = 3, $ids: [ID!], $s: Status) { a }").unwrap();
        let plain = |value| are_plain(operation(&document, None).unwrap(), &object(value));
        assert!(plain(json!({"id": "x"})));
        assert!(plain(
            json!({"id": "x", "n": 7, "ids": ["a", "b"], "other": {}})
        ));
        assert!(plain(json!({"id": "x", "ids": null})));
        for value in [
            json!({}),
            json!({"id": null}),
            json!({"id": 7}),
            json!({"id": "x", "n": 4_000_000_000_u64}),
            json!({"id": "x", "n": 1.5}),
            json!({"id": "x", "ids": "a"}),
            json!({"id": "x", "ids": [null]}),
            json!({"id": "x", "s": "LIVE"}),
        ] {
            assert!(!plain(value.clone()), "{value}");
        }
    }
}

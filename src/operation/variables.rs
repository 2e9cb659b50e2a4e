//! Variables that must be there. The engine looks at values where they are used; that an operation
//! lacks one altogether is an error of the request.

use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationDefinition};
use serde_json::{Map, Value};

use super::Rejection;

/// How many values there are, those within lists and objects included.
pub(super) fn size<'v>(values: impl Iterator<Item = &'v Value>) -> usize {
    let within = |value: &Value| match value {
        Value::Array(items) => size(items.iter()),
        Value::Object(fields) => size(fields.values()),
        _ => 0,
    };
    values.map(|value| 1 + within(value)).sum()
}

/// Refuses the first variable that is required and missing or null.
pub(super) fn check(
    operation: &OperationDefinition,
    variables: &Map<String, Value>,
) -> Result<(), Rejection> {
    for definition in &operation.variable_definitions {
        let required =
            !definition.node.var_type.node.nullable && definition.node.default_value.is_none();
        let name = definition.node.name.node.as_str();
        if required && variables.get(name).is_none_or(Value::is_null) {
            return Err(Rejection::Variable {
                name: name.to_owned(),
                position: definition.pos,
            });
        }
    }
    Ok(())
}

/// The operation that will be executed, if there is no doubt about it.
pub(super) fn operation<'d>(
    document: &'d ExecutableDocument,
    name: Option<&str>,
) -> Option<&'d OperationDefinition> {
    let operation = match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => operation,
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name)?,
        (DocumentOperations::Multiple(operations), None) if operations.len() == 1 => {
            operations.values().next()?
        }
        _ => return None,
    };
    Some(&operation.node)
}

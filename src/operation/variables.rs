//! Variables that must be there. The engine looks at values where they are used; that an operation
//! lacks one altogether is an error of the request.

use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationDefinition};
use async_graphql::{Pos, Positioned};
use serde_json::{Map, Value};

/// The first variable that is required and missing or null, with its place.
pub(super) fn missing(
    document: &ExecutableDocument,
    operation_name: Option<&str>,
    variables: &Map<String, Value>,
) -> Option<(String, Pos)> {
    let operation = operation(document, operation_name)?;
    operation
        .variable_definitions
        .iter()
        .find_map(|definition| {
            let required =
                !definition.node.var_type.node.nullable && definition.node.default_value.is_none();
            let name = definition.node.name.node.as_str();
            let absent = variables.get(name).is_none_or(Value::is_null);
            (required && absent).then(|| (name.to_owned(), definition.pos))
        })
}

/// The operation that will be executed, if there is no doubt about it.
fn operation<'d>(
    document: &'d ExecutableDocument,
    name: Option<&str>,
) -> Option<&'d OperationDefinition> {
    let operation: &Positioned<OperationDefinition> = match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => operation,
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name)?,
        (DocumentOperations::Multiple(operations), None) if operations.len() == 1 => {
            operations.values().next()?
        }
        _ => return None,
    };
    Some(&operation.node)
}

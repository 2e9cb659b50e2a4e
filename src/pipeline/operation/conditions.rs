//! The conditions of `@skip` and `@include`. A variable with a default value may be null although its type at the
//! directive must not be. The specification fails the object that contains the selection; here the request fails.

use async_graphql::Positioned;
use async_graphql::ServerError;
use async_graphql::parser::types::{Directive, ExecutableDocument, Selection, SelectionSet};
use async_graphql_value::{Name, Value as Input};
use serde_json::{Map, Value};

use super::error::RequestError;

/// Fails if a condition of any selection is a variable that is null.
pub(super) fn check(
    document: &ExecutableDocument,
    variables: &Map<String, Value>,
) -> Result<(), RequestError> {
    if !variables.values().any(Value::is_null) {
        return Ok(());
    }
    let is_null = |name: &Name| variables.get(name.as_str()).is_some_and(Value::is_null);
    let operations = document.operations.iter();
    let operations = operations.map(|(_, operation)| &operation.node.selection_set.node);
    let fragments = document.fragments.values();
    let fragments = fragments.map(|fragment| &fragment.node.selection_set.node);
    let mut sets = operations.chain(fragments);
    match sets.find_map(|set| null_condition(set, &is_null)) {
        None => Ok(()),
        Some(directive) => {
            let name = &directive.node.name.node;
            let message = format!("the condition of `@{name}` is a variable that is null");
            let mut error = ServerError::new(message, Some(directive.pos));
            let extensions = error.extensions.get_or_insert_default();
            extensions.set("code", "BAD_USER_INPUT");
            Err(RequestError::Invalid(vec![error]))
        }
    }
}

fn null_condition<'d>(
    set: &'d SelectionSet,
    is_null: &impl Fn(&Name) -> bool,
) -> Option<&'d Positioned<Directive>> {
    set.items.iter().find_map(|selection| {
        let directives = selection.node.directives();
        let found = directives.iter().find(|directive| {
            matches!(
                directive.node.get_argument("if").map(|condition| &condition.node),
                Some(Input::Variable(name)) if is_null(name)
            )
        });
        found.or_else(|| match &selection.node {
            Selection::Field(field) => null_condition(&field.node.selection_set.node, is_null),
            Selection::InlineFragment(fragment) => {
                null_condition(&fragment.node.selection_set.node, is_null)
            }
            Selection::FragmentSpread(_) => None,
        })
    })
}

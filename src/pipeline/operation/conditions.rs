//! Variables that are null where the engine itself needs a value: in the conditions of `@skip` and `@include`, and in
//! `__type(name:)`. A variable with a default value may be null there. The specification fails the object or the field;
//! here the request fails.

use async_graphql::parser::types::{ExecutableDocument, Field, Selection, SelectionSet};
use async_graphql::{Pos, Positioned, ServerError};
use async_graphql_value::{Name, Value as Input};
use serde_json::{Map, Value};

use super::error::RequestError;

/// Fails if a condition or the name of a type is a variable that is null.
pub(super) fn check(
    document: &ExecutableDocument,
    variables: &Map<String, Value>,
) -> Result<(), RequestError> {
    if !variables.values().any(Value::is_null) {
        return Ok(());
    }
    let nulls = Nulls(variables);
    let operations = document.operations.iter();
    let operations = operations.map(|(_, operation)| &operation.node.selection_set.node);
    let fragments = document.fragments.values();
    let fragments = fragments.map(|fragment| &fragment.node.selection_set.node);
    let mut sets = operations.chain(fragments);
    let Some((name, position)) = sets.find_map(|set| nulls.find(set)) else {
        return Ok(());
    };
    let message = format!("the argument of `{name}` is a variable that is null");
    let mut error = ServerError::new(message, Some(position));
    let extensions = error.extensions.get_or_insert_default();
    extensions.set("code", "BAD_USER_INPUT");
    Err(RequestError::Invalid(vec![error]))
}

/// The variables of an operation. At least one is null.
struct Nulls<'v>(&'v Map<String, Value>);

impl Nulls<'_> {
    /// The directive or field that needs a value, with its position.
    fn find(&self, set: &SelectionSet) -> Option<(String, Pos)> {
        set.items.iter().find_map(|selection| {
            let mut directives = selection.node.directives().iter();
            let directive = directives.find(|directive| {
                let condition = directive.node.get_argument("if");
                condition.is_some_and(|condition| self.is_null(condition))
            });
            if let Some(directive) = directive {
                return Some((format!("@{}", directive.node.name.node), directive.pos));
            }
            match &selection.node {
                Selection::Field(field) => self.find_in_field(field),
                Selection::InlineFragment(fragment) => self.find(&fragment.node.selection_set.node),
                Selection::FragmentSpread(_) => None,
            }
        })
    }

    fn find_in_field(&self, field: &Positioned<Field>) -> Option<(String, Pos)> {
        let name = field.node.get_argument("name");
        if field.node.name.node == "__type" && name.is_some_and(|name| self.is_null(name)) {
            return Some(("__type".to_owned(), field.pos));
        }
        self.find(&field.node.selection_set.node)
    }

    fn is_null(&self, value: &Positioned<Input>) -> bool {
        match &value.node {
            Input::Variable(name) => self.0.get(Name::as_str(name)).is_some_and(Value::is_null),
            _ => false,
        }
    }
}

//! Variables that are null where the engine itself needs a value: in the conditions of `@skip` and `@include`, and in
//! `__type(name:)`. A variable with a default value may be null there. The specification fails the object or the field;
//! here the request fails.

use std::collections::HashSet;

use async_graphql::parser::types::{
    ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::{Pos, Positioned};
use async_graphql_value::{Name, Value as Input};
use serde_json::{Map, Value};

use super::error::RequestError;
use super::response::error_with_code;

/// Fails if a condition or the name of a type is a variable that is null, in the operation or a fragment that it spreads.
pub(super) fn check(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    variables: &Map<String, Value>,
) -> Result<(), RequestError> {
    if !variables.values().any(Value::is_null) {
        return Ok(());
    }
    let mut search = Search {
        document,
        variables,
        spreads: HashSet::new(),
    };
    let Some(found) = search.find(&operation.selection_set.node) else {
        return Ok(());
    };
    let message = format!(
        "argument `{}` of `{}` must not be null, but variable `${}` is null",
        found.argument, found.of, found.variable
    );
    let error = error_with_code(message, found.position, "BAD_USER_INPUT");
    Err(RequestError::Invalid(vec![error]))
}

/// An argument whose variable is null.
struct NullArgument {
    argument: &'static str,
    /// The directive or field with the argument.
    of: String,
    variable: Name,
    position: Pos,
}

struct Search<'d> {
    document: &'d ExecutableDocument,
    variables: &'d Map<String, Value>,
    /// The fragments that are searched already.
    spreads: HashSet<&'d Name>,
}

impl<'d> Search<'d> {
    fn find(&mut self, set: &'d SelectionSet) -> Option<NullArgument> {
        set.items.iter().find_map(|selection| {
            let mut directives = selection.node.directives().iter();
            let found = directives.find_map(|directive| {
                let variable = self.null_variable(directive.node.get_argument("if")?)?;
                Some(NullArgument {
                    argument: "if",
                    of: format!("@{}", directive.node.name.node),
                    variable: variable.clone(),
                    position: directive.pos,
                })
            });
            found.or_else(|| match &selection.node {
                Selection::Field(field) => self.find_in_field(field),
                Selection::InlineFragment(fragment) => self.find(&fragment.node.selection_set.node),
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    let fragment = self.document.fragments.get(name)?;
                    let is_new = self.spreads.insert(name);
                    is_new.then(|| self.find(&fragment.node.selection_set.node))?
                }
            })
        })
    }

    fn find_in_field(&mut self, field: &'d Positioned<Field>) -> Option<NullArgument> {
        let name = field.node.get_argument("name");
        if field.node.name.node == "__type"
            && let Some(variable) = name.and_then(|name| self.null_variable(name))
        {
            return Some(NullArgument {
                argument: "name",
                of: "__type".to_owned(),
                variable: variable.clone(),
                position: field.pos,
            });
        }
        self.find(&field.node.selection_set.node)
    }

    fn null_variable(&self, value: &'d Positioned<Input>) -> Option<&'d Name> {
        match &value.node {
            Input::Variable(name) if self.variables.get(name.as_str())?.is_null() => Some(name),
            _ => None,
        }
    }
}

//! `@skip` and `@include`.

use async_graphql::Positioned;
use async_graphql::parser::types::{Directive, ExecutableDocument, Selection, SelectionSet};
use async_graphql_value::Value as Input;
use serde_json::{Map, Value};

/// Whether a selection of a document has a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Conditions {
    Present,
    Absent,
}

impl Conditions {
    pub(crate) fn of(document: &ExecutableDocument) -> Self {
        let operations = document.operations.iter();
        let operations = operations.map(|(_, operation)| &operation.node.selection_set.node);
        let fragments = document.fragments.values();
        let fragments = fragments.map(|fragment| &fragment.node.selection_set.node);
        if operations.chain(fragments).any(is_conditional) {
            Self::Present
        } else {
            Self::Absent
        }
    }
}

fn is_conditional(set: &SelectionSet) -> bool {
    set.items.iter().any(|selection| {
        let below = match &selection.node {
            Selection::Field(field) => Some(&field.node.selection_set.node),
            Selection::InlineFragment(fragment) => Some(&fragment.node.selection_set.node),
            Selection::FragmentSpread(_) => None,
        };
        !selection.node.directives().is_empty() || below.is_some_and(is_conditional)
    })
}

/// Whether a selection with these directives is skipped. `variables` are coerced.
fn is_skipped(directives: &[Positioned<Directive>], variables: &Map<String, Value>) -> bool {
    directives.iter().any(|directive| {
        let condition = directive.node.get_argument("if");
        let condition = condition.and_then(|condition| match &condition.node {
            Input::Boolean(condition) => Some(*condition),
            Input::Variable(name) => variables.get(name.as_str())?.as_bool(),
            _ => None,
        });
        match directive.node.name.node.as_str() {
            "skip" => condition == Some(true),
            "include" => condition == Some(false),
            _ => false,
        }
    })
}

/// Removes the selections that are skipped, and the conditions of the others.
pub(super) fn remove_skipped(set: &mut SelectionSet, variables: &Map<String, Value>) {
    set.items
        .retain(|selection| !is_skipped(selection.node.directives(), variables));
    for selection in &mut set.items {
        let below = match &mut selection.node {
            Selection::Field(field) => {
                field.node.directives.clear();
                &mut field.node.selection_set
            }
            Selection::InlineFragment(fragment) => {
                fragment.node.directives.clear();
                &mut fragment.node.selection_set
            }
            Selection::FragmentSpread(spread) => {
                spread.node.directives.clear();
                continue;
            }
        };
        remove_skipped(&mut below.node, variables);
    }
}

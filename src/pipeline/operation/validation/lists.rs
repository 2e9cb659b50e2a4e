//! Arguments of merged fields that differ only in the length of a list. `apollo-compiler` compares two lists up to the
//! end of the shorter one, so a document in which two fields with lists have one response key is validated a second time,
//! with an end mark in each list.

use std::collections::HashMap;

use apollo_compiler::ast::{Argument, Definition, Document, Selection, Value};
use apollo_compiler::{Name, Node};

use super::invalid::Invalid;
use super::schema::schema;

/// The rule that compares arguments.
const RULE: &str = "ConflictingFieldArgument";

/// Conflicts between merged fields whose lists differ in length.
pub(super) fn errors(document: &Document) -> Vec<Invalid> {
    let mut keys = HashMap::new();
    for definition in &document.definitions {
        count_keys(selections(definition), &mut keys);
    }
    if keys.values().all(|count| *count < 2) {
        return Vec::new();
    }
    let mut marked = document.clone();
    for definition in &mut marked.definitions {
        match definition {
            Definition::OperationDefinition(operation) => {
                append_end_marks(&mut operation.make_mut().selection_set);
            }
            Definition::FragmentDefinition(fragment) => {
                append_end_marks(&mut fragment.make_mut().selection_set);
            }
            _ => {}
        }
    }
    let Err(failed) = marked.to_executable_validate(schema()) else {
        return Vec::new();
    };
    let conflicts = failed.errors.iter();
    let conflicts = conflicts.filter(|error| error.error.unstable_error_name() == Some(RULE));
    conflicts
        .map(|error| Invalid::from_diagnostic(error.error))
        .collect()
}

fn selections(definition: &Definition) -> &[Selection] {
    match definition {
        Definition::OperationDefinition(operation) => &operation.selection_set,
        Definition::FragmentDefinition(fragment) => &fragment.selection_set,
        _ => &[],
    }
}

/// Counts the response keys of fields that have a list in an argument.
fn count_keys<'d>(selections: &'d [Selection], keys: &mut HashMap<&'d Name, usize>) {
    for selection in selections {
        match selection {
            Selection::Field(field) => {
                if field
                    .arguments
                    .iter()
                    .any(|argument| has_list(&argument.value))
                {
                    *keys.entry(field.response_name()).or_default() += 1;
                }
                count_keys(&field.selection_set, keys);
            }
            Selection::InlineFragment(fragment) => count_keys(&fragment.selection_set, keys),
            Selection::FragmentSpread(_) => {}
        }
    }
}

fn has_list(value: &Value) -> bool {
    match value {
        Value::List(_) => true,
        Value::Object(fields) => fields.iter().any(|(_, value)| has_list(value)),
        _ => false,
    }
}

fn append_end_marks(selections: &mut [Selection]) {
    for selection in selections {
        match selection {
            Selection::Field(field) => {
                let field = field.make_mut();
                for argument in &mut field.arguments {
                    let argument: &mut Argument = argument.make_mut();
                    mark_lists(argument.value.make_mut());
                }
                append_end_marks(&mut field.selection_set);
            }
            Selection::InlineFragment(fragment) => {
                append_end_marks(&mut fragment.make_mut().selection_set);
            }
            Selection::FragmentSpread(_) => {}
        }
    }
}

fn mark_lists(value: &mut Value) {
    match value {
        Value::List(items) => {
            for item in &mut *items {
                mark_lists(item.make_mut());
            }
            // No document can contain this value: it is not a name.
            items.push(Node::new(Value::Enum(Name::new_unchecked(""))));
        }
        Value::Object(fields) => {
            for (_, value) in fields {
                mark_lists(value.make_mut());
            }
        }
        _ => {}
    }
}

//! Definitions that hide each other. They are checked before the limits are counted, because the engine's form of a
//! document has one definition for each name.

use std::collections::HashSet;

use apollo_compiler::ast::{Definition, Document};

use super::invalid::Invalid;

/// Operations and fragments whose names are not unique, and an anonymous operation beside others.
pub(super) fn errors(document: &Document) -> Vec<Invalid> {
    let operations = document.definitions.iter();
    let operations = operations.filter(|definition| definition.as_operation_definition().is_some());
    let is_single = operations.count() < 2;
    let mut operations = HashSet::new();
    let mut fragments = HashSet::new();
    let mut invalid = Vec::new();
    for definition in &document.definitions {
        let message = match definition {
            Definition::OperationDefinition(operation) => match &operation.name {
                Some(name) if !operations.insert(name) => {
                    format!("operation `{name}` is defined more than once")
                }
                None if !is_single => {
                    "an operation without a name must be the only operation".to_owned()
                }
                _ => continue,
            },
            Definition::FragmentDefinition(fragment) if !fragments.insert(&fragment.name) => {
                format!("fragment `{}` is defined more than once", fragment.name)
            }
            _ => continue,
        };
        invalid.push(Invalid::new(definition.location(), message));
    }
    invalid
}

//! The public schema as a syntax tree.

use apollo_compiler::ast::{Definition, DirectiveList, Document, FieldDefinition};
use apollo_compiler::{Name, Node};

use crate::graph::registry::fields;
use crate::graph::schema::sdl;

/// The public schema.
pub(super) fn public_schema() -> Document {
    // Invalid only if the engine printed an invalid schema; a test of validation excludes that.
    Document::parse(sdl(), "schema.graphql").unwrap_or_else(|failed| failed.partial)
}

/// The directives of a text such as `@key(fields: "id") @shareable`.
pub(super) fn directives(text: &str) -> DirectiveList {
    let text = format!("scalar Any {text}");
    let document = Document::parse(text, "directives").unwrap_or_else(|failed| failed.partial);
    match document.definitions.into_iter().next() {
        Some(Definition::ScalarTypeDefinition(scalar)) => scalar.directives.clone(),
        _ => DirectiveList::new(),
    }
}

/// The fields of an object or interface type.
pub(super) fn fields_of(definition: &mut Definition) -> Option<&mut Vec<Node<FieldDefinition>>> {
    match definition {
        Definition::ObjectTypeDefinition(object) => Some(&mut object.make_mut().fields),
        Definition::InterfaceTypeDefinition(interface) => Some(&mut interface.make_mut().fields),
        _ => None,
    }
}

/// Whether a definition is that of an object type whose objects can be looked up by id.
pub(super) fn is_entity(definition: &Definition) -> bool {
    definition
        .name()
        .is_some_and(|name: &Name| fields().is_entity(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_are_read_from_text() {
        let read = directives(r#"@key(fields: "id") @shareable"#);
        let names: Vec<_> = read
            .iter()
            .map(|directive| directive.name.as_str())
            .collect();
        assert_eq!(names, ["key", "shareable"]);
    }
}

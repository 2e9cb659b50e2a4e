//! The schema as a subschema for schema stitching, with the directives that `@graphql-tools/stitching-directives` reads.

use apollo_compiler::ast::Definition;

use super::document::{directives, fields_of, is_entity, public_schema};
use crate::graph::declaration::ListSize;
use crate::graph::registry::fields;

/// Definitions of the directives, as that package prints them.
const DEFINITIONS: &str = "\
directive @key(selectionSet: String!) on OBJECT

directive @merge(keyField: String, keyArg: String, additionalArgs: String, key: [String!], argsExpr: String) on FIELD_DEFINITION
";

/// The schema with `@key` on types that can be looked up by id, and `@merge` on the query fields that look several up at
/// once.
pub fn stitching_sdl() -> String {
    let mut document = public_schema();
    let query = fields().query_type();
    for definition in &mut document.definitions {
        let is_entity = is_entity(definition);
        if let Definition::ObjectTypeDefinition(object) = definition
            && is_entity
        {
            let key = directives(r#"@key(selectionSet: "{ id }")"#);
            object.make_mut().directives.extend(key);
        }
        if definition.name().is_some_and(|name| name == query) {
            for field in fields_of(definition).into_iter().flatten() {
                let declared = fields().get(query, &field.name);
                if declared.is_some_and(|field| field.declaration.list == ListSize::Ids) {
                    let merge = directives(r#"@merge(keyField: "id")"#);
                    field.make_mut().directives.extend(merge);
                }
            }
        }
    }
    format!("{DEFINITIONS}\n{document}")
}

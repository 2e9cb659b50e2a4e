//! Exhaustive queries: every object of a simulated organization with all fields, including nested objects.

use std::fmt::Write;

use async_graphql::parser::types::TypeKind;
use serde_json::json;

use super::super::schema::fields;
use super::writer::{has_fields, implementors, returned_type};
use super::{GeneratedQuery, Pool, TYPES};

/// One query for each id, and one for each field of `Query` without arguments.
pub(in super::super) fn exhaustive_queries(pool: &Pool) -> Vec<GeneratedQuery> {
    let mut queries = Vec::new();
    for field in fields(&TYPES["Query"]) {
        let (name, ty) = (&field.name.node, returned_type(field));
        let selection = all_fields(&ty, &[]);
        let has_argument = |name| {
            field
                .arguments
                .iter()
                .any(|argument| argument.node.name.node == name)
        };
        if has_argument("id") {
            let ids = pool.ids(&ty).iter();
            queries.extend(ids.map(|id| format!("{{ {name}(id: \"{id}\") {{ {selection} }} }}")));
        } else if field.arguments.is_empty() {
            queries.push(format!("{{ {name} {{ {selection} }} }}"));
        }
    }
    let generated = queries.into_iter().map(|text| GeneratedQuery {
        text,
        variables: json!({}),
    });
    generated.collect()
}

/// Selects all fields of a type. An object of a type in `ancestors` gets its id only, so that the recursion ends.
fn all_fields(ty: &str, ancestors: &[&str]) -> String {
    let ancestors = [ancestors, &[ty]].concat();
    let own = fields(&TYPES[ty]);
    let mut text = "__typename ".to_owned();
    for field in &own {
        text.push_str(&field_selection(
            &field.name.node,
            &returned_type(field),
            &ancestors,
        ));
    }
    if matches!(TYPES[ty].kind, TypeKind::Interface(_)) {
        for name in implementors(ty) {
            let _ = write!(text, "... on {name} {{ __typename ");
            for field in fields(&TYPES[name]) {
                if own.iter().all(|other| other.name.node != field.name.node) {
                    let field_name = &field.name.node;
                    let _ = write!(text, "{name}_{field_name}: ");
                    text.push_str(&field_selection(
                        field_name,
                        &returned_type(field),
                        &ancestors,
                    ));
                }
            }
            text.push_str("} ");
        }
    }
    text
}

fn field_selection(name: &str, returns: &str, ancestors: &[&str]) -> String {
    if !TYPES.get(returns).is_some_and(has_fields) {
        return format!("{name} ");
    }
    if ancestors.contains(&returns)
        || (returns == "SessionConnection" && ancestors.contains(&"Session"))
    {
        let own = fields(&TYPES[returns]);
        let has_id = own.iter().any(|field| field.name.node == "id");
        let inner = if has_id { "id" } else { "__typename" };
        return format!("{name} {{ {inner} }} ");
    }
    format!("{name} {{ {} }} ", all_fields(returns, ancestors))
}

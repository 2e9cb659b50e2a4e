//! Not at random: each thing of a world with all its fields, and those of whatever is in it.

use std::fmt::Write;

use async_graphql::parser::types::TypeKind;
use serde_json::json;

use super::super::schema::fields;
use super::writer::{has_fields, implementors, returns};
use super::{GeneratedQuery, Pool, TYPES};

/// A query for each thing that has an id, and one for the viewer.
pub(in super::super) fn exhaustive_queries(pool: &Pool) -> Vec<GeneratedQuery> {
    let mut queries = Vec::new();
    for field in fields(&TYPES["Query"]) {
        let (name, ty) = (&field.name.node, returns(field));
        let selection = all(&ty, &[]);
        let is_by = |name| field.arguments.iter().any(|one| one.node.name.node == name);
        if is_by("id") {
            let ids = pool.ids(&ty).iter();
            queries.extend(ids.map(|id| format!("{{ {name}(id: \"{id}\") {{ {selection} }} }}")));
        } else if field.arguments.is_empty() {
            queries.push(format!("{{ {name} {{ {selection} }} }}"));
        }
    }
    let drawn = queries.into_iter().map(|text| GeneratedQuery {
        text,
        variables: json!({}),
    });
    drawn.collect()
}

/// All fields of a type. What it is itself within is told by its id.
fn all(ty: &str, within: &[&str]) -> String {
    let within = [within, &[ty]].concat();
    let own = fields(&TYPES[ty]);
    let mut text = "__typename ".to_owned();
    for field in &own {
        text.push_str(&one(&field.name.node, &returns(field), &within));
    }
    if matches!(TYPES[ty].kind, TypeKind::Interface(_)) {
        for name in implementors(ty) {
            let _ = write!(text, "... on {name} {{ __typename ");
            for field in fields(&TYPES[name]) {
                if own.iter().all(|one| one.name.node != field.name.node) {
                    let field_name = &field.name.node;
                    let _ = write!(text, "{name}_{field_name}: ");
                    text.push_str(&one(field_name, &returns(field), &within));
                }
            }
            text.push_str("} ");
        }
    }
    text
}

fn one(name: &str, returns: &str, within: &[&str]) -> String {
    if !TYPES.get(returns).is_some_and(has_fields) {
        return format!("{name} ");
    }
    if within.contains(&returns) || (returns == "SessionConnection" && within.contains(&"Session"))
    {
        let own = fields(&TYPES[returns]);
        let has_id = own.iter().any(|field| field.name.node == "id");
        let inner = if has_id { "id" } else { "__typename" };
        return format!("{name} {{ {inner} }} ");
    }
    format!("{name} {{ {} }} ", all(returns, within))
}

//! Two corrections of introspection. The engine reports the description of the type `__Schema` as that of the schema, and
//! null as the `interfaces` of an interface. The selections in question get a marked response key, which no client can
//! choose because it is not a name, and the marks are resolved in the response.

use std::collections::HashMap;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{
    ExecutableDocument, Field, FragmentDefinition, Selection, SelectionSet,
};
use async_graphql::{Name, Positioned, Value};

/// Prefix of the response key of the schema's description.
const DESCRIPTION: &str = "schema description:";

/// Prefix of an added `kind` selection. The response key of the `interfaces` beside it follows.
const KIND: &str = "kind for interfaces:";

/// Whether a document selects `__schema` or `__type`.
pub(crate) fn introspects(document: &ExecutableDocument) -> bool {
    selection_sets(document).any(|set| set.items.iter().any(|item| contains(&item.node)))
}

fn contains(selection: &Selection) -> bool {
    match selection {
        Selection::Field(field) => {
            matches!(field.node.name.node.as_str(), "__schema" | "__type")
        }
        Selection::InlineFragment(fragment) => {
            let set = &fragment.node.selection_set.node;
            set.items.iter().any(|item| contains(&item.node))
        }
        Selection::FragmentSpread(_) => false,
    }
}

fn selection_sets(document: &ExecutableDocument) -> impl Iterator<Item = &SelectionSet> {
    let operations = document.operations.iter();
    let operations = operations.map(|(_, operation)| &operation.node.selection_set.node);
    let fragments = document.fragments.values();
    operations.chain(fragments.map(|fragment| &fragment.node.selection_set.node))
}

/// Marks the selections of one operation and of the fragments.
pub(crate) fn mark(
    operation: &mut SelectionSet,
    fragments: &mut HashMap<Name, Positioned<FragmentDefinition>>,
) {
    mark_set(operation, false);
    for fragment in fragments.values_mut() {
        let on_schema = fragment.node.type_condition.node.on.node == "__Schema";
        mark_set(&mut fragment.node.selection_set.node, on_schema);
    }
}

/// `on_schema` is whether the selections are on `__Schema`.
fn mark_set(set: &mut SelectionSet, on_schema: bool) {
    let mut kinds = Vec::new();
    for item in &mut set.items {
        match &mut item.node {
            Selection::Field(field) => {
                let key = field.node.response_key().clone();
                let marked = |mark: &str| key.clone().map(|key| Name::new(format!("{mark}{key}")));
                let name = field.node.name.node.as_str();
                if name == "interfaces" {
                    kinds.push(Positioned::new(kind(marked(KIND)), field.pos));
                }
                if name == "description" && on_schema {
                    field.node.alias = Some(marked(DESCRIPTION));
                }
                let on_schema = name == "__schema";
                mark_set(&mut field.node.selection_set.node, on_schema);
            }
            Selection::InlineFragment(fragment) => {
                let condition = fragment.node.type_condition.as_ref();
                let on_schema = condition.map_or(on_schema, |on| on.node.on.node == "__Schema");
                mark_set(&mut fragment.node.selection_set.node, on_schema);
            }
            Selection::FragmentSpread(_) => {}
        }
    }
    let kinds = kinds.into_iter().map(|kind| {
        let position = kind.pos;
        Positioned::new(Selection::Field(kind), position)
    });
    set.items.extend(kinds);
}

fn kind(key: Positioned<Name>) -> Field {
    let position = key.pos;
    Field {
        alias: Some(key),
        name: Positioned::new(Name::new("kind"), position),
        arguments: Vec::new(),
        directives: Vec::new(),
        selection_set: Positioned::default(),
    }
}

/// Resolves the marks in a response. `description` is that of the schema.
pub(crate) fn resolve_marks(value: Value, description: &str) -> Value {
    match value {
        Value::List(items) => {
            let items = items.into_iter();
            let items = items.map(|item| resolve_marks(item, description));
            Value::List(items.collect())
        }
        Value::Object(fields) => Value::Object(resolve_in_object(fields, description)),
        scalar => scalar,
    }
}

fn resolve_in_object(fields: IndexMap<Name, Value>, description: &str) -> IndexMap<Name, Value> {
    let mut resolved = IndexMap::with_capacity(fields.len());
    let mut of_interfaces = Vec::new();
    for (key, value) in fields {
        if let Some(key) = key.strip_prefix(DESCRIPTION) {
            resolved.insert(Name::new(key), Value::from(description));
        } else if let Some(key) = key.strip_prefix(KIND) {
            if matches!(&value, Value::Enum(kind) if kind == "INTERFACE") {
                of_interfaces.push(Name::new(key));
            }
        } else {
            resolved.insert(key, resolve_marks(value, description));
        }
    }
    for key in of_interfaces {
        if let Some(interfaces) = resolved.get_mut(&key)
            && *interfaces == Value::Null
        {
            *interfaces = Value::List(Vec::new());
        }
    }
    resolved
}

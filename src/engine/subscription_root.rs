//! The root field of a subscription. The engine runs one stream for each selection and does not look into fragments, so
//! the selections are replaced by the fields that remain when fragments and conditions are resolved, each response key
//! once.

use std::collections::HashMap;

use async_graphql::parser::types::{Directive, Field, FragmentDefinition, Selection, SelectionSet};
use async_graphql::{Name, Positioned};
use async_graphql_value::Value as Input;
use serde_json::{Map, Value};

type Fragments = HashMap<Name, Positioned<FragmentDefinition>>;

/// Resolves fragments and conditions of the root selections. `variables` are coerced, and the fields of the document are
/// within their limit.
pub(crate) fn resolve(
    root: &SelectionSet,
    fragments: &Fragments,
    variables: &Map<String, Value>,
) -> SelectionSet {
    let mut fields = Vec::new();
    let root_fields = RootFields {
        fragments,
        variables,
    };
    root_fields.collect(root, &mut fields);
    let items = fields.into_iter().map(|field| {
        let position = field.pos;
        Positioned::new(Selection::Field(field), position)
    });
    SelectionSet {
        items: items.collect(),
    }
}

struct RootFields<'a> {
    fragments: &'a Fragments,
    variables: &'a Map<String, Value>,
}

impl RootFields<'_> {
    fn collect(&self, set: &SelectionSet, fields: &mut Vec<Positioned<Field>>) {
        for selection in &set.items {
            if self.is_skipped(selection.node.directives()) {
                continue;
            }
            match &selection.node {
                Selection::Field(field) => add(field, fields),
                Selection::InlineFragment(fragment) => {
                    self.collect(&fragment.node.selection_set.node, fields);
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    if let Some(fragment) = self.fragments.get(name) {
                        self.collect(&fragment.node.selection_set.node, fields);
                    }
                }
            }
        }
    }

    fn is_skipped(&self, directives: &[Positioned<Directive>]) -> bool {
        directives.iter().any(|directive| {
            let condition = directive.node.get_argument("if");
            let condition = condition.and_then(|condition| match &condition.node {
                Input::Boolean(condition) => Some(*condition),
                Input::Variable(name) => self.variables.get(name.as_str())?.as_bool(),
                _ => None,
            });
            match directive.node.name.node.as_str() {
                "skip" => condition == Some(true),
                "include" => condition == Some(false),
                _ => false,
            }
        })
    }
}

fn add(field: &Positioned<Field>, fields: &mut Vec<Positioned<Field>>) {
    let key = &field.node.response_key().node;
    let mut known = fields.iter_mut();
    match known.find(|known| known.node.response_key().node == *key) {
        Some(known) => {
            let selections = field.node.selection_set.node.items.iter().cloned();
            known.node.selection_set.node.items.extend(selections);
        }
        None => fields.push(field.clone()),
    }
}

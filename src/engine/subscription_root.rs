//! The root fields of a subscription. The engine runs one stream for each field and does not look into fragments, so the
//! fields of fragments are found first, each response key once.

use std::collections::HashMap;

use async_graphql::parser::types::{Field, FragmentDefinition, Selection, SelectionSet};
use async_graphql::{Name, Positioned};

type Fragments = HashMap<Name, Positioned<FragmentDefinition>>;

/// The fields that the root selections select, without those that are skipped. The fields of the document are within
/// their limit.
pub(super) fn fields(root: &SelectionSet, fragments: &Fragments) -> Vec<Positioned<Field>> {
    let mut fields = Vec::new();
    collect(root, fragments, &mut fields);
    fields
}

fn collect(set: &SelectionSet, fragments: &Fragments, fields: &mut Vec<Positioned<Field>>) {
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) => add(field, fields),
            Selection::InlineFragment(fragment) => {
                collect(&fragment.node.selection_set.node, fragments, fields);
            }
            Selection::FragmentSpread(spread) => {
                let name = &spread.node.fragment_name.node;
                if let Some(fragment) = fragments.get(name) {
                    collect(&fragment.node.selection_set.node, fragments, fields);
                }
            }
        }
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

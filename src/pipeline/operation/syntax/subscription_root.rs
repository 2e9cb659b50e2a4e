//! The root fields of a subscription, without fragments and each response key once. The engine runs one stream for
//! each selection and does not look into fragments.

use async_graphql::Positioned;
use async_graphql::parser::types::{
    Directive, DocumentOperations, ExecutableDocument, Field, InlineFragment, OperationType,
    Selection, SelectionSet,
};
use async_graphql_value::Name;

/// Replaces the selections of each subscription operation by its root fields.
pub(super) fn flatten(document: &mut ExecutableDocument) {
    let subscriptions = document.operations.iter();
    let subscriptions = subscriptions
        .filter(|(_, operation)| operation.node.ty == OperationType::Subscription)
        .map(|(name, operation)| {
            let mut root = Root {
                document,
                fields: Vec::new(),
                spreads: Vec::new(),
            };
            root.add(&operation.node.selection_set.node, &[]);
            (name.cloned(), root.fields)
        });
    for (name, fields) in subscriptions.collect::<Vec<_>>() {
        let items = fields.into_iter().map(|field| {
            let position = field.pos;
            Positioned::new(Selection::Field(field), position)
        });
        let items = items.collect();
        if let Some(operation) = operation_mut(document, name.as_ref()) {
            *operation = SelectionSet { items };
        }
    }
}

fn operation_mut<'d>(
    document: &'d mut ExecutableDocument,
    name: Option<&Name>,
) -> Option<&'d mut SelectionSet> {
    let operation = match (&mut document.operations, name) {
        (DocumentOperations::Single(operation), _) => operation,
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get_mut(name)?,
        (DocumentOperations::Multiple(_), None) => return None,
    };
    Some(&mut operation.node.selection_set.node)
}

struct Root<'d> {
    document: &'d ExecutableDocument,
    fields: Vec<Positioned<Field>>,
    spreads: Vec<&'d Name>,
}

impl<'d> Root<'d> {
    /// Adds the fields of `set`. Each field gets the directives of the fragments that contain it.
    fn add(&mut self, set: &'d SelectionSet, outer: &[Positioned<Directive>]) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => self.add_field(field, outer),
                Selection::InlineFragment(fragment) => {
                    let fragment = &fragment.node;
                    let directives = [outer, fragment.directives.as_slice()].concat();
                    self.add(&fragment.selection_set.node, &directives);
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    if let Some(fragment) = self.document.fragments.get(name)
                        && !self.spreads.contains(&name)
                    {
                        self.spreads.push(name);
                        let directives = [outer, spread.node.directives.as_slice()].concat();
                        self.add(&fragment.node.selection_set.node, &directives);
                        self.spreads.pop();
                    }
                }
            }
        }
    }

    fn add_field(&mut self, field: &Positioned<Field>, outer: &[Positioned<Directive>]) {
        let mut field = field.clone();
        field.node.directives.extend_from_slice(outer);
        let key = &field.node.response_key().node;
        let mut known = self.fields.iter_mut();
        let known = known.find(|known| {
            let is_conditional =
                !known.node.directives.is_empty() && !field.node.directives.is_empty();
            known.node.response_key().node == *key && !is_conditional
        });
        match known {
            Some(known) => {
                // One of the two is not conditional, so the field is selected.
                make_unconditional(known);
                make_unconditional(&mut field);
                let selections = field.node.selection_set.node.items;
                known.node.selection_set.node.items.extend(selections);
            }
            None => self.fields.push(field),
        }
    }
}

/// Moves the directives of a field to its selections.
fn make_unconditional(field: &mut Positioned<Field>) {
    let directives = std::mem::take(&mut field.node.directives);
    if directives.is_empty() {
        return;
    }
    let set = &mut field.node.selection_set;
    let fragment = InlineFragment {
        type_condition: None,
        directives,
        selection_set: std::mem::take(set),
    };
    let fragment = Positioned::new(fragment, field.pos);
    let selection = Positioned::new(Selection::InlineFragment(fragment), field.pos);
    set.node.items.push(selection);
}

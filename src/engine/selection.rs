//! The fields that a selection set selects on an object.

use std::collections::HashMap;

use async_graphql::parser::types::{Field, FragmentDefinition, Selection, SelectionSet};
use async_graphql::registry::Registry;
use async_graphql::{ContextBase, Name, OutputType, Positioned};

/// The field that every object has.
pub(super) const TYPE_NAME: &str = "__typename";

/// The name of a field in the response.
pub(super) fn response_key(field: &Positioned<Field>) -> &Name {
    &field.node.response_key().node
}

/// What a selection set refers to: its document's fragments, and the types of the schema.
#[derive(Clone, Copy)]
pub(super) struct Document<'a> {
    pub(super) registry: &'a Registry,
    pub(super) fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
}

impl<'a> Document<'a> {
    pub(super) fn of<T>(ctx: &ContextBase<'a, T>) -> Self {
        Self {
            registry: &ctx.schema_env.registry,
            fragments: &ctx.query_env.fragments,
        }
    }
}

/// Calls `each` for the selected fields of an object of type `T`, in the order of the selection.
pub(super) fn for_each_field<'a, T: OutputType>(
    document: Document<'a>,
    set: &'a Positioned<SelectionSet>,
    each: &mut impl FnMut(&'a Positioned<Field>),
) {
    for selection in &set.node.items {
        let below = match &selection.node {
            Selection::Field(field) => {
                each(field);
                None
            }
            Selection::InlineFragment(fragment) => {
                let condition = fragment.node.type_condition.as_ref();
                let applies = condition.is_none_or(|on| applies::<T>(document, &on.node.on.node));
                applies.then_some(&fragment.node.selection_set)
            }
            Selection::FragmentSpread(spread) => {
                // Validation has checked that the fragment exists.
                let fragment = document.fragments.get(&spread.node.fragment_name.node);
                fragment
                    .filter(|fragment| {
                        applies::<T>(document, &fragment.node.type_condition.node.on.node)
                    })
                    .map(|fragment| &fragment.node.selection_set)
            }
        };
        if let Some(set) = below {
            for_each_field::<T>(document, set, each);
        }
    }
}

/// Whether a fragment on `condition` applies to the object type `T`: that type, or an interface or a union that contains it.
fn applies<T: OutputType>(document: Document<'_>, condition: &Name) -> bool {
    let name = T::type_name();
    *condition == *name
        || document
            .registry
            .types
            .get(condition.as_str())
            .is_some_and(|on| on.is_possible_type(&name))
}

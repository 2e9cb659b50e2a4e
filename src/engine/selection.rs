//! The fields that a selection set selects on an object.

use async_graphql::parser::types::{Field, Selection, SelectionSet};
use async_graphql::{ContextSelectionSet, Name, OutputType, Positioned};

/// The field that every object has.
pub(super) const TYPE_NAME: &str = "__typename";

/// The name of a field in the response.
pub(super) fn response_key(field: &Positioned<Field>) -> &Name {
    &field.node.response_key().node
}

/// Calls `each` for the selected fields of an object of type `T`, in the order of the selection.
pub(super) fn for_each_field<'a, T: OutputType, E>(
    ctx: &ContextSelectionSet<'a>,
    set: &'a Positioned<SelectionSet>,
    each: &mut impl FnMut(&'a Positioned<Field>) -> Result<(), E>,
) -> Result<(), E> {
    for selection in &set.node.items {
        let below = match &selection.node {
            Selection::Field(field) => {
                each(field)?;
                None
            }
            Selection::InlineFragment(fragment) => {
                let condition = fragment.node.type_condition.as_ref();
                let applies = condition.is_none_or(|on| applies::<T>(ctx, &on.node.on.node));
                applies.then_some(&fragment.node.selection_set)
            }
            Selection::FragmentSpread(spread) => {
                // Validation has checked that the fragment exists.
                let name = &spread.node.fragment_name.node;
                let fragment = ctx.query_env.fragments.get(name);
                fragment
                    .filter(|fragment| {
                        applies::<T>(ctx, &fragment.node.type_condition.node.on.node)
                    })
                    .map(|fragment| &fragment.node.selection_set)
            }
        };
        if let Some(set) = below {
            for_each_field::<T, E>(ctx, set, each)?;
        }
    }
    Ok(())
}

/// Whether a fragment on `condition` applies to the object type `T`.
fn applies<T: OutputType>(ctx: &ContextSelectionSet<'_>, condition: &Name) -> bool {
    let name = T::type_name();
    let interfaces = &ctx.schema_env.registry.implements;
    *condition == *name
        || interfaces
            .get(&*name)
            .is_some_and(|interfaces| interfaces.contains(condition.as_str()))
}

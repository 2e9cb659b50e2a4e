//! Detects documents whose response objects must be merged: two selections on one object have the same response key
//! and a selection set each. Values can be merged, JSON text cannot.

use async_graphql::parser::types::{ExecutableDocument, Field, Selection, SelectionSet};
use async_graphql::{Name, Positioned};

/// The type condition of the fragment that contains a selection.
type TypeCondition<'d> = Option<&'d str>;

/// Whether any object in the response to `document` may need a merge. The document must have passed the limits.
/// `is_abstract` reports whether a type name is that of an interface or a union.
pub(crate) fn needs_merge(
    document: &ExecutableDocument,
    is_abstract: impl Fn(&str) -> bool,
) -> bool {
    let operations = document.operations.iter();
    let operations = operations.map(|(_, operation)| &operation.node.selection_set.node);
    let fragments = document.fragments.values();
    let fragments = fragments.map(|fragment| &fragment.node.selection_set.node);
    let search = Search {
        document,
        is_abstract: &is_abstract,
    };
    operations
        .chain(fragments)
        .any(|set| search.repeats_in(set))
}

struct Search<'d, F> {
    document: &'d ExecutableDocument,
    is_abstract: &'d F,
}

impl<'d, F: Fn(&str) -> bool> Search<'d, F> {
    /// Whether the object that `set` is resolved on, or an object below it, has a repeated field.
    fn repeats_in(&self, set: &'d SelectionSet) -> bool {
        ObjectSelection::new(self).repeats(set, None) || self.repeats_below(set)
    }

    fn repeats_below(&self, set: &'d SelectionSet) -> bool {
        set.items.iter().any(|selection| match &selection.node {
            Selection::Field(field) => self.repeats_in(&field.node.selection_set.node),
            Selection::InlineFragment(fragment) => {
                self.repeats_below(&fragment.node.selection_set.node)
            }
            // `needs_merge` searches every fragment once.
            Selection::FragmentSpread(_) => false,
        })
    }

    /// Whether no object satisfies both conditions.
    fn are_exclusive(&self, a: TypeCondition<'_>, b: TypeCondition<'_>) -> bool {
        let (Some(a), Some(b)) = (a, b) else {
            return false;
        };
        a != b && !(self.is_abstract)(a) && !(self.is_abstract)(b)
    }
}

/// The fields that the visited selections select on one object.
struct ObjectSelection<'d, 's, F> {
    search: &'s Search<'d, F>,
    fields: Vec<(&'d Name, TypeCondition<'d>)>,
    spreads: Vec<&'d Name>,
}

impl<'d, 's, F: Fn(&str) -> bool> ObjectSelection<'d, 's, F> {
    fn new(search: &'s Search<'d, F>) -> Self {
        Self {
            search,
            fields: Vec::new(),
            spreads: Vec::new(),
        }
    }

    /// Adds `set`; returns whether it repeats a field.
    fn repeats(&mut self, set: &'d SelectionSet, condition: TypeCondition<'d>) -> bool {
        set.items.iter().any(|selection| match &selection.node {
            Selection::Field(field) => self.repeats_field(field, condition),
            Selection::InlineFragment(fragment) => {
                let own = fragment.node.type_condition.as_ref();
                let own = own.map(|condition| condition.node.on.node.as_str());
                self.repeats(&fragment.node.selection_set.node, own.or(condition))
            }
            Selection::FragmentSpread(spread) => {
                let name = &spread.node.fragment_name.node;
                if self.spreads.contains(&name) {
                    return true;
                }
                self.spreads.push(name);
                let fragment = self.search.document.fragments.get(name);
                fragment.is_some_and(|fragment| {
                    let own = fragment.node.type_condition.node.on.node.as_str();
                    self.repeats(&fragment.node.selection_set.node, Some(own))
                })
            }
        })
    }

    fn repeats_field(
        &mut self,
        field: &'d Positioned<Field>,
        condition: TypeCondition<'d>,
    ) -> bool {
        if field.node.selection_set.node.items.is_empty() {
            return false;
        }
        let name = &field.node.response_key().node;
        let mut before = self.fields.iter().filter(|(known, _)| *known == name);
        let repeats = before.any(|(_, other)| !self.search.are_exclusive(condition, *other));
        self.fields.push((name, condition));
        repeats
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    #[test]
    fn fields_repeated_on_one_object_need_a_merge() {
        let is_abstract = |name: &str| matches!(name, "Event" | "Session");
        let merged = |text| needs_merge(&parse_query(text).unwrap(), is_abstract);
        for text in [
            "{ a { b } a { c } }",
            "{ x { a { b } ... { a { c } } } }",
            "{ x { a { b } ... on T { a { c } } } }",
            "{ x { ... on T { a { b } } ... on T { a { c } } } }",
            "{ x { ... on Session { a { b } } ... on T { a { c } } } }",
            "{ x { ... on T { ... on Event { a { b } } } ... on U { a { c } } } }",
            "{ x { b: a { b } b { c } } }",
            "{ x { ...F a { c } } } fragment F on T { a { b } }",
            "{ x { ...F ...F } } fragment F on T { a { b } }",
            "{ x { ...F } } fragment F on T { a { b } a { c } }",
            "{ x { ...F } } fragment F on T { y { a { b } a { c } } }",
            "query A { a { b } } query B { a { b } a { c } }",
        ] {
            assert!(merged(text), "{text}");
        }
        for text in [
            "{ a { b } c { b } }",
            "{ a a x { id id } }",
            "{ x { ... on T { a { b } } ... on U { a { c } } } }",
            "{ x { ...F ...G } } fragment F on T { a { b } } fragment G on U { a { c } }",
            "{ x { b: a { b } a { c } } }",
            "query A { a { b } } query B { a { c } }",
        ] {
            assert!(!merged(text), "{text}");
        }
    }
}

//! Whether a document selects something of one object in two places, so that what comes of them has to
//! be merged: that can only be done with values, not with text.

use async_graphql::parser::types::{ExecutableDocument, Field, Selection, SelectionSet};
use async_graphql::{Name, Positioned};

use crate::graph;

/// Where something is selected of an object: what its fragment is on.
type On<'d> = Option<&'d str>;

/// Whether anything in `document` may have to be merged. The document is within its limits.
pub(super) fn merges(document: &ExecutableDocument) -> bool {
    let operations = document.operations.iter();
    let operations = operations.map(|(_, operation)| &operation.node.selection_set.node);
    let fragments = document.fragments.values();
    let fragments = fragments.map(|fragment| &fragment.node.selection_set.node);
    operations
        .chain(fragments)
        .any(|set| Selected::new(document).repeats(set, None) || within(document, set))
}

/// The same of what is selected of fields.
fn within(document: &ExecutableDocument, set: &SelectionSet) -> bool {
    set.items.iter().any(|selection| match &selection.node {
        Selection::Field(field) => {
            let set = &field.node.selection_set.node;
            Selected::new(document).repeats(set, None) || within(document, set)
        }
        Selection::InlineFragment(fragment) => within(document, &fragment.node.selection_set.node),
        // Each fragment is looked through by itself.
        Selection::FragmentSpread(_) => false,
    })
}

/// What is selected of one object.
struct Selected<'d> {
    document: &'d ExecutableDocument,
    fields: Vec<(&'d Name, On<'d>)>,
    spreads: Vec<&'d Name>,
}

impl<'d> Selected<'d> {
    fn new(document: &'d ExecutableDocument) -> Self {
        Self {
            document,
            fields: Vec::new(),
            spreads: Vec::new(),
        }
    }

    /// Whether `set`, which is selected on something, selects what was selected before.
    fn repeats(&mut self, set: &'d SelectionSet, on: On<'d>) -> bool {
        set.items.iter().any(|selection| match &selection.node {
            Selection::Field(field) => self.repeats_field(field, on),
            Selection::InlineFragment(fragment) => {
                let own = fragment.node.type_condition.as_ref();
                let own = own.map(|condition| condition.node.on.node.as_str());
                self.repeats(&fragment.node.selection_set.node, own.or(on))
            }
            Selection::FragmentSpread(spread) => {
                let name = &spread.node.fragment_name.node;
                if self.spreads.contains(&name) {
                    return true;
                }
                self.spreads.push(name);
                self.document.fragments.get(name).is_some_and(|fragment| {
                    let own = fragment.node.type_condition.node.on.node.as_str();
                    self.repeats(&fragment.node.selection_set.node, Some(own))
                })
            }
        })
    }

    fn repeats_field(&mut self, field: &'d Positioned<Field>, on: On<'d>) -> bool {
        if field.node.selection_set.node.items.is_empty() {
            return false;
        }
        let name = &field.node.response_key().node;
        let mut before = self.fields.iter().filter(|(known, _)| *known == name);
        let repeats = before.any(|(_, other)| !exclude_each_other(on, *other));
        self.fields.push((name, on));
        repeats
    }
}

/// Whether nothing is both.
fn exclude_each_other(one: On<'_>, other: On<'_>) -> bool {
    let (Some(one), Some(other)) = (one, other) else {
        return false;
    };
    let fields = graph::fields();
    one != other && !fields.is_interface(one) && !fields.is_interface(other)
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    #[test]
    fn what_is_selected_twice_of_one_object_is_merged() {
        let merged = |text| merges(&parse_query(text).unwrap());
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

    #[test]
    fn the_schema_has_no_unions() {
        // A union would have to count as an interface.
        let schema = include_str!("../../schema.graphql");
        assert!(!schema.lines().any(|line| line.starts_with("union ")));
    }
}

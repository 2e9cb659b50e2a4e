//! Counting each fragment once returns the same counts as expanding every spread.

use proptest::prelude::*;

use super::*;
use crate::pipeline::operation::tests::limits;
use async_graphql::parser::parse_query;
use serde_json::Map;

/// Counts `set`, a selection on the type `on`, and counts a fragment again at every spread.
fn count_expanded(
    document: &ExecutableDocument,
    set: &SelectionSet,
    on: Option<&str>,
    arguments: &Arguments<'_>,
) -> Counts {
    let mut counts = Counts::default();
    for selection in &set.items {
        counts = counts.combine(match &selection.node {
            Selection::Field(field) => {
                let name = field.node.name.node.as_str();
                let declared = on.and_then(|on| graph::fields().get(on, name));
                let on = declared.map(|declared| declared.type_name.as_ref());
                let inner = count_expanded(document, &field.node.selection_set.node, on, arguments);
                inner
                    .for_field(&field.node, declared, arguments)
                    .with_values(substitution::count(&field.node, arguments, usize::MAX))
            }
            Selection::InlineFragment(fragment) => {
                let condition = fragment.node.type_condition.as_ref();
                let on = condition.map_or(on, |condition| Some(condition.node.on.node.as_str()));
                count_expanded(document, &fragment.node.selection_set.node, on, arguments)
                    .in_fragment(fragment.node.directives.len())
            }
            Selection::FragmentSpread(spread) => {
                let fragment = document.fragments.get(&spread.node.fragment_name.node);
                let mut inner = Counts::default();
                if let Some(fragment) = fragment {
                    let on = Some(fragment.node.type_condition.node.on.node.as_str());
                    inner =
                        count_expanded(document, &fragment.node.selection_set.node, on, arguments);
                    inner.directives = inner.directives.max(fragment.node.directives.len());
                }
                inner.in_fragment(spread.node.directives.len())
            }
        });
    }
    counts
}

/// A selection in the definition `from`. It spreads only later fragments, so that there are no cycles. `F6` does not exist.
fn selection(from: usize) -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("id".to_owned()),
        Just("a: id @x @y".to_owned()),
        (from..6_usize).prop_map(|fragment| format!("...F{} @z", fragment + 1)),
    ];
    leaf.prop_recursive(4, 12, 3, |inner| {
        let fields = [
            "nodes { % }",
            "... on SessionConnection { nodes { % } }",
            "... on EventConnection { b: edges { % } }",
            "customer { % }",
            "__schema { types { % } }",
            "... on Customer { sessions(first: 7) { % } }",
            "... on Session { events(first: $n) { % } }",
            "... on Query { queues(ids: [1, 2]) { % } }",
            "... on Customer @x { % }",
        ];
        (
            proptest::sample::select(fields.to_vec()),
            prop::collection::vec(inner, 1..3),
        )
            .prop_map(|(field, inner)| field.replace('%', &inner.join(" ")))
    })
}

/// An operation and the fragments `F1` to `F5`.
fn document() -> impl Strategy<Value = String> {
    let definitions = (0..6_usize).map(|index| {
        let types = [
            "Customer",
            "SessionConnection",
            "EventConnection",
            "Session",
        ];
        let selections = prop::collection::vec(selection(index), 1..4);
        let on = proptest::sample::select(types.to_vec());
        (selections, on).prop_map(move |(selections, on)| {
            let head = match index {
                0 => "query($n: Int = 9)".to_owned(),
                index => format!("fragment F{index} on {on} @x"),
            };
            format!("{head} {{ {} }}", selections.join(" "))
        })
    });
    definitions
        .collect::<Vec<_>>()
        .prop_map(|definitions| definitions.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn counts_equal_those_of_the_expanded_document(text in document()) {
        let document = parse_query(&text).unwrap();
        let limits = Limits { nesting: 1_000, ..limits() };
        let variables = Map::new();
        let (_, operation) = document.operations.iter().next().unwrap();
        let arguments = || Arguments::new(Some(&operation.node), &variables);
        let mut counter = Counter::new(&document, arguments(), &limits);
        let mut counted = counter.operation(&operation.node).unwrap();
        counted.nesting -= 1;
        let expanded = count_expanded(&document, &operation.node.selection_set.node, Some("Query"), &arguments());
        prop_assert_eq!(counted, expanded);
    }
}

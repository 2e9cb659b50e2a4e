//! Counting each fragment once gives the counts of the document whose fragments are expanded.

use proptest::prelude::*;

use super::*;
use crate::pipeline::operation::tests::limits;
use async_graphql::parser::parse_query;
use serde_json::Map;

/// Counts the selections on the type `on`, and each fragment again at every spread.
fn expanded(
    document: &ExecutableDocument,
    set: &SelectionSet,
    on: Option<&str>,
    arguments: &Arguments<'_>,
) -> Counts {
    let mut counts = Counts::default();
    for selection in &set.items {
        counts = counts.beside(match &selection.node {
            Selection::Field(field) => {
                let name = field.node.name.node.as_str();
                let declared = on.and_then(|on| graph::fields().get(on, name));
                let on = declared.map(|declared| declared.type_name.as_ref());
                expanded(document, &field.node.selection_set.node, on, arguments).below(
                    &field.node,
                    declared,
                    arguments,
                )
            }
            Selection::InlineFragment(fragment) => {
                let condition = fragment.node.type_condition.as_ref();
                let on = condition.map_or(on, |condition| Some(condition.node.on.node.as_str()));
                expanded(document, &fragment.node.selection_set.node, on, arguments)
                    .in_fragment(fragment.node.directives.len())
            }
            Selection::FragmentSpread(spread) => {
                let fragment = document.fragments.get(&spread.node.fragment_name.node);
                let mut inner = Counts::default();
                if let Some(fragment) = fragment {
                    let on = Some(fragment.node.type_condition.node.on.node.as_str());
                    inner = expanded(document, &fragment.node.selection_set.node, on, arguments);
                    inner.directives = inner.directives.max(fragment.node.directives.len());
                }
                inner.in_fragment(spread.node.directives.len())
            }
        });
    }
    counts
}

/// A selection. It spreads only fragments after `from`, so that there are no cycles. The last fragment
/// spreads one that does not exist.
fn selection(from: usize) -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("id".to_owned()),
        Just("a: id @x @y".to_owned()),
        (from..6_usize).prop_map(|fragment| format!("...F{} @z", fragment + 1)),
    ];
    leaf.prop_recursive(4, 12, 3, |inner| {
        let wraps = [
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
            proptest::sample::select(wraps.to_vec()),
            prop::collection::vec(inner, 1..3),
        )
            .prop_map(|(wrap, inner)| wrap.replace('%', &inner.join(" ")))
    })
}

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
        .prop_map(|all| all.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn memoized_counts_equal_those_of_the_expanded_document(text in document()) {
        let document = parse_query(&text).unwrap();
        let limits = Limits { nesting: 1_000, ..limits() };
        let variables = Map::new();
        let (_, operation) = document.operations.iter().next().unwrap();
        let arguments = || Arguments::new(Some(&operation.node), &variables);
        let mut counter = Counter::new(&document, arguments(), &limits);
        let mut counted = counter.operation(&operation.node).unwrap();
        counted.nesting -= 1;
        let expanded = expanded(&document, &operation.node.selection_set.node, Some("Query"), &arguments());
        prop_assert_eq!(counted, expanded);
    }
}

//! Counting each fragment once gives what writing them all out would give.

use proptest::prelude::*;

use super::*;
use crate::operation::tests::limits;
use async_graphql::parser::parse_query;
use serde_json::Map;

/// Writes every fragment out, as often as it is spread.
fn naive(document: &ExecutableDocument, set: &SelectionSet, arguments: &Arguments<'_>) -> Counts {
    let mut counts = Counts::default();
    for selection in &set.items {
        counts = counts.beside(match &selection.node {
            Selection::Field(field) => naive(document, &field.node.selection_set.node, arguments)
                .below(&field.node, arguments),
            Selection::InlineFragment(fragment) => {
                naive(document, &fragment.node.selection_set.node, arguments)
                    .of_fragment(fragment.node.directives.len())
            }
            Selection::FragmentSpread(spread) => {
                let fragment = document.fragments.get(&spread.node.fragment_name.node);
                let mut inner = Counts::default();
                if let Some(fragment) = fragment {
                    inner = naive(document, &fragment.node.selection_set.node, arguments);
                    inner.directives = inner.directives.max(fragment.node.directives.len());
                }
                inner.of_fragment(spread.node.directives.len())
            }
        });
    }
    counts
}

/// A selection; the fragments that it may spread come later than `from`, so there are no circles. The
/// last one spreads what is unknown.
fn selection(from: usize) -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("id".to_owned()),
        Just("a: id @x @y".to_owned()),
        (from..6_usize).prop_map(|fragment| format!("...F{} @z", fragment + 1)),
    ];
    leaf.prop_recursive(4, 12, 3, |inner| {
        let wraps = [
            "nodes",
            "b: edges",
            "customer",
            "__schema",
            "sessions(first: 7)",
            "events(first: $n)",
            "queues(ids: [1, 2])",
            "... on Customer @x",
        ];
        (
            proptest::sample::select(wraps.to_vec()),
            prop::collection::vec(inner, 1..3),
        )
            .prop_map(|(wrap, inner)| format!("{wrap} {{ {} }}", inner.join(" ")))
    })
}

fn document() -> impl Strategy<Value = String> {
    let definitions = (0..6_usize).map(|index| {
        prop::collection::vec(selection(index), 1..4).prop_map(move |selections| {
            let head = match index {
                0 => "query($n: Int = 9)".to_owned(),
                index => format!("fragment F{index} on Customer @x"),
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
    fn memoised_counts_are_those_of_the_document_written_out(text in document()) {
        let document = parse_query(&text).unwrap();
        let limits = Limits { nesting: 1_000, ..limits() };
        let variables = Map::new();
        let (_, operation) = document.operations.iter().next().unwrap();
        let arguments = || Arguments::new(Some(&operation.node), &variables);
        let mut counter = Counter::new(&document, arguments(), &limits);
        let mut counted = counter.operation(&operation.node).unwrap();
        counted.nesting -= 1;
        let written_out = naive(&document, &operation.node.selection_set.node, &arguments());
        prop_assert_eq!(counted, written_out);
    }
}

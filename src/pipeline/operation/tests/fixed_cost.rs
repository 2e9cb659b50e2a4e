//! The cost that a document remembers.

use serde_json::json;

use super::limits;
use crate::pipeline::operation::{Document, Params, Suggestions, Switches, cost as operation_cost};

#[test]
fn the_cost_of_a_document_is_that_of_the_variables_of_each_request() {
    let page =
        "query($n: Int, $id: ID!) { customer(id: $id) { sessions(first: $n) { nodes { id } } } }";
    let default = "query($n: Int = 7) { viewer { id } c: customer(id: 1) { sessions(first: $n) { nodes { id } } } }";
    let ids = "query($ids: [ID!]!) { customers(ids: $ids) { id } }";
    let fixed = "query($id: ID!) { customer(id: $id) { sessions(first: 5) { nodes { id } } } }";
    let named = "query A($n: Int) { customer(id: 1) { sessions(first: $n) { nodes { id } } } }";
    let limits = limits();
    let switches = Switches {
        introspection: true,
        federation: true,
    };
    for (text, variables) in [
        (
            page,
            [
                json!({"n": 1, "id": "a"}),
                json!({"n": 90, "id": "b"}),
                json!({"id": "c"}),
            ],
        ),
        (default, [json!({}), json!({"n": 1}), json!({"n": 90})]),
        (
            ids,
            [
                json!({"ids": ["a"]}),
                json!({"ids": ["a", "b", "c"]}),
                json!({"ids": []}),
            ],
        ),
        (
            fixed,
            [json!({"id": "a"}), json!({"id": ["a"]}), json!({"id": "b"})],
        ),
        (named, [json!({"n": 2}), json!({}), json!({"n": 3})]),
    ] {
        let parse = || Document::parse(text, &limits, Suggestions::Off).unwrap();
        let cached = parse();
        for variables in &variables {
            let params = Params {
                variables: serde_json::from_value(variables.clone()).unwrap(),
                ..Params::default()
            };
            let cost = |document| operation_cost(document, &params, &limits, switches).unwrap();
            assert_eq!(cost(&cached), cost(&parse()), "{text} {variables}");
        }
        assert_eq!(cached.fixed_cost.get().is_some(), text == fixed, "{text}");
    }
}

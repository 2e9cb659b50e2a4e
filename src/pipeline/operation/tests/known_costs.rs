//! The costs that a document remembers.

use serde_json::json;

use super::limits;
use crate::pipeline::operation::{
    Document, Params, Suggestions, Switches, cost as operation_cost, variables,
};

#[test]
fn the_cost_of_a_document_is_that_of_the_variables_of_each_request() {
    let page =
        "query($n: Int, $id: ID!) { customer(id: $id) { sessions(first: $n) { nodes { id } } } }";
    let default = "query($n: Int = 7) { viewer { id } c: customer(id: 1) { sessions(first: $n) { nodes { id } } } }";
    let ids = "query($ids: [ID!] = [1, 2]) { customers(ids: $ids) { id } }";
    let named = "query A($n: Int) { customer(id: 1) { sessions(first: $n) { nodes { id } } } }";
    let entities = "query($of: [_Any!]!) { _entities(representations: $of) { ... on Customer { sessions { nodes { id } } } ... on Queue { id } } }";
    let several = "query A($n: Int) { customer(id: 1) { sessions(first: $n) { nodes { id } } } } query B { viewer { id } }";
    let limits = limits();
    let switches = Switches {
        introspection: true,
        federation: true,
    };
    let customer = json!({"__typename": "Customer", "id": "a"});
    let queue = json!({"__typename": "Queue", "id": "a"});
    for (text, name, is_known, requests) in [
        (
            page,
            None,
            true,
            vec![
                json!({"n": 1, "id": "a"}),
                json!({"n": 90, "id": "b"}),
                json!({"n": 100, "id": "b"}),
                json!({"n": 101, "id": "b"}),
                json!({"n": -1, "id": "b"}),
                json!({"n": "x", "id": "b"}),
                json!({"n": null, "id": "b"}),
                json!({"id": "c"}),
            ],
        ),
        (
            default,
            None,
            true,
            vec![json!({}), json!({"n": null}), json!({"n": 1})],
        ),
        (
            ids,
            None,
            true,
            vec![
                json!({"ids": ["a"]}),
                json!({"ids": "a"}),
                json!({"ids": ["a", "b", "c"]}),
                json!({"ids": []}),
                json!({}),
            ],
        ),
        (ids, None, false, vec![json!({"ids": [["a", "b"]]})]),
        (named, None, true, vec![json!({"n": 2}), json!({})]),
        (
            entities,
            None,
            false,
            vec![
                json!({"of": [customer.clone()]}),
                json!({"of": [queue.clone()]}),
                json!({"of": [queue.clone(), customer]}),
                json!({"of": queue}),
            ],
        ),
        (several, Some("A"), false, vec![json!({"n": 2})]),
        (several, Some("B"), false, vec![json!({})]),
    ] {
        let parse = || Document::parse(text, &limits, Suggestions::Off).unwrap();
        let cached = parse();
        for request in requests.iter().chain(&requests) {
            let params = Params {
                operation_name: name.map(str::to_owned),
                variables: serde_json::from_value(request.clone()).unwrap(),
                ..Params::default()
            };
            let cost = |document| operation_cost(document, &params, &limits, switches).unwrap();
            assert_eq!(cost(&cached), cost(&parse()), "{text} {request}");
            let operation = variables::operation(&cached.parsed, name).unwrap();
            let known = cached.known_costs.get(operation, &params.variables);
            assert_eq!(known.is_some(), is_known, "{text} {request}");
        }
    }
}

#[test]
fn a_document_remembers_the_costs_of_a_few_sizes() {
    let text = "query($n: Int) { customer(id: 1) { sessions(first: $n) { nodes { id } } } }";
    let limits = limits();
    let switches = Switches {
        introspection: true,
        federation: true,
    };
    let document = Document::parse(text, &limits, Suggestions::Off).unwrap();
    let operation = variables::operation(&document.parsed, None).unwrap();
    let known = (1..50).filter(|size| {
        let params = Params {
            variables: serde_json::from_value(json!({"n": size})).unwrap(),
            ..Params::default()
        };
        operation_cost(&document, &params, &limits, switches).unwrap();
        let known = document.known_costs.get(operation, &params.variables);
        known.is_some()
    });
    assert_eq!(known.count(), 8);
}

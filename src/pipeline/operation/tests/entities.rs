//! The cost of `_entities` and `_service`, and of the variables that they are given.

use serde_json::{Value, json};

use super::{checked_cost, cost, limits, rejection};
use crate::pipeline::operation::Params;

#[test]
fn a_representation_costs_what_an_id_costs() {
    let entities =
        "query($r: [_Any!]!) { _entities(representations: $r) { ... on Queue { id name } } }";
    let queue = json!({"__typename": "Queue", "id": "x"});
    let session = json!({"__typename": "WebSession", "id": "x"});
    assert_eq!(cost(entities, json!({"r": vec![&queue; 50]})), 60);
    // A session takes up to two calls, and an object of an unknown type may be a session.
    assert_eq!(cost(entities, json!({"r": [session]})), 22);
    assert_eq!(cost(entities, json!({"r": [{"id": "x"}]})), 22);
    assert_eq!(
        cost(
            "{ _entities(representations: [{__typename: \"Queue\", id: 1}, {id: 2}]) { __typename } }",
            json!({})
        ),
        43
    );
}

#[test]
fn a_variable_counts_at_each_use() {
    let values = |query: &str, variables: Value| {
        let (code, found) = rejection(query, variables);
        assert_eq!(code, "VARIABLE_LIMIT", "{query}: {found:?}");
    };
    let large = vec![json!({"a": {"b": 1}}); 1_000];
    for query in [
        // In a literal without a type, in a list, in a fragment that is spread twice, and as a default.
        "query($r: _Any!) { _entities(representations: {id: 1, x: [$r, $r]}) { __typename } }",
        "query($r: _Any!) { _entities(representations: [$r, $r]) { __typename } }",
        "query($r: [_Any!]!) { ...F ...F }
            fragment F on Query { _entities(representations: $r) { __typename } }",
    ] {
        values(query, json!({"r": large}));
    }
    let list = "1 ".repeat(900);
    let default = format!(
        "query($r: _Any! = [{list}]) {{ _entities(representations: [$r $r $r $r $r $r]) {{ __typename }} }}"
    );
    values(&default, json!({}));
    let once = "query($r: [_Any!]!) { _entities(representations: $r) { __typename } }";
    cost(once, json!({"r": large}));
}

#[test]
fn the_text_of_the_subgraph_costs_as_introspection() {
    let services = |count: usize| {
        let texts: Vec<_> = (0..count).map(|number| format!("s{number}: sdl")).collect();
        format!("{{ _service {{ {} }} }}", texts.join(" "))
    };
    let params = Params {
        query: services(1),
        ..Params::default()
    };
    assert_eq!(checked_cost(&params, &limits(), true).unwrap(), 201);
    assert_eq!(
        rejection(&services(4), json!({})).0,
        "INTROSPECTION_COST_LIMIT"
    );
}

//! Tests of the limits and of the query cost with whole documents.

mod entities;
mod known_costs;

use std::fmt::Write;
use std::sync::LazyLock;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{BaseType, TypeKind, TypeSystemDefinition};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::document_cache::DocumentCache;
use super::error::RequestError;
use super::params::Params;
use super::validation::Suggestions;
use super::{Switches, check_params};
use crate::config::{Config, Limits};
use crate::graph::{self, ListSize};

/// The default limits.
pub(super) fn limits() -> Limits {
    static LIMITS: LazyLock<Limits> = LazyLock::new(|| {
        let region = vec![("region", "mypurecloud.de".to_owned())];
        Config::read(None, std::iter::empty(), region)
            .unwrap()
            .limits
    });
    LIMITS.clone()
}

/// Runs all checks that precede execution; returns the query cost.
fn checked_cost(
    params: &Params,
    limits: &Limits,
    introspection: bool,
) -> Result<usize, RequestError> {
    check_params(params, limits)?;
    let document = DocumentCache::new(0, Suggestions::On).get_or_parse(&params.query, limits)?;
    let params = super::coerce(&document, params, Suggestions::On, limits.errors)?;
    let switches = Switches {
        introspection,
        federation: true,
    };
    super::cost(&document, &params, limits, switches).map(|cost| cost.cost)
}

fn check(query: &str, variables: Value) -> Result<(), RequestError> {
    let params = Params {
        query: query.to_owned(),
        document_id: None,
        operation_name: None,
        variables: serde_json::from_value(variables).unwrap(),
    };
    checked_cost(&params, &limits(), true).map(drop)
}

/// The error code, and the count that exceeds the limit unless counting stopped there; an empty code for a valid document.
fn rejection(query: &str, variables: Value) -> (&'static str, Option<usize>) {
    match check(query, variables) {
        Ok(()) => ("", None),
        Err(RequestError::Limit(exceeded)) => (exceeded.limit.code(), exceeded.found),
        // `code` borrows from the error, which ends here.
        Err(other) => (other.code().to_owned().leak(), None),
    }
}

/// Fragments that each spread the next one twice, `levels` deep; the last one selects `last`.
fn doubling_fragments(levels: usize, last: &str) -> String {
    let mut query = "query { viewer { ...F0 } }".to_owned();
    for level in 0..levels {
        let next = level + 1;
        let _ = write!(
            query,
            " fragment F{level} on Viewer {{ ...F{next} ...F{next} }}"
        );
    }
    let _ = write!(query, " fragment F{levels} on Viewer {{ {last} }}");
    query
}

/// An error code, a function that builds a document with a given count, and the largest valid count.
type LimitCase<'a> = (&'a str, &'a dyn Fn(usize) -> String, usize);

#[test]
fn each_limit_accepts_its_value_and_rejects_a_greater_one() {
    let repeat = |item: &dyn Fn(usize) -> String, count: usize| {
        let items: Vec<_> = (0..count).map(item).collect();
        items.join(" ")
    };
    let deep = |levels: usize| {
        let (open, close) = ("customer { ".repeat(levels - 1), "}".repeat(levels - 1));
        format!("{{ {open} id {close} }}")
    };
    let cases: [LimitCase<'_>; 8] = [
        ("DEPTH_LIMIT", &deep, 12),
        (
            "FIELD_LIMIT",
            &|count| {
                format!(
                    "{{ viewer {{ {} }} }}",
                    repeat(&|_| "id".to_owned(), count - 1)
                )
            },
            500,
        ),
        (
            "ALIAS_LIMIT",
            &|count| {
                format!(
                    "{{ viewer {{ {} }} }}",
                    repeat(&|n| format!("a{n}: id"), count)
                )
            },
            30,
        ),
        (
            "ROOT_FIELD_LIMIT",
            &|count| format!("{{ {} }}", repeat(&|_| "viewer { id }".to_owned(), count)),
            20,
        ),
        (
            "DIRECTIVE_LIMIT",
            &|count| {
                format!(
                    "{{ viewer {{ id {} }} }}",
                    repeat(&|_| "@a".to_owned(), count)
                )
            },
            10,
        ),
        (
            "DIRECTIVE_LIMIT",
            &|count| {
                format!(
                    "query({}) {{ viewer {{ id }} }}",
                    "$a: ID ".to_owned() + &"@a".repeat(count)
                )
            },
            10,
        ),
        (
            "NESTING_LIMIT",
            &|count| {
                format!(
                    "{{ ...F0 }} {} fragment F{count} on Query {{ id }}",
                    repeat(
                        &|n| { format!("fragment F{n} on Query {{ ...F{} }}", n + 1) },
                        count
                    )
                )
            },
            62,
        ),
        (
            "INTROSPECTION_DEPTH_LIMIT",
            &|count| {
                format!(
                    "{{ __schema {{ {} kind {} }} }}",
                    "ofType { ".repeat(count - 2),
                    "}".repeat(count - 2)
                )
            },
            15,
        ),
    ];
    for (code, document, max) in cases {
        let (accepted, _) = rejection(&document(max), json!({}));
        assert!(!accepted.ends_with("_LIMIT"), "{code}: {accepted}");
        let (actual, found) = rejection(&document(max + 1), json!({}));
        assert_eq!(actual, code);
        assert!(found.is_none_or(|found| found > max), "{code}");
    }
}

#[test]
fn unused_operations_and_fragments_are_counted() {
    let fields = "id ".repeat(260);
    let document =
        format!("query A {{ viewer {{ {fields} }} }} query B {{ viewer {{ {fields} }} }}");
    assert_eq!(rejection(&document, json!({})), ("FIELD_LIMIT", Some(522)));
    let unused = format!("{{ viewer {{ id }} }} fragment F on Viewer {{ {fields} {fields} }}");
    assert_eq!(rejection(&unused, json!({})), ("FIELD_LIMIT", Some(520)));
}

#[test]
fn doubling_and_cyclic_fragments_are_rejected_in_linear_time() {
    for levels in [9, 24, 31] {
        for last in ["id", "...Unknown"] {
            let (code, _) = rejection(&doubling_fragments(levels, last), json!({}));
            assert_eq!(code, "FIELD_LIMIT", "{levels} {last}");
        }
    }
    assert_eq!(
        rejection(&doubling_fragments(100, "id"), json!({})).0,
        "NESTING_LIMIT"
    );
    for cyclic in [
        "{ ...A } fragment A on Query { ...A }",
        "{ viewer { id } } fragment A on Query { ...B } fragment B on Query { viewer { ...A } }",
    ] {
        let Err(RequestError::FragmentCycle { .. }) = check(cyclic, json!({})) else {
            panic!("{cyclic}")
        };
    }
}

/// The query cost of a document.
fn cost(query: &str, variables: Value) -> usize {
    let params = Params {
        query: query.to_owned(),
        document_id: None,
        operation_name: None,
        variables: serde_json::from_value(variables).unwrap(),
    };
    // The error of an exceeded limit contains the cost.
    let low = Limits {
        cost: 1,
        ..limits()
    };
    match checked_cost(&params, &low, true) {
        Err(RequestError::Limit(exceeded)) => exceeded.found.unwrap(),
        other => panic!("{query}: {other:?}"),
    }
}

#[test]
fn cost_grows_with_page_sizes_ids_and_variables() {
    let sessions = |argument: &str| {
        let variables = match argument {
            "(first: $n)" => "query($n: Int = 3)",
            "(first: $m)" => "query($m: Int)",
            _ => "",
        };
        format!("{variables} {{ customer(id: 1) {{ sessions{argument} {{ nodes {{ id }} }} }} }}")
    };
    // The customer, the upstream call and the connection cost 12; each row costs 1.1.
    for (argument, variables, expected) in [
        ("(first: 10)", json!({}), 12 + 11),
        ("(first: $n)", json!({}), 12 + 4),
        ("(first: $n)", json!({"n": 20}), 12 + 22),
        ("(first: $m)", json!({}), 12 + 28),
        ("(first: $m)", json!({"m": 5_000}), 12 + 110),
        ("", json!({}), 12 + 28),
    ] {
        assert_eq!(cost(&sessions(argument), variables), expected, "{argument}");
    }
    let queues = "query($ids: [ID!]!) { queues(ids: $ids) { id name } }";
    assert_eq!(cost(queues, json!({"ids": vec!["x"; 50]})), 60);
    assert_eq!(cost(queues, json!({"ids": vec!["x"; 100]})), 120);
    assert_eq!(
        cost("{ queues(ids: [1, 2, 3, 4, 5]) { id } }", json!({})),
        6
    );
    let nested_pages = "{ customer(id: 1) { sessions(first: 100) { ...C } } }
        fragment C on SessionConnection { nodes { events(first: 100) { nodes { id } } } }";
    assert_eq!(cost(nested_pages, json!({})), 12 + 100 * (1 + 11 + 110));
    let expensive = "{ customer(id: 1) { sessions(first: 100) { nodes { customer { sessions(first: 100) { nodes { events { nodes { id } } } } } } } } }";
    assert_eq!(rejection(expensive, json!({})).0, "COST_LIMIT");
    let schema =
        "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }";
    assert_eq!(rejection(schema, json!({})).0, "INTROSPECTION_COST_LIMIT");
}

#[test]
fn only_the_executed_operation_is_checked_for_too_many_ids() {
    let many = vec!["\"x\""; 101].join(" ");
    let document =
        format!("query A {{ queues(ids: [{many}]) {{ id }} }} query B {{ viewer {{ id }} }}");
    let run = |operation: &str| {
        let params = Params {
            query: document.clone(),
            document_id: None,
            operation_name: Some(operation.to_owned()),
            variables: Map::new(),
        };
        checked_cost(&params, &limits(), true)
    };
    assert!(matches!(
        run("A"),
        Err(RequestError::TooManyIds { found: 101, .. })
    ));
    assert!(run("B").is_ok());
}

#[test]
fn the_client_guide_states_the_cost_of_the_journey_tab() {
    let queries = include_str!("../../../docs/queries.md");
    let (_, rest) = queries.split_once("```graphql\nquery JourneyTab").unwrap();
    let tab = format!("query JourneyTab{}", rest.split_once("```").unwrap().0);
    let guide = include_str!("../../../docs/clients/README.md");
    for first in [10, 100] {
        let stated = format!(
            "{} with",
            cost(&tab, json!({"customerId": "x", "first": first}))
        );
        assert!(guide.contains(&stated), "{stated}");
    }
}

/// Every connection and every list of objects declares its size, and the declared page sizes equal the defaults in the
/// schema.
#[test]
fn every_list_of_the_schema_declares_its_size() {
    // The parser does not know the description of the schema definition, which is the last one.
    let sdl = include_str!("../../../schema.graphql");
    let (types, _) = sdl.rsplit_once("\n\n\"One query ").unwrap();
    let document = parse_schema(types).unwrap();
    let types: Vec<_> = document
        .definitions
        .iter()
        .filter_map(|definition| match definition {
            TypeSystemDefinition::Type(ty) => Some(&ty.node),
            _ => None,
        })
        .collect();
    let is_composite = |name: &str| {
        types.iter().any(|ty| {
            ty.name.node == name && matches!(ty.kind, TypeKind::Object(_) | TypeKind::Interface(_))
        })
    };
    for ty in &types {
        let fields = match &ty.kind {
            TypeKind::Object(object) => &object.fields,
            TypeKind::Interface(interface) => &interface.fields,
            _ => continue,
        };
        for field in fields {
            let name = field.node.name.node.as_str();
            let argument = |name: &str| {
                let mut arguments = field.node.arguments.iter();
                arguments.find(|argument| argument.node.name.node == name)
            };
            let declared = graph::fields().get(&ty.name.node, name).unwrap();
            let size = declared.declaration.list;
            let context = format!("{}.{name}", ty.name.node);
            if let Some(first) = argument("first") {
                let default = first.node.default_value.as_ref().unwrap().node.to_string();
                assert_eq!(size, ListSize::Page(default.parse().unwrap()), "{context}");
            } else if let BaseType::List(item) = &field.node.ty.node.base
                && let BaseType::Named(item) = &item.base
                && is_composite(item)
            {
                assert_ne!(size, ListSize::One, "{context} is a list without a size");
                assert_eq!(
                    argument("ids").is_some(),
                    size == ListSize::Ids,
                    "{context}"
                );
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_text_causes_a_panic(query in r##"([{}()\[\]:$@!=|&"#,.\\]|[a-c]|on |fragment |query |\PC){0,80}"##) {
        let params = Params { query, ..Params::default() };
        let _ = checked_cost(&params, &limits(), true);
    }
}

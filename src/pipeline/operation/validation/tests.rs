//! Documents that are almost valid, and documents that are almost invalid. The comparison with graphql-js, which CI
//! runs, covers every rule; these are the messages, and the rules that this module has itself.

use async_graphql::ServerError;

use super::*;
use crate::pipeline::operation::syntax;
use crate::pipeline::operation::tests::limits;

fn messages(text: &str, suggestions: Suggestions) -> Vec<String> {
    let parsed = syntax::parse(text, &limits()).unwrap();
    match validate(&parsed, suggestions, 10) {
        Ok(()) => Vec::new(),
        Err(RequestError::Invalid(errors)) => {
            let position = |error: &ServerError| error.locations.first().copied().unwrap();
            errors
                .iter()
                .map(|error| format!("{} {}", position(error), error.message))
                .collect()
        }
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn messages_name_the_position_and_suggest() {
    for (text, expected) in [
        (
            "{ customr(id: 1) { id } }",
            "1:3 type `Query` has no field `customr`; did you mean `customer`, `customers` or `customerByIdentifier`?",
        ),
        (
            "{ customer(id: 1) { sessions { nodes { wrapUps { id } } } } }",
            "1:40 type `Session` has no field `wrapUps`; use an inline fragment on `ConversationSession`",
        ),
        (
            "{ customer(ids: 1) { id } }",
            "1:12 field `Query.customer` has no argument `ids`; did you mean `id`?",
        ),
        (
            "{ customer(id: 1) { sessions(filter: { typs: [WEB] }) { nodes { id } } } }",
            "1:40 input type `SessionFilter` has no field `typs`; did you mean `types`?",
        ),
        (
            "{ customer(id: 1) { sessions(filter: { statuses: LIV }) { nodes { id } } } }",
            "1:50 enum `SessionStatus` has no value `LIV`; did you mean `LIVE`?",
        ),
        (
            "{ customer(id: 1) { sessions(filter: { statuses: \"LIVE\" }) { nodes { id } } } }",
            "1:50 expected `SessionStatus!`, found a string; write the value without quotes",
        ),
        (
            "{ customer(id: 1) { sessions(filter: { startedAfter: \"today\" }) { nodes { id } } } }",
            "1:54 expected `DateTime`, a time in RFC 3339, for example `2026-11-20T09:50:31Z`, found a string",
        ),
        (
            "query($first: Int = 1.5) { customer(id: 1) { sessions(first: $first) { nodes { id } } } }",
            "1:21 expected `Int`, found a float",
        ),
        (
            "{ viewer { id @include(iff: true) } }",
            "1:15 the required argument `@include(if:)` is not provided",
        ),
    ] {
        let messages = messages(text, Suggestions::On);
        let mut found = messages.iter();
        assert!(found.any(|message| message == expected), "{messages:?}");
    }
}

#[test]
fn messages_without_suggestions_name_no_similar_names() {
    for text in [
        "{ customr }",
        "{ customer(ids: 1) { id } }",
        "{ customer(id: 1) { sessions(filter: { typs: [LIV], statuses: LIV }) { nodes { wrapUps { id } } } } }",
    ] {
        let messages = messages(text, Suggestions::Off);
        assert!(!messages.is_empty());
        for message in messages {
            assert!(!message.contains("did you mean"), "{message}");
        }
    }
}

/// The errors of the rules in [`REPLACED`] are reported once, by this module, and those that graphql-js does not have
/// are not reported.
#[test]
fn each_error_is_reported_once() {
    for (text, count) in [
        ("{ customer(id: [1]) { id } }", 1),
        ("{ customer(id: 1.5) { id } }", 1),
        (
            "{ customer(id: 1) { sessions(first: 2147483648) { nodes { id } } } }",
            1,
        ),
        ("query($id: String) { customer(id: $id) { id } }", 1),
        ("query($ids: [ID]) { customers(ids: $ids) { id } }", 1),
        ("query($id: ID) { customers(ids: [$id]) { id } }", 1),
        ("query($id: ID = null) { customer(id: $id) { id } }", 1),
        ("query($id: ID = 1) { customer(id: $id) { id } }", 0),
        (
            "{ customer(id: 1) { sessions(filter: { typs: WEB }) { nodes { id } } } }",
            1,
        ),
        (
            "{ customer(id: 1) { sessions(filter: { types: WEBB }) { nodes { id } } } }",
            1,
        ),
        (
            "{ customer(id: 1) { sessions(filter: { types: WEB, types: WEB }) { nodes { id } } } }",
            1,
        ),
        ("{ customer(id: 1, x: 1) { y } }", 2),
        ("{ viewer { id } } fragment F on ID { id }", 2),
        ("query A { viewer { id } } mutation M { __typename }", 0),
        (
            "subscription { a: journeyChanged(customerId: 1) { kind } b: journeyChanged(customerId: 1) { kind } }",
            1,
        ),
        (
            "subscription { journeyChanged(customerId: 1) { kind } journeyChanged(customerId: 1) { session { id } } }",
            0,
        ),
        (
            "subscription($on: Boolean = true) { ... @include(if: $on) { journeyChanged(customerId: 1) { kind } } }",
            0,
        ),
    ] {
        let messages = messages(text, Suggestions::Off);
        assert_eq!(messages.len(), count, "{text}: {messages:?}");
    }
}

/// `apollo-compiler` has no public names for its rules, so a new version may rename one of them.
#[test]
fn the_names_of_the_replaced_rules_exist() {
    for (text, rule) in [
        (
            "query($id: String) { customer(id: $id) { id } }",
            "DisallowedVariableUsage",
        ),
        (
            "{ customer(id: 1) { sessions(first: 2147483648) { nodes { id } } } }",
            "IntCoercionError",
        ),
        (
            "subscription { a: journeyChanged(customerId: 1) { kind } b: journeyChanged(customerId: 1) { kind } }",
            "SubscriptionUsesMultipleFields",
        ),
        (
            "subscription { journeyChanged(customerId: 1) @skip(if: true) { kind } }",
            "SubscriptionUsesConditionalSelection",
        ),
        ("{ customer(id: 1, x: 1) { id } }", "UndefinedArgument"),
        (
            "{ customer(id: 1) { sessions(filter: { types: WEBB }) { nodes { id } } } }",
            "UndefinedEnumValue",
        ),
        ("{ customr }", "UndefinedField"),
        ("mutation { __typename }", "UndefinedRootOperation"),
        (
            "{ customer(id: 1) { sessions(filter: { typs: WEB }) { nodes { id } } } }",
            "UndefinedInputValue",
        ),
        ("{ customer(id: [1]) { id } }", "UnsupportedValueType"),
    ] {
        assert!([REPLACED, REJECT_VALID].concat().contains(&rule));
        let parsed = syntax::parse(text, &limits()).unwrap();
        let failed = parsed
            .document
            .to_executable_validate(schema())
            .unwrap_err();
        let mut rules = failed
            .errors
            .iter()
            .map(|error| error.error.unstable_error_name());
        assert!(rules.any(|name| name == Some(rule)), "{rule}");
    }
}

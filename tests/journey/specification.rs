//! Results that the GraphQL specification requires and async-graphql does not give (docs/adr/0018). CI compares
//! thousands of documents with graphql-js; these are the cases that need the corrections.

use serde_json::{Value, json};

use super::harness::{AGENT, Harness, SUPERVISOR};

#[tokio::test]
async fn valid_documents_are_executed_as_specified() {
    let harness = Harness::start().await;
    let id = &harness.fixtures.customer;
    let customer = json!({"customer": {"id": id}});
    let by_id = "query($id: ID!) { customer(id: $id) { id } }";
    for (document, variables, expected) in [
        (
            "query($on: Boolean = true) { viewer { name @include(if: $on) } }",
            json!({}),
            json!({"viewer": {"name": SUPERVISOR}}),
        ),
        (
            "query($on: Boolean = true) { viewer { id @skip(if: $on) name } }",
            json!({}),
            json!({"viewer": {"name": SUPERVISOR}}),
        ),
        (
            "query($on: Boolean!) { __typename @include(if: $on) kind: __typename }",
            json!({"on": false}),
            json!({"kind": "Query"}),
        ),
        (by_id, json!({ "id": id }), customer.clone()),
        // A single value is coerced to a list of one.
        (
            "query($ids: [ID!]!) { customers(ids: $ids) { id } }",
            json!({ "ids": id }),
            json!({"customers": [{"id": id}]}),
        ),
        // JSON has one type for all numbers.
        (
            "query($id: ID!, $first: Int) { customer(id: $id) { sessions(first: $first) { pageInfo { hasNextPage } } } }",
            json!({"id": id, "first": 1.0}),
            json!({"customer": {"sessions": {"pageInfo": {"hasNextPage": true}}}}),
        ),
        (
            "query A { viewer { name } } mutation B { __typename }",
            json!({}),
            json!({"viewer": {"name": SUPERVISOR}}),
        ),
        // The conditions of another operation do not matter.
        (
            "query A($id: ID!, $on: Int) { customer(id: $id) { id sessions(first: $on) { __typename } } }
             query B($on: Boolean!) { ...F } fragment F on Query { __typename @include(if: $on) }",
            json!({"id": id, "on": null}),
            json!({"customer": {"id": id, "sessions": {"__typename": "SessionConnection"}}}),
        ),
        (
            "{ __type(name: \"Session\") { interfaces { name } } }",
            json!({}),
            json!({"__type": {"interfaces": []}}),
        ),
        (
            "{ __type(name: \"DateTime\") { interfaces { name } ...F } } fragment F on __Type { of: interfaces { kind } }",
            json!({}),
            json!({"__type": {"interfaces": null, "of": null}}),
        ),
        (
            "{ __type(name: \"Division\") { fields(includeDeprecated: null) { name } } }",
            json!({}),
            json!({"__type": {"fields": [{"name": "id"}, {"name": "name"}]}}),
        ),
    ] {
        let body = json!({"query": document, "variables": variables, "operationName": operation(document)});
        let response = post(&harness, &body).await;
        assert_eq!(response, json!({ "data": expected }), "{document}");
    }
}

/// The operation `A`, if the document has several operations.
fn operation(document: &str) -> Option<&'static str> {
    document.starts_with("query A").then_some("A")
}

async fn post(harness: &Harness, body: &Value) -> Value {
    let url = format!("{}/graphql", harness.url);
    let request = harness.client.post(url).bearer_auth(SUPERVISOR).json(body);
    request.send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn the_schema_has_its_own_description() {
    let harness = Harness::start().await;
    let query =
        "{ __schema { ...F types { description } } } fragment F on __Schema { text: description }";
    let data = harness.data(query, json!({})).await;
    let text = data["__schema"]["text"].as_str().unwrap();
    assert!(text.starts_with("One query returns a whole customer journey"));
    let keys: Vec<_> = data["__schema"].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["text", "types"]);
}

#[tokio::test]
async fn null_where_a_default_was_expected_nulls_only_the_field() {
    let harness = Harness::start().await;
    let id = &harness.fixtures.customer;
    for (document, variables, expected, path) in [
        (
            "query($id: ID = \"x\") { viewer { name } customer(id: $id) { id } }",
            json!({"id": null}),
            json!({"viewer": {"name": SUPERVISOR}, "customer": null}),
            "customer",
        ),
        (
            "query($id: ID!, $type: SessionType = WEB) { customer(id: $id) { id sessions(filter: {types: [$type]}) { pageInfo { hasNextPage } } } }",
            json!({"id": id, "type": null}),
            json!({"customer": {"id": id, "sessions": null}}),
            "customer.sessions",
        ),
    ] {
        let response = harness.query(SUPERVISOR, document, variables).await;
        assert_eq!(response.body["data"], expected, "{:#}", response.body);
        let error = ("BAD_USER_INPUT".to_owned(), path.to_owned());
        assert_eq!(response.errors(), [error]);
    }
    let document = "query($on: Boolean = true) { viewer { name @include(if: $on) } }";
    let response = harness
        .query(SUPERVISOR, document, json!({"on": null}))
        .await;
    assert!(response.body.get("data").is_none(), "{:#}", response.body);
    assert_eq!(response.errors()[0].0, "BAD_USER_INPUT");
}

#[tokio::test]
async fn a_field_that_is_selected_twice_has_one_error() {
    let harness = Harness::start().await;
    let id = &harness.fixtures.customer;
    let document = "query($id: ID!) { customer(id: $id) { identifiers { type } identifiers { value } ...F ...F } }
        fragment F on Customer { identifiers { platformType } }";
    let response = harness.query(AGENT, document, json!({ "id": id })).await;
    let errors = response.body["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 1, "{:#}", response.body);
    assert_eq!(errors[0]["extensions"]["positions"], 1);
    assert_eq!(errors[0]["locations"], json!([{"line": 1, "column": 39}]));
}

#[tokio::test]
async fn variables_are_coerced_before_execution() {
    let harness = Harness::start().await;
    let document = "query($ids: [ID!]!, $filter: SessionFilter, $first: Int = 1) {
        customers(ids: $ids) { sessions(filter: $filter, first: $first) { pageInfo { hasNextPage } } } }";
    for (variables, message) in [
        (json!({}), "variable `$ids` of type `[ID!]!` is required"),
        (
            json!({"ids": null}),
            "variable `$ids` of type `[ID!]!` must not be null",
        ),
        (
            json!({"ids": ["x", null]}),
            "variable `$ids[1]` of type `ID!` must not be null",
        ),
        (
            json!({"ids": [], "first": 2_147_483_648_i64}),
            "variable `$first`: expected `Int`, a 32-bit integer, found a number",
        ),
        (
            json!({"ids": [], "first": 1.5}),
            "variable `$first`: expected `Int`, a 32-bit integer, found a number",
        ),
        (
            json!({"ids": [], "filter": {"types": ["WEBB"]}}),
            "variable `$filter.types[0]`: enum `SessionType` has no value `WEBB`",
        ),
        (
            json!({"ids": [], "filter": {"kinds": []}}),
            "variable `$filter`: input type `SessionFilter` has no field `kinds`",
        ),
        (
            json!({"ids": [true]}),
            "variable `$ids[0]`: expected `ID`, found a Boolean",
        ),
    ] {
        let response = harness.query(SUPERVISOR, document, variables).await;
        assert!(response.body.get("data").is_none(), "{:#}", response.body);
        let error = &response.body["errors"][0];
        assert_eq!(error["message"], message);
        assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT");
        assert_eq!(error["locations"][0]["line"], 1);
    }
}

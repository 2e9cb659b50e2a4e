//! Invalid arguments and documents: the error has a stable code and a precise message, and the other
//! fields are served.

use serde_json::{Value, json};

use super::harness::{Harness, SUPERVISOR};

#[tokio::test]
async fn an_invalid_argument_nulls_its_field_and_names_the_expected_format() {
    let harness = Harness::start().await;
    let customer = &harness.fixtures.customer;
    let table = [
        (
            "customer(id: \"x\") { id }",
            "argument `id` must be a UUID, for example `3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c1001`",
        ),
        (
            "customer(id: \"../../etc\") { id }",
            "argument `id` must be a UUID, for example `3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c1001`",
        ),
        (
            "session(id: \"\") { id }",
            "argument `id` must be a UUID, for example `3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c1001`",
        ),
        (
            "wrapUpCode(id: \"ININ-../x\") { id }",
            "argument `id` must be a UUID, for example `3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c1001`",
        ),
        (
            "customer(id: \"ID\") { sessions(first: 0) { nodes { id } } }",
            "argument `first` must be between 1 and 100, got 0",
        ),
        (
            "customer(id: \"ID\") { sessions(first: 101) { nodes { id } } }",
            "argument `first` must be between 1 and 100, got 101",
        ),
        (
            "customer(id: \"ID\") { sessions(first: -1) { nodes { id } } }",
            "argument `first` must be between 1 and 100, got -1",
        ),
        (
            "customer(id: \"ID\") { sessions(after: \"bogus\") { nodes { id } } }",
            "argument `after` must be a cursor from an earlier response of the same field (`pageInfo.endCursor`)",
        ),
        (
            "customerByIdentifier(type: PHONE, value: \"0803 555\") { id }",
            "argument `value` must be a phone number with country code and leading `+`, for example `+18035550123`",
        ),
        (
            "customerByIdentifier(type: EMAIL, value: \"\") { id }",
            "argument `value` must have between 1 and 512 bytes, got 0",
        ),
    ];
    for (field, message) in table {
        let field = field.replace("ID\"", &format!("{customer}\""));
        let response = harness
            .query(
                SUPERVISOR,
                &format!("{{ viewer {{ name }} {field} }}"),
                json!({}),
            )
            .await;
        assert_eq!(response.status, 200);
        assert!(
            response.body["data"]["viewer"]["name"].is_string(),
            "the rest is served: {:#}",
            response.body
        );
        let errors = response.body["errors"].as_array().unwrap();
        assert_eq!(errors.len(), 1, "{errors:#?}");
        assert_eq!(errors[0]["message"], message, "{field}");
        assert_eq!(errors[0]["extensions"]["code"], "BAD_USER_INPUT");
    }
}

#[tokio::test]
async fn an_unknown_id_is_null_without_an_error() {
    let harness = Harness::start().await;
    let id = &harness.fixtures.unknown_id;
    let query = "query($id: ID!) {
        customer(id: $id) { id displayName } bare: customer(id: $id) { id } list: customer(id: $id) { id sessions { nodes { id } } }
        session(id: $id) { id } queue(id: $id) { id } wrapUpCode(id: $id) { id } agent(id: $id) { id }
        customers(ids: [$id]) { id } sessions(ids: [$id]) { id } queues(ids: [$id]) { id }
        wrapUpCodes(ids: [$id]) { id } agents(ids: [$id]) { id }
        customerByIdentifier(type: EMAIL, value: \"unknown@nowhere.example\") { id }
    }";
    let data = harness.data(query, json!({"id": id})).await;
    for (field, value) in data.as_object().unwrap() {
        assert!(
            value.is_null() || *value == json!([null]),
            "{field}: {value}"
        );
    }
    let without_contact = "query($id: ID!) { customer(id: $id) { id sessions { nodes { id } } } }";
    let data = harness
        .query("demo-agent", without_contact, json!({"id": id}))
        .await
        .data();
    assert_eq!(
        data,
        json!({"customer": null}),
        "the session list shows whether the customer exists"
    );
}

#[tokio::test]
async fn id_lists_are_limited_and_keep_their_order() {
    let harness = Harness::start().await;
    let (queue, unknown) = (&harness.fixtures.queue.0, &harness.fixtures.unknown_id);
    let query = "query($ids: [ID!]!) { queues(ids: $ids) { id } viewer { name } }";
    let data = harness
        .data(query, json!({"ids": [unknown, queue, unknown, queue]}))
        .await;
    assert_eq!(
        data["queues"],
        json!([null, {"id": queue}, null, {"id": queue}])
    );
    let data = harness.data(query, json!({"ids": vec![queue; 100]})).await;
    assert_eq!(data["queues"].as_array().unwrap().len(), 100);
    let response = harness
        .query(SUPERVISOR, query, json!({"ids": [queue, "broken"]}))
        .await;
    assert_eq!(
        response.body["data"]["queues"],
        json!([{"id": queue}, null])
    );
    assert_eq!(
        response.errors(),
        [("BAD_USER_INPUT".to_owned(), "queues.1".to_owned())]
    );
}

/// Sends a query that accepts `media` and returns the status and the body.
async fn post(harness: &Harness, media: &str, query: &str, variables: &Value) -> (u16, Value) {
    let request = harness
        .client
        .post(format!("{}/graphql", harness.url))
        .bearer_auth(SUPERVISOR)
        .header("accept", media)
        .json(&json!({"query": query, "variables": variables}));
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

#[tokio::test]
async fn too_many_ids_are_rejected_before_execution() {
    let harness = Harness::start().await;
    harness.warm_viewer(SUPERVISOR).await;
    let ids = vec![harness.fixtures.unknown_id.as_str(); 101];
    let literal = ids.iter().map(|id| format!("\"{id}\""));
    let literal = literal.collect::<Vec<_>>().join(", ");
    for field in ["customers", "sessions", "queues", "wrapUpCodes", "agents"] {
        let documents = [
            format!("query($ids: [ID!]!) {{ viewer {{ name }} {field}(ids: $ids) {{ id }} }}"),
            format!("query {{ viewer {{ name }} {field}(ids: [{literal}]) {{ id }} }}"),
            format!(
                "query($of: [ID!]! = [{literal}]) {{ ...F }} fragment F on Query {{ {field}(ids: $of) {{ id }} }}"
            ),
        ];
        for document in documents {
            let variables = if document.contains("$ids") {
                json!({"ids": ids})
            } else {
                json!({})
            };
            let column = document.find(&format!("{field}(")).unwrap() + field.len() + 2;
            let expected = json!({"errors": [{
                "message": "argument `ids` must have at most 100 ids, got 101",
                "locations": [{"line": 1, "column": column}],
                "extensions": {"code": "BAD_USER_INPUT", "argument": "ids", "limit": 100, "found": 101},
            }]});
            for (media, status) in [
                ("application/graphql-response+json", 400),
                ("application/json", 200),
            ] {
                let response = post(&harness, media, &document, &variables).await;
                assert_eq!(response, (status, expected.clone()), "{document}");
            }
        }
    }
    assert!(harness.take_calls().is_empty(), "nothing was executed");
}

#[tokio::test]
async fn invalid_documents_are_rejected_without_data() {
    let harness = Harness::start().await;
    for (query, code) in [
        ("{ nonsense }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ viewer { id ", "GRAPHQL_PARSE_FAILED"),
        (
            "{ customerByIdentifier(type: SMOKE_SIGNAL, value: \"x\") { id } }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        ("{ customer { id } }", "GRAPHQL_VALIDATION_FAILED"),
        (
            "query($id: ID!) { customer(id: $id) { id } }",
            "BAD_USER_INPUT",
        ),
        ("mutation { viewer { id } }", "GRAPHQL_VALIDATION_FAILED"),
        ("", "GRAPHQL_PARSE_FAILED"),
    ] {
        let response = harness.query(SUPERVISOR, query, json!({})).await;
        assert!(
            response.body.get("data").is_none(),
            "{query}: {:#}",
            response.body
        );
        assert_eq!(
            response.body["errors"][0]["extensions"]["code"], code,
            "{query}: {:#}",
            response.body
        );
    }
}

#[tokio::test]
async fn an_invalid_time_is_rejected_with_the_expected_format() {
    let harness = Harness::start().await;
    let sessions = |filter: &str| {
        let id = &harness.fixtures.customer;
        format!(
            "{{ customer(id: \"{id}\") {{ sessions(filter: {filter}) {{ nodes {{ id }} }} }} }}"
        )
    };
    let (document, variable) = ("GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT");
    for (document, variables, code) in [
        (
            format!("query($at: DateTime) {}", sessions("{startedAfter: $at}")),
            json!({"at": "yesterday"}),
            variable,
        ),
        (
            format!("query($filter: SessionFilter) {}", sessions("$filter")),
            json!({"filter": {"startedBefore": 1_795_000_000}}),
            variable,
        ),
        (
            sessions("{startedAfter: \"2026-11-20\"}"),
            json!({}),
            document,
        ),
        (
            format!(
                "query($at: DateTime = \"now\") {}",
                sessions("{startedAfter: $at}")
            ),
            json!({}),
            document,
        ),
    ] {
        let response = harness.query(SUPERVISOR, &document, variables).await;
        assert!(response.body.get("data").is_none(), "{:#}", response.body);
        let error = &response.body["errors"][0];
        assert_eq!(error["extensions"]["code"], code);
        let message = error["message"].as_str().unwrap();
        assert!(
            message.contains(", a time in RFC 3339, for example `2026-11-20T09:50:31Z`, found a"),
            "{message}"
        );
    }
}

#[tokio::test]
async fn deeply_nested_documents_are_rejected_before_parsing() {
    let harness = Harness::start().await;
    for depth in [65, 2_000, 30_000] {
        let query = format!("{{ a(x: {}", "[".repeat(depth));
        let response = harness.query(SUPERVISOR, &query, json!({})).await;
        assert_eq!(
            response.body["errors"][0]["extensions"]["code"],
            "NESTING_LIMIT"
        );
    }
}

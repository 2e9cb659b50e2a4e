//! Automatic persisted queries, as Apollo Client and urql send them.

use std::time::Duration;

use journey_simulator::Options;
use tokio::time::timeout;

use super::super::harness::SERVICE_IDENTITY;
use super::*;

#[tokio::test]
async fn a_hash_is_known_after_its_document_was_sent() {
    let harness = Harness::start().await;
    for accept in ["application/json", "application/graphql-response+json"] {
        let url = format!("{}/graphql", harness.url);
        let request = harness.client.post(url).bearer_auth(SUPERVISOR);
        let request = request.header("accept", accept).json(&by_hash(VIEWER));
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200, "{accept}");
        assert_eq!(response.headers()["cache-control"], "private, no-store");
        let body: Value = response.json().await.unwrap();
        assert_eq!(error(&body), NOT_FOUND);
    }
    let (status, cache_control, body) = get(&harness, &by_hash(VIEWER)).await;
    assert_eq!((status, cache_control.as_str()), (200, "private, no-store"));
    assert_eq!(error(&body), NOT_FOUND);

    let (_, registered) = post(&harness, &registration(VIEWER)).await;
    assert!(
        registered["data"]["viewer"]["id"].is_string(),
        "{registered}"
    );
    assert_eq!(parsed(&harness).await, "1");
    assert_eq!(post(&harness, &by_hash(VIEWER)).await.1, registered);
    assert_eq!(get(&harness, &by_hash(VIEWER)).await.2, registered);
    let prefixed = json!({"documentId": format!("sha256:{}", hash(VIEWER))});
    assert_eq!(get(&harness, &prefixed).await.2, registered);
    assert_eq!(post(&harness, &prefixed).await.1, registered);
    assert_eq!(parsed(&harness).await, "1");

    // A GET can register, too.
    let other = "query Other { viewer { name } }";
    let (_, _, registered) = get(&harness, &registration(other)).await;
    assert!(registered["data"]["viewer"]["name"].is_string());
    assert_eq!(get(&harness, &by_hash(other)).await.2, registered);
}

#[tokio::test]
async fn a_wrong_hash_or_version_is_rejected_and_nothing_is_registered() {
    let harness = Harness::start().await;
    let other = "{ viewer { name } }";
    for wrong in [hash(other), "abc".to_owned(), String::new()] {
        let body = json!({"query": VIEWER, "extensions": extensions(&wrong)});
        let (status, response) = post(&harness, &body).await;
        let mismatch = (
            "provided sha does not match query",
            "PERSISTED_QUERY_HASH_MISMATCH",
        );
        assert_eq!((status, error(&response)), (400, mismatch), "{wrong}");
    }
    for text in [VIEWER, other] {
        assert_eq!(error(&post(&harness, &by_hash(text)).await.1), NOT_FOUND);
    }
    for version in [json!(2), json!("1"), Value::Null] {
        let query = json!({"version": version, "sha256Hash": hash(VIEWER)});
        let body = json!({"query": VIEWER, "extensions": {"persistedQuery": query}});
        let (status, response) = post(&harness, &body).await;
        let unsupported = ("Unsupported persisted query version", "BAD_REQUEST");
        assert_eq!((status, error(&response)), (400, unsupported));
    }
    for (body, message) in [
        (
            json!({"extensions": {"persistedQuery": 1}}),
            "parameter `extensions.persistedQuery` must be an object",
        ),
        (
            json!({"extensions": {"persistedQuery": {"version": 1}}}),
            "parameter `extensions.persistedQuery.sha256Hash` must be a string",
        ),
        (
            json!({"documentId": 1}),
            "parameter `documentId` must be a string",
        ),
        (
            json!({"documentId": hash(VIEWER), "query": VIEWER}),
            "send either `query` or `documentId`, not both",
        ),
        (
            json!({"extensions": {"persistedQuery": null}}),
            "parameter `query` or `documentId` is required",
        ),
    ] {
        let (status, response) = post(&harness, &body).await;
        assert_eq!((status, error(&response)), (400, (message, "BAD_REQUEST")));
    }
}

#[tokio::test]
async fn an_invalid_document_is_not_registered() {
    let settings = [("limits.depth", "3")];
    let harness = Harness::start_with(Options::default(), &settings).await;
    for (text, code) in [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nope }", "GRAPHQL_VALIDATION_FAILED"),
        (
            "query($id: ID!) { customer(id: $id) { sessions { nodes { id } } } }",
            "DEPTH_LIMIT",
        ),
    ] {
        let (_, response) = post(&harness, &registration(text)).await;
        assert_eq!(response["errors"][0]["extensions"]["code"], code);
        assert_eq!(error(&post(&harness, &by_hash(text)).await.1), NOT_FOUND);
    }
}

#[tokio::test]
async fn clients_learn_that_automatic_persisted_queries_are_off() {
    let settings = [("documents.automatic", "false")];
    let harness = Harness::start_with(Options::default(), &settings).await;
    let not_supported = (
        "PersistedQueryNotSupported",
        "PERSISTED_QUERY_NOT_SUPPORTED",
    );
    for body in [
        by_hash(VIEWER),
        registration(VIEWER),
        json!({"documentId": "a"}),
    ] {
        let (status, response) = post(&harness, &body).await;
        assert_eq!((status, error(&response)), (200, not_supported), "{body}");
    }
    let (status, _) = post(&harness, &json!({"query": VIEWER})).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn the_memory_of_registered_documents_is_bounded() {
    // Each document takes 41 kB, so that four fit, but their hashes alone would.
    let settings = [("cache.documents_bytes", "200000")];
    let harness = Harness::start_with(Options::default(), &settings).await;
    let padding = " ".repeat(1_000);
    let text = |number: usize| format!("query Q{number} {{ viewer {{ id }} }}{padding}");
    for number in 0..150 {
        let (status, _) = post(&harness, &registration(&text(number))).await;
        assert_eq!(status, 200);
    }
    let known = async || {
        let mut known = 0;
        for number in 0..150 {
            let (_, response) = post(&harness, &by_hash(&text(number))).await;
            known += usize::from(response.get("data").is_some());
        }
        known
    };
    // The cache evicts documents some accesses later.
    let evicted = async { while known().await > 4 {} };
    timeout(Duration::from_mins(1), evicted).await.unwrap();
    post(&harness, &registration(VIEWER)).await;
}

#[tokio::test]
async fn a_viewer_learns_nothing_through_a_hash_of_another() {
    let harness = Harness::start_with(Options::default(), SERVICE_IDENTITY).await;
    let text = "query Secrets($id: ID!) { customer(id: $id) { id displayName
        sessions(first: 3) { nodes { id status } } } }";
    let variables = json!({"id": harness.fixtures.customer});
    let with_variables = |mut body: Value| {
        body["variables"] = variables.clone();
        body
    };
    let by_hash = with_variables(by_hash(text));
    let (_, full) = post(&harness, &with_variables(registration(text))).await;
    assert_eq!(post(&harness, &by_hash).await.1, full);
    assert!(full["data"]["customer"]["sessions"].is_object(), "{full}");
    for token in ["demo-nobody", "demo-agent"] {
        let answer = post_as(&harness, token, &by_hash).await;
        let query = with_variables(json!({"query": text}));
        assert_eq!(answer, post_as(&harness, token, &query).await);
        assert_ne!(answer.1, full, "{token}");
    }
    let (status, _) = post_as(&harness, "no-such-token", &by_hash).await;
    assert_eq!(status, 401);
}

//! The modes `off`, `prefer` and `only`.

use super::super::harness::SERVICE_IDENTITY;
use super::super::live::client::Client;
use super::reload::wait_for;
use super::*;

const SESSIONS: &str = "query Sessions($id: ID!) { customer(id: $id) { firstName sessions(first: 50) { nodes { id status } } } }";

#[tokio::test]
async fn only_the_manifest_is_executed() {
    let manifest = Manifest::new(&json!({"viewer": VIEWER}));
    let harness = manifest.start("only", &[]).await;
    harness.warm_viewer_by_id("viewer").await;
    for text in [
        "{ __typename }",
        "{ __schema { queryType { name } } }",
        "query Viewer { viewer { id  } }",
        "{ nope }",
        "{",
        "",
    ] {
        for body in [json!({"query": text}), registration(text)] {
            let (status, response) = post(&harness, &body).await;
            // An empty document beside a hash counts as absent.
            let (expected_status, code) = match (text, body.get("extensions")) {
                ("", Some(_)) => (200, NOT_FOUND.1),
                _ => (400, "DOCUMENT_NOT_TRUSTED"),
            };
            assert_eq!(
                (status, error(&response).1),
                (expected_status, code),
                "{body}"
            );
        }
        let (status, response) = post(&harness, &by_hash(text)).await;
        assert_eq!((status, error(&response)), (200, NOT_FOUND));
    }
    let mut socket = Client::connect(&harness.url, SUPERVISOR).await;
    socket.subscribe("1", "{ __typename }", json!({})).await;
    let message = socket.receive().await;
    let code = &message["payload"][0]["extensions"]["code"];
    assert_eq!(code, "DOCUMENT_NOT_TRUSTED");
    assert_eq!(harness.take_calls().len(), 0);
    assert_eq!(parsed(&harness).await, "0");

    // The document of the manifest is known by its text and by its hash beside the text.
    for body in [json!({"query": VIEWER}), registration(VIEWER)] {
        let (_, response) = post(&harness, &body).await;
        assert!(response["data"]["viewer"]["id"].is_string(), "{response}");
    }
}

impl Harness {
    async fn warm_viewer_by_id(&self, id: &str) {
        let (_, response) = post(self, &json!({"documentId": id})).await;
        assert!(response["data"].is_object(), "{response}");
        self.simulator.reset_calls();
    }
}

#[tokio::test]
async fn trusted_documents_are_exempt_from_limits_of_size_and_cost() {
    let limits = [
        ("limits.document_bytes", "60"),
        ("limits.depth", "3"),
        ("limits.fields", "3"),
        ("limits.tokens", "15"),
        ("limits.cost", "50"),
        ("limits.aliases", "1"),
    ];
    let manifest = Manifest::new(&json!({"sessions": SESSIONS}));
    let harness = manifest.start("prefer", &limits).await;
    let variables = json!({"id": harness.fixtures.customer});
    let trusted = [
        json!({"documentId": "sessions", "variables": variables}),
        json!({"query": SESSIONS, "variables": variables}),
    ];
    for body in trusted {
        let (status, response) = post(&harness, &body).await;
        assert_eq!((status, &response["errors"]), (200, &Value::Null));
        assert!(response["data"]["customer"]["sessions"]["nodes"][0]["id"].is_string());
    }
    // One byte more, and it is another document.
    let other = format!("{SESSIONS} ");
    let body = json!({"query": other, "variables": variables});
    let (status, response) = post(&harness, &body).await;
    assert_eq!((status, error(&response).1), (400, "DOCUMENT_TOO_LARGE"));
    let (status, response) = post(&harness, &json!({"query": VIEWER})).await;
    assert_eq!(status, 200, "{response}");
    let untrusted = metrics(&harness, "documents_untrusted_total").await;
    assert_eq!(untrusted["documents_untrusted_total"], "1");
}

#[tokio::test]
async fn the_budget_of_the_viewer_applies_to_trusted_documents() {
    let manifest = Manifest::new(&json!({"sessions": SESSIONS}));
    let settings = [
        ("limits.viewer_cost_per_minute", "100"),
        ("answers", "false"),
    ];
    let harness = manifest.start("only", &settings).await;
    let variables = json!({"id": harness.fixtures.customer});
    let body = json!({"documentId": "sessions", "variables": variables});
    assert_eq!(post(&harness, &body).await.0, 200);
    let (status, response) = post(&harness, &body).await;
    assert_eq!((status, error(&response).1), (429, "RATE_LIMITED"));
}

/// Clients choose page sizes and ids, so that a trusted document has no bounded cost by itself.
#[tokio::test]
async fn one_request_for_a_trusted_document_costs_a_viewers_budget_at_most() {
    let document = "query Many($ids: [ID!]!, $n: Int) { customers(ids: $ids) { sessions(first: $n) { nodes { id } } } }";
    let manifest = Manifest::new(&json!({"many": document}));
    let settings = [
        ("limits.cost", "50"),
        ("limits.viewer_cost_per_minute", "2000"),
    ];
    let harness = manifest.start("prefer", &settings).await;
    let customer = harness.fixtures.customer.clone();
    let many = |count: usize| {
        let variables = json!({"ids": vec![customer.clone(); count], "n": 10});
        json!({"documentId": "many", "variables": variables})
    };
    let (status, response) = post(&harness, &many(100)).await;
    assert_eq!(
        (status, error(&response).1),
        (400, "COST_LIMIT"),
        "{response}"
    );
    assert_eq!(post(&harness, &many(20)).await.0, 200);
    // The same text is not trusted any more, and its cached response exceeds the limit of other documents.
    manifest.replace(&json!({"viewer": VIEWER}).to_string());
    let mut body = many(20);
    body["query"] = json!(document);
    body["documentId"].take();
    wait_for(&harness, "manifest_reloads_total{outcome=\"ok\"}", "1").await;
    let (status, response) = post(&harness, &body).await;
    assert_eq!(
        (status, error(&response).1),
        (400, "COST_LIMIT"),
        "{response}"
    );
}

#[tokio::test]
async fn the_manifest_is_not_used_when_the_mode_is_off() {
    let manifest = Manifest::new(&json!({"viewer": VIEWER}));
    let harness = manifest.start("off", &[]).await;
    let (_, response) = post(&harness, &json!({"documentId": "viewer"})).await;
    assert_eq!(error(&response), NOT_FOUND);
    assert_eq!(
        post(&harness, &json!({"query": "{ __typename }"})).await.0,
        200
    );
    let untrusted = metrics(&harness, "documents_untrusted_total").await;
    assert_eq!(untrusted["documents_untrusted_total"], "0");
}

#[tokio::test]
async fn a_viewer_learns_nothing_through_a_trusted_document() {
    let manifest = Manifest::new(&json!({"sessions": SESSIONS}));
    for mode in ["prefer", "only"] {
        let harness = manifest.start(mode, SERVICE_IDENTITY).await;
        let variables = json!({"id": harness.fixtures.customer});
        let by_id = json!({"documentId": "sessions", "variables": variables});
        let by_text = json!({"query": SESSIONS, "variables": variables});
        let (_, full) = post(&harness, &by_id).await;
        assert!(full["data"]["customer"]["sessions"].is_object(), "{full}");
        // The second response comes from the cache.
        harness.simulator.reset_calls();
        assert_eq!(post(&harness, &by_id).await.1, full);
        assert_eq!(harness.take_calls().len(), 0);
        for token in ["demo-nobody", "demo-agent"] {
            let answer = post_as(&harness, token, &by_id).await;
            assert_eq!(answer, post_as(&harness, token, &by_text).await);
            assert_ne!(answer.1, full, "{token}");
        }
        let (status, response) = post_as(&harness, "no-such-token", &by_id).await;
        assert_eq!((status, error(&response).1), (401, "UNAUTHENTICATED"));
    }
}

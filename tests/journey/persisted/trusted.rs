//! How a trusted document is requested, and its metrics.

use super::*;

const NAME: &str = "query Name { viewer { name } }";
const DENIED: &str = "query Denied { agents(ids: [\"x\"]) { id } }";

/// The document of each id that the tests use, in both formats.
fn manifests() -> [(Value, String); 2] {
    let map = json!({"c0ffee": VIEWER, "name": NAME});
    let list = json!({
        "format": "apollo-persisted-query-manifest",
        "version": 1,
        "operations": [
            {"id": hash(VIEWER), "name": "Viewer", "type": "query", "body": VIEWER},
            {"id": format!("sha256:{}", hash(NAME)), "name": "Name", "type": "query", "body": NAME},
        ],
    });
    [(map, "c0ffee".to_owned()), (list, hash(VIEWER))]
}

#[tokio::test]
async fn each_form_of_the_id_finds_the_document_and_none_parses_it() {
    for (content, id) in manifests() {
        let manifest = Manifest::new(&content);
        for mode in ["prefer", "only"] {
            let settings = [("documents.automatic", "false")];
            let harness = manifest.start(mode, &settings).await;
            let expected = post(&harness, &json!({"query": VIEWER})).await.1;
            assert!(expected["data"]["viewer"]["id"].is_string(), "{expected}");
            for body in [
                json!({"documentId": id}),
                json!({"documentId": format!("sha256:{id}")}),
                json!({"doc_id": id}),
                json!({"extensions": extensions(&id)}),
                json!({"query": VIEWER, "extensions": extensions(&id)}),
                json!({"documentId": id, "operationName": "Viewer"}),
            ] {
                assert_eq!(
                    post(&harness, &body).await,
                    (200, expected.clone()),
                    "{body}"
                );
                let (status, cache_control, response) = get(&harness, &body).await;
                assert_eq!((status, &response), (200, &expected), "{body}");
                let by_text = body.get("query").is_some();
                let expected = if by_text {
                    "private, no-store"
                } else {
                    "private, no-cache"
                };
                assert_eq!(cache_control, expected, "{body}");
            }
            let upper = hash(VIEWER).to_ascii_uppercase();
            let by_upper = post(&harness, &json!({"extensions": extensions(&upper)})).await;
            let by_lower = post(&harness, &json!({"extensions": extensions(&hash(VIEWER))})).await;
            assert_eq!(by_upper, by_lower);
            for id in ["other", "", "sha256:", "Viewer"] {
                let (status, response) = post(&harness, &json!({"documentId": id})).await;
                assert_eq!((status, error(&response)), (200, NOT_FOUND), "{id}");
            }
            assert_eq!(parsed(&harness).await, "0");
            assert_eq!(
                metrics(&harness, "manifest_documents").await["manifest_documents"],
                "2"
            );
        }
    }
}

#[tokio::test]
async fn the_prefix_of_a_manifest_id_can_be_omitted() {
    let [_, (content, _)] = manifests();
    let harness = Manifest::new(&content).start("only", &[]).await;
    for body in [
        json!({"documentId": format!("sha256:{}", hash(NAME))}),
        json!({"documentId": hash(NAME)}),
        by_hash(NAME),
    ] {
        let (_, response) = post(&harness, &body).await;
        assert!(response["data"]["viewer"]["name"].is_string(), "{response}");
    }
}

#[tokio::test]
async fn metrics_have_one_series_for_each_document_of_the_manifest() {
    let content = json!({"viewer": VIEWER, "denied": DENIED, "never": NAME});
    let manifest = Manifest::new(&content);
    let harness = manifest.start("prefer", &[]).await;
    for number in 0..20 {
        post(
            &harness,
            &json!({"documentId": format!("unknown-{number}")}),
        )
        .await;
        let text = format!("query Q{number} {{ viewer {{ id }} }}");
        post(&harness, &registration(&text)).await;
    }
    for body in [
        json!({"documentId": "viewer"}),
        json!({"query": VIEWER}),
        json!({"documentId": "denied"}),
        json!({"documentId": "viewer", "operationName": "Nope"}),
    ] {
        post(&harness, &body).await;
    }
    let requests = metrics(&harness, "document_requests_total").await;
    assert_eq!(requests.len(), 12, "{requests:#?}");
    let count = |document: &str, name: &str, outcome: &str| {
        let labels = format!("document=\"{document}\",name=\"{name}\",outcome=\"{outcome}\"");
        requests[&format!("document_requests_total{{{labels}}}")].as_str()
    };
    assert_eq!(count("viewer", "Viewer", "ok"), "2");
    assert_eq!(count("viewer", "Viewer", "rejected"), "1");
    assert_eq!(count("denied", "Denied", "errors"), "1");
    assert_eq!(count("never", "Name", "ok"), "0");
    let seconds = metrics(&harness, "document_duration_seconds_total").await;
    assert_eq!(seconds.len(), 3, "{seconds:#?}");
    let label = "document_duration_seconds_total{document=\"viewer\",name=\"Viewer\"}";
    assert!(seconds[label].parse::<f64>().unwrap() > 0.0);
    let untrusted = metrics(&harness, "documents_untrusted_total").await;
    assert_eq!(untrusted["documents_untrusted_total"], "20");
}

//! A changed manifest is used without a restart, and loses no request.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::time::timeout;

use super::*;

/// How long a test waits for a changed manifest; it is read again within two seconds.
const DEADLINE: Duration = Duration::from_secs(30);

/// Waits until `/metrics` has this value.
pub(super) async fn wait_for(harness: &Harness, name: &str, value: &str) {
    let waiting = async {
        while metrics(harness, name).await.get(name).map(String::as_str) != Some(value) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(DEADLINE, waiting).await.expect(name);
}

fn version(number: usize) -> Value {
    let name = format!("version-{number}");
    json!({"viewer": VIEWER, name: format!("query Version{number} {{ viewer {{ id }} }}")})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_manifest_swapped_under_load_loses_no_request() {
    let manifest = Manifest::new(&version(0));
    let harness = Arc::new(manifest.start("only", &[]).await);
    let (stop, answered) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicUsize::new(0)),
    );
    let clients: Vec<_> = (0..8)
        .map(|_| {
            let (harness, stop, answered) = (harness.clone(), stop.clone(), answered.clone());
            tokio::spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    let (status, response) = post(&harness, &json!({"documentId": "viewer"})).await;
                    assert_eq!((status, &response["errors"]), (200, &Value::Null));
                    answered.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    for number in 1..=3 {
        let before = answered.load(Ordering::Relaxed);
        manifest.replace(&version(number).to_string());
        let reloads = number.to_string();
        wait_for(&harness, "manifest_reloads_total{outcome=\"ok\"}", &reloads).await;
        let id = |number| json!({"documentId": format!("version-{number}")});
        let (_, response) = post(&harness, &id(number)).await;
        assert!(response["data"]["viewer"].is_object(), "{response}");
        let (_, response) = post(&harness, &id(number - 1)).await;
        assert_eq!(error(&response), NOT_FOUND);
        assert!(answered.load(Ordering::Relaxed) > before);
    }
    stop.store(true, Ordering::Relaxed);
    for client in clients {
        client.await.unwrap();
    }
    let requests = metrics(&harness, "document_requests_total").await;
    assert_eq!(requests.len(), 8, "{requests:#?}");
    let ok = "document_requests_total{document=\"viewer\",name=\"Viewer\",outcome=\"ok\"}";
    let answered = answered.load(Ordering::Relaxed).to_string();
    assert_eq!(requests[ok], answered);
}

/// As with `cp -p`, or in images with fixed times.
#[cfg(unix)]
#[tokio::test]
async fn a_manifest_with_the_same_size_and_time_is_noticed() {
    let manifest = Manifest::new(&json!({"one": VIEWER}));
    let harness = manifest.start("only", &[]).await;
    let modified = std::fs::metadata(manifest.path()).unwrap().modified();
    let next = manifest.path().with_extension("next");
    std::fs::write(&next, json!({"two": VIEWER}).to_string()).unwrap();
    let file = std::fs::File::options().write(true).open(&next).unwrap();
    file.set_modified(modified.unwrap()).unwrap();
    drop(file);
    std::fs::rename(next, manifest.path()).unwrap();
    wait_for(&harness, "manifest_reloads_total{outcome=\"ok\"}", "1").await;
    assert_eq!(post(&harness, &json!({"documentId": "two"})).await.0, 200);
}

#[tokio::test]
async fn an_invalid_manifest_is_refused_and_the_previous_one_stays() {
    let manifest = Manifest::new(&json!({"viewer": VIEWER}));
    let harness = manifest.start("only", &[]).await;
    let assert_served = async || {
        let (_, response) = post(&harness, &json!({"documentId": "viewer"})).await;
        assert!(response["data"]["viewer"].is_object(), "{response}");
    };
    let refused = "manifest_reloads_total{outcome=\"refused\"}";
    let invalid = json!({"viewer": VIEWER, "invalid": "{ nope }"});
    manifest.replace(&invalid.to_string());
    wait_for(&harness, refused, "1").await;
    assert_served().await;
    manifest.replace("{");
    wait_for(&harness, refused, "2").await;
    assert_served().await;
    std::fs::remove_file(manifest.path()).unwrap();
    wait_for(&harness, refused, "3").await;
    assert_served().await;
    // A refused manifest leaves no series behind.
    assert_eq!(metrics(&harness, "document_requests_total").await.len(), 4);
    assert_eq!(
        metrics(&harness, "manifest_documents").await["manifest_documents"],
        "1"
    );
    manifest.replace(&json!({"other": VIEWER}).to_string());
    wait_for(&harness, "manifest_reloads_total{outcome=\"ok\"}", "1").await;
    let (_, response) = post(&harness, &json!({"documentId": "viewer"})).await;
    assert_eq!(error(&response), NOT_FOUND);
    assert_eq!(metrics(&harness, refused).await[refused], "3");
}

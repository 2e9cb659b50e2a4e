//! `check` and `serve` with a manifest, and the log of documents outside it.

use super::super::program::{Outcome, Served, run, simulator};
use super::*;

fn environment(path: &str, mode: &'static str) -> [(&'static str, String); 2] {
    [
        ("JOURNEY_GATEWAY_DOCUMENTS_MANIFEST", path.to_owned()),
        ("JOURNEY_GATEWAY_DOCUMENTS_MODE", mode.to_owned()),
    ]
}

async fn run_with(manifest: &Manifest, mode: &'static str, arguments: &[&str]) -> Outcome {
    let simulator = simulator().await;
    let path = manifest.path();
    let path = path.to_str().unwrap();
    let environment = environment(path, mode);
    let environment = environment
        .each_ref()
        .map(|(key, value)| (*key, value.as_str()));
    let outcome = run(simulator.url(), arguments, &environment, "").await;
    let shown = |text: String| {
        let text = text.replace(path, "MANIFEST");
        text.replace(simulator.url(), "PLATFORM")
    };
    Outcome {
        stdout: shown(outcome.stdout),
        stderr: shown(outcome.stderr),
        ..outcome
    }
}

fn valid() -> Manifest {
    let two = "query Two($n: Int = 50) { customer(id: \"a\") { sessions(first: $n) { nodes { id status } } } }
        query Other { viewer { id } }";
    let watch = "subscription Watch($id: ID!) { journeyChanged(customerId: $id) { kind } }";
    Manifest::new(
        &json!({"c0ffee": VIEWER, "two": two, "watch": watch, "short": "{ viewer { id } }"}),
    )
}

#[tokio::test]
async fn check_prints_the_cost_of_each_operation() {
    let outcome = run_with(&valid(), "only", &["check"]).await;
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    insta::assert_snapshot!(outcome.stdout, @"
    configuration  ok
    platform       PLATFORM responds
    identity       passthrough
    documents      MANIFEST is valid: 5 operations, mode `only`
    token          none given; --token-file shows the permissions of one

    cost       at most      operation               document
    2          2            (no name)               short
    2          2            Other                   two
    72         132          Two                     two
    2          2            Viewer                  c0ffee
    2          2            Watch                   watch
    ");
    let outcome = run_with(&valid(), "off", &["check", "--json"]).await;
    assert_eq!(outcome.code, Some(0));
    let report: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let documents = &report["documents"];
    assert_eq!(documents["manifest"], "MANIFEST");
    assert_eq!(documents["mode"], "off");
    assert_eq!(documents["operations"].as_array().unwrap().len(), 5);
    let first = json!({"id": "short", "name": null, "type": "query", "cost": 2, "highestCost": 2});
    assert_eq!(documents["operations"][0], first);
}

#[tokio::test]
async fn an_invalid_manifest_is_refused_with_all_problems() {
    let manifest = Manifest::new(&json!({
        "a": "{ nope also }",
        "b": "{ viewer { id }",
        "c": "query A { viewer { id } } mutation B { x }",
        "d": VIEWER,
        "sha256:d": VIEWER.replace("id", "name"),
        "sha256:e": VIEWER,
        "f g": VIEWER,
    }));
    let serve = ["serve", "--listen", "127.0.0.1:0"];
    for (arguments, mode) in [(&serve[..], "only"), (&["check"], "off")] {
        let outcome = run_with(&manifest, mode, arguments).await;
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""));
        insta::allow_duplicates! {
            insta::assert_snapshot!(outcome.stderr, @"
            journey-gateway: the configuration has 7 errors
              `documents.manifest` (MANIFEST): `f g`: an id must have 1 to 200 visible ASCII characters
              `documents.manifest` (MANIFEST): `a`: 1:3: type `Query` has no field `nope`
              `documents.manifest` (MANIFEST): `a`: 1:8: type `Query` has no field `also`
              `documents.manifest` (MANIFEST): `b`: 1:16: syntax error: expected R_CURLY, got EOF
              `documents.manifest` (MANIFEST): `c`: 1:27: the schema has no mutations
              `documents.manifest` (MANIFEST): `sha256:d`: two documents have this id
              `documents.manifest` (MANIFEST): `sha256:e`: is not the SHA-256 hash of its document
            ");
        }
    }
    let outcome = run_with(&manifest, "prefer", &["check", "--json"]).await;
    assert_eq!(outcome.code, Some(2));
    let report: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(report["ok"], false);
    assert_eq!(report["mistakes"][0]["key"], "documents.manifest");
    assert_eq!(report["mistakes"][0]["place"], "MANIFEST");
}

#[tokio::test]
async fn apollo_names_are_compared_with_the_documents() {
    let manifest = Manifest::new(&json!({
        "format": "apollo-persisted-query-manifest",
        "version": 1,
        "operations": [{"id": "a", "name": "Other", "type": "query", "body": VIEWER}],
    }));
    let outcome = run_with(&manifest, "only", &["check"]).await;
    assert_eq!(outcome.code, Some(2));
    insta::assert_snapshot!(outcome.stderr, @"
    journey-gateway: the configuration has 1 error
      `documents.manifest` (MANIFEST): `a` (Other): the document has no operation with this name
    ");
}

#[tokio::test]
async fn a_missing_or_large_manifest_is_refused() {
    let manifest = valid();
    std::fs::remove_file(manifest.path()).unwrap();
    let outcome = run_with(&manifest, "prefer", &["check"]).await;
    assert_eq!(outcome.code, Some(2));
    assert!(
        outcome.stderr.contains("cannot be read"),
        "{}",
        outcome.stderr
    );
    manifest.replace(&json!({ "a": format!("{VIEWER}{}", " ".repeat(4_194_304)) }).to_string());
    let outcome = run_with(&manifest, "prefer", &["check"]).await;
    let error = "is larger than 4194304 bytes (`documents.manifest_bytes`)";
    assert!(outcome.stderr.contains(error), "{}", outcome.stderr);
    let simulator = simulator().await;
    let mode = [("JOURNEY_GATEWAY_DOCUMENTS_MODE", "only")];
    let outcome = run(simulator.url(), &["check"], &mode, "").await;
    assert_eq!(outcome.code, Some(2));
    let error = "`documents.manifest`: missing; required with `documents.mode = \"only\"`";
    assert!(outcome.stderr.contains(error), "{}", outcome.stderr);
}

#[tokio::test]
async fn a_document_outside_the_manifest_is_logged_once() {
    let simulator = simulator().await;
    let manifest = Manifest::new(&json!({"viewer": VIEWER}));
    let path = manifest.path();
    let environment = environment(path.to_str().unwrap(), "prefer");
    let environment = environment
        .each_ref()
        .map(|(key, value)| (*key, value.as_str()));
    let audited = [("JOURNEY_GATEWAY_AUDIT", "true")];
    let served = Served::start(simulator.url(), &[&environment[..], &audited].concat()).await;
    let other = "query Other { viewer { name } }";
    for body in [
        json!({"query": other}),
        registration(other),
        by_hash(other),
        json!({"documentId": "viewer"}),
    ] {
        let request = reqwest::Client::new().post(format!("{}/graphql", served.url));
        let request = request.bearer_auth(SUPERVISOR).json(&body);
        let response: Value = request.send().await.unwrap().json().await.unwrap();
        assert!(response["data"].is_object(), "{response}");
    }
    let lines = served.end().await;
    let events: Vec<Value> = lines
        .iter()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    let about = |message: &str| {
        let of = |event: &&Value| event["message"] == message;
        events.iter().filter(of).cloned().collect::<Vec<_>>()
    };
    let logged = about("a document outside the manifest was requested");
    assert_eq!(logged.len(), 1, "{logged:#?}");
    assert_eq!(logged[0]["operation"], "Other");
    assert_eq!(logged[0]["sha256"], hash(other));
    // The audit log has the hash of the document, however it was requested.
    let audited = about("operation answered");
    let hashes: Vec<_> = audited
        .iter()
        .map(|event| event["operation_sha256"].as_str().unwrap())
        .collect();
    let (other, viewer) = (hash(other), hash(VIEWER));
    assert_eq!(hashes, [&other, &other, &other, &viewer]);
}

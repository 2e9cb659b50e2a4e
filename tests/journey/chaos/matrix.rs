//! Each operation with each fault: the field that needs the operation is null with one error, fields
//! of other operations are served from the cache, and after the fault ends the same query succeeds.

use serde_json::Value;

use super::Chaos;
use super::fault::{self, FaultCase};
use super::operations::{OPERATIONS, OperationCase, query};

/// Sets the values at `path` to null and returns the path of the first one. `*` matches each row of a
/// list; `parent` is the path of `value`.
fn set_null(value: &mut Value, path: &[&str], parent: &str) -> String {
    let Some((first, rest)) = path.split_first() else {
        *value = Value::Null;
        return parent.trim_start_matches('.').to_owned();
    };
    if *first == "*" {
        let rows = value.as_array_mut().unwrap();
        assert!(!rows.is_empty(), "the list has no rows that could fail");
        let mut paths = rows
            .iter_mut()
            .enumerate()
            .map(|(row, value)| set_null(value, rest, &format!("{parent}.{row}")));
        let first = paths.next().unwrap();
        paths.for_each(drop);
        return first;
    }
    set_null(&mut value[*first], rest, &format!("{parent}.{first}"))
}

/// Checks one operation with one fault, for a viewer without cache entries.
async fn check_fault(chaos: &Chaos, case: &OperationCase, (name, fault, code): FaultCase) {
    let context = format!("{} is {name}", case.operation);
    let viewer = context.replace(|character: char| !character.is_ascii_alphanumeric(), "-");
    chaos.add_viewer(&viewer, case.permissions);
    let fixtures = &chaos.harness.fixtures;
    let siblings = case.siblings();
    let sibling_query = query(&siblings, fixtures);
    let full_query = query(&[&[case.field], &siblings[..]].concat(), fixtures);
    chaos.query(&viewer, &sibling_query).await.data();

    chaos.proxy.inject(Some(case.operation), fault);
    let faulted = chaos.query(&viewer, &full_query).await;
    chaos.proxy.heal();
    let recovered = chaos.query(&viewer, &full_query).await;
    assert_eq!(
        recovered.errors(),
        [],
        "afterwards, {context}: {:#}",
        recovered.body
    );
    let original = recovered.data();

    assert_eq!(faulted.status, 200, "{context}");
    let Some(code) = code else {
        assert_eq!(faulted.data(), original, "{context}");
        return;
    };
    let mut expected = original.clone();
    let parts: Vec<_> = case.path.split('.').collect();
    let path = set_null(&mut expected, &parts, "");
    assert_ne!(
        expected, original,
        "{context}: no field needs the operation"
    );
    assert_eq!(
        faulted.errors(),
        [(code.to_owned(), path)],
        "{context}: {:#}",
        faulted.body
    );
    assert_eq!(faulted.body["data"], expected, "{context}");
}

async fn check_all_operations(faults: &[FaultCase], settings: &[(&'static str, &str)]) {
    let chaos = Chaos::start(settings).await;
    for fault in faults {
        for case in OPERATIONS {
            check_fault(&chaos, case, *fault).await;
        }
    }
}

#[tokio::test]
async fn a_lost_connection_nulls_only_its_field() {
    check_all_operations(fault::CONNECTION_LOST, &[]).await;
}

#[tokio::test]
async fn a_timeout_nulls_only_its_field() {
    // The cases run concurrently, since each takes the whole timeout.
    let all = fault::TIMED_OUT.chunks(1);
    let settings = [("platform.timeout", "500ms")];
    let runs = all.map(|fault| check_all_operations(fault, &settings));
    futures_util::future::join_all(runs).await;
}

#[tokio::test]
async fn an_unexpected_http_response_nulls_only_its_field() {
    check_all_operations(
        fault::UNEXPECTED_HTTP,
        &[("platform.max_response_bytes", "100000")],
    )
    .await;
}

#[tokio::test]
async fn unexpected_json_nulls_only_its_field() {
    check_all_operations(fault::UNEXPECTED_JSON, &[]).await;
}

#[tokio::test]
async fn tolerated_faults_change_nothing() {
    check_all_operations(fault::TOLERATED, &[]).await;
}

//! Each operation with each fault: what it feeds is null, one error says so, what others feed is
//! served out of the cache, and after it is healed the same query is answered in full.

use serde_json::Value;

use super::Chaos;
use super::fault::{self, Row as Fault};
use super::operations::{OPERATIONS, Row, query};

/// Sets what `path` leads to to null; gives the path of the first such place.
fn strike_out(value: &mut Value, path: &[&str], at: &str) -> String {
    let Some((first, rest)) = path.split_first() else {
        *value = Value::Null;
        return at.trim_start_matches('.').to_owned();
    };
    if *first == "*" {
        let rows = value.as_array_mut().unwrap();
        assert!(!rows.is_empty(), "there is nothing to fail");
        let mut paths = rows
            .iter_mut()
            .enumerate()
            .map(|(row, value)| strike_out(value, rest, &format!("{at}.{row}")));
        let first = paths.next().unwrap();
        paths.for_each(drop);
        return first;
    }
    strike_out(&mut value[*first], rest, &format!("{at}.{first}"))
}

/// One operation with one fault, for somebody of whom nothing is kept.
async fn cell(chaos: &Chaos, row: &Row, (name, fault, code): Fault) {
    let context = format!("{} is {name}", row.operation);
    let who = context.replace(|one: char| !one.is_ascii_alphanumeric(), "-");
    chaos.newcomer(&who, row.permissions);
    let fixtures = &chaos.harness.fixtures;
    let siblings = row.siblings();
    let warm = query(&siblings, fixtures);
    let whole = query(&[&[row.field], &siblings[..]].concat(), fixtures);
    chaos.query(&who, &warm).await.data();

    chaos.proxy.strike(Some(row.operation), fault);
    let spoiled = chaos.query(&who, &whole).await;
    chaos.proxy.heal();
    let healed = chaos.query(&who, &whole).await;
    assert_eq!(
        healed.errors(),
        [],
        "afterwards, {context}: {:#}",
        healed.body
    );
    let good = healed.data();

    assert_eq!(spoiled.status, 200, "{context}");
    let Some(code) = code else {
        assert_eq!(spoiled.data(), good, "{context}");
        return;
    };
    let mut expected = good.clone();
    let parts: Vec<_> = row.path.split('.').collect();
    let path = strike_out(&mut expected, &parts, "");
    assert_ne!(expected, good, "{context}: it feeds nothing");
    let told = spoiled.errors();
    assert_eq!(
        told,
        [(code.to_owned(), path)],
        "{context}: {:#}",
        spoiled.body
    );
    assert_eq!(spoiled.body["data"], expected, "{context}");
}

async fn each_operation(faults: &[Fault], settings: &[(&'static str, &str)]) {
    let chaos = Chaos::start(settings).await;
    for fault in faults {
        for row in OPERATIONS {
            cell(&chaos, row, *fault).await;
        }
    }
}

#[tokio::test]
async fn a_connection_that_is_lost() {
    each_operation(fault::LOST, &[]).await;
}

#[tokio::test]
async fn an_answer_that_does_not_end_in_time() {
    // Side by side, since each takes as long as a call may.
    let all = fault::STALLED.chunks(1);
    let settings = [("platform.timeout", "500ms")];
    let runs = all.map(|fault| each_operation(fault, &settings));
    futures_util::future::join_all(runs).await;
}

#[tokio::test]
async fn an_answer_that_is_none() {
    each_operation(fault::WRONG, &[("platform.max_response_bytes", "100000")]).await;
}

#[tokio::test]
async fn an_answer_of_another_shape() {
    each_operation(fault::MISSHAPEN, &[]).await;
}

#[tokio::test]
async fn what_does_no_harm() {
    each_operation(fault::HARMLESS, &[]).await;
}

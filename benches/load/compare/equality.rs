//! Checks that all servers return the same responses, so that they do the same work.

use serde_json::Value;

use super::slice::Subject;
use crate::BenchError;
use crate::recorded::Query;

/// Number of requests that are compared.
const COMPARED: u64 = 24;

/// Returns the gateway's response to the first request.
pub(super) async fn check(
    query: Query,
    gateway: &Subject,
    others: &[&Subject],
) -> Result<Vec<u8>, BenchError> {
    for number in 0..COMPARED {
        let expected = gateway.request(query, number).await?.body;
        query.check(&expected)?;
        let expected: Value = serde_json::from_slice(&expected)?;
        for other in others {
            let actual = other.request(query, number).await?.body;
            let actual: Value = serde_json::from_slice(&actual)?;
            if let Some(pointer) = difference(&expected, &actual) {
                let (expected, actual) = (expected.pointer(&pointer), actual.pointer(&pointer));
                return Err(format!(
                    "{}: the response of {} differs at {pointer}: {actual:?}, the gateway has {expected:?}",
                    query.name(),
                    other.name,
                )
                .into());
            }
        }
    }
    Ok(gateway.request(query, 0).await?.body.to_vec())
}

/// The first difference between two values, as a JSON pointer.
fn difference(left: &Value, right: &Value) -> Option<String> {
    let inner = match (left, right) {
        (Value::Object(left), Value::Object(right)) if left.len() == right.len() => left
            .iter()
            .find_map(|(key, value)| Some((key.clone(), difference(value, right.get(key)?)?)))
            .or_else(|| {
                let missing = left.keys().find(|key| !right.contains_key(*key));
                Some((missing?.clone(), String::new()))
            }),
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => left
            .iter()
            .zip(right)
            .enumerate()
            .find_map(|(index, (left, right))| Some((index.to_string(), difference(left, right)?))),
        (left, right) => return (left != right).then(String::new),
    };
    inner.map(|(key, rest)| format!("/{key}{rest}"))
}

//! Random mutations of valid JSON.

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

/// A change at one position of a response.
#[derive(Debug, Clone)]
pub(super) enum Change {
    Drop,
    Duplicate,
    /// A number beyond the range of any type.
    Huge,
    Replace(Value),
}

/// Changes at some positions of a response, and the length to which it is truncated.
#[derive(Debug, Clone)]
pub(super) struct Mutation {
    changes: Vec<(Index, Change)>,
    length: Option<Index>,
}

/// Suffix of a duplicate key, removed when the JSON is text. No key of the platform contains it.
const DUPLICATE_SUFFIX: &str = "\u{1}";
/// String that becomes a huge number when the JSON is text.
const HUGE_PLACEHOLDER: &str = "\u{2}";

fn any_change() -> impl Strategy<Value = Change> {
    let values = [
        Value::Null,
        json!(-1),
        json!(u64::MAX),
        json!(1.5),
        json!("hologram"),
        json!(""),
        json!(i32::MAX),
        json!(i64::MIN),
        json!("9999-12-31T23:59:59.999Z"),
        json!("0000-01-01T00:00:00Z"),
        json!("00000000-0000-0000-0000-000000000000"),
        json!(true),
        json!([]),
        json!([null]),
        json!({}),
        json!({"id": null}),
    ];
    prop_oneof![
        2 => Just(Change::Drop),
        1 => Just(Change::Duplicate),
        1 => Just(Change::Huge),
        8 => prop::sample::select(values.to_vec()).prop_map(Change::Replace),
    ]
}

impl Mutation {
    pub(super) fn any() -> impl Strategy<Value = Self> {
        let changes = prop::collection::vec((any::<Index>(), any_change()), 1..4);
        let length = prop::option::weighted(0.05, any::<Index>());
        (changes, length).prop_map(|(changes, length)| Self { changes, length })
    }

    /// Returns the mutated response, and whether a list of restrictions was removed or emptied. The
    /// gateway cannot notice that, in contrast to a list with unreadable items.
    pub(super) fn apply(&self, response: &Value) -> (Vec<u8>, bool) {
        let mut response = response.clone();
        let mut is_lossy = false;
        for (index, change) in &self.changes {
            let mut positions = Vec::new();
            collect_positions(&response, "", &mut positions);
            if positions.is_empty() {
                continue;
            }
            let position = index.get(&positions);
            is_lossy |= removes_restriction(position, change);
            apply_change(&mut response, position, change);
        }
        let text = response.to_string();
        let text = text
            .replace("\\u0001", "")
            .replace("\"\\u0002\"", "1e999")
            .into_bytes();
        let length = self
            .length
            .map_or(text.len(), |length| length.index(text.len()));
        (text[..length].to_vec(), is_lossy)
    }
}

/// Collects the JSON pointer of every position. Positions in divisions are repeated, so that they
/// are selected more often.
fn collect_positions(value: &Value, pointer: &str, positions: &mut Vec<String>) {
    if !pointer.is_empty() {
        let times = if pointer.contains("ivision") { 5 } else { 1 };
        positions.extend(std::iter::repeat_n(pointer.to_owned(), times));
    }
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect_positions(item, &format!("{pointer}/{index}"), positions);
            }
        }
        Value::Object(fields) => {
            // Keys with these characters would need escaping; there are enough other keys.
            for (key, item) in fields.iter().filter(|(key, _)| !key.contains(['/', '~'])) {
                collect_positions(item, &format!("{pointer}/{key}"), positions);
            }
        }
        _ => {}
    }
}

fn removes_restriction(position: &str, change: &Change) -> bool {
    const LISTS: [&str; 3] = ["divisionIds", "divisions", "authorizedScope"];
    let (parent, last) = position.rsplit_once('/').unwrap();
    let is_entry = LISTS.iter().any(|list| parent.ends_with(list));
    let is_list = LISTS.contains(&last);
    let is_single = ["division", "session"].contains(&last);
    match change {
        Change::Drop => is_entry || is_list || is_single,
        Change::Replace(value) if value.is_null() => is_list || is_single,
        Change::Replace(value) => is_list && value.as_array().is_some_and(Vec::is_empty),
        _ => false,
    }
}

fn apply_change(response: &mut Value, position: &str, change: &Change) {
    let (parent, last) = position.rsplit_once('/').unwrap();
    let Some(parent) = response.pointer_mut(parent) else {
        return;
    };
    let new = match change {
        Change::Huge => json!(HUGE_PLACEHOLDER),
        Change::Replace(value) => value.clone(),
        Change::Drop | Change::Duplicate => Value::Null,
    };
    match (parent, change) {
        (Value::Object(fields), Change::Drop) => drop(fields.remove(last)),
        (Value::Object(fields), Change::Duplicate) => {
            let copy = fields.get(last).cloned().unwrap_or_default();
            fields.insert(format!("{last}{DUPLICATE_SUFFIX}"), copy);
        }
        (Value::Object(fields), _) => drop(fields.insert(last.to_owned(), new)),
        (Value::Array(items), Change::Drop) => drop(items.remove(last.parse().unwrap())),
        (Value::Array(items), Change::Duplicate) => {
            items.push(items[last.parse::<usize>().unwrap()].clone());
        }
        (Value::Array(items), _) => items[last.parse::<usize>().unwrap()] = new,
        _ => {}
    }
}

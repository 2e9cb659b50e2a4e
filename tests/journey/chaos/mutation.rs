//! Good JSON, a little wrong.

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

/// What becomes of one place in an answer.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    Drop,
    Duplicate,
    /// A number beyond what any type holds.
    Huge,
    Becomes(Value),
}

/// Some places of an answer, what becomes of them, and how much of it is sent.
#[derive(Debug, Clone)]
pub(super) struct Mutation {
    places: Vec<(Index, Kind)>,
    cut: Option<Index>,
}

/// Stands after a key that is there twice; no key of the platform's has it.
const TWICE: &str = "\u{1}";
const HUGE: &str = "\u{2}";

fn kind() -> impl Strategy<Value = Kind> {
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
        2 => Just(Kind::Drop),
        1 => Just(Kind::Duplicate),
        1 => Just(Kind::Huge),
        8 => prop::sample::select(values.to_vec()).prop_map(Kind::Becomes),
    ]
}

impl Mutation {
    pub(super) fn any() -> impl Strategy<Value = Self> {
        let places = prop::collection::vec((any::<Index>(), kind()), 1..4);
        let cut = prop::option::weighted(0.05, any::<Index>());
        (places, cut).prop_map(|(places, cut)| Self { places, cut })
    }

    /// The mutated answer, and whether a list of what restricts was left out or emptied rather than
    /// garbled: nothing is left then that could tell.
    pub(super) fn apply(&self, answer: &Value) -> (Vec<u8>, bool) {
        let mut answer = answer.clone();
        let mut is_lossy = false;
        for (index, kind) in &self.places {
            let mut places = Vec::new();
            find(&answer, "", &mut places);
            if places.is_empty() {
                continue;
            }
            let place = index.get(&places);
            is_lossy |= loses(place, kind);
            change(&mut answer, place, kind);
        }
        let text = answer.to_string();
        let text = text
            .replace("\\u0001", "")
            .replace("\"\\u0002\"", "1e999")
            .into_bytes();
        let length = self.cut.map_or(text.len(), |cut| cut.index(text.len()));
        (text[..length].to_vec(), is_lossy)
    }
}

/// Every place, as JSON pointers have it. Those about divisions are there several times, so that they
/// are found more often.
fn find(value: &Value, at: &str, places: &mut Vec<String>) {
    if !at.is_empty() {
        let times = if at.contains("ivision") { 5 } else { 1 };
        places.extend(std::iter::repeat_n(at.to_owned(), times));
    }
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                find(item, &format!("{at}/{index}"), places);
            }
        }
        Value::Object(fields) => {
            // A key with a slash would have to be escaped; there are enough others.
            for (key, item) in fields.iter().filter(|(key, _)| !key.contains(['/', '~'])) {
                find(item, &format!("{at}/{key}"), places);
            }
        }
        _ => {}
    }
}

fn loses(place: &str, kind: &Kind) -> bool {
    const LISTS: [&str; 3] = ["divisionIds", "divisions", "authorizedScope"];
    let (parent, last) = place.rsplit_once('/').unwrap();
    let in_list = LISTS.iter().any(|list| parent.ends_with(list));
    let is_whole = LISTS.contains(&last);
    let is_one = ["division", "session"].contains(&last);
    match kind {
        Kind::Drop => in_list || is_whole || is_one,
        Kind::Becomes(value) if value.is_null() => is_whole || is_one,
        Kind::Becomes(value) => is_whole && value.as_array().is_some_and(Vec::is_empty),
        _ => false,
    }
}

fn change(answer: &mut Value, place: &str, kind: &Kind) {
    let (parent, last) = place.rsplit_once('/').unwrap();
    let Some(parent) = answer.pointer_mut(parent) else {
        return;
    };
    let new = match kind {
        Kind::Huge => json!(HUGE),
        Kind::Becomes(value) => value.clone(),
        Kind::Drop | Kind::Duplicate => Value::Null,
    };
    match (parent, kind) {
        (Value::Object(fields), Kind::Drop) => drop(fields.remove(last)),
        (Value::Object(fields), Kind::Duplicate) => {
            let twin = fields.get(last).cloned().unwrap_or_default();
            fields.insert(format!("{last}{TWICE}"), twin);
        }
        (Value::Object(fields), _) => drop(fields.insert(last.to_owned(), new)),
        (Value::Array(items), Kind::Drop) => drop(items.remove(last.parse().unwrap())),
        (Value::Array(items), Kind::Duplicate) => {
            items.push(items[last.parse::<usize>().unwrap()].clone());
        }
        (Value::Array(items), _) => items[last.parse::<usize>().unwrap()] = new,
        _ => {}
    }
}

//! One table per decoder: its result for values of each JSON kind.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use proptest::prelude::{any as arbitrary, *};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{AnyScalar, Flag, Float, Integer, Object, Raw, Scalar, Text, instant, list, texts};
use crate::model::id::DivisionId;
use crate::platform::wire::divisions;

#[derive(Debug, Deserialize)]
struct Row {
    text: Text,
    int: Scalar<i32>,
    count: Scalar<u32>,
    integer: Integer,
    float: Float,
    flag: Flag,
    object: Object<Inner>,
    #[serde(default, deserialize_with = "list")]
    objects: Vec<Inner>,
    #[serde(default, deserialize_with = "texts")]
    texts: Vec<String>,
    #[serde(default, deserialize_with = "divisions::by_id")]
    divisions: Vec<DivisionId>,
    map: Object<BTreeMap<String, Text>>,
    #[serde(default, deserialize_with = "instant")]
    instant: Option<DateTime<Utc>>,
}

#[derive(Debug, Deserialize)]
struct Inner {
    name: Text,
}

fn scalar(json: &str) -> AnyScalar<'_> {
    serde_json::from_str(json).unwrap()
}

fn row(field: &str, value: &Value) -> Row {
    serde_json::from_str(&json!({field: value}).to_string()).unwrap()
}

#[test]
fn a_string_decodes_from_any_scalar() {
    let text = |value| row("text", &value).text.0;
    for (value, expected) in [
        (json!("a"), Some("a")),
        (json!(""), Some("")),
        (json!(7), Some("7")),
        (json!(-1.5), Some("-1.5")),
        (json!(true), Some("true")),
        (json!(null), None),
        (json!([1, {"a": [2]}]), None),
        (json!({"a": {"b": 1}}), None),
    ] {
        assert_eq!(text(value.clone()).as_deref(), expected, "{value}");
    }
}

#[test]
fn numbers_are_clamped_and_decode_from_strings() {
    for (value, int, count, integer, float) in [
        (json!(3), Some(3), Some(3), Some(3), Some(3.0)),
        (json!(-3), Some(-3), Some(0), Some(-3), Some(-3.0)),
        (json!(12.0), Some(12), Some(12), Some(12), Some(12.0)),
        (json!(12.5), None, None, None, Some(12.5)),
        (json!("3"), Some(3), Some(3), Some(3), Some(3.0)),
        (json!(" 12.0 "), Some(12), Some(12), Some(12), Some(12.0)),
        (
            json!(3_000_000_000_u64),
            Some(i32::MAX),
            Some(3_000_000_000),
            Some(3_000_000_000),
            Some(3e9),
        ),
        (
            json!("99999999999999999999"),
            Some(i32::MAX),
            Some(u32::MAX),
            Some(i64::MAX),
            Some(1e20),
        ),
        (
            json!(-1e30),
            Some(i32::MIN),
            Some(0),
            Some(i64::MIN),
            Some(-1e30),
        ),
        (json!("many"), None, None, None, None),
        (json!("NaN"), None, None, None, None),
        (json!("inf"), None, None, None, None),
        (json!(true), None, None, None, None),
        (json!([3]), None, None, None, None),
        (json!({"a": 3}), None, None, None, None),
        (json!(null), None, None, None, None),
    ] {
        assert_eq!(row("int", &value).int.0, int, "{value}");
        assert_eq!(row("count", &value).count.0, count, "{value}");
        assert_eq!(row("integer", &value).integer.0, integer, "{value}");
        assert_eq!(row("float", &value).float.0, float, "{value}");
    }
}

#[test]
fn a_boolean_decodes_from_a_boolean_or_its_name() {
    for (value, expected) in [
        (json!(true), Some(true)),
        (json!("False"), Some(false)),
        (json!("yes"), None),
        (json!(1), None),
        (json!([]), None),
        (json!({}), None),
        (json!(null), None),
    ] {
        assert_eq!(row("flag", &value).flag.0, expected, "{value}");
    }
}

#[test]
fn objects_and_lists_leave_out_values_of_other_kinds() {
    for value in [json!(1), json!("x"), json!([{"name": "n"}]), json!(null)] {
        assert!(row("object", &value).object.0.is_none(), "{value}");
        assert!(row("map", &value).map.0.is_none(), "{value}");
    }
    let found = row("object", &json!({"name": 5, "other": [{}]})).object.0;
    assert_eq!(found.unwrap().name.0.as_deref(), Some("5"));
    let mixed = json!([null, {"name": "a"}, 7, "x", [], {"name": {}}]);
    let names: Vec<_> = row("objects", &mixed).objects;
    let names: Vec<_> = names.into_iter().map(|inner| inner.name.0).collect();
    assert_eq!(names, [Some("a".to_owned()), None]);
    let mixed = json!(["a", null, 2, {"b": 1}, ["c"]]);
    assert_eq!(row("texts", &mixed).texts, ["a", "2"]);
    for value in [json!(1), json!("x"), json!({"a": 1}), json!(null)] {
        assert!(row("objects", &value).objects.is_empty(), "{value}");
        assert!(row("texts", &value).texts.is_empty(), "{value}");
    }
    let map = row("map", &json!({"a": "1", "b": 2, "c": {}}))
        .map
        .0
        .unwrap();
    assert_eq!(map.get("b").and_then(|text| text.0.as_deref()), Some("2"));
    assert_eq!(map.get("c").map(|text| text.0.is_none()), Some(true));
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        arbitrary::<bool>().prop_map(Value::from),
        arbitrary::<i64>().prop_map(Value::from),
        arbitrary::<u64>().prop_map(Value::from),
        arbitrary::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(".{0,4}", inner, 0..4).prop_map(Value::from_iter),
        ]
    })
}

const FIELDS: [&str; 12] = [
    "text",
    "int",
    "count",
    "integer",
    "float",
    "flag",
    "object",
    "objects",
    "texts",
    "divisions",
    "map",
    "instant",
];

proptest! {
    /// A value of any kind in one field affects neither the row nor the other fields.
    #[test]
    fn an_unexpected_value_affects_only_its_own_field(field in prop::sample::select(&FIELDS[..]), value in any_value()) {
        let good = json!({"text": "t", "int": 1, "count": 2, "integer": 3, "float": 0.5, "flag": true});
        let mut whole = good.as_object().unwrap().clone();
        whole.insert(field.to_owned(), value.clone());
        let text = Value::from(whole).to_string();
        let row: Row = serde_json::from_str(&text).unwrap();
        prop_assert!(field == "text" || row.text.0.as_deref() == Some("t"));
        prop_assert!(field == "int" || row.int.0 == Some(1));
        prop_assert!(field == "count" || row.count.0 == Some(2));
        prop_assert!(field == "integer" || row.integer.0 == Some(3));
        prop_assert!(field == "float" || row.float.0 == Some(0.5));
        prop_assert!(field == "flag" || row.flag.0 == Some(true));
        // Only null and an empty list mean "no division".
        let is_open = value.is_null() || value == json!([]);
        prop_assert!(field != "divisions" || row.divisions.is_empty() == is_open);
        prop_assert!(field == "instant" || row.instant.is_none());
    }

    #[test]
    fn a_value_that_is_converted_later_is_the_same(value in any_value()) {
        let whole: serde_json::Map<_, _> = FIELDS.iter().map(|field| (String::from(*field), value.clone())).collect();
        let row: Row = serde_json::from_str(&Value::from(whole).to_string()).unwrap();
        let text = value.to_string();
        prop_assert_eq!(scalar(&text).as_text().into_owned(), row.text.0.clone().unwrap_or_default());
        prop_assert_eq!(scalar(&text).text(), row.text.0.filter(|text| !text.is_empty()));
        prop_assert_eq!(scalar(&text).convert::<i32>(), row.int.0);
        prop_assert_eq!(scalar(&text).convert::<f64>(), row.float.0);
        prop_assert_eq!(scalar(&text).instant(), row.instant);
        let raw: Raw<'_> = serde_json::from_str(&text).unwrap();
        let name = |inner: Inner| inner.name.0;
        prop_assert_eq!(raw.object().map(name), row.object.0.map(name));
    }
}

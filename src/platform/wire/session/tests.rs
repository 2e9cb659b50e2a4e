//! Parts of visits and events that stay JSON until they are selected.

use std::sync::Arc;

use get_size2::GetSize;
use serde_json::json;
use uuid::Uuid;

use super::Session;
use crate::model::event::{Event, Payload};
use crate::model::session::{Details, Session as Model};
use crate::model::visit::Browser;
use crate::platform::wire::event::Event as WireEvent;
use crate::platform::wire::{Listing, Shape};

const ID: &str = "3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c1001";

fn visit(parts: &str) -> Model {
    let text = format!(
        r#"{{"id": "{ID}", "type": "web", "createdDate": "2026-11-20T09:50:00Z", {parts}}}"#
    );
    let session: Session = serde_json::from_str(&text).unwrap();
    Arc::unwrap_or_clone(session.into_model().unwrap())
}

fn event(parts: &str) -> Event {
    let text =
        format!(r#"{{"id": "e", "createdDate": "2026-11-20T09:50:00Z", "webEvent": {{{parts}}}}}"#);
    let event: WireEvent = serde_json::from_str(&text).unwrap();
    event.into_model().unwrap()
}

#[test]
fn an_unread_part_equals_its_value_however_it_is_written() {
    let compact = visit(r#""browser":{"family":"Firefox","lang":"pt"},"searchTerms":["a","b"]"#);
    let spaced = visit(
        r#""searchTerms": [ "a", "b" ], "browser": { "lang": "pt", "family": "\u0046irefox", "fingerprint": "x" }"#,
    );
    assert_eq!(compact, spaced);
    let other = visit(r#""browser":{"family":"Firefox","lang":"de"},"searchTerms":["a","b"]"#);
    assert_ne!(compact, other);
    // An entry of another node has the values.
    let stored = serde_json::to_value(&compact).unwrap();
    let parts = &stored["details"]["Web"]["parts"];
    assert_eq!(parts["browser"]["language"], json!("pt"));
    let read: Model = serde_json::from_value(stored).unwrap();
    assert_eq!(read, compact);
    let Details::Web(facts) = &read.details else {
        panic!("a visit")
    };
    let browser = facts.parts.browser().unwrap();
    assert_eq!(browser.family.as_deref(), Some("Firefox"));
    assert_eq!(facts.parts.search_terms(), ["a", "b"]);
    assert_eq!(facts.parts.device(), None);
}

#[test]
fn attributes_of_an_event_are_read_when_they_are_selected() {
    let found = event(
        r#""eventName": "page_viewed", "page": {"url": "https://\u0061.example/", "title": 7, "fragment": ""},
        "attributes": {"b": {"dataType": "number", "value": 41}, "a": {"value": "x"}, "bad": 3}"#,
    );
    let Payload::Web(facts) = &found.payload else {
        panic!("a web event")
    };
    let attributes = facts.attributes.get();
    let names: Vec<_> = attributes
        .iter()
        .map(|one| (&*one.name, &*one.value))
        .collect();
    assert_eq!(names, [("a", "x"), ("b", "41")]);
    let page = facts.page.as_ref().unwrap();
    assert_eq!(
        (page.url(), page.title(), page.fragment()),
        (Some("https://a.example/"), Some("7"), None)
    );
    let stored = serde_json::to_string(&found).unwrap();
    assert_eq!(serde_json::from_str::<Event>(&stored).unwrap(), found);
    assert_ne!(
        event(r#""attributes": {"a": {"value": "x"}}"#),
        event(r#""attributes": {}"#)
    );
    assert_eq!(event(r#""attributes": null"#), event(r#""attributes": {}"#));
}

#[test]
fn an_empty_part_has_no_fields() {
    let session = visit(r#""browser": {}, "device": null"#);
    let Details::Web(facts) = &session.details else {
        panic!("a visit")
    };
    assert_eq!(*facts.parts.browser().unwrap(), Browser::default());
    assert_eq!(facts.parts.device(), None);
}

/// A part that cannot be decoded is absent; its session is not.
#[test]
fn an_undecodable_part_is_absent() {
    for browser in [
        r#"{"family": "\ud800"}"#,
        r#"{"family": 1, "family": 2}"#,
        "7",
        "[]",
    ] {
        let session = visit(&format!(r#""browser": {browser}, "searchTerms": ["a"]"#));
        let Details::Web(facts) = &session.details else {
            panic!("a visit")
        };
        assert_eq!(facts.parts.browser(), None, "{browser}");
        assert_eq!(facts.parts.search_terms(), ["a"]);
    }
}

#[test]
fn the_size_of_a_visit_includes_its_unread_parts() {
    let small = visit(r#""browser": {"family": "a"}"#).get_size();
    let large = visit(&format!(
        r#""browser": {{"family": "{}"}}"#,
        "a".repeat(1_001)
    ))
    .get_size();
    assert_eq!(large - small, 1_000);
}

#[test]
fn a_list_has_its_sessions_in_order_without_unreadable_entries() {
    for entries in [0, 1, 2, 24, 500] {
        let is_session = |number: &u128| !number.is_multiple_of(3);
        let entry = |number| {
            let id = Uuid::from_u128(number);
            match number % 6 {
                0 => json!({"id": id, "type": "web"}),
                3 => json!(7),
                _ => json!({"id": id, "type": "web", "createdDate": "2026-11-20T09:50:00Z"}),
            }
        };
        let list: Vec<_> = (1..=entries).map(entry).collect();
        let text = json!({"entities": list, "nextUri": "/next"}).to_string();
        let page: Listing<Session> = serde_json::from_str(&text).unwrap();
        let sessions = page.entities.0.iter();
        let found: Vec<_> = sessions.map(|it| it.id.0.as_u128()).collect();
        let expected: Vec<_> = (1..=entries).filter(is_session).collect();
        assert_eq!(found, expected, "{entries} entries");
        assert_eq!(page.next_uri.0.as_deref(), Some("/next"));
    }
}

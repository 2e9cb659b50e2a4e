//! Content offers with their steps.

use std::cmp::Reverse;

use serde_json::{Value, json};

use super::object::{FieldValue, Object, format_time, parse_time, text};
use super::reference::Reference;
use super::timeline::is_offer;

/// States in the order in which an offer passes through them, for events with the same time.
const STATES: &[&[&str]] = &[
    &["qualified", "qualifiedOutsideSchedule"],
    &["offered", "offeredOutsideSchedule"],
    &["started"],
    &["engaged"],
];

impl Reference<'_> {
    /// Each step as an offer of its own, newest first.
    pub(super) fn content_offers(&self, parent: &Object) -> FieldValue {
        let mut events = self.visit_events(parent);
        events.retain(is_offer);
        FieldValue::Many(events.into_iter().rev().map(Some).collect())
    }

    /// Each offer with its steps, newest offer first.
    pub(super) fn offers(&self, parent: &Object) -> FieldValue {
        let mut events = self.visit_events(parent);
        events.retain(is_offer);
        events.sort_by_key(|event| {
            let rank = STATES.iter().position(|states| {
                let state = event.data["webActionEvent"]["action"]["state"].as_str();
                state.is_some_and(|state| states.contains(&state))
            });
            (
                parse_time(&event.data["createdDate"]),
                rank.unwrap_or(STATES.len()),
            )
        });
        let mut groups: Vec<(Value, Vec<Object>)> = Vec::new();
        for event in events {
            let id = event.data["webActionEvent"]["action"]["id"].clone();
            match groups
                .iter_mut()
                .find(|(known, _)| id.is_string() && *known == id)
            {
                Some((_, steps)) => steps.push(event),
                None => groups.push((id, vec![event])),
            }
        }
        groups.sort_by_key(|(_, steps)| Reverse(parse_time(&steps[0].data["createdDate"])));
        let offers = groups.iter().map(|(id, steps)| Some(offer(id, steps)));
        FieldValue::Many(offers.collect())
    }
}

/// The enum value of a state, for example `QUALIFIED_OUTSIDE_SCHEDULE` for `qualifiedOutsideSchedule`.
fn state_value(state: &Value) -> Value {
    let known = [
        ("accepted", "ACCEPTED"),
        ("rejected", "REJECTED"),
        ("timedout", "TIMED_OUT"),
        ("errored", "ERRORED"),
        ("ignored", "IGNORED"),
        ("qualified", "QUALIFIED"),
        ("offered", "OFFERED"),
        ("started", "STARTED"),
        ("engaged", "ENGAGED"),
        ("qualifiedOutsideSchedule", "QUALIFIED_OUTSIDE_SCHEDULE"),
        ("offeredOutsideSchedule", "OFFERED_OUTSIDE_SCHEDULE"),
        ("abandoned", "ABANDONED"),
        ("completed", "COMPLETED"),
        ("frequencyCapReached", "FREQUENCY_CAP_REACHED"),
    ];
    enum_value(state, &known)
}

fn media_type_value(media_type: &Value) -> Value {
    let known = [
        ("webMessagingOffer", "WEB_MESSAGING_OFFER"),
        ("contentOffer", "CONTENT_OFFER"),
        ("integrationAction", "INTEGRATION_ACTION"),
        ("architectFlow", "ARCHITECT_FLOW"),
        ("openAction", "OPEN_ACTION"),
    ];
    enum_value(media_type, &known)
}

fn enum_value(value: &Value, known: &[(&str, &str)]) -> Value {
    match text(value) {
        None => Value::Null,
        Some(text) => {
            let known = known.iter().find(|(name, _)| *name == text);
            json!(known.map_or("UNKNOWN", |(_, value)| value))
        }
    }
}

/// What an event reports of an action.
pub(super) fn action(event: &Value) -> Value {
    let action = &event["action"];
    json!({
        "id": text(&action["id"]),
        "state": state_value(&action["state"]),
        "platformState": text(&action["state"]),
        "mediaType": media_type_value(&action["mediaType"]),
        "platformMediaType": text(&action["mediaType"]),
        "prompt": text(&action["prompt"]),
    })
}

fn offer(id: &Value, events: &[Object]) -> Object {
    let time = |event: &Object| format_time(parse_time(&event.data["createdDate"]).unwrap());
    let steps: Vec<_> = events
        .iter()
        .map(|event| {
            let state = &event.data["webActionEvent"]["action"]["state"];
            json!({"state": state_value(state), "platformState": state, "at": time(event)})
        })
        .collect();
    let newest = |select: fn(&Value) -> &Value| {
        let mut events = events.iter().rev();
        let found = events.find_map(|event| {
            let value = select(&event.data["webActionEvent"]);
            (!value.is_null()).then(|| value.clone())
        });
        found.unwrap_or_default()
    };
    let offered = steps.iter().find(|step| step["state"] == "OFFERED");
    let last = steps.last().unwrap();
    let milliseconds = newest(|event| &event["timeToDisposition"]);
    let data = json!({
        "id": id,
        "state": last["state"],
        "platformState": last["platformState"],
        "changedAt": last["at"],
        "offeredAt": offered.map(|step| step["at"].clone()),
        "millisecondsToDisposition": milliseconds.as_f64(),
        "prompt": newest(|event| &event["action"]["prompt"]),
        "actionMap": newest(|event| &event["actionMap"]),
        "steps": steps,
    });
    Object::new("ContentOffer", data)
}

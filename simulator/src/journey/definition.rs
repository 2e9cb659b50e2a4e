//! The JSON of segments, action maps and segment assignments.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::visit;
use crate::clock::iso;
use crate::fields::Fields;
use crate::identity::EntityKind;
use crate::world::World;
use crate::world::session::Session;
use crate::world::site::{ActionMap, Segment};
use crate::world::visit::Visit;

const SINCE: &str = "2026-01-01T00:00:00.000Z";

pub(crate) fn segment(world: &World, segment: &Segment) -> Value {
    let id = world.ids.make(EntityKind::Segment, segment.number, 0, 0);
    json!({
        "isActive": true,
        "displayName": segment.name,
        "version": 4,
        "color": segment.color,
        "scope": segment.scope,
        "shouldDisplayToAgent": !segment.hidden,
        "context": { "patterns": [] },
        "journey": { "patterns": [] },
        "createdDate": SINCE,
        "modifiedDate": SINCE,
        "selfUri": format!("/api/v2/journey/segments/{id}"),
        "id": id,
    })
}

pub(crate) fn action_map(world: &World, map: &ActionMap) -> Value {
    let id = world.ids.make(EntityKind::ActionMap, map.number, 0, 0);
    let template = world.ids.make(EntityKind::ActionTemplate, map.number, 0, 0);
    json!({
        "version": 3,
        "isActive": true,
        "displayName": map.name,
        "triggerWithSegments": [world.ids.make(EntityKind::Segment, map.segment, 0, 0)],
        "triggerWithEventConditions": [],
        "pageUrlConditions": [],
        "activation": { "type": "immediate" },
        "weight": 2,
        "action": {
            "mediaType": map.media,
            "actionTemplate": { "selfUri": format!("/api/v2/journey/actiontemplates/{template}"), "id": template },
        },
        "ignoreFrequencyCap": false,
        "createdDate": SINCE,
        "modifiedDate": SINCE,
        "startDate": SINCE,
        "selfUri": format!("/api/v2/journey/actionmaps/{id}"),
        "id": id,
    })
}

pub(crate) fn action_template(world: &World, map: &ActionMap) -> Value {
    let id = world.ids.make(EntityKind::ActionTemplate, map.number, 0, 0);
    let mut fields = Fields::from_object(json!({
        "name": map.name,
        "description": map.prompt,
        "version": 2,
        "mediaType": map.media,
        "state": "Active",
        "createdDate": SINCE,
        "modifiedDate": SINCE,
        "selfUri": format!("/api/v2/journey/actiontemplates/{id}"),
        "id": id,
    }));
    if map.media == "contentOffer" {
        let offer = json!({
            "displayMode": "Modal",
            "layoutMode": "TextOnly",
            "title": map.name,
            "headline": map.prompt,
            "body": "Talk to us today.",
        });
        fields.set("contentOffer", offer);
    }
    fields.into()
}

/// The segments that a session assigned to its contact, newest first.
pub(crate) fn assignments(world: &World, session: &Session) -> Vec<Value> {
    let id = world.session_id(session);
    let contact = world.contact_id(session.customer, session.record);
    let assigned: Vec<_> = visit(session)
        .into_iter()
        .flat_map(Visit::assignments)
        .collect();
    assigned
        .into_iter()
        .rev()
        .map(|(at, segment)| {
            let segment_id = world.ids.make(EntityKind::Segment, segment.number, 0, 0);
            json!({
                "dateAssigned": iso(at),
                "dateForUnassignment": iso(at + TimeDelta::days(30)),
                "segment": { "selfUri": format!("/api/v2/journey/segments/{segment_id}"), "id": segment_id },
                "externalContact": {
                    "selfUri": format!("/api/v2/externalcontacts/contacts/{contact}"),
                    "id": contact,
                },
                "session": { "selfUri": format!("/api/v2/journey/sessions/{id}"), "id": id, "type": session.kind() },
            })
        })
        .collect()
}

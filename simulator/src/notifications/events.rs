//! The body of a web event's frame: the REST event in the format of the topic.

use serde_json::{Value, json};

use super::session::without_is_mobile;
use crate::journey::event;
use crate::world::World;
use crate::world::session::Session;

/// The topic's `WebEventsNotification`; `None` for events that the topic lacks.
pub(super) fn body(world: &World, session: &Session, index: u32) -> Option<Value> {
    let mut body = event::json(world, session, index)?;
    let created = body.get("createdDate").cloned();
    let contact = world.contact_id(session.customer, session.record);
    let fields = body.as_object_mut()?;
    let spelled = fields.get("eventType")?.as_str()?;
    let kind = spelled.strip_prefix("com.genesys.journey.")?.to_owned();
    if !matches!(
        kind.as_str(),
        "WebEvent" | "WebActionEvent" | "SegmentAssignmentEvent"
    ) {
        return None;
    }
    fields.insert("eventType".to_owned(), json!(kind));
    let uri = format!("/api/v2/externalcontacts/contacts/{contact}");
    fields.insert(
        "externalContact".to_owned(),
        json!({ "id": contact, "selfUri": uri }),
    );
    for payload in ["webEvent", "webActionEvent"] {
        if let Some(payload) = fields.get_mut(payload) {
            without_is_mobile(payload);
        }
    }
    let assignment = fields
        .get_mut("segmentAssignmentEvent")
        .and_then(Value::as_object_mut);
    if let (Some(assignment), Some(created)) = (assignment, created) {
        assignment.insert("assignmentState".to_owned(), json!("Assigned"));
        assignment.insert("dateAssigned".to_owned(), created);
    }
    Some(body)
}

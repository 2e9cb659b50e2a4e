//! The body of a session's frame: the REST session at that time, without the fields that the topic lacks.

use serde_json::Value;

use crate::clock::Time;
use crate::journey;
use crate::world::World;
use crate::world::session::Session;

/// REST fields that the topic lacks.
const LEFT_OUT: [&str; 5] = [
    "attributes",
    "attributeLists",
    "shortId",
    "externalId",
    "externalUrl",
];

/// The topic's `SessionEvent`.
pub(super) fn body(world: &World, session: &Session, now: Time) -> Value {
    let mut body = journey::session::json(world, session, now);
    if let Some(fields) = body.as_object_mut() {
        fields.retain(|name, _| !LEFT_OUT.contains(&name.as_str()));
    }
    without_is_mobile(&mut body);
    body
}

/// Removes `isMobile`, which topics have for devices but not for browsers.
pub(super) fn without_is_mobile(token_record: &mut Value) {
    let browser = token_record
        .get_mut("browser")
        .and_then(Value::as_object_mut);
    if let Some(browser) = browser {
        browser.remove("isMobile");
    }
}

//! Turns a change of the world into frames.

use std::collections::BTreeSet;

use serde_json::Value;

use super::topic::{CONTACT, SESSIONS, Template, USER_CONVERSATIONS, WEB_EVENTS};
use super::{contact, details, events, frame, session, user_conversation};
use crate::clock::Time;
use crate::identity::EntityKind;
use crate::journey::event;
use crate::server::Platform;
use crate::users::user_id;
use crate::world::live::Change;
use crate::world::organization::Division;

/// Publishes a session that began, moved on or ended: one frame about the session, one per new event, and one for each user
/// of the conversation.
pub(crate) fn session(platform: &Platform, change: &Change, now: Time) {
    if platform.notifications.registry().has_no_subscriptions() {
        return;
    }
    let (world, after) = (&platform.world, &change.after);
    let divisions = after.divisions();
    let known = change.before.as_deref().map_or(0, event::count);
    let correlation = |index: u32| {
        world
            .ids
            .make(EntityKind::Correlation, after.customer, after.number, index)
    };
    let latest = correlation(event::count(after).saturating_sub(1));
    let contact = world.contact_id(after.customer, after.record);
    // Ringing and hold do not change the journey, so no session frame is sent.
    let has_changed =
        after.conversation().is_none() || change.before.is_none() || known < event::count(after);
    if has_changed {
        send_frame(platform, (&SESSIONS, &contact), &divisions, &latest, || {
            Some(session::body(world, after, now))
        });
    }
    let Some(conversation) = after.conversation() else {
        let id = world.session_id(after);
        for index in known..event::count(after) {
            let body = || events::body(world, after, index);
            let correlation = correlation(index);
            send_frame(platform, (&WEB_EVENTS, &id), &divisions, &correlation, body);
        }
        return;
    };
    let conversation_id = world.conversation_id(after);
    let before = change
        .before
        .as_deref()
        .and_then(|before| before.conversation());
    for detail in details::new_details(before, conversation) {
        let topic = (detail.template, conversation_id.as_str());
        send_frame(platform, topic, &divisions, &latest, || {
            Some(detail.body(world, after, conversation))
        });
    }
    let users: BTreeSet<u32> = conversation.users().map(|user| user.number).collect();
    for user in users {
        let user = user_id(world, user);
        let topic = (&USER_CONVERSATIONS, user.as_str());
        send_frame(platform, topic, &[], &latest, || {
            Some(user_conversation::body(world, after, conversation))
        });
    }
}

/// Publishes an edited contact record, under each of its ids.
pub(crate) fn contact(platform: &Platform, customer: u32) {
    let world = &platform.world;
    let body = || contact::body(world, customer);
    for record in 0..world.records(customer) {
        let id = world.contact_id(customer, record);
        let correlation = world.ids.make(EntityKind::Correlation, customer, 0, record);
        // REST also shows contacts across divisions.
        send_frame(platform, (&CONTACT, &id), &[], &correlation, body);
    }
}

/// Sends one frame to every subscriber of the topic about this id who may see it.
fn send_frame(
    platform: &Platform,
    (template, id): (&'static Template, &str),
    divisions: &[&'static Division],
    correlation: &str,
    body: impl FnOnce() -> Option<Value>,
) {
    let topic = template.topic(id);
    let notifications = &platform.notifications;
    notifications.registry().publish(
        &platform.directory,
        &notifications.frame_faults,
        (template, &topic),
        divisions,
        || Some(frame::topic_frame(&topic, correlation, &body()?)),
    );
}

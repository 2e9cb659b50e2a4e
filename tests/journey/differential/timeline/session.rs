//! The timeline of a conversation whose details the viewer may not read.

use super::*;

/// The steps that the session alone shows.
pub(super) fn from_session(session: &Value) -> Vec<Value> {
    let (began, ended) = (&session["createdDate"], &session["endedDate"]);
    let mut latest = began;
    for at in [ended, &session["lastEvent"]["createdDate"]] {
        if at.is_string() {
            latest = if parse_time(at) > parse_time(began) {
                at
            } else {
                began
            };
            break;
        }
    }
    let (queue, agent) = (
        &session["lastConnectedQueue"],
        &session["lastConnectedUser"],
    );
    let last = last_wrap_up(session);
    let wrap_up_agent = last.as_ref().map(|last| last.data["agent"]["id"].clone());
    let transferred_later = agent.is_object()
        && wrap_up_agent
            .is_some_and(|wrap_up_agent| wrap_up_agent.is_string() && wrap_up_agent != agent["id"]);
    let connected_at = if transferred_later { latest } else { began };
    let mut steps = vec![step("conversation.started", began)];
    if queue.is_object() {
        let mut entered = step("queue.entered", connected_at);
        entered["estimated"] = json!(true);
        entered["queue"] = queue.clone();
        steps.push(entered);
    }
    if agent.is_object() {
        let mut connected = step("agent.connected", connected_at);
        connected["estimated"] = json!(true);
        connected["participant"] = json!("agent");
        connected["queue"] = queue.clone();
        connected["agent"] = agent.clone();
        steps.push(connected);
    }
    if let Some(last) = last {
        let mut added = step("wrapup.added", latest);
        added["estimated"] = json!(true);
        added["agent"] = last.data["agent"].clone();
        added["wrapUp"] = Value::clone(&last.data);
        steps.insert(if transferred_later { 1 } else { steps.len() }, added);
    }
    if ended.is_string() {
        let mut end = step("conversation.ended", ended);
        end["disconnectType"] = session["lastUserDisconnectType"].clone();
        steps.push(end);
    }
    steps
}

//! Phase and details of a conversation.

use serde_json::{Value, json};

use super::object::{Object, divisions, parse_time, text};
use super::reference::Reference;
use super::rights::{CONVERSATION, DETAILS};

/// The phase, derived from the session alone.
pub(super) fn phase(session: &Value) -> &'static str {
    let known = |name: &str| text(&session[name]).filter(|word| word != "Unknown");
    let (queue, agent) = (
        session["lastConnectedQueue"]["id"].is_string(),
        session["lastConnectedUser"]["id"].is_string(),
    );
    let (outcome, left) = (known("lastAcdOutcome"), known("lastUserDisconnectType"));
    let wrap_up = &session["lastUserDisposition"];
    let by = &wrap_up["user"]["id"];
    let is_wrapped_up = text(&wrap_up["code"]).is_some()
        && (by.is_null() || *by == session["lastConnectedUser"]["id"]);
    match (session["endedDate"].is_string(), outcome.as_deref()) {
        (true, Some("Abandon")) => "ABANDONED",
        (true, None) if queue && !agent => "ABANDONED",
        (true, _) => "ENDED",
        _ if !agent => "WAITING",
        _ => match left {
            Some(how) if how.to_lowercase().contains("transfer") => "WAITING",
            None if !is_wrapped_up => "WITH_AGENT",
            _ => "AFTER_CALL_WORK",
        },
    }
}

impl Reference<'_> {
    /// Details of the session's conversation, if the viewer may read them.
    pub(super) fn details(&self, session: &Value) -> Option<Object> {
        let id = session["conversation"]["id"].as_str()?;
        let (rights, divisions) = (&self.viewer.rights, divisions(session));
        let source = if DETAILS
            .iter()
            .any(|entry| rights.holds_in(entry, &divisions))
        {
            let path = format!("analytics/conversations/{id}/details");
            from_analytics(&*self.rest.get(&path)?)
        } else if rights.holds_in(CONVERSATION, &divisions) {
            from_conversation(&*self.rest.get(&format!("conversations/{id}"))?)
        } else {
            return None;
        };
        Some(Object::new("ConversationDetails", source))
    }
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

fn customer(source: &Value) -> impl Iterator<Item = &Value> {
    items(&source["participants"]).filter(|entry| entry["purpose"] == "customer")
}

/// Durations are the sums of segments. They must equal the simulator's metrics.
fn from_analytics(source: &Value) -> Value {
    let agents = items(&source["participants"]).filter(|entry| entry["purpose"] == "agent");
    let segments: Vec<_> = agents
        .flat_map(|agent| items(&agent["sessions"]))
        .flat_map(|session| items(&session["segments"]))
        .collect();
    let seconds = |kind: &str| {
        let of_kind = segments.iter().filter(|entry| entry["segmentType"] == kind);
        let lengths = of_kind.filter_map(|entry| {
            Some(
                (parse_time(&entry["segmentEnd"])? - parse_time(&entry["segmentStart"])?)
                    .num_milliseconds(),
            )
        });
        lengths.sum::<i64>() / 1000
    };
    let sessions = || customer(source).flat_map(|entry| items(&entry["sessions"]));
    let all = items(&source["participants"]).flat_map(|entry| items(&entry["sessions"]));
    let flows = all
        .filter(|session| session["flow"].is_object())
        .map(|session| {
            let flow = &session["flow"];
            let outcomes = items(&flow["outcomes"]).map(
                |entry| json!({"id": entry["flowOutcomeId"], "value": entry["flowOutcomeValue"]}),
            );
            json!({
                "id": flow["flowId"],
                "name": flow["flowName"],
                "type": flow["flowType"],
                "exitReason": flow["exitReason"],
                "outcomes": outcomes.collect::<Vec<_>>(),
            })
        });
    json!({
        "talkSeconds": seconds("interact"),
        "holdSeconds": seconds("hold"),
        "ani": sessions().find_map(|entry| text(&entry["ani"])),
        "dnis": sessions().find_map(|entry| text(&entry["dnis"])),
        "flows": flows.collect::<Vec<_>>(),
        "evaluationCount": items(&source["evaluations"]).filter(|entry| entry["deleted"] != true).count(),
    })
}

fn from_conversation(source: &Value) -> Value {
    let evaluations =
        items(&source["participants"]).filter_map(|entry| entry["evaluations"].as_array());
    let count = evaluations.map(Vec::len).reduce(|sum, entry| sum + entry);
    json!({
        "ani": customer(source).find_map(|entry| text(&entry["ani"])),
        "dnis": customer(source).find_map(|entry| text(&entry["dnis"])),
        "evaluationCount": count,
    })
}

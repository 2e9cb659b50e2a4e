//! How far a conversation has come, and what its details say.

use serde_json::{Value, json};

use super::reference::Reference;
use super::rights::{CONVERSATION, DETAILS};
use super::thing::{Thing, divisions, instant, text};

/// Read off the session alone.
pub(super) fn phase(session: &Value) -> &'static str {
    let says = |name: &str| text(&session[name]).filter(|word| word != "Unknown");
    let (queue, agent) = (
        session["lastConnectedQueue"]["id"].is_string(),
        session["lastConnectedUser"]["id"].is_string(),
    );
    let (outcome, left) = (says("lastAcdOutcome"), says("lastUserDisconnectType"));
    let filed = &session["lastUserDisposition"];
    let by = &filed["user"]["id"];
    let is_filed = text(&filed["code"]).is_some()
        && (by.is_null() || *by == session["lastConnectedUser"]["id"]);
    match (session["endedDate"].is_string(), outcome.as_deref()) {
        (true, Some("Abandon")) => "ABANDONED",
        (true, None) if queue && !agent => "ABANDONED",
        (true, _) => "ENDED",
        _ if !agent => "WAITING",
        _ => match left {
            Some(how) if how.to_lowercase().contains("transfer") => "WAITING",
            None if !is_filed => "WITH_AGENT",
            _ => "AFTER_CALL_WORK",
        },
    }
}

impl Reference<'_> {
    /// Of a conversation, where the viewer may read its details.
    pub(super) fn details(&self, session: &Value) -> Option<Thing> {
        let id = session["conversation"]["id"].as_str()?;
        let (rights, divisions) = (&self.viewer.rights, divisions(session));
        let source = if DETAILS.iter().any(|one| rights.holds_in(one, &divisions)) {
            let path = format!("analytics/conversations/{id}/details");
            of_analytics(&*self.rest.get(&path)?)
        } else if rights.holds_in(CONVERSATION, &divisions) {
            of_conversation(&*self.rest.get(&format!("conversations/{id}"))?)
        } else {
            return None;
        };
        Some(Thing::new("ConversationDetails", source))
    }
}

fn each(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

fn customer(source: &Value) -> impl Iterator<Item = &Value> {
    each(&source["participants"]).filter(|one| one["purpose"] == "customer")
}

/// Durations are added up from segments: the simulator's metrics have to say the same.
fn of_analytics(source: &Value) -> Value {
    let agents = each(&source["participants"]).filter(|one| one["purpose"] == "agent");
    let segments: Vec<_> = agents
        .flat_map(|agent| each(&agent["sessions"]))
        .flat_map(|session| each(&session["segments"]))
        .collect();
    let seconds = |kind: &str| {
        let of_kind = segments.iter().filter(|one| one["segmentType"] == kind);
        let lengths = of_kind.filter_map(|one| {
            Some((instant(&one["segmentEnd"])? - instant(&one["segmentStart"])?).num_milliseconds())
        });
        lengths.sum::<i64>() / 1000
    };
    let sessions = || customer(source).flat_map(|one| each(&one["sessions"]));
    let all = each(&source["participants"]).flat_map(|one| each(&one["sessions"]));
    let flows = all
        .filter(|session| session["flow"].is_object())
        .map(|session| {
            let flow = &session["flow"];
            let outcomes = each(&flow["outcomes"])
                .map(|one| json!({"id": one["flowOutcomeId"], "value": one["flowOutcomeValue"]}));
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
        "ani": sessions().find_map(|one| text(&one["ani"])),
        "dnis": sessions().find_map(|one| text(&one["dnis"])),
        "flows": flows.collect::<Vec<_>>(),
        "evaluationCount": each(&source["evaluations"]).filter(|one| one["deleted"] != true).count(),
    })
}

fn of_conversation(source: &Value) -> Value {
    let evaluations = each(&source["participants"]).filter_map(|one| one["evaluations"].as_array());
    let count = evaluations.map(Vec::len).reduce(|sum, one| sum + one);
    json!({
        "ani": customer(source).find_map(|one| text(&one["ani"])),
        "dnis": customer(source).find_map(|one| text(&one["dnis"])),
        "evaluationCount": count,
    })
}

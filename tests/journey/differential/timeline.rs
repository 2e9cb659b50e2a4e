//! Events of visits and timelines of conversations.

mod session;

use std::rc::Rc;

use serde_json::{Value, json};

use super::customer::{page_arguments, paginate};
use super::object::{
    FieldValue, Object, date, divisions, object_from, object_with_id, parse_time, text,
};
use super::offers::action;
use super::reference::{Reference, RequestedField};
use super::rights::{CONVERSATION, DETAILS};
use super::session::last_wrap_up;
use session::from_session;

/// The steps of a conversation, in the order for steps with the same time.
const STEPS: &[&str] = &[
    "conversation.started",
    "agent.transferred",
    "queue.entered",
    "agent.connected",
    "agent.disconnected",
    "wrapup.added",
    "conversation.ended",
];

/// The steps of a conversation in order.
pub(super) struct Timeline(Vec<Value>);

impl Timeline {
    fn from_steps(mut steps: Vec<Value>) -> Self {
        steps.retain(|step| step["at"].is_string());
        // The platform reports some wrap-ups in two places.
        let mut wrap_ups = Vec::new();
        steps.retain(|step| {
            let wrap_up = json!([step["wrapUp"]["code"], step["agent"], step["at"]]);
            let is_new = step["wrapUp"].is_null() || !wrap_ups.contains(&wrap_up);
            wrap_ups.push(wrap_up);
            is_new
        });
        let rank = |step: &Value| STEPS.iter().position(|kind| step["type"] == *kind);
        steps.sort_by_key(|step| (parse_time(&step["at"]), rank(step)));
        Self(steps)
    }

    pub(super) fn wrap_ups(&self) -> Vec<Object> {
        let steps = self.0.iter();
        steps
            .filter_map(|step| object_from("WrapUp", &step["wrapUp"]))
            .collect()
    }
}

impl Reference<'_> {
    /// The timeline of the session's conversation, if the viewer may read it.
    pub(super) fn conversation(&self, session: &Value) -> Option<Timeline> {
        let id = session["conversation"]["id"].as_str()?;
        let (rights, divisions) = (&self.viewer.rights, divisions(session));
        if DETAILS
            .iter()
            .any(|entry| rights.holds_in(entry, &divisions))
        {
            let path = format!("analytics/conversations/{id}/details");
            return self.rest.get(&path).map(|details| from_analytics(&details));
        }
        let may = rights.holds_in(CONVERSATION, &divisions);
        let conversation = may.then(|| self.rest.get(&format!("conversations/{id}")));
        conversation
            .flatten()
            .map(|conversation| from_conversation(&conversation))
    }

    pub(super) fn events(&self, parent: &Object, requested: &RequestedField) -> FieldValue {
        let (first, skipped) = match page_arguments(&requested.arguments, 50) {
            Ok(page) => page,
            Err(argument) => {
                self.add_error(requested, "BAD_USER_INPUT", argument);
                return FieldValue::Null;
            }
        };
        let (events, complete) = match parent.ty.as_str() {
            "ConversationSession" => self.timeline(parent),
            _ => (self.visit_events(parent), true),
        };
        FieldValue::One(paginate(
            "EventConnection",
            events,
            first,
            skipped,
            complete,
        ))
    }

    pub(super) fn visit_events(&self, parent: &Object) -> Vec<Object> {
        let path = format!("journey/sessions/{}/events?pageSize=200", parent.id());
        let mut events = self.rest.list(&path).unwrap();
        events.sort_by_key(|event| (parse_time(&event["createdDate"]), text(&event["id"])));
        events.retain(|event| {
            let segment = text(&event["segmentAssignmentEvent"]["segment"]["id"]);
            segment.is_none_or(|segment| !self.is_hidden(&segment))
        });
        let objects = events.into_iter().map(|event| Object {
            session: Some(parent.data.clone()),
            ..Object::new(type_of(&event), event)
        });
        objects.collect()
    }

    fn timeline(&self, parent: &Object) -> (Vec<Object>, bool) {
        let session = &parent.data;
        let (timeline, complete) = match self.conversation(session) {
            Some(timeline) => (timeline, true),
            None => (Timeline(from_session(session)), false),
        };
        let objects = timeline.0.into_iter().enumerate().map(|(index, mut step)| {
            step["id"] = json!(format!("{}:{index}", parent.id()));
            Object {
                session: Some(session.clone()),
                ..Object::new("ConversationEvent", step)
            }
        });
        (objects.collect(), complete)
    }
}

pub(super) fn event_field(parent: &Object, requested: &RequestedField) -> FieldValue {
    let event = &parent.data;
    if parent.ty == "ConversationEvent" {
        return match requested.name {
            "createdAt" => date(&event["at"]),
            "step" => {
                let step = match event["type"].as_str().unwrap() {
                    "wrapup.added" => "WRAP_UP_ADDED".to_owned(),
                    name => name.replace('.', "_").to_uppercase(),
                };
                json!(step).into()
            }
            "timeIsEstimated" => json!(event["estimated"] == true).into(),
            "queue" => object_with_id("Queue", &event["queue"]).into(),
            "agent" => object_with_id("Agent", &event["agent"]).into(),
            "wrapUp" => object_from("WrapUp", &event["wrapUp"]).into(),
            "note" => text(&event["wrapUp"]["notes"]).into(),
            name => text(&event[name]).into(),
        };
    }
    let payload = match parent.ty.as_str() {
        "WebEvent" => &event["webEvent"],
        "AppEvent" => &event["appEvent"],
        "WebActionEvent" => &event["webActionEvent"],
        "SegmentAssignedEvent" => &event["segmentAssignmentEvent"],
        "OutcomeAchievedEvent" => &event["outcomeAchievedEvent"],
        _ => &Value::Null,
    };
    match requested.name {
        "id" => event["id"].clone().into(),
        "type" => {
            let ty = event["eventType"].as_str().unwrap();
            json!(ty.strip_prefix("com.genesys.journey.").unwrap_or(ty)).into()
        }
        "createdAt" => date(&event["createdDate"]),
        "page" => object_from("Page", &payload["page"]).into(),
        "app" => object_from("App", &payload["app"]).into(),
        "device" => object_from("Device", &payload["device"]).into(),
        "action" => object_from("Action", &action(payload)).into(),
        "actionMap" => object_from("ActionMap", &payload["actionMap"]).into(),
        "segment" => object_with_id("Segment", &payload["segment"]).into(),
        "outcome" => text(&payload["outcome"]["displayName"]).into(),
        "millisecondsToDisposition" => {
            let time = payload["timeToDisposition"].as_f64();
            time.map_or(FieldValue::Null, |time| json!(time).into())
        }
        "attributes" => {
            let attributes = payload["attributes"].as_object().into_iter().flatten();
            let readable = attributes.filter(|(_, entry)| entry["value"].is_string());
            let attributes = readable.map(|(name, entry)| {
                let attribute =
                    json!({"name": name, "value": entry["value"], "dataType": entry["dataType"]});
                Some(Object::new("Attribute", attribute))
            });
            FieldValue::Many(attributes.collect())
        }
        "totalEventCount" | "totalPageviewCount" => payload[requested.name].clone().into(),
        "channel" if is_offer(parent) => FieldValue::One(content_offer()),
        "channel" => FieldValue::Null,
        name => text(&payload[name]).into(),
    }
}

pub(super) fn is_offer(event: &Object) -> bool {
    event.data["webActionEvent"]["action"]["mediaType"] == "contentOffer"
}

pub(super) fn content_offer() -> Object {
    let channel = json!({
        "group": "WEBSITE",
        "medium": "CONTENT_OFFER",
        "direction": "OUTBOUND",
        "supported": true,
        "label": "Content offer",
    });
    Object::new("Channel", channel)
}

fn type_of(event: &Rc<Value>) -> &'static str {
    let types = [
        ("webEvent", "WebEvent"),
        ("appEvent", "AppEvent"),
        ("webActionEvent", "WebActionEvent"),
        ("segmentAssignmentEvent", "SegmentAssignedEvent"),
        ("outcomeAchievedEvent", "OutcomeAchievedEvent"),
    ];
    let found = types.iter().find(|(name, _)| event[*name].is_object());
    found.map_or("OtherEvent", |(_, ty)| ty)
}

fn step(kind: &str, time: &Value) -> Value {
    json!({"type": kind, "at": time})
}

/// The step for the end of an agent's connection.
fn end_step(disconnect_type: &Value) -> &'static str {
    let disconnect_type = disconnect_type.as_str().unwrap_or_default().to_lowercase();
    if disconnect_type.contains("transfer") {
        "agent.transferred"
    } else {
        "agent.disconnected"
    }
}

fn items(list: &Value) -> impl DoubleEndedIterator<Item = &Value> {
    list.as_array()
        .map(Vec::as_slice)
        .unwrap_or_default()
        .iter()
}

fn from_analytics(source: &Value) -> Timeline {
    let mut steps = vec![step(STEPS[0], &source["conversationStart"])];
    for participant in items(&source["participants"]) {
        let (purpose, agent) = (
            &participant["purpose"],
            json!({"id": participant["userId"]}),
        );
        for session in items(&participant["sessions"]) {
            if purpose == "acd" {
                let mut last = &Value::Null;
                for segment in items(&session["segments"]) {
                    let queue = &segment["queueId"];
                    if queue.is_string() && queue != last {
                        let mut entered = step("queue.entered", &segment["segmentStart"]);
                        entered["participant"] = json!("acd");
                        entered["queue"] = json!({"id": queue});
                        steps.push(entered);
                        last = queue;
                    }
                }
            }
            let mut add = |mut step: Value, segment: &Value| {
                step["participant"] = purpose.clone();
                step["agent"] = agent.clone();
                step["queue"] = json!({"id": segment["queueId"]});
                steps.push(step);
            };
            let is_agent = purpose == "agent" || purpose == "user";
            let interactions = || {
                let segments = items(&session["segments"]);
                segments.filter(|entry| is_agent && entry["segmentType"] == "interact")
            };
            if let Some(first) = interactions().next() {
                add(step("agent.connected", &first["segmentStart"]), first);
            }
            if let Some(last) = interactions().next_back() {
                let disconnect_type = &last["disconnectType"];
                let mut left = step(end_step(disconnect_type), &last["segmentEnd"]);
                left["disconnectType"] = disconnect_type.clone();
                add(left, last);
            }
            for segment in
                items(&session["segments"]).filter(|entry| entry["segmentType"] == "wrapup")
            {
                let (code, at) = (&segment["wrapUpCode"], &segment["segmentEnd"]);
                if code.is_string() {
                    let mut added = step("wrapup.added", at);
                    let notes = &segment["wrapUpNote"];
                    added["wrapUp"] =
                        json!({"code": code, "notes": notes, "agent": agent, "at": at});
                    add(added, segment);
                }
            }
        }
    }
    steps.push(step("conversation.ended", &source["conversationEnd"]));
    Timeline::from_steps(steps)
}

fn from_conversation(source: &Value) -> Timeline {
    let mut steps = vec![step(STEPS[0], &source["startTime"])];
    for participant in items(&source["participants"]) {
        let (purpose, agent) = (
            &participant["purpose"],
            json!({"id": participant["userId"]}),
        );
        let mut add = |mut step: Value, agent: &Value| {
            step["participant"] = purpose.clone();
            step["agent"] = agent.clone();
            step["queue"] = json!({"id": participant["queueId"]});
            steps.push(step);
        };
        if purpose == "acd" && participant["queueId"].is_string() {
            add(
                step("queue.entered", &participant["startTime"]),
                &Value::Null,
            );
        }
        let lists = [
            "calls",
            "callbacks",
            "chats",
            "emails",
            "messages",
            "cobrowsesessions",
            "screenshares",
            "socialExpressions",
            "videos",
        ];
        let media = || lists.into_iter().flat_map(|list| items(&participant[list]));
        let wrap_ups = media().chain([participant]).map(|entry| &entry["wrapup"]);
        for wrap_up in wrap_ups.filter(|entry| entry["code"].is_string()) {
            let mut added = step("wrapup.added", &wrap_up["endTime"]);
            added["wrapUp"] = json!({
                "code": wrap_up["code"],
                "name": wrap_up["name"],
                "notes": wrap_up["notes"],
                "agent": agent,
                "at": wrap_up["endTime"],
            });
            add(added, &agent);
        }
        if purpose != "agent" && purpose != "user" {
            continue;
        }
        add(
            step("agent.connected", &participant["connectedTime"]),
            &agent,
        );
        let disconnect_type = media().find_map(|entry| text(&entry["disconnectType"]));
        let disconnect_type = json!(disconnect_type);
        let mut left = step(end_step(&disconnect_type), &participant["endTime"]);
        left["disconnectType"] = disconnect_type;
        add(left, &agent);
    }
    steps.push(step("conversation.ended", &source["endTime"]));
    Timeline::from_steps(steps)
}

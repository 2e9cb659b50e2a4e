//! What happened: the events of visits, and the timelines of conversations.

use std::rc::Rc;

use serde_json::{Value, json};

use super::customer::{cut, place};
use super::offers::action;
use super::reference::{Asked, Reference};
use super::rights::{CONVERSATION, DETAILS};
use super::session::last_wrap_up;
use super::thing::{Got, Thing, date, divisions, instant, reference, shape, text};

/// The steps of a conversation, in the order of those at one instant.
const STEPS: &[&str] = &[
    "conversation.started",
    "agent.transferred",
    "queue.entered",
    "agent.connected",
    "agent.disconnected",
    "wrapup.added",
    "conversation.ended",
];

/// A conversation as a whole: its steps in order.
pub(super) struct Whole(Vec<Value>);

impl Whole {
    fn of(mut steps: Vec<Value>) -> Self {
        steps.retain(|step| step["at"].is_string());
        // A wrap-up that is reported in two places is one.
        let mut wrap_ups = Vec::new();
        steps.retain(|step| {
            let filed = json!([step["wrapUp"]["code"], step["agent"], step["at"]]);
            let is_new = step["wrapUp"].is_null() || !wrap_ups.contains(&filed);
            wrap_ups.push(filed);
            is_new
        });
        let rank = |step: &Value| STEPS.iter().position(|kind| step["type"] == *kind);
        steps.sort_by_key(|step| (instant(&step["at"]), rank(step)));
        Self(steps)
    }

    pub(super) fn wrap_ups(&self) -> Vec<Thing> {
        let steps = self.0.iter();
        steps
            .filter_map(|step| shape("WrapUp", &step["wrapUp"]))
            .collect()
    }
}

impl Reference<'_> {
    /// Of a session with a conversation, where the viewer may read it.
    pub(super) fn conversation(&self, session: &Value) -> Option<Whole> {
        let id = session["conversation"]["id"].as_str()?;
        let (rights, divisions) = (&self.viewer.rights, divisions(session));
        if DETAILS.iter().any(|one| rights.holds_in(one, &divisions)) {
            let path = format!("analytics/conversations/{id}/details");
            return self.rest.get(&path).map(|told| of_analytics(&told));
        }
        let may = rights.holds_in(CONVERSATION, &divisions);
        let told = may.then(|| self.rest.get(&format!("conversations/{id}")));
        told.flatten().map(|told| of_conversation(&told))
    }

    pub(super) fn events(&self, of: &Thing, asked: &Asked) -> Got {
        let (first, passed) = match place(&asked.arguments, 50) {
            Ok(place) => place,
            Err(argument) => {
                self.note(asked, "BAD_USER_INPUT", argument);
                return Got::Null;
            }
        };
        let (things, complete) = match of.ty.as_str() {
            "ConversationSession" => self.timeline(of),
            _ => (self.happened(of), true),
        };
        Got::One(cut("EventConnection", things, first, passed, complete))
    }

    pub(super) fn happened(&self, of: &Thing) -> Vec<Thing> {
        let path = format!("journey/sessions/{}/events?pageSize=200", of.id());
        let mut events = self.rest.list(&path).unwrap();
        events.sort_by_key(|event| (instant(&event["createdDate"]), text(&event["id"])));
        events.retain(|event| {
            let segment = text(&event["segmentAssignmentEvent"]["segment"]["id"]);
            segment.is_none_or(|segment| !self.is_hidden(&segment))
        });
        let things = events.into_iter().map(|event| Thing {
            session: Some(of.at.clone()),
            ..Thing::new(type_of(&event), event)
        });
        things.collect()
    }

    fn timeline(&self, of: &Thing) -> (Vec<Thing>, bool) {
        let session = &of.at;
        let (whole, complete) = match self.conversation(session) {
            Some(whole) => (whole, true),
            None => (Whole(of_session(session)), false),
        };
        let things = whole.0.into_iter().enumerate().map(|(index, mut step)| {
            step["id"] = json!(format!("{}:{index}", of.id()));
            Thing {
                session: Some(session.clone()),
                ..Thing::new("ConversationEvent", step)
            }
        });
        (things.collect(), complete)
    }
}

pub(super) fn event_field(of: &Thing, asked: &Asked) -> Got {
    let event = &of.at;
    if of.ty == "ConversationEvent" {
        return match asked.name {
            "createdAt" => date(&event["at"]),
            "step" => {
                let step = match event["type"].as_str().unwrap() {
                    "wrapup.added" => "WRAP_UP_ADDED".to_owned(),
                    name => name.replace('.', "_").to_uppercase(),
                };
                json!(step).into()
            }
            "timeIsEstimated" => json!(event["guessed"] == true).into(),
            "queue" => reference("Queue", &event["queue"]).into(),
            "agent" => reference("Agent", &event["agent"]).into(),
            "wrapUp" => shape("WrapUp", &event["wrapUp"]).into(),
            "note" => text(&event["wrapUp"]["notes"]).into(),
            name => text(&event[name]).into(),
        };
    }
    let payload = match of.ty.as_str() {
        "WebEvent" => &event["webEvent"],
        "AppEvent" => &event["appEvent"],
        "WebActionEvent" => &event["webActionEvent"],
        "SegmentAssignedEvent" => &event["segmentAssignmentEvent"],
        "OutcomeAchievedEvent" => &event["outcomeAchievedEvent"],
        _ => &Value::Null,
    };
    match asked.name {
        "id" => event["id"].clone().into(),
        "type" => {
            let ty = event["eventType"].as_str().unwrap();
            json!(ty.strip_prefix("com.genesys.journey.").unwrap_or(ty)).into()
        }
        "createdAt" => date(&event["createdDate"]),
        "page" => shape("Page", &payload["page"]).into(),
        "app" => shape("App", &payload["app"]).into(),
        "device" => shape("Device", &payload["device"]).into(),
        "action" => shape("Action", &action(payload)).into(),
        "actionMap" => shape("ActionMap", &payload["actionMap"]).into(),
        "segment" => reference("Segment", &payload["segment"]).into(),
        "outcome" => text(&payload["outcome"]["displayName"]).into(),
        "millisecondsToDisposition" => {
            let time = payload["timeToDisposition"].as_f64();
            time.map_or(Got::Null, |time| json!(time).into())
        }
        "attributes" => {
            let attributes = payload["attributes"].as_object().into_iter().flatten();
            let told = attributes.filter(|(_, one)| one["value"].is_string());
            let told = told.map(|(name, one)| {
                let told =
                    json!({"name": name, "value": one["value"], "dataType": one["dataType"]});
                Some(Thing::new("Attribute", told))
            });
            Got::Many(told.collect())
        }
        "totalEventCount" | "totalPageviewCount" => payload[asked.name].clone().into(),
        "channel" if is_offer(of) => Got::One(content_offer()),
        "channel" => Got::Null,
        name => text(&payload[name]).into(),
    }
}

pub(super) fn is_offer(event: &Thing) -> bool {
    event.at["webActionEvent"]["action"]["mediaType"] == "contentOffer"
}

pub(super) fn content_offer() -> Thing {
    let channel = json!({
        "group": "WEBSITE",
        "medium": "CONTENT_OFFER",
        "direction": "OUTBOUND",
        "supported": true,
        "label": "Content offer",
    });
    Thing::new("Channel", channel)
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

fn step(kind: &str, at: &Value) -> Value {
    json!({"type": kind, "at": at})
}

/// How a connection's end is called.
fn leave(how: &Value) -> &'static str {
    let how = how.as_str().unwrap_or_default().to_lowercase();
    if how.contains("transfer") {
        "agent.transferred"
    } else {
        "agent.disconnected"
    }
}

fn each(list: &Value) -> impl DoubleEndedIterator<Item = &Value> {
    list.as_array()
        .map(Vec::as_slice)
        .unwrap_or_default()
        .iter()
}

fn of_analytics(told: &Value) -> Whole {
    let mut steps = vec![step(STEPS[0], &told["conversationStart"])];
    for participant in each(&told["participants"]) {
        let (purpose, agent) = (
            &participant["purpose"],
            json!({"id": participant["userId"]}),
        );
        for session in each(&participant["sessions"]) {
            if purpose == "acd" {
                let mut last = &Value::Null;
                for segment in each(&session["segments"]) {
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
            let talks = || {
                let segments = each(&session["segments"]);
                segments.filter(|one| is_agent && one["segmentType"] == "interact")
            };
            if let Some(first) = talks().next() {
                add(step("agent.connected", &first["segmentStart"]), first);
            }
            if let Some(last) = talks().next_back() {
                let how = &last["disconnectType"];
                let mut left = step(leave(how), &last["segmentEnd"]);
                left["disconnectType"] = how.clone();
                add(left, last);
            }
            for segment in each(&session["segments"]).filter(|one| one["segmentType"] == "wrapup") {
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
    steps.push(step("conversation.ended", &told["conversationEnd"]));
    Whole::of(steps)
}

fn of_conversation(told: &Value) -> Whole {
    let mut steps = vec![step(STEPS[0], &told["startTime"])];
    for participant in each(&told["participants"]) {
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
        let media = || lists.into_iter().flat_map(|list| each(&participant[list]));
        let filed = media().chain([participant]).map(|one| &one["wrapup"]);
        for filed in filed.filter(|one| one["code"].is_string()) {
            let mut added = step("wrapup.added", &filed["endTime"]);
            added["wrapUp"] = json!({
                "code": filed["code"],
                "name": filed["name"],
                "notes": filed["notes"],
                "agent": agent,
                "at": filed["endTime"],
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
        let how = media().find_map(|one| text(&one["disconnectType"]));
        let how = json!(how);
        let mut left = step(leave(&how), &participant["endTime"]);
        left["disconnectType"] = how;
        add(left, &agent);
    }
    steps.push(step("conversation.ended", &told["endTime"]));
    Whole::of(steps)
}

/// From the session's own facts.
fn of_session(session: &Value) -> Vec<Value> {
    let (began, ended) = (&session["createdDate"], &session["endedDate"]);
    let mut latest = began;
    for at in [ended, &session["lastEvent"]["createdDate"]] {
        if at.is_string() {
            latest = if instant(at) > instant(began) {
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
    let by = last.as_ref().map(|last| last.at["agent"]["id"].clone());
    let handed_on = agent.is_object() && by.is_some_and(|by| by.is_string() && by != agent["id"]);
    let reached = if handed_on { latest } else { began };
    let mut steps = vec![step("conversation.started", began)];
    if queue.is_object() {
        let mut entered = step("queue.entered", reached);
        entered["guessed"] = json!(true);
        entered["queue"] = queue.clone();
        steps.push(entered);
    }
    if agent.is_object() {
        let mut connected = step("agent.connected", reached);
        connected["guessed"] = json!(true);
        connected["participant"] = json!("agent");
        connected["queue"] = queue.clone();
        connected["agent"] = agent.clone();
        steps.push(connected);
    }
    if let Some(last) = last {
        let mut added = step("wrapup.added", latest);
        added["guessed"] = json!(true);
        added["agent"] = last.at["agent"].clone();
        added["wrapUp"] = Value::clone(&last.at);
        steps.insert(if handed_on { 1 } else { steps.len() }, added);
    }
    if ended.is_string() {
        let mut end = step("conversation.ended", ended);
        end["disconnectType"] = session["lastUserDisconnectType"].clone();
        steps.push(end);
    }
    steps
}

//! The fields of the roots, of reference data and of plain shapes.

use serde_json::{Value, json};

use super::reference::{Asked, Reference};
use super::rights::{CODE, CODE_SEARCH, CONTACT, EVENT, EVENT_TYPE, QUEUE_SEARCH, QUEUE_VIEW};
use super::rights::{RELATE, SEGMENT, SESSION, TAB};
use super::thing::{Got, Thing, date, reference, shape, text};
use super::timeline::{content_offer, event_field};

/// Where the platform has another name for it.
const NAMES: &[(&str, &str, &str)] = &[
    ("Address", "line1", "address1"),
    ("Address", "line2", "address2"),
    ("Browser", "language", "lang"),
    ("Device", "operatingSystem", "osFamily"),
    ("Device", "operatingSystemVersion", "osVersion"),
    ("GeoLocation", "city", "locality"),
];

impl Reference<'_> {
    /// What a field answers to someone who may be told it.
    pub(super) fn resolve(&self, of: &Thing, asked: &Asked) -> Got {
        match (of.ty.as_str(), asked.name) {
            ("Query", _) => self.root(asked),
            ("Viewer", _) => self.about_viewer(asked),
            ("Customer", _) => self.customer_field(of, asked),
            (ty, _) if ty.ends_with("Session") => self.session_field(of, asked),
            (ty, _) if ty.ends_with("Event") => event_field(of, asked),
            (
                "SessionConnection" | "EventConnection" | "PageInfo" | "SessionEdge" | "EventEdge",
                _,
            ) => paged(of, asked),
            ("Queue" | "WrapUpCode" | "Agent" | "Segment", "id") => of.at["id"].clone().into(),
            ("Queue", _) => self
                .queue(of.id())
                .map_or(Got::Null, |queue| match asked.name {
                    "divisionId" => text(&queue["division"]["id"]).into(),
                    name => text(&queue[name]).into(),
                }),
            ("WrapUpCode", _) => match text(&of.at["name"]) {
                None if is_uuid(of.id()) => {
                    let code = self.code(of.id());
                    code.map_or(Got::Null, |code| text(&code["name"]).into())
                }
                None => of.at["id"].clone().into(),
                name => name.into(),
            },
            ("Agent", name) => match (self.rest.get(&format!("users/{}", of.id())), name) {
                (None, _) => Got::Null,
                (Some(user), "active") => json!(user["state"] == "active").into(),
                (Some(user), name) => text(&user[name]).into(),
            },
            ("Segment", name) => {
                let found = self
                    .rest
                    .get(&format!("journey/segments?segmentIds={}", of.id()));
                text(&found.unwrap()["entities"][0][name]).into()
            }
            ("WrapUp", "code") => {
                let code = json!({"id": of.at["code"], "name": of.at["name"]});
                Got::One(Thing::new("WrapUpCode", code))
            }
            ("Identifier", "externalSource") => {
                shape("ExternalSource", &of.at["externalSource"]).into()
            }
            ("WrapUp", "agent") => reference("Agent", &of.at["agent"]).into(),
            ("SegmentAssignment", "assignedAt") => date(&of.at["at"]),
            ("SegmentAssignment", "plannedEndAt") => date(&of.at["until"]),
            ("SegmentAssignment", "session") => {
                let id = text(&of.at["session"]["id"]);
                id.and_then(|id| self.visible_session(&id)).into()
            }
            ("ConversationDetails", "flows") if of.at["flows"].is_null() => Got::Null,
            ("ConversationDetails", "flows") => many("Flow", &of.at["flows"]),
            ("Flow", "outcomes") => many("FlowOutcome", &of.at["outcomes"]),
            ("ContentOffer", "steps") => many("ContentOfferStep", &of.at["steps"]),
            ("ContentOffer", "actionMap") => shape("ActionMap", &of.at["actionMap"]).into(),
            ("ContentOffer", "channel") => Got::One(content_offer()),
            ("SegmentAssignment", "segment") => reference("Segment", &of.at["segment"]).into(),
            (ty, name) => {
                let renamed = NAMES
                    .iter()
                    .find(|(own, field, _)| (*own, *field) == (ty, name));
                let value = &of.at[renamed.map_or(name, |(_, _, theirs)| theirs)];
                match value {
                    Value::String(_) => text(value).into(),
                    value => value.clone().into(),
                }
            }
        }
    }

    fn root(&self, asked: &Asked) -> Got {
        let one: fn(&Self, &str, &Asked) -> Option<Thing> = match asked.name {
            "viewer" => return Got::One(Thing::new("Viewer", Value::Null)),
            "customerByIdentifier" => return self.identified(asked).into(),
            "customer" | "customers" => Self::customer,
            "session" | "sessions" => |all, id, _| all.visible_session(id),
            "queue" | "queues" => |all, id, _| {
                let found = all.queue(id).is_some();
                found.then(|| Thing::new("Queue", json!({"id": id})))
            },
            "wrapUpCode" | "wrapUpCodes" => |all, id, _| {
                let found = !is_uuid(id) || all.code(id).is_some();
                found.then(|| Thing::new("WrapUpCode", json!({"id": id})))
            },
            "agent" | "agents" => |all, id, _| {
                let user = all.rest.get(&format!("users/{id}"));
                user.map(|_| Thing::new("Agent", json!({"id": id})))
            },
            other => panic!("{other}: say what it answers"),
        };
        let named = |argument: &str, id: &Value| {
            let id = id.as_str().unwrap();
            let is_code = asked.name.starts_with("wrapUpCode") && id.starts_with("ININ-");
            if !is_uuid(id) && !is_code {
                self.note(asked, "BAD_USER_INPUT", argument);
                return None;
            }
            one(self, id, asked)
        };
        match asked.arguments.get("ids") {
            Some(ids) => {
                let ids = ids.as_array().unwrap().iter();
                Got::Many(ids.map(|id| named("ids", id)).collect())
            }
            None => named("id", &asked.arguments["id"]).into(),
        }
    }

    fn about_viewer(&self, asked: &Asked) -> Got {
        let (me, rights) = (&self.viewer.me, &self.viewer.rights);
        match asked.name {
            "id" | "name" => me[asked.name].clone().into(),
            "permissions" => {
                let listed = me["authorization"]["permissions"].as_array().unwrap();
                let listed = listed.iter().map(|one| one.as_str().unwrap().to_owned());
                let granted = rights.listed(None).into_iter();
                json!(rights.within_scope(listed.chain(granted))).into()
            }
            "permissionsEverywhere" => json!(rights.listed(Some("*"))).into(),
            "divisions" => {
                let mut found: Vec<(String, String)> = Vec::new();
                for grant in self.viewer.subject["grants"].as_array().unwrap() {
                    let part = |name: &str| grant["division"][name].as_str().unwrap().to_owned();
                    found.push((part("name"), part("id")));
                }
                found.retain(|(_, id)| id != "*");
                found.sort();
                found.dedup();
                let told = found.into_iter().map(|(name, id)| {
                    let permissions = rights.listed(Some(&id));
                    let told = json!({"id": id, "name": name, "permissions": permissions});
                    Some(Thing::new("ViewerDivision", told))
                });
                Got::Many(told.collect())
            }
            "capabilities" => {
                let tab = self.may("Customer", "sessions");
                let told = json!({
                    "journeyTab": tab && rights.holds(EVENT),
                    "enableJourneyTab": rights.holds(TAB),
                    "sessions": tab && rights.holds(SESSION),
                    "conversationSessions": tab,
                    "events": rights.holds(EVENT),
                    "eventDetails": rights.holds(EVENT) && rights.holds(EVENT_TYPE),
                    "wrapUps": rights.holds(CODE),
                    "queues": rights.holds(QUEUE_SEARCH) || rights.holds(QUEUE_VIEW),
                    "customerDetails": rights.holds(CONTACT) || rights.holds(RELATE),
                    "segments": rights.holds(SEGMENT),
                });
                Got::One(Thing::new("Capabilities", told))
            }
            other => panic!("{other}: say what it answers"),
        }
    }

    /// Whoever may search sees that there is a queue; whoever may view it, what it is for.
    fn queue(&self, id: &str) -> Option<Value> {
        let queue = self.rest.get(&format!("routing/queues/{id}"))?;
        let (rights, division) = (&self.viewer.rights, queue["division"]["id"].as_str()?);
        let mut queue = Value::clone(&queue);
        if !rights.holds_in(QUEUE_VIEW, &[division]) {
            if !rights.holds_in(QUEUE_SEARCH, &[division]) {
                return None;
            }
            queue["description"].take();
        }
        Some(queue)
    }

    /// Codes that were deleted are for whoever may also search them.
    fn code(&self, id: &str) -> Option<Value> {
        let path = format!("routing/wrapupcodes/divisionviews/{id}");
        let code = self.rest.get(&path)?;
        let deleted = self
            .rest
            .get(&format!("routing/wrapupcodes/{id}"))
            .is_none();
        let (rights, division) = (&self.viewer.rights, [code["division"]["id"].as_str()?]);
        let visible = rights.holds_in(CODE, &division)
            && (!deleted || rights.holds_in(CODE_SEARCH, &division));
        visible.then(|| Value::clone(&code))
    }
}

fn many(ty: &str, list: &Value) -> Got {
    let things = list.as_array().unwrap().iter();
    Got::Many(things.map(|one| shape(ty, one)).collect())
}

/// A cursor of the reference: how many items are passed where it stands.
pub(super) const CURSOR: &str = "#";

fn paged(of: &Thing, asked: &Asked) -> Got {
    let page = of.page.as_ref().unwrap();
    let cursor = |items: usize| json!(format!("{CURSOR}{}", page.passed + items));
    let within = |ty: &str, at: Value| Thing {
        page: of.page.clone(),
        ..Thing::new(ty, at)
    };
    match asked.name {
        "nodes" => Got::Many(page.items.iter().cloned().map(Some).collect()),
        "edges" => {
            let ty = of.ty.replace("Connection", "Edge");
            let places = 0..page.items.len();
            Got::Many(
                places
                    .map(|place| Some(within(&ty, json!(place))))
                    .collect(),
            )
        }
        "pageInfo" => Got::One(within("PageInfo", Value::Null)),
        "complete" => json!(page.complete).into(),
        "cursor" => cursor(usize::try_from(of.at.as_u64().unwrap()).unwrap() + 1).into(),
        "node" => {
            let place = usize::try_from(of.at.as_u64().unwrap()).unwrap();
            Got::One(page.items[place].clone())
        }
        "hasNextPage" => json!(page.more).into(),
        "hasPreviousPage" => json!(page.goes_on).into(),
        "startCursor" | "endCursor" if page.items.is_empty() => Got::Null,
        "startCursor" => cursor(1).into(),
        "endCursor" => cursor(page.items.len()).into(),
        other => panic!("{other}: say what it answers"),
    }
}

pub(super) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.char_indices().all(|(place, letter)| match place {
            8 | 13 | 18 | 23 => letter == '-',
            _ => letter.is_ascii_hexdigit(),
        })
}

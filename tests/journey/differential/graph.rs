//! Fields of the query root, of the viewer, of reference data, and of pages.

use serde_json::{Value, json};

use super::object::{FieldValue, Object, date, object_from, object_with_id, text};
use super::reference::{Reference, RequestedField};
use super::rights::{ASSIGNMENT, RELATE, SEGMENT, SESSION, TAB};
use super::rights::{CODE, CODE_SEARCH, CONTACT, EVENT, EVENT_TYPE, QUEUE_SEARCH, QUEUE_VIEW};
use super::timeline::{content_offer, event_field};

/// Type, graph field and platform field, if the platform has another name.
const RENAMED: &[(&str, &str, &str)] = &[
    ("Address", "line1", "address1"),
    ("Address", "line2", "address2"),
    ("Browser", "language", "lang"),
    ("Device", "operatingSystem", "osFamily"),
    ("Device", "operatingSystemVersion", "osVersion"),
    ("GeoLocation", "city", "locality"),
];

impl Reference<'_> {
    /// Resolves a field that the viewer may read.
    pub(super) fn resolve(&self, parent: &Object, requested: &RequestedField) -> FieldValue {
        match (parent.ty.as_str(), requested.name) {
            ("Query", _) => self.root(requested),
            ("Viewer", _) => self.viewer_field(requested),
            ("CustomerSummary", _) => self.summary_field(parent, requested),
            ("Customer", _) => self.customer_field(parent, requested),
            ("Conversation", _) => self.field_of_conversation(parent, requested),
            (ty, _) if ty.ends_with("Session") => self.session_field(parent, requested),
            (ty, _) if ty.ends_with("Event") => event_field(parent, requested),
            (
                "SessionConnection" | "EventConnection" | "PageInfo" | "SessionEdge" | "EventEdge",
                _,
            ) => paged(parent, requested),
            ("Queue" | "WrapUpCode" | "Agent" | "Segment", "id") => {
                parent.data["id"].clone().into()
            }
            ("Queue", _) => {
                self.queue(parent.id())
                    .map_or(FieldValue::Null, |queue| match requested.name {
                        "divisionId" => text(&queue["division"]["id"]).into(),
                        name => text(&queue[name]).into(),
                    })
            }
            ("WrapUpCode", _) => match text(&parent.data["name"]) {
                None if is_uuid(parent.id()) => {
                    let code = self.code(parent.id());
                    code.map_or(FieldValue::Null, |code| text(&code["name"]).into())
                }
                None => parent.data["id"].clone().into(),
                name => name.into(),
            },
            ("Agent", name) => match (self.rest.get(&format!("users/{}", parent.id())), name) {
                (None, _) => FieldValue::Null,
                (Some(user), "active") => json!(user["state"] == "active").into(),
                (Some(user), name) => text(&user[name]).into(),
            },
            ("Segment", name) => {
                let found = self
                    .rest
                    .get(&format!("journey/segments?segmentIds={}", parent.id()));
                text(&found.unwrap()["entities"][0][name]).into()
            }
            ("WrapUp", "code") => {
                let code = json!({"id": parent.data["code"], "name": parent.data["name"]});
                FieldValue::One(Object::new("WrapUpCode", code))
            }
            ("Identifier", "externalSource") => {
                object_from("ExternalSource", &parent.data["externalSource"]).into()
            }
            ("WrapUp", "agent") => object_with_id("Agent", &parent.data["agent"]).into(),
            ("SegmentAssignment", "assignedAt") => date(&parent.data["at"]),
            ("SegmentAssignment", "plannedEndAt") => date(&parent.data["until"]),
            ("SegmentAssignment", "session") => {
                let id = text(&parent.data["session"]["id"]);
                id.and_then(|id| self.visible_session(&id)).into()
            }
            ("ConversationDetails", "flows") if parent.data["flows"].is_null() => FieldValue::Null,
            ("ConversationDetails", "flows") => many("Flow", &parent.data["flows"]),
            ("Flow", "outcomes") => many("FlowOutcome", &parent.data["outcomes"]),
            ("ContentOffer", "steps") => many("ContentOfferStep", &parent.data["steps"]),
            ("ContentOffer", "actionMap") => {
                object_from("ActionMap", &parent.data["actionMap"]).into()
            }
            ("ContentOffer", "channel") => FieldValue::One(content_offer()),
            ("SegmentAssignment", "segment") => {
                object_with_id("Segment", &parent.data["segment"]).into()
            }
            (ty, name) => {
                let renamed = RENAMED
                    .iter()
                    .find(|(owner, field, _)| (*owner, *field) == (ty, name));
                let value =
                    &parent.data[renamed.map_or(name, |(_, _, platform_name)| platform_name)];
                match value {
                    Value::String(_) => text(value).into(),
                    value => value.clone().into(),
                }
            }
        }
    }

    fn root(&self, requested: &RequestedField) -> FieldValue {
        let find: fn(&Self, &str, &RequestedField) -> Option<Object> = match requested.name {
            "viewer" => return FieldValue::One(Object::new("Viewer", Value::Null)),
            "customerByIdentifier" => return self.customer_by_identifier(requested).into(),
            "customer" | "customers" | "fetch__Customer" => Self::customer,
            "session" | "sessions" | "fetch__Session" => {
                |reference, id, _| reference.visible_session(id)
            }
            "conversation" => |reference, id, _| reference.conversation_by_id(id),
            "queue" | "queues" | "fetch__Queue" => |reference, id, _| {
                let found = reference.queue(id).is_some();
                found.then(|| Object::new("Queue", json!({"id": id})))
            },
            "wrapUpCode" | "wrapUpCodes" | "fetch__WrapUpCode" => |reference, id, _| {
                let found = !is_uuid(id) || reference.code(id).is_some();
                found.then(|| Object::new("WrapUpCode", json!({"id": id})))
            },
            "agent" | "agents" | "fetch__Agent" => |reference, id, _| {
                let user = reference.rest.get(&format!("users/{id}"));
                user.map(|_| Object::new("Agent", json!({"id": id})))
            },
            other => panic!("the reference does not resolve {other}"),
        };
        let lookup = |argument: &str, index: Option<usize>, id: &Value| {
            let id = id.as_str().unwrap();
            let is_code =
                requested.name.to_lowercase().contains("wrapupcode") && id.starts_with("ININ-");
            if !is_uuid(id) && !is_code {
                self.add_error_at(requested, index, "BAD_USER_INPUT", argument);
                return None;
            }
            find(self, id, requested)
        };
        match requested.arguments.get("ids") {
            Some(ids) => {
                let ids = ids.as_array().unwrap().iter().enumerate();
                let items = ids.map(|(index, id)| lookup("ids", Some(index), id));
                FieldValue::Many(items.collect())
            }
            None => lookup("id", None, &requested.arguments["id"]).into(),
        }
    }

    fn viewer_field(&self, requested: &RequestedField) -> FieldValue {
        let (me, rights) = (&self.viewer.me, &self.viewer.rights);
        match requested.name {
            "id" | "name" => me[requested.name].clone().into(),
            "permissions" => {
                let listed = me["authorization"]["permissions"].as_array().unwrap();
                let listed = listed
                    .iter()
                    .map(|entry| entry.as_str().unwrap().to_owned());
                let granted = rights.granted(None).into_iter();
                json!(rights.within_scope(listed.chain(granted))).into()
            }
            "conversations" => self.own_conversations(requested),
            "permissionsEverywhere" => json!(rights.granted(Some("*"))).into(),
            "divisions" => {
                let mut found: Vec<(String, String)> = Vec::new();
                for grant in self.viewer.subject["grants"].as_array().unwrap() {
                    let part = |name: &str| grant["division"][name].as_str().unwrap().to_owned();
                    found.push((part("name"), part("id")));
                }
                found.retain(|(_, id)| id != "*");
                found.sort();
                found.dedup();
                let divisions = found.into_iter().map(|(name, id)| {
                    let permissions = rights.granted(Some(&id));
                    let division = json!({"id": id, "name": name, "permissions": permissions});
                    Some(Object::new("ViewerDivision", division))
                });
                FieldValue::Many(divisions.collect())
            }
            "capabilities" => {
                let tab = self.may("Customer", "sessions");
                let capabilities = json!({
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
                    "customerSegments": rights.holds(ASSIGNMENT),
                });
                FieldValue::One(Object::new("Capabilities", capabilities))
            }
            // What is left depends on earlier requests; the module `rate_limit` tests it.
            "budget" => {
                let budget =
                    json!({"limit": 1_000_000_000, "remaining": ANY_VALUE, "resetsAt": ANY_VALUE});
                FieldValue::One(Object::new("Budget", budget))
            }
            other => panic!("the reference does not resolve {other}"),
        }
    }

    /// The search permission shows a queue without its description; the view permission shows all of it.
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

    /// Deleted codes also require the search permission.
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

fn many(ty: &str, list: &Value) -> FieldValue {
    let objects = list.as_array().unwrap().iter();
    FieldValue::Many(objects.map(|entry| object_from(ty, entry)).collect())
}

/// Stands for any value that is not null.
pub(super) const ANY_VALUE: &str = "any value";

/// Prefix of the reference's cursors, followed by the number of items before the position.
pub(super) const CURSOR: &str = "#";

fn paged(parent: &Object, requested: &RequestedField) -> FieldValue {
    let page = parent.page.as_ref().unwrap();
    let cursor = |items: usize| json!(format!("{CURSOR}{}", page.skipped + items));
    let within = |ty: &str, data: Value| Object {
        page: parent.page.clone(),
        ..Object::new(ty, data)
    };
    match requested.name {
        "nodes" => FieldValue::Many(page.items.iter().cloned().map(Some).collect()),
        "edges" => {
            let ty = parent.ty.replace("Connection", "Edge");
            let indices = 0..page.items.len();
            FieldValue::Many(
                indices
                    .map(|index| Some(within(&ty, json!(index))))
                    .collect(),
            )
        }
        "pageInfo" => FieldValue::One(within("PageInfo", Value::Null)),
        "complete" => json!(page.complete).into(),
        "cursor" => cursor(usize::try_from(parent.data.as_u64().unwrap()).unwrap() + 1).into(),
        "node" => {
            let index = usize::try_from(parent.data.as_u64().unwrap()).unwrap();
            FieldValue::One(page.items[index].clone())
        }
        "hasNextPage" => json!(page.more).into(),
        "hasPreviousPage" => json!(page.has_previous).into(),
        "startCursor" | "endCursor" if page.items.is_empty() => FieldValue::Null,
        "startCursor" => cursor(1).into(),
        "endCursor" => cursor(page.items.len()).into(),
        other => panic!("the reference does not resolve {other}"),
    }
}

pub(super) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.char_indices().all(|(index, letter)| match index {
            8 | 13 | 18 | 23 => letter == '-',
            _ => letter.is_ascii_hexdigit(),
        })
}

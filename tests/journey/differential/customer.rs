//! Customers, and the lists of their sessions.

use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::super::random_query::{TYPES, screaming_snake_case};
use super::super::schema::fields;
use super::graph::CURSOR;
use super::object::{FieldValue, Object, Page, date, divisions, object_from, parse_time, text};
use super::reference::{Reference, RequestedField};
use super::rights::{ASSIGNMENT, CONTACT, RELATE, SEGMENT, SESSION, SESSION_TYPE, TAB};
use super::session;

/// The known types of identifiers.
const IDENTIFIERS: [&str; 12] = [
    "AppleOpaqueId",
    "Cookie",
    "Email",
    "ExternalId",
    "Phone",
    "SocialFacebook",
    "SocialInstagram",
    "SocialInstagramHandle",
    "SocialLine",
    "SocialTwitter",
    "SocialWhatsapp",
    "SocialWhatsappBsuid",
];

impl Reference<'_> {
    /// The customer by id. An unknown id is null only for viewers who may read contacts, or if the query
    /// reads the list of sessions.
    pub(super) fn customer(&self, id: &str, requested: &RequestedField) -> Option<Object> {
        let reads_sessions = || {
            let sessions = self
                .collect_fields(requested.selection, "Customer")
                .into_iter();
            let mut sessions =
                sessions.filter(|field| matches!(&*field.name.node, "sessions" | "summary"));
            let mut definition = fields(&TYPES["Customer"]).into_iter();
            let definition = definition.find(|field| field.name.node == "sessions");
            self.may("Customer", "sessions")
                && sessions.any(|field| {
                    if field.name.node == "summary" {
                        return true;
                    }
                    let arguments = self.arguments(field, definition.unwrap());
                    page_arguments(&arguments, 25).is_ok()
                })
        };
        let rights = &self.viewer.rights;
        let detects_absence = rights.holds(CONTACT) || rights.holds(RELATE) || reads_sessions();
        let unknown = detects_absence && self.contact(id).is_none();
        (!unknown).then(|| Object::new("Customer", json!({"id": id})))
    }

    pub(super) fn customer_by_identifier(&self, requested: &RequestedField) -> Option<Object> {
        let argument = |name: &str| requested.arguments[name].as_str().unwrap();
        let (kind, value) = (argument("type"), argument("value"));
        let digits = value.strip_prefix('+').unwrap_or_default();
        let is_number =
            (3..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        if value.is_empty() || value.len() > 512 || (kind == "PHONE" && !is_number) {
            self.add_error(requested, "BAD_USER_INPUT", "value");
            return None;
        }
        let source = requested
            .arguments
            .get("externalSource")
            .and_then(Value::as_str);
        if let Some(source) = source
            && (kind != "EXTERNAL_ID" || uuid::Uuid::parse_str(source).is_err())
        {
            self.add_error(requested, "BAD_USER_INPUT", "externalSource");
            return None;
        }
        let words = kind.split('_').map(|word| {
            let (first, rest) = word.split_at(1);
            format!("{first}{}", rest.to_lowercase())
        });
        let contact = self
            .rest
            .identify(&words.collect::<String>(), value, source)?;
        if !self.may_read_contact(&contact, &[CONTACT]) {
            return None;
        }
        Some(Object::new("Customer", json!({"id": contact["id"]})))
    }

    fn contact(&self, id: &str) -> Option<Rc<Value>> {
        let path = format!("externalcontacts/contacts/{id}?expand=externalOrganization");
        self.rest.get(&path)
    }

    /// Whether the viewer holds one of `permissions` in the contact's division.
    fn may_read_contact(&self, contact: &Value, permissions: &[&str]) -> bool {
        let rights = &self.viewer.rights;
        let division: Vec<_> = contact["division"]["id"].as_str().into_iter().collect();
        let mut permissions = permissions.iter();
        permissions.any(|permission| rights.holds_in(permission, &division))
    }

    pub(super) fn customer_field(&self, parent: &Object, requested: &RequestedField) -> FieldValue {
        let id = parent.id();
        // The gateway reads contacts in bulk if the viewer holds that permission in any division.
        let permissions = |name| match name {
            "segments" => vec![ASSIGNMENT],
            "identifiers" => vec![CONTACT],
            "organization" => vec![CONTACT, RELATE],
            _ if self.viewer.rights.holds(CONTACT) => vec![CONTACT],
            _ => vec![RELATE],
        };
        match requested.name {
            "id" => return parent.data["id"].clone().into(),
            "sessions" => return self.sessions(id, requested).into(),
            "summary" => return self.summary(id).into(),
            name => {
                let contact = self.contact(id);
                if contact
                    .is_some_and(|contact| !self.may_read_contact(&contact, &permissions(name)))
                {
                    self.add_error(requested, "PERMISSION_DENIED", "");
                    return FieldValue::Null;
                }
            }
        }
        match requested.name {
            "segments" => return self.assignments(id, requested),
            "identifiers" => {
                let path = format!("externalcontacts/contacts/{id}/identifiers");
                let Some(found) = self.rest.list(&path) else {
                    self.add_error(requested, "NOT_FOUND", "");
                    return FieldValue::Null;
                };
                let identifiers = found.iter().map(|entry| {
                    let name = entry["type"].as_str().unwrap();
                    let known = IDENTIFIERS.contains(&name);
                    let identifier = json!({
                        "type": known.then(|| screaming_snake_case(name)),
                        "platformType": name,
                        "value": entry["value"],
                        "externalSource": entry["externalSource"],
                    });
                    Some(Object::new("Identifier", identifier))
                });
                return FieldValue::Many(identifiers.collect());
            }
            _ => {}
        }
        let Some(contact) = self.contact(id) else {
            return FieldValue::Null;
        };
        match requested.name {
            "displayName" => {
                let names = [&contact["firstName"], &contact["lastName"]].map(text);
                let names: Vec<_> = names.into_iter().flatten().collect();
                let phone = || {
                    let phone = phones(&contact).into_iter().next()?;
                    text(&phone.data["display"]).or_else(|| text(&phone.data["e164"]))
                };
                if names.is_empty() {
                    emails(&contact).into_iter().next().or_else(phone).into()
                } else {
                    json!(names.join(" ")).into()
                }
            }
            "kind" => match contact["type"].as_str() {
                Some("Ephemeral") => json!("EPHEMERAL").into(),
                Some("Identified") => json!("IDENTIFIED").into(),
                Some("Curated") => json!("CURATED").into(),
                _ => json!("UNKNOWN").into(),
            },
            "emails" => json!(emails(&contact)).into(),
            "phones" => FieldValue::Many(phones(&contact).into_iter().map(Some).collect()),
            "address" => object_from("Address", &contact["address"]).into(),
            "division" => object_from("Division", &contact["division"]).into(),
            "createdAt" => date(&contact["createDate"]),
            "modifiedAt" => date(&contact["modifyDate"]),
            "organization" => object_from("Organization", &contact["externalOrganization"]).into(),
            "mergedInto" => {
                let targets = [
                    &contact["id"],
                    &contact["mergedTo"]["id"],
                    &contact["canonicalContact"]["id"],
                ];
                let targets = targets.into_iter().filter_map(text);
                let target = targets.into_iter().find(|target| target != id);
                target
                    .map(|id| Object::new("Customer", json!({"id": id})))
                    .into()
            }
            name => text(&contact[name]).into(),
        }
    }

    fn assignments(&self, id: &str, requested: &RequestedField) -> FieldValue {
        let path =
            format!("externalcontacts/contacts/{id}/journey/segments?includeMerged=true&limit=500");
        let Some(found) = self.rest.list(&path) else {
            self.add_error(requested, "NOT_FOUND", "");
            return FieldValue::Null;
        };
        let shown = found.iter().filter(|entry| {
            let session = entry["session"]["id"].as_str().unwrap();
            let session = self
                .rest
                .get(&format!("journey/sessions/{session}"))
                .unwrap();
            self.viewer
                .rights
                .holds_in(ASSIGNMENT, &divisions(&session))
        });
        let all = shown.map(|entry| {
            json!({
                "segment": entry["segment"],
                "at": entry["dateAssigned"],
                "until": entry["dateForUnassignment"],
                "session": entry["session"],
            })
        });
        self.newest_assignments(all.collect())
    }

    /// The newest assignment of each segment, newest first, without segments hidden from agents.
    pub(super) fn newest_assignments(&self, mut all: Vec<Value>) -> FieldValue {
        let key = |entry: &Value| {
            let id = |name: &str| text(&entry[name]["id"]);
            (parse_time(&entry["at"]), id("segment"), id("session"))
        };
        all.sort_by_key(|entry| std::cmp::Reverse(key(entry)));
        let mut newest: Vec<Value> = Vec::new();
        for entry in all {
            let id = entry["segment"]["id"].as_str().unwrap();
            let is_new = newest.iter().all(|known| known["segment"]["id"] != id);
            if is_new && !self.is_hidden(id) {
                newest.push(entry);
            }
        }
        let objects = newest.into_iter();
        FieldValue::Many(
            objects
                .map(|entry| Some(Object::new("SegmentAssignment", entry)))
                .collect(),
        )
    }

    /// Whether a segment is hidden from the viewer. Without the permission to read segments, only its id
    /// is shown, so it is not hidden.
    pub(super) fn is_hidden(&self, segment: &str) -> bool {
        let read = || {
            let path = format!("journey/segments?segmentIds={segment}");
            self.rest.get(&path).unwrap()["entities"][0]["shouldDisplayToAgent"] == false
        };
        self.viewer.rights.holds(SEGMENT) && read()
    }

    fn sessions(&self, id: &str, requested: &RequestedField) -> Option<Object> {
        let (first, skipped) = match page_arguments(&requested.arguments, 25) {
            Ok(page) => page,
            Err(argument) => {
                self.add_error(requested, "BAD_USER_INPUT", argument);
                return None;
            }
        };
        let merged = requested.arguments["includeMerged"] != json!(false);
        let filter = requested
            .arguments
            .get("filter")
            .cloned()
            .unwrap_or_default();
        let kept = self.listed_sessions(id, merged, &filter)?.into_iter();
        let objects: Vec<_> = kept.map(session::session_object).collect();
        Some(paginate("SessionConnection", objects, first, skipped, true))
    }

    /// The sessions that the viewer sees and the filter keeps, newest first; `None` for an unknown customer.
    pub(super) fn listed_sessions(
        &self,
        id: &str,
        merged: bool,
        filter: &Value,
    ) -> Option<Vec<Rc<Value>>> {
        let path = format!(
            "externalcontacts/contacts/{id}/journey/sessions?pageSize=200&includeMerged={merged}"
        );
        let mut all = self.rest.list(&path)?;
        if *id == self.rest.unordered {
            self.unordered.set(true);
        }
        all.sort_by_key(|session| {
            std::cmp::Reverse((parse_time(&session["createdDate"]), text(&session["id"])))
        });
        let all: Vec<_> = all
            .iter()
            .map(|session| self.with_related_data(session.clone(), &all))
            .collect();
        let rights = &self.viewer.rights;
        let kept = all.into_iter().filter(|session| {
            let visible = rights.holds_in(TAB, &divisions(session)) && self.may_see_type(session);
            visible && self.matches_filter(filter, session)
        });
        Some(kept.collect())
    }

    /// Whether the viewer may see sessions of this type. Some may see only conversations.
    pub(super) fn may_see_type(&self, session: &Value) -> bool {
        let (rights, divisions) = (&self.viewer.rights, divisions(session));
        rights.holds_in(SESSION, &divisions)
            || (session["type"] == "conversation" && rights.holds_in(SESSION_TYPE, &divisions))
    }
}

/// One page of a complete list.
pub(super) fn paginate(
    ty: &str,
    objects: Vec<Object>,
    first: usize,
    skipped: Option<usize>,
    complete: bool,
) -> Object {
    let number = skipped.unwrap_or_default();
    let more = objects.len() > number + first;
    let page = Page {
        items: objects.into_iter().skip(number).take(first).collect(),
        skipped: number,
        more,
        has_previous: skipped.is_some(),
        complete,
    };
    Object {
        page: Some(Rc::new(page)),
        ..Object::new(ty, Value::Null)
    }
}

/// Page size and number of items to skip, or the name of the invalid argument.
pub(super) fn page_arguments(
    arguments: &Map<String, Value>,
    default_size: i64,
) -> Result<(usize, Option<usize>), &'static str> {
    let first = arguments["first"].as_i64().unwrap_or(default_size);
    let first = usize::try_from(first)
        .ok()
        .filter(|first| (1..=100).contains(first));
    let skipped = match arguments.get("after").and_then(text) {
        None => None,
        Some(after) => {
            let skipped = after.strip_prefix(CURSOR).ok_or("after");
            Some(skipped.map(|skipped| skipped.parse().unwrap()))
        }
    };
    Ok((first.ok_or("first")?, skipped.transpose()?))
}

fn emails(contact: &Value) -> Vec<String> {
    let mut emails: Vec<String> = Vec::new();
    for name in ["workEmail", "personalEmail", "otherEmail"] {
        emails.extend(text(&contact[name]).filter(|email| !emails.contains(email)));
    }
    emails
}

fn phones(contact: &Value) -> Vec<Object> {
    let kinds = [
        ("WORK", "workPhone"),
        ("CELL", "cellPhone"),
        ("HOME", "homePhone"),
        ("OTHER", "otherPhone"),
    ];
    let phones = kinds.into_iter().filter_map(|(kind, name)| {
        let mut phone = object_from("PhoneNumber", &contact[name])?.data;
        Rc::make_mut(&mut phone)["kind"] = json!(kind);
        Some(Object::new("PhoneNumber", phone))
    });
    phones.collect()
}

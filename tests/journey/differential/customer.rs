//! Customers, and the lists of their sessions.

use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::super::random_query::{TYPES, screaming_snake_case};
use super::super::schema::fields;
use super::graph::CURSOR;
use super::reference::{Asked, Reference};
use super::rights::{ASSIGNMENT, CONTACT, RELATE, SEGMENT, SESSION, SESSION_TYPE, TAB};
use super::session;
use super::thing::{Got, Page, Thing, date, divisions, instant, shape, text};

/// The kinds of identifiers, written down a second time.
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
    /// The customer by id. Whether there is one is known to whoever may read contacts, and to
    /// whoever reads the list of sessions.
    pub(super) fn customer(&self, id: &str, asked: &Asked) -> Option<Thing> {
        let lists = || {
            let sessions = self.flat(asked.selection, "Customer").into_iter();
            let mut sessions = sessions.filter(|field| field.name.node == "sessions");
            let mut definition = fields(&TYPES["Customer"]).into_iter();
            let definition = definition.find(|field| field.name.node == "sessions");
            self.may("Customer", "sessions")
                && sessions.any(|field| {
                    let arguments = self.arguments(field, definition.unwrap());
                    place(&arguments, 25).is_ok()
                })
        };
        let rights = &self.viewer.rights;
        let knows = rights.holds(CONTACT) || rights.holds(RELATE) || lists();
        let unknown = knows && self.contact(id).is_none();
        (!unknown).then(|| Thing::new("Customer", json!({"id": id})))
    }

    pub(super) fn identified(&self, asked: &Asked) -> Option<Thing> {
        let argument = |name: &str| asked.arguments[name].as_str().unwrap();
        let (kind, value) = (argument("type"), argument("value"));
        let digits = value.strip_prefix('+').unwrap_or_default();
        let is_number =
            (3..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        if value.is_empty() || value.len() > 512 || (kind == "PHONE" && !is_number) {
            self.note(asked, "BAD_USER_INPUT", "value");
            return None;
        }
        let source = asked
            .arguments
            .get("externalSource")
            .and_then(Value::as_str);
        if let Some(source) = source
            && (kind != "EXTERNAL_ID" || uuid::Uuid::parse_str(source).is_err())
        {
            self.note(asked, "BAD_USER_INPUT", "externalSource");
            return None;
        }
        let words = kind.split('_').map(|word| {
            let (first, rest) = word.split_at(1);
            format!("{first}{}", rest.to_lowercase())
        });
        let contact = self
            .rest
            .identify(&words.collect::<String>(), value, source)?;
        if !self.reaches(&contact, &[CONTACT]) {
            return None;
        }
        Some(Thing::new("Customer", json!({"id": contact["id"]})))
    }

    fn contact(&self, id: &str) -> Option<Rc<Value>> {
        let path = format!("externalcontacts/contacts/{id}?expand=externalOrganization");
        self.rest.get(&path)
    }

    /// Whether one of `permissions` is held where the contact belongs.
    fn reaches(&self, contact: &Value, permissions: &[&str]) -> bool {
        let rights = &self.viewer.rights;
        let division: Vec<_> = contact["division"]["id"].as_str().into_iter().collect();
        let mut permissions = permissions.iter();
        permissions.any(|permission| rights.holds_in(permission, &division))
    }

    pub(super) fn customer_field(&self, of: &Thing, asked: &Asked) -> Got {
        let id = of.id();
        // Contacts are read in bulk where the permission for that is held anywhere.
        let by = |name| match name {
            "segments" => vec![ASSIGNMENT],
            "identifiers" => vec![CONTACT],
            "organization" => vec![CONTACT, RELATE],
            _ if self.viewer.rights.holds(CONTACT) => vec![CONTACT],
            _ => vec![RELATE],
        };
        match asked.name {
            "id" => return of.at["id"].clone().into(),
            "sessions" => return self.sessions(id, asked).into(),
            name => {
                let contact = self.contact(id);
                if contact.is_some_and(|contact| !self.reaches(&contact, &by(name))) {
                    self.note(asked, "PERMISSION_DENIED", "");
                    return Got::Null;
                }
            }
        }
        match asked.name {
            "segments" => return self.assignments(id, asked),
            "identifiers" => {
                let path = format!("externalcontacts/contacts/{id}/identifiers");
                let Some(found) = self.rest.list(&path) else {
                    self.note(asked, "NOT_FOUND", "");
                    return Got::Null;
                };
                let identifiers = found.iter().map(|one| {
                    let name = one["type"].as_str().unwrap();
                    let known = IDENTIFIERS.contains(&name);
                    let told = json!({
                        "type": known.then(|| screaming_snake_case(name)),
                        "platformType": name,
                        "value": one["value"],
                        "externalSource": one["externalSource"],
                    });
                    Some(Thing::new("Identifier", told))
                });
                return Got::Many(identifiers.collect());
            }
            _ => {}
        }
        let Some(contact) = self.contact(id) else {
            return Got::Null;
        };
        match asked.name {
            "displayName" => {
                let names = [&contact["firstName"], &contact["lastName"]].map(text);
                let names: Vec<_> = names.into_iter().flatten().collect();
                let phone = || {
                    let phone = phones(&contact).into_iter().next()?;
                    text(&phone.at["display"]).or_else(|| text(&phone.at["e164"]))
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
            "phones" => Got::Many(phones(&contact).into_iter().map(Some).collect()),
            "address" => shape("Address", &contact["address"]).into(),
            "division" => shape("Division", &contact["division"]).into(),
            "createdAt" => date(&contact["createDate"]),
            "modifiedAt" => date(&contact["modifyDate"]),
            "organization" => shape("Organization", &contact["externalOrganization"]).into(),
            "mergedInto" => {
                let targets = [
                    &contact["id"],
                    &contact["mergedTo"]["id"],
                    &contact["canonicalContact"]["id"],
                ];
                let targets = targets.into_iter().filter_map(text);
                let target = targets.into_iter().find(|target| target != id);
                target
                    .map(|id| Thing::new("Customer", json!({"id": id})))
                    .into()
            }
            name => text(&contact[name]).into(),
        }
    }

    fn assignments(&self, id: &str, asked: &Asked) -> Got {
        let path =
            format!("externalcontacts/contacts/{id}/journey/segments?includeMerged=true&limit=500");
        let Some(found) = self.rest.list(&path) else {
            self.note(asked, "NOT_FOUND", "");
            return Got::Null;
        };
        let shown = found.iter().filter(|one| {
            let session = one["session"]["id"].as_str().unwrap();
            let session = self
                .rest
                .get(&format!("journey/sessions/{session}"))
                .unwrap();
            self.viewer
                .rights
                .holds_in(ASSIGNMENT, &divisions(&session))
        });
        let all = shown.map(|one| {
            json!({
                "segment": one["segment"],
                "at": one["dateAssigned"],
                "until": one["dateForUnassignment"],
                "session": one["session"],
            })
        });
        self.in_segments(all.collect())
    }

    /// Of each segment the newest assignment, newest first, without what is kept from agents.
    pub(super) fn in_segments(&self, mut all: Vec<Value>) -> Got {
        let age = |one: &Value| {
            let id = |name: &str| text(&one[name]["id"]);
            (instant(&one["at"]), id("segment"), id("session"))
        };
        all.sort_by_key(|one| std::cmp::Reverse(age(one)));
        let mut told: Vec<Value> = Vec::new();
        for one in all {
            let id = one["segment"]["id"].as_str().unwrap();
            let is_new = told.iter().all(|known| known["segment"]["id"] != id);
            if is_new && !self.is_hidden(id) {
                told.push(one);
            }
        }
        let things = told.into_iter();
        Got::Many(
            things
                .map(|one| Some(Thing::new("SegmentAssignment", one)))
                .collect(),
        )
    }

    /// Whether a segment is kept from the viewer. Without the permission to read segments it is only an id.
    pub(super) fn is_hidden(&self, segment: &str) -> bool {
        let read = || {
            let path = format!("journey/segments?segmentIds={segment}");
            self.rest.get(&path).unwrap()["entities"][0]["shouldDisplayToAgent"] == false
        };
        self.viewer.rights.holds(SEGMENT) && read()
    }

    fn sessions(&self, id: &str, asked: &Asked) -> Option<Thing> {
        let (first, passed) = match place(&asked.arguments, 25) {
            Ok(place) => place,
            Err(argument) => {
                self.note(asked, "BAD_USER_INPUT", argument);
                return None;
            }
        };
        let merged = asked.arguments["includeMerged"] != json!(false);
        let path = format!(
            "externalcontacts/contacts/{id}/journey/sessions?pageSize=200&includeMerged={merged}"
        );
        let mut all = self.rest.list(&path)?;
        if *id == self.rest.unordered {
            self.unordered.set(true);
        }
        all.sort_by_key(|session| {
            std::cmp::Reverse((instant(&session["createdDate"]), text(&session["id"])))
        });
        let all: Vec<_> = all
            .iter()
            .map(|session| self.beside(session.clone(), &all))
            .collect();
        let filter = asked.arguments.get("filter").cloned().unwrap_or_default();
        let rights = &self.viewer.rights;
        let kept = all.into_iter().filter(|session| {
            let visible = rights.holds_in(TAB, &divisions(session)) && self.knows_type(session);
            visible && self.keeps(&filter, session)
        });
        let things: Vec<_> = kept.map(session::of_kind).collect();
        Some(cut("SessionConnection", things, first, passed, true))
    }

    /// Some know of conversations only.
    pub(super) fn knows_type(&self, session: &Value) -> bool {
        let (rights, divisions) = (&self.viewer.rights, divisions(session));
        rights.holds_in(SESSION, &divisions)
            || (session["type"] == "conversation" && rights.holds_in(SESSION_TYPE, &divisions))
    }
}

/// One page of a whole list.
pub(super) fn cut(
    ty: &str,
    things: Vec<Thing>,
    first: usize,
    passed: Option<usize>,
    complete: bool,
) -> Thing {
    let skipped = passed.unwrap_or_default();
    let more = things.len() > skipped + first;
    let page = Page {
        items: things.into_iter().skip(skipped).take(first).collect(),
        passed: skipped,
        more,
        goes_on: passed.is_some(),
        complete,
    };
    Thing {
        page: Some(Rc::new(page)),
        ..Thing::new(ty, Value::Null)
    }
}

/// How many, and how many to pass; else the argument that makes no sense.
pub(super) fn place(
    arguments: &Map<String, Value>,
    usual: i64,
) -> Result<(usize, Option<usize>), &'static str> {
    let first = arguments["first"].as_i64().unwrap_or(usual);
    let first = usize::try_from(first)
        .ok()
        .filter(|first| (1..=100).contains(first));
    let passed = match arguments.get("after").and_then(text) {
        None => None,
        Some(after) => {
            let passed = after.strip_prefix(CURSOR).ok_or("after");
            Some(passed.map(|passed| passed.parse().unwrap()))
        }
    };
    Ok((first.ok_or("first")?, passed.transpose()?))
}

fn emails(contact: &Value) -> Vec<String> {
    let mut emails: Vec<String> = Vec::new();
    for name in ["workEmail", "personalEmail", "otherEmail"] {
        emails.extend(text(&contact[name]).filter(|email| !emails.contains(email)));
    }
    emails
}

fn phones(contact: &Value) -> Vec<Thing> {
    let kinds = [
        ("WORK", "workPhone"),
        ("CELL", "cellPhone"),
        ("HOME", "homePhone"),
        ("OTHER", "otherPhone"),
    ];
    let phones = kinds.into_iter().filter_map(|(kind, name)| {
        let mut phone = shape("PhoneNumber", &contact[name])?.at;
        Rc::make_mut(&mut phone)["kind"] = json!(kind);
        Some(Thing::new("PhoneNumber", phone))
    });
    phones.collect()
}

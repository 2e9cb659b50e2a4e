//! Sessions of each type and their fields.

use std::rc::Rc;

use serde_json::{Value, json};

use super::channel::{CAMPAIGN, Channel, card_channel, channels, direction};
use super::details::phase;
use super::object::{
    FieldValue, Object, date, divisions, format_time, object_from, object_with_id, parse_time, text,
};
use super::reference::{Reference, RequestedField};
use super::rights::{DETAILS, SESSION, SESSION_TYPE, TAB};
use super::status::{VISITS, is_web_messaging, status};

impl Reference<'_> {
    /// The session by id, if the viewer may see it in the list or holds the permission for all sessions.
    pub(super) fn visible_session(&self, id: &str) -> Option<Object> {
        let session = self.rest.get(&format!("journey/sessions/{id}"))?;
        let (rights, own) = (&self.viewer.rights, divisions(&session));
        let may_see = rights.holds_in(SESSION, &own) || rights.holds_in(TAB, &own);
        if !may_see || !self.may_see_type(&session) {
            return None;
        }
        let customer = text(&session["externalContact"]["id"]);
        let list = customer.filter(|_| rights.holds(TAB)).and_then(|customer| {
            let path = format!(
                "externalcontacts/contacts/{customer}/journey/sessions?pageSize=200&includeMerged=true"
            );
            self.rest.list(&path)
        });
        Some(session_object(
            self.with_related_data(session, &list.unwrap_or_default()),
        ))
    }

    /// Adds data that affects a session's fields: the visible visits of the list, which affect the status
    /// of web messaging, and whether the conversation is a campaign's.
    pub(super) fn with_related_data(
        &self,
        mut session: Rc<Value>,
        list: &[Rc<Value>],
    ) -> Rc<Value> {
        if is_web_messaging(&session) {
            let rights = &self.viewer.rights;
            let is_visible = |visit: &&Rc<Value>| {
                let own = divisions(visit);
                let sees = rights.holds_in(SESSION, &own) || rights.holds_in(SESSION_TYPE, &own);
                visit["type"] == "web" && sees && rights.holds_in(TAB, &own)
            };
            let visits: Vec<_> = list.iter().filter(is_visible).collect();
            let visits: Vec<&Value> = visits.into_iter().map(AsRef::as_ref).collect();
            Rc::make_mut(&mut session)[VISITS] = json!(visits);
        }
        if self.is_campaign_call(&session) {
            Rc::make_mut(&mut session)[CAMPAIGN] = json!(true);
        }
        session
    }

    /// Whether the conversation's details name a campaign, if the viewer may read them.
    fn is_campaign_call(&self, session: &Value) -> bool {
        let (rights, own) = (&self.viewer.rights, divisions(session));
        let id = session["conversation"]["id"].as_str();
        let id = id.filter(|_| DETAILS.iter().any(|entry| rights.holds_in(entry, &own)));
        let details = id.and_then(|id| {
            self.rest
                .get(&format!("analytics/conversations/{id}/details"))
        });
        details.is_some_and(|details| {
            let parts = details["participants"].as_array().into_iter().flatten();
            let is_dialer = |name: &Value| name == "dialer" || name == "campaign";
            let mut of_campaign = parts.map(|part| {
                let sessions = part["sessions"].as_array().into_iter().flatten();
                is_dialer(&part["purpose"])
                    || sessions
                        .map(|entry| &entry["outboundCampaignId"])
                        .any(Value::is_string)
            });
            is_dialer(&details["conversationInitiator"])
                || of_campaign.any(|is_campaign| is_campaign)
        })
    }

    /// Whether a session matches a filter. Absent filter fields do not restrict.
    pub(super) fn matches_filter(&self, filter: &Value, session: &Value) -> bool {
        let channel = card_channel(session);
        let is_one_of = |name: &str, value: &str| {
            let allowed = filter[name].as_array();
            allowed.is_none_or(|allowed| allowed.iter().any(|entry| entry == value))
        };
        let began = parse_time(&session["createdDate"]).unwrap();
        (channel.supported() || filter["includeUnsupportedChannels"] == json!(true))
            && is_one_of("types", session_type(session))
            && is_one_of("channelGroups", channel.group())
            && is_one_of("statuses", status(session, self.now).0)
            && parse_time(&filter["startedAfter"]).is_none_or(|from| began >= from)
            && parse_time(&filter["startedBefore"]).is_none_or(|until| began < until)
    }

    pub(super) fn session_field(&self, parent: &Object, requested: &RequestedField) -> FieldValue {
        let session = &parent.data;
        match requested.name {
            "id" => session["id"].clone().into(),
            "type" => json!(session_type(session)).into(),
            "channel" => FieldValue::One(card_channel(session).object()),
            "status" => json!(status(session, self.now).0).into(),
            "statusChangesAt" => match status(session, self.now).1 {
                Some(time) => format_time(time).into(),
                None => FieldValue::Null,
            },
            "startedAt" => date(&session["createdDate"]),
            "endedAt" => date(&session["endedDate"]),
            "lastActivityAt" => date(&session["lastEvent"]["createdDate"]),
            "durationSeconds" => session["durationInSeconds"].clone().into(),
            "customer" => object_with_id("Customer", &session["externalContact"]).into(),
            "divisionIds" => json!(divisions(session)).into(),
            "eventCount" => json!(session["eventCount"].as_i64().unwrap_or_default()).into(),
            "events" => self.events(parent, requested),
            "segmentAssignments" => {
                let all = session["segmentAssignments"].as_array();
                let all = all.into_iter().flatten().map(|entry| {
                    let own = json!({"id": session["id"]});
                    json!({"segment": entry["segment"], "at": entry["assignedDate"], "session": own})
                });
                self.newest_assignments(all.collect())
            }
            "offers" => self.offers(parent),
            "contentOffers" => self.content_offers(parent),
            "shortId" | "externalId" | "externalUrl" => text(&session[requested.name]).into(),
            "attributes" => named_attributes("Attribute", &session["attributes"]),
            "attributeLists" => named_attributes("AttributeList", &session["attributeLists"]),
            _ if parent.ty == "ConversationSession" => self.conversation_field(parent, requested),
            "location" => object_from("GeoLocation", &session["geolocation"]).into(),
            "lastPage" => object_from("Page", &session["lastPage"]).into(),
            "campaign" => object_from("Campaign", &session["mktCampaign"]).into(),
            "browser" => object_from("Browser", &session["browser"]).into(),
            "device" => object_from("Device", &session["device"]).into(),
            "referrer" => object_from("Referrer", &session["referrer"]).into(),
            "app" => object_from("App", &session["app"]).into(),
            "searchTerms" => {
                let terms = session["searchTerms"].as_array().cloned();
                json!(terms.unwrap_or_default()).into()
            }
            "reference" => text(&session["caseReference"]).into(),
            "platformType" => session["type"].clone().into(),
            "pageviewCount" | "screenviewCount" => session[requested.name].clone().into(),
            "lastScreen" => text(&session["lastScreen"]).into(),
            "caseStatus" => match text(&session["caseStatus"]).as_deref() {
                None => FieldValue::Null,
                Some("Open") => json!("OPEN").into(),
                Some("InProgress") => json!("IN_PROGRESS").into(),
                Some("Terminated") => json!("TERMINATED").into(),
                Some("Closed") => json!("CLOSED").into(),
                Some(_) => json!("UNKNOWN").into(),
            },
            "platformCaseStatus" => text(&session["caseStatus"]).into(),
            other => panic!("the reference does not resolve {other}"),
        }
    }

    fn conversation_field(&self, parent: &Object, requested: &RequestedField) -> FieldValue {
        let session = &parent.data;
        match requested.name {
            "conversationId" => text(&session["conversation"]["id"]).into(),
            "channels" => {
                let channels = channels(session).into_iter();
                FieldValue::Many(channels.map(|entry| Some(entry.object())).collect())
            }
            "direction" => json!(direction(session)).into(),
            "subject" => text(&session["conversationSubject"]).into(),
            "queue" => object_with_id("Queue", &session["lastConnectedQueue"]).into(),
            "agent" => object_with_id("Agent", &session["lastConnectedUser"]).into(),
            "wrapUp" => {
                let selected = self.collect_fields(requested.selection, "WrapUp");
                let dated = selected.iter().any(|field| field.name.node == "at");
                let last = last_wrap_up(session);
                match last.is_some().then(|| self.conversation(session)).flatten() {
                    Some(timeline) if dated => timeline.wrap_ups().pop().or(last).into(),
                    _ => last.into(),
                }
            }
            "wrapUps" => {
                let all = match self.conversation(session) {
                    Some(timeline) => timeline.wrap_ups(),
                    None => last_wrap_up(session).into_iter().collect(),
                };
                FieldValue::Many(all.into_iter().map(Some).collect())
            }
            "acdOutcome" => match text(&session["lastAcdOutcome"]).as_deref() {
                None => FieldValue::Null,
                Some("Abandon") => json!("ABANDON").into(),
                Some("Answered") => json!("ANSWERED").into(),
                Some("FlowOut") => json!("FLOW_OUT").into(),
                Some(_) => json!("UNKNOWN").into(),
            },
            "phase" => json!(phase(session)).into(),
            "details" => self.details(session).into(),
            "disconnectType" => text(&session["lastUserDisconnectType"]).into(),
            other => panic!("the reference does not resolve {other}"),
        }
    }
}

/// Objects of a map of attributes, each with its name.
fn named_attributes(ty: &str, attributes: &Value) -> FieldValue {
    let named = attributes.as_object().into_iter().flatten();
    let objects = named.map(|(name, attribute)| {
        let mut attribute = attribute.clone();
        attribute["name"] = json!(name);
        Some(Object::new(ty, attribute))
    });
    FieldValue::Many(objects.collect())
}

pub(super) fn session_object(session: Rc<Value>) -> Object {
    let ty = match session_type(&session) {
        "CONVERSATION" => "ConversationSession",
        "WEB" => "WebSession",
        "APP" => "AppSession",
        "CASE" => "CaseSession",
        _ => "OtherSession",
    };
    Object::new(ty, session)
}

/// The last wrap-up, as contained in the session.
pub(super) fn last_wrap_up(session: &Value) -> Option<Object> {
    let last = &session["lastUserDisposition"];
    let code = text(&last["code"])?;
    let wrap_up = json!({"code": code, "notes": last["notes"], "agent": last["user"]});
    Some(Object::new("WrapUp", wrap_up))
}

pub(super) fn session_type(session: &Value) -> &'static str {
    match session["type"].as_str().unwrap() {
        "conversation" => "CONVERSATION",
        "web" => "WEB",
        "app" => "APP",
        "case" => "CASE",
        _ => "OTHER",
    }
}

impl Channel {
    pub(super) fn object(&self) -> Object {
        let channel = json!({
            "group": self.group(),
            "medium": self.medium,
            "direction": self.direction,
            "supported": self.supported(),
            "label": self.label(),
        });
        Object::new("Channel", channel)
    }
}

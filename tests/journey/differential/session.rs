//! Sessions of every kind, and what is known of them.

use std::rc::Rc;

use serde_json::{Value, json};

use super::channel::{CAMPAIGN, Channel, card, channels, direction};
use super::details::phase;
use super::reference::{Asked, Reference};
use super::rights::{DETAILS, SESSION, SESSION_TYPE, TAB};
use super::status::{VISITS, is_web_messaging, status};
use super::thing::{Got, Thing, date, divisions, instant, reference, shape, text, told};

impl Reference<'_> {
    /// By id it is shown to whoever may see it in the list or holds the permission for all sessions.
    pub(super) fn visible_session(&self, id: &str) -> Option<Thing> {
        let session = self.rest.get(&format!("journey/sessions/{id}"))?;
        let (rights, own) = (&self.viewer.rights, divisions(&session));
        let opens = rights.holds_in(SESSION, &own) || rights.holds_in(TAB, &own);
        if !opens || !self.knows_type(&session) {
            return None;
        }
        let customer = text(&session["externalContact"]["id"]);
        let list = customer.filter(|_| rights.holds(TAB)).and_then(|customer| {
            let path = format!(
                "externalcontacts/contacts/{customer}/journey/sessions?pageSize=200&includeMerged=true"
            );
            self.rest.list(&path)
        });
        Some(of_kind(self.beside(session, &list.unwrap_or_default())))
    }

    /// The session with the visits of a list that count for its badge: those in divisions in which the
    /// viewer sees sessions, of whichever kind.
    pub(super) fn beside(&self, mut session: Rc<Value>, list: &[Rc<Value>]) -> Rc<Value> {
        if is_web_messaging(&session) {
            let rights = &self.viewer.rights;
            let counts = |visit: &&Rc<Value>| {
                let own = divisions(visit);
                let sees = rights.holds_in(SESSION, &own) || rights.holds_in(SESSION_TYPE, &own);
                visit["type"] == "web" && sees && rights.holds_in(TAB, &own)
            };
            let visits: Vec<_> = list.iter().filter(counts).collect();
            let visits: Vec<&Value> = visits.into_iter().map(AsRef::as_ref).collect();
            Rc::make_mut(&mut session)[VISITS] = json!(visits);
        }
        if self.is_campaigns(&session) {
            Rc::make_mut(&mut session)[CAMPAIGN] = json!(true);
        }
        session
    }

    /// Whether the conversation's details name a campaign, where the viewer may read them.
    fn is_campaigns(&self, session: &Value) -> bool {
        let (rights, own) = (&self.viewer.rights, divisions(session));
        let id = session["conversation"]["id"].as_str();
        let id = id.filter(|_| DETAILS.iter().any(|one| rights.holds_in(one, &own)));
        let details = id.and_then(|id| {
            self.rest
                .get(&format!("analytics/conversations/{id}/details"))
        });
        details.is_some_and(|details| {
            let parts = details["participants"].as_array().into_iter().flatten();
            let dials = |name: &Value| name == "dialer" || name == "campaign";
            let mut campaigns = parts.map(|part| {
                let sessions = part["sessions"].as_array().into_iter().flatten();
                dials(&part["purpose"])
                    || sessions
                        .map(|one| &one["outboundCampaignId"])
                        .any(Value::is_string)
            });
            dials(&details["conversationInitiator"]) || campaigns.any(|one| one)
        })
    }

    /// Whether a filter lets a session through. What is not given does not restrict.
    pub(super) fn keeps(&self, filter: &Value, session: &Value) -> bool {
        let channel = card(session);
        let among = |name: &str, value: &str| {
            let wanted = filter[name].as_array();
            wanted.is_none_or(|wanted| wanted.iter().any(|one| one == value))
        };
        let began = instant(&session["createdDate"]).unwrap();
        (channel.supported() || filter["includeUnsupportedChannels"] == json!(true))
            && among("types", kind(session))
            && among("channelGroups", channel.group())
            && among("statuses", status(session, self.now).0)
            && instant(&filter["startedAfter"]).is_none_or(|from| began >= from)
            && instant(&filter["startedBefore"]).is_none_or(|until| began < until)
    }

    pub(super) fn session_field(&self, of: &Thing, asked: &Asked) -> Got {
        let session = &of.at;
        match asked.name {
            "id" => session["id"].clone().into(),
            "type" => json!(kind(session)).into(),
            "channel" => Got::One(card(session).thing()),
            "status" => json!(status(session, self.now).0).into(),
            "statusChangesAt" => match status(session, self.now).1 {
                Some(instant) => told(instant).into(),
                None => Got::Null,
            },
            "startedAt" => date(&session["createdDate"]),
            "endedAt" => date(&session["endedDate"]),
            "lastActivityAt" => date(&session["lastEvent"]["createdDate"]),
            "durationSeconds" => session["durationInSeconds"].clone().into(),
            "customer" => reference("Customer", &session["externalContact"]).into(),
            "divisionIds" => json!(divisions(session)).into(),
            "eventCount" => json!(session["eventCount"].as_i64().unwrap_or_default()).into(),
            "events" => self.events(of, asked),
            "segmentAssignments" => {
                let all = session["segmentAssignments"].as_array();
                let all = all.into_iter().flatten().map(|one| {
                    let own = json!({"id": session["id"]});
                    json!({"segment": one["segment"], "at": one["assignedDate"], "session": own})
                });
                self.in_segments(all.collect())
            }
            "offers" => self.offers(of),
            "contentOffers" => self.content_offers(of),
            "shortId" | "externalId" | "externalUrl" => text(&session[asked.name]).into(),
            "attributes" => carried("Attribute", &session["attributes"]),
            "attributeLists" => carried("AttributeList", &session["attributeLists"]),
            _ if of.ty == "ConversationSession" => self.conversation_field(of, asked),
            "location" => shape("GeoLocation", &session["geolocation"]).into(),
            "lastPage" => shape("Page", &session["lastPage"]).into(),
            "campaign" => shape("Campaign", &session["mktCampaign"]).into(),
            "browser" => shape("Browser", &session["browser"]).into(),
            "device" => shape("Device", &session["device"]).into(),
            "referrer" => shape("Referrer", &session["referrer"]).into(),
            "app" => shape("App", &session["app"]).into(),
            "searchTerms" => {
                let terms = session["searchTerms"].as_array().cloned();
                json!(terms.unwrap_or_default()).into()
            }
            "reference" => text(&session["caseReference"]).into(),
            "platformType" => session["type"].clone().into(),
            "pageviewCount" | "screenviewCount" => session[asked.name].clone().into(),
            "lastScreen" => text(&session["lastScreen"]).into(),
            "caseStatus" => match text(&session["caseStatus"]).as_deref() {
                None => Got::Null,
                Some("Open") => json!("OPEN").into(),
                Some("InProgress") => json!("IN_PROGRESS").into(),
                Some("Terminated") => json!("TERMINATED").into(),
                Some("Closed") => json!("CLOSED").into(),
                Some(_) => json!("UNKNOWN").into(),
            },
            "platformCaseStatus" => text(&session["caseStatus"]).into(),
            other => panic!("{other}: say what it answers"),
        }
    }

    fn conversation_field(&self, of: &Thing, asked: &Asked) -> Got {
        let session = &of.at;
        match asked.name {
            "conversationId" => text(&session["conversation"]["id"]).into(),
            "channels" => {
                let channels = channels(session).into_iter();
                Got::Many(channels.map(|one| Some(one.thing())).collect())
            }
            "direction" => json!(direction(session)).into(),
            "subject" => text(&session["conversationSubject"]).into(),
            "queue" => reference("Queue", &session["lastConnectedQueue"]).into(),
            "agent" => reference("Agent", &session["lastConnectedUser"]).into(),
            "wrapUp" => {
                let selected = self.flat(asked.selection, "WrapUp");
                let dated = selected.iter().any(|field| field.name.node == "at");
                let last = last_wrap_up(session);
                match last.is_some().then(|| self.conversation(session)).flatten() {
                    Some(whole) if dated => whole.wrap_ups().pop().or(last).into(),
                    _ => last.into(),
                }
            }
            "wrapUps" => {
                let all = match self.conversation(session) {
                    Some(whole) => whole.wrap_ups(),
                    None => last_wrap_up(session).into_iter().collect(),
                };
                Got::Many(all.into_iter().map(Some).collect())
            }
            "acdOutcome" => match text(&session["lastAcdOutcome"]).as_deref() {
                None => Got::Null,
                Some("Abandon") => json!("ABANDON").into(),
                Some("Answered") => json!("ANSWERED").into(),
                Some("FlowOut") => json!("FLOW_OUT").into(),
                Some(_) => json!("UNKNOWN").into(),
            },
            "phase" => json!(phase(session)).into(),
            "details" => self.details(session).into(),
            "disconnectType" => text(&session["lastUserDisconnectType"]).into(),
            other => panic!("{other}: say what it answers"),
        }
    }
}

/// Attributes by name, as things with a name.
fn carried(ty: &str, attributes: &Value) -> Got {
    let named = attributes.as_object().into_iter().flatten();
    let things = named.map(|(name, attribute)| {
        let mut attribute = attribute.clone();
        attribute["name"] = json!(name);
        Some(Thing::new(ty, attribute))
    });
    Got::Many(things.collect())
}

pub(super) fn of_kind(session: Rc<Value>) -> Thing {
    let ty = match kind(&session) {
        "CONVERSATION" => "ConversationSession",
        "WEB" => "WebSession",
        "APP" => "AppSession",
        "CASE" => "CaseSession",
        _ => "OtherSession",
    };
    Thing::new(ty, session)
}

/// What the session itself says of the last wrap-up.
pub(super) fn last_wrap_up(session: &Value) -> Option<Thing> {
    let last = &session["lastUserDisposition"];
    let code = text(&last["code"])?;
    let told = json!({"code": code, "notes": last["notes"], "agent": last["user"]});
    Some(Thing::new("WrapUp", told))
}

pub(super) fn kind(session: &Value) -> &'static str {
    match session["type"].as_str().unwrap() {
        "conversation" => "CONVERSATION",
        "web" => "WEB",
        "app" => "APP",
        "case" => "CASE",
        _ => "OTHER",
    }
}

impl Channel {
    pub(super) fn thing(&self) -> Thing {
        let told = json!({
            "group": self.group(),
            "medium": self.medium,
            "direction": self.direction,
            "supported": self.supported(),
            "label": self.label(),
        });
        Thing::new("Channel", told)
    }
}

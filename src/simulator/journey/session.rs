//! A session's JSON.

use serde_json::{Map, Value, json};

use super::event;
use crate::simulator::authorization::division_id;
use crate::simulator::clock::{Time, iso};
use crate::simulator::external_contacts::contact::cookie;
use crate::simulator::identity::Kind;
use crate::simulator::routing::{code_id, queue_id};
use crate::simulator::users::user_id;
use crate::simulator::world::World;
use crate::simulator::world::channel::Manner;
use crate::simulator::world::session::{Body, Session};
use crate::simulator::world::site::{Campaign, Device, Page, Referrer};
use crate::simulator::world::story::Story;
use crate::simulator::world::visit::{AWAY, IDLE, Visit, What};

/// Fields that the platform writes as `null` for the sessions they do not concern, when it writes them at all.
const NULLABLE: [&str; 10] = [
    "shortId",
    "externalId",
    "browser",
    "device",
    "conversation",
    "conversationSubject",
    "endedDate",
    "lastConnectedUser",
    "caseStatus",
    "mktCampaign",
];

/// The `Session` as it stands at `now`.
pub(crate) fn json(world: &World, session: &Session, now: Time) -> Value {
    let id = world.session_id(session);
    let contact = world.contact_id(session.customer, session.record);
    let mut fields = Map::new();
    let mut set = |name: &str, value: Value| {
        fields.insert(name.to_owned(), value);
    };
    set("type", json!(session.kind()));
    let uri = format!("/api/v2/externalcontacts/contacts/{contact}");
    set("externalContact", json!({ "id": contact, "selfUri": uri }));
    set("createdDate", json!(iso(session.created)));
    set("authenticated", json!(false));
    set("eventCount", json!(event::count(session)));
    set("selfUri", json!(format!("/api/v2/journey/sessions/{id}")));
    set("lastEvent", last_event(world, session));
    set("id", json!(id));
    match &session.body {
        Body::Visit(visit) => visited(world, session, visit, now, &mut set),
        Body::Conversation(story) => talked(world, session, story, &mut set),
        Body::Case { open, ended, .. } => {
            set("caseStatus", json!(if *open { "Open" } else { "Closed" }));
            set(
                "caseReference",
                json!(format!(
                    "CASE-{:06}",
                    session.customer * 100 + session.number
                )),
            );
            set("endedDate", json!(ended.map(iso)));
        }
        Body::Future => set("endedDate", json!(iso(session.created))),
    }
    let divisions: Vec<String> = session
        .divisions()
        .iter()
        .map(|own| division_id(world, own))
        .collect();
    if !divisions.is_empty() || session.nulls {
        set("divisionIds", json!(divisions));
    }
    if session.nulls {
        for name in NULLABLE {
            fields.entry(name).or_insert(Value::Null);
        }
    }
    Value::Object(fields)
}

fn last_event(world: &World, session: &Session) -> Value {
    let last = event::count(session).checked_sub(1);
    let (at, name) = last
        .and_then(|index| event::name(session, index))
        .unwrap_or((session.created, "session_created"));
    let id = world.ids.make(
        Kind::Event,
        session.customer,
        session.number,
        last.unwrap_or_default(),
    );
    json!({ "id": id, "eventName": name, "createdDate": iso(at) })
}

fn visited(
    world: &World,
    session: &Session,
    visit: &Visit,
    now: Time,
    set: &mut impl FnMut(&str, Value),
) {
    let last = visit.last();
    let pages = visit.pages().count();
    set("customerId", json!(cookie(world, session.customer)));
    set("customerIdType", json!("cookie"));
    set("shortId", json!(format!("{:05}", session.number % 100_000)));
    set(
        "durationInSeconds",
        json!((last - visit.start).num_seconds()),
    );
    set("idleDate", json!(iso(last + IDLE)));
    set("awayDate", json!(iso(last + AWAY)));
    if let Some(ended) = visit.ended(now) {
        set("endedDate", json!(iso(ended)));
    }
    set("device", device(visit.device));
    set("userAgentString", json!(visit.device.agent));
    set(
        "ipAddress",
        json!(format!("203.0.113.{}", session.customer % 254 + 1)),
    );
    set("ipOrganization", json!("Example ISP"));
    if let Some(person) = world.person(session.customer) {
        set("geolocation", event::geolocation(person.country));
    }
    set("attributes", json!({}));
    set("attributeLists", json!({}));
    set("outcomeAchievements", json!([]));
    let assigned: Vec<Value> = visit
        .assignments()
        .map(|(at, segment)| {
            let id = world.ids.make(Kind::Segment, segment.number, 0, 0);
            let segment = json!({ "selfUri": format!("/api/v2/journey/segments/{id}"), "id": id });
            json!({ "segment": segment, "assignedDate": iso(at) })
        })
        .collect();
    set("segmentAssignments", json!(assigned));
    if visit.app {
        let screens = visit
            .events
            .iter()
            .filter(|event| matches!(event.what, What::Screen(_)))
            .count();
        set("screenviewCount", json!(screens));
        set("app", event::app());
        return;
    }
    set("pageviewCount", json!(pages));
    set("browser", browser(visit.device));
    let searches: Vec<&str> = visit
        .events
        .iter()
        .filter_map(|event| {
            if let What::Search(terms) = event.what {
                Some(terms)
            } else {
                None
            }
        })
        .collect();
    set("searchTerms", json!(searches));
    if let Some(last) = visit.pages().next_back() {
        set("lastPage", page(last));
    }
    if let Some(campaign) = visit.campaign {
        set("mktCampaign", campaigned(campaign));
    }
    if let Some(referrer) = visit.referrer {
        set("referrer", referred(referrer));
    }
}

fn talked(world: &World, session: &Session, story: &Story, set: &mut impl FnMut(&str, Value)) {
    let conversation = world.conversation_id(session);
    let channel = story.channel;
    if let Some(person) = world.person(session.customer) {
        let (id, kind) = if channel.list == "emails" {
            (person.email(), "email")
        } else {
            (person.phone(), "phone")
        };
        set("customerId", json!(id));
        set("customerIdType", json!(kind));
    }
    set(
        "conversation",
        json!({ "selfUri": format!("/api/v2/conversations/{conversation}"), "id": conversation }),
    );
    let spelled = if story.old_spelling {
        channel.journey_before
    } else {
        channel.journey
    };
    let mut row = json!({ "type": spelled, "platform": if channel.list == "calls" { "Edge" } else { "Cloud" } });
    if let (Some(kind), Some(fields)) = (channel.message, row.as_object_mut()) {
        fields.insert("messageType".to_owned(), json!(kind));
    }
    set("conversationChannels", json!([row]));
    set("originatingDirection", json!(story.direction));
    set(
        "authenticated",
        json!(channel.manner == Manner::Authenticated),
    );
    if let Some(subject) = story.subject {
        set("conversationSubject", json!(subject));
    }
    let until = story
        .end
        .or_else(|| story.moments().last().map(|(at, _)| *at))
        .unwrap_or(story.start);
    set(
        "durationInSeconds",
        json!((until - story.start).num_seconds()),
    );
    if let Some(end) = story.end {
        set("endedDate", json!(iso(end)));
    }
    let waited = story.legs.iter().rev().find_map(|leg| leg.queue);
    if let Some(queue) = waited {
        let id = queue_id(world, queue);
        set(
            "lastConnectedQueue",
            json!({ "selfUri": format!("/api/v2/routing/queues/{id}"), "id": id }),
        );
    }
    let abandoned = story.legs.last().is_some_and(|leg| leg.given_up.is_some());
    let answered = story.agents().next().is_some();
    let outcome = match (waited, abandoned, answered) {
        (Some(_), true, _) => Some("Abandon"),
        (Some(_), _, true) => Some("Answered"),
        _ => None,
    };
    if let Some(outcome) = outcome {
        set("lastAcdOutcome", json!(outcome));
    }
    served(world, story, set);
}

/// The last agent, what they filed last, and how they left.
fn served(world: &World, story: &Story, set: &mut impl FnMut(&str, Value)) {
    let user = |number: u32| {
        let id = user_id(world, number);
        json!({ "selfUri": format!("/api/v2/users/{id}"), "id": id })
    };
    if let Some(last) = story.agents().last() {
        set("lastConnectedUser", user(last.who.number));
        if last.left.is_some() {
            set("lastUserDisconnectType", json!(last.how.journey));
        }
    }
    let filed = story
        .agents()
        .filter_map(|served| served.wrap_up.as_ref().map(|wrap_up| (served, wrap_up)))
        .last();
    if let Some((by, wrap_up)) = filed {
        let mut disposition =
            json!({ "code": code_id(world, wrap_up.code), "user": user(by.who.number) });
        if let (Some(note), Some(fields)) = (wrap_up.note, disposition.as_object_mut()) {
            fields.insert("notes".to_owned(), json!(note));
        }
        set("lastUserDisposition", disposition);
    }
}

pub(crate) fn page(page: &Page) -> Value {
    json!({
        "url": format!("https://www.example.com{}", page.path),
        "title": page.title,
        "domain": "example.com",
        "hostname": "www.example.com",
        "pathname": page.path,
        "lang": "en",
        "breadcrumb": [],
    })
}

pub(crate) fn browser(device: &Device) -> Value {
    json!({
        "family": device.browser,
        "version": device.version,
        "lang": "en",
        "isMobile": device.category == "mobile",
        "viewHeight": device.screen.1 - 120,
        "viewWidth": device.screen.0,
        "featuresFlash": false,
        "featuresJava": false,
        "featuresPdf": true,
        "featuresWebrtc": true,
    })
}

pub(crate) fn device(device: &Device) -> Value {
    json!({
        "category": device.category,
        "type": "Unknown",
        "isMobile": device.category == "mobile",
        "osFamily": device.os,
        "osVersion": device.os_version,
        "screenHeight": device.screen.1,
        "screenWidth": device.screen.0,
    })
}

pub(crate) fn campaigned(campaign: &Campaign) -> Value {
    json!({ "name": campaign.name, "source": campaign.source, "medium": campaign.medium, "term": campaign.term })
}

pub(crate) fn referred(referrer: &Referrer) -> Value {
    json!({
        "url": format!("https://{}{}", referrer.host, referrer.path),
        "domain": referrer.host.trim_start_matches("www."),
        "hostname": referrer.host,
        "pathname": referrer.path,
        "medium": referrer.medium,
    })
}

//! A session's JSON.

use serde_json::{Value, json};

use super::event;
use crate::simulator::authorization::division_id;
use crate::simulator::clock::{Time, iso};
use crate::simulator::external_contacts::contact::cookie;
use crate::simulator::fields::Fields;
use crate::simulator::identity::Kind;
use crate::simulator::routing::{code_id, queue_id};
use crate::simulator::users::user_id;
use crate::simulator::world::World;
use crate::simulator::world::channel::Manner;
use crate::simulator::world::session::{Body, Session};
use crate::simulator::world::site::{Campaign, Device, Page, Referrer};
use crate::simulator::world::story::Story;
use crate::simulator::world::visit::{AWAY, IDLE, Visit, What};

/// Fields that the platform writes as `null` for the sessions they do not concern, when it writes them at all. Never
/// `caseStatus`: the vendor's Python SDK raises an exception for an enum that is null.
const NULLABLE: [&str; 9] = [
    "shortId",
    "externalId",
    "browser",
    "device",
    "conversation",
    "conversationSubject",
    "endedDate",
    "lastConnectedUser",
    "mktCampaign",
];

/// The `Session` as it stands at `now`.
pub(crate) fn json(world: &World, session: &Session, now: Time) -> Value {
    let id = world.session_id(session);
    let contact = world.contact_id(session.customer, session.record);
    let mut fields = Fields::default();
    fields.set("type", session.kind());
    let uri = format!("/api/v2/externalcontacts/contacts/{contact}");
    fields.set("externalContact", json!({ "id": contact, "selfUri": uri }));
    fields.set("createdDate", iso(session.created));
    fields.set("authenticated", false);
    fields.set("eventCount", event::count(session));
    fields.set("selfUri", json!(format!("/api/v2/journey/sessions/{id}")));
    fields.set("lastEvent", last_event(world, session));
    fields.set("id", id);
    match &session.body {
        Body::Visit(visit) => visited(world, session, visit, now, &mut fields),
        Body::Conversation(story) => talked(world, session, story, &mut fields),
        Body::Case { open, ended, .. } => {
            fields.set("caseStatus", json!(if *open { "Open" } else { "Closed" }));
            fields.set(
                "caseReference",
                format!("CASE-{}-{}", session.customer, session.number),
            );
            fields.set("endedDate", ended.map(iso));
        }
        Body::Future => fields.set("endedDate", json!(iso(session.created))),
    }
    let divisions: Vec<String> = session
        .divisions()
        .iter()
        .map(|own| division_id(world, own))
        .collect();
    if !divisions.is_empty() || session.nulls {
        fields.set("divisionIds", divisions);
    }
    if session.nulls {
        for name in NULLABLE {
            fields.set_null(name);
        }
    }
    fields.into()
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

fn visited(world: &World, session: &Session, visit: &Visit, now: Time, fields: &mut Fields) {
    let last = visit.last();
    let pages = visit.pages().count();
    fields.set("customerId", cookie(world, session.customer));
    fields.set("customerIdType", "cookie");
    fields.set("shortId", json!(format!("{:05}", session.number % 100_000)));
    fields.set("durationInSeconds", (last - visit.start).num_seconds());
    fields.set("idleDate", iso(last + IDLE));
    fields.set("awayDate", iso(last + AWAY));
    fields.set_some("endedDate", visit.ended(now).map(iso));
    fields.set("device", device(visit.device));
    fields.set("userAgentString", visit.device.agent);
    fields.set(
        "ipAddress",
        json!(format!("203.0.113.{}", session.customer % 254 + 1)),
    );
    fields.set("ipOrganization", "Example ISP");
    if let Some(person) = world.person(session.customer) {
        fields.set("geolocation", event::geolocation(person.country));
    }
    fields.set("attributes", json!({}));
    fields.set("attributeLists", json!({}));
    fields.set("outcomeAchievements", json!([]));
    let assigned: Vec<Value> = visit
        .assignments()
        .map(|(at, segment)| {
            let id = world.ids.make(Kind::Segment, segment.number, 0, 0);
            let segment = json!({ "selfUri": format!("/api/v2/journey/segments/{id}"), "id": id });
            json!({ "segment": segment, "assignedDate": iso(at) })
        })
        .collect();
    fields.set("segmentAssignments", assigned);
    if visit.app {
        let screens = visit
            .events
            .iter()
            .filter(|event| matches!(event.what, What::Screen(_)))
            .count();
        fields.set("screenviewCount", screens);
        fields.set("app", event::app());
        return;
    }
    fields.set("pageviewCount", pages);
    fields.set("browser", browser(visit.device));
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
    fields.set("searchTerms", searches);
    fields.set_some("lastPage", visit.pages().next_back().map(page));
    fields.set_some("mktCampaign", visit.campaign.map(campaigned));
    fields.set_some("referrer", visit.referrer.map(referred));
}

fn talked(world: &World, session: &Session, story: &Story, fields: &mut Fields) {
    let conversation = world.conversation_id(session);
    let channel = story.channel;
    if let Some(person) = world.person(session.customer) {
        let (id, kind) = if channel.list == "emails" {
            (person.email(), "email")
        } else {
            (person.phone(), "phone")
        };
        fields.set("customerId", id);
        fields.set("customerIdType", kind);
    }
    fields.set(
        "conversation",
        json!({ "selfUri": format!("/api/v2/conversations/{conversation}"), "id": conversation }),
    );
    let spelled = if story.old_spelling {
        channel.journey_before
    } else {
        channel.journey
    };
    let mut row = Fields::of(
        json!({ "type": spelled, "platform": if channel.list == "calls" { "Edge" } else { "Cloud" } }),
    );
    row.set_some("messageType", channel.message);
    fields.set("conversationChannels", vec![Value::from(row)]);
    fields.set("originatingDirection", story.direction);
    fields.set("authenticated", channel.manner == Manner::Authenticated);
    if let Some(subject) = story.subject {
        fields.set("conversationSubject", subject);
    }
    let until = story
        .end
        .or_else(|| story.moments().last().map(|(at, _)| *at))
        .unwrap_or(story.start);
    fields.set("durationInSeconds", (until - story.start).num_seconds());
    fields.set_some("endedDate", story.end.map(iso));
    let waited = story.legs.iter().rev().find_map(|leg| leg.queue);
    if let Some(queue) = waited {
        let id = queue_id(world, queue);
        fields.set(
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
        fields.set("lastAcdOutcome", outcome);
    }
    served(world, story, fields);
}

/// The last agent, what they filed last, and how they left.
fn served(world: &World, story: &Story, fields: &mut Fields) {
    let user = |number: u32| {
        let id = user_id(world, number);
        json!({ "selfUri": format!("/api/v2/users/{id}"), "id": id })
    };
    if let Some(last) = story.agents().last() {
        fields.set("lastConnectedUser", user(last.who.number));
        if last.left.is_some() {
            fields.set("lastUserDisconnectType", last.how.journey);
        }
    }
    let filed = story
        .agents()
        .filter_map(|served| served.wrap_up.as_ref().map(|wrap_up| (served, wrap_up)))
        .last();
    if let Some((by, wrap_up)) = filed {
        let mut disposition = Fields::of(
            json!({ "code": code_id(world, wrap_up.code), "user": user(by.who.number) }),
        );
        disposition.set_some("notes", wrap_up.note);
        fields.set("lastUserDisposition", disposition);
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

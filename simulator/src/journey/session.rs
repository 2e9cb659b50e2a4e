//! The JSON of a session.

use serde_json::{Value, json};

use super::{conversation, event, visit};
use crate::authorization::division_id;
use crate::clock::{Time, iso};
use crate::external_contacts::contact::cookie;
use crate::fields::Fields;
use crate::identity::EntityKind;
use crate::world::World;
use crate::world::session::{Body, Session};
use crate::world::site::{Campaign, Device, Page, Referrer};
use crate::world::visit::{Visit, VisitEventKind};

/// Fields that the platform sends as `null`, if at all, for sessions that they do not apply to. Not `caseStatus`: the
/// vendor's Python SDK raises an exception for a null enum.
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

/// The `Session` at `now`.
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
        Body::Conversation(conversation) => {
            conversation::facts(world, session, conversation, &mut fields);
        }
        Body::Case { open, ended, .. } => {
            fields.set("caseStatus", json!(if *open { "Open" } else { "Closed" }));
            fields.set(
                "caseReference",
                format!("CASE-{}-{}", session.customer, session.number),
            );
            fields.set("endedDate", ended.map(iso));
        }
        Body::Future => custom(session, &mut fields),
    }
    if session.number % 5 == 4 && visit(session).is_none() {
        set_idle_dates(world, session, &mut fields);
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

/// Sets `idleDate` and `awayDate`. Every session has these fields; here also some sessions that are not visits.
fn set_idle_dates(world: &World, session: &Session, fields: &mut Fields) {
    let last = event::count(session)
        .checked_sub(1)
        .and_then(|index| event::name(session, index))
        .map_or(session.created, |(at, _)| at);
    fields.set("idleDate", iso(last + world.silence.idle));
    fields.set("awayDate", iso(last + world.silence.away));
}

/// Sets the fields of a custom session type: attributes of every type, and external ids.
fn custom(session: &Session, fields: &mut Fields) {
    let id = format!("K-{}-{}", session.customer, session.number);
    fields.set("endedDate", iso(session.created));
    fields.set("shortId", format!("{:05}", session.number % 100_000));
    fields.set("externalUrl", format!("https://kiosk.example.com/{id}"));
    fields.set("externalId", id);
    fields.set(
        "attributes",
        json!({
            "branch": { "dataType": "STRING", "value": "Berlin Mitte" },
            "waitingMinutes": { "dataType": "INTEGER", "value": "12" },
            "amount": { "dataType": "NUMBER", "value": "49.9" },
            "loyal": { "dataType": "BOOLEAN", "value": "true" },
        }),
    );
    fields.set(
        "attributeLists",
        json!({ "services": { "dataType": "STRING", "values": ["identity check", "new contract"] } }),
    );
}

fn last_event(world: &World, session: &Session) -> Value {
    let last = event::count(session).checked_sub(1);
    let (at, name) = last
        .and_then(|index| event::name(session, index))
        .unwrap_or((session.created, "session_created"));
    let id = world.ids.make(
        EntityKind::Event,
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
    fields.set("idleDate", iso(last + world.silence.idle));
    fields.set("awayDate", iso(last + world.silence.away));
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
    let (attributes, lists) = attributes(visit);
    fields.set("attributes", attributes);
    fields.set("attributeLists", lists);
    if session.number.is_multiple_of(4) {
        let id = format!("W-{}-{}", session.customer, session.number);
        fields.set(
            "externalUrl",
            format!("https://analytics.example.com/visits/{id}"),
        );
        fields.set("externalId", id);
    }
    fields.set("outcomeAchievements", json!([]));
    let assigned: Vec<Value> = visit
        .assignments()
        .map(|(at, segment)| {
            let id = world.ids.make(EntityKind::Segment, segment.number, 0, 0);
            let segment = json!({ "selfUri": format!("/api/v2/journey/segments/{id}"), "id": id });
            json!({ "segment": segment, "assignedDate": iso(at) })
        })
        .collect();
    fields.set("segmentAssignments", assigned);
    if visit.app {
        let screens = visit
            .events
            .iter()
            .filter(|event| matches!(event.kind, VisitEventKind::Screen(_)))
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
            if let VisitEventKind::Search(terms) = event.kind {
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

/// The attributes of a visit: the items in the cart.
fn attributes(visit: &Visit) -> (Value, Value) {
    let added = visit
        .events
        .iter()
        .filter(|event| matches!(event.kind, VisitEventKind::Custom("product_added")))
        .count();
    if added == 0 {
        return (json!({}), json!({}));
    }
    let products = vec!["Fibre 1000"; added];
    (
        json!({ "cartItems": { "dataType": "INTEGER", "value": added.to_string() } }),
        json!({ "products": { "dataType": "STRING", "values": products } }),
    )
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

//! The JSON of an event.
//!
//! Events of conversation sessions have no payload: the public model describes none (`docs/facts.md`,
//! section 1), and a client must handle that.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::session::{browser, campaigned, device, page, referred};
use super::visit;
use crate::clock::{Time, iso};
use crate::external_contacts::contact::cookie;
use crate::fields::Fields;
use crate::identity::EntityKind;
use crate::world::World;
use crate::world::person::Country;
use crate::world::session::{Body, Session};
use crate::world::site::{ActionMap, PAGES};
use crate::world::visit::{Visit, VisitEvent, VisitEventKind};

/// The valid values of `eventType`.
pub(crate) const TYPES: [&str; 5] = [
    "com.genesys.journey.OutcomeAchievedEvent",
    "com.genesys.journey.SegmentAssignmentEvent",
    "com.genesys.journey.WebActionEvent",
    "com.genesys.journey.WebEvent",
    "com.genesys.journey.AppEvent",
];

const OF_CONVERSATIONS: &str = "com.genesys.journey.ConversationEvent";

pub(crate) fn count(session: &Session) -> u32 {
    let count = match &session.body {
        Body::Visit(visit) => visit.events.len(),
        Body::Conversation(conversation) => conversation.moments().len(),
        Body::Case { .. } | Body::Future => 0,
    };
    u32::try_from(count).unwrap_or_default()
}

/// The time and the name of the event.
pub(crate) fn name(session: &Session, index: u32) -> Option<(Time, &'static str)> {
    let at = usize::try_from(index).ok()?;
    match &session.body {
        Body::Visit(visit) => visit
            .events
            .get(at)
            .map(|event| (event.at, event.kind.name())),
        Body::Conversation(conversation) => conversation.moments().get(at).copied(),
        Body::Case { .. } | Body::Future => None,
    }
}

pub(crate) fn kind(session: &Session, index: u32) -> Option<&'static str> {
    let at = usize::try_from(index).ok()?;
    match visit(session) {
        Some(visit) => visit.events.get(at).map(|event| match event.kind {
            VisitEventKind::Custom(_) if visit.app => "com.genesys.journey.AppEvent",
            _ => event.kind.event_type(),
        }),
        None => Some(OF_CONVERSATIONS),
    }
}

/// Whether the session has an event whose type no version of the API has yet.
pub(crate) fn has_unknown(session: &Session) -> bool {
    visit(session).is_some_and(|visit| {
        visit
            .events
            .iter()
            .any(|event| matches!(event.kind, VisitEventKind::Future))
    })
}

/// The `Event` with this index.
pub(crate) fn json(world: &World, session: &Session, index: u32) -> Option<Value> {
    let (at, _) = name(session, index)?;
    let id = world.session_id(session);
    let make = |kind: EntityKind| {
        world
            .ids
            .make(kind, session.customer, session.number, index)
    };
    let mut fields = Fields::from_object(json!({
        "id": make(EntityKind::Event),
        "correlationId": make(EntityKind::Correlation),
        "session": { "selfUri": format!("/api/v2/journey/sessions/{id}"), "id": id, "type": session.kind() },
        "eventType": kind(session, index)?,
        "createdDate": iso(at),
    }));
    if let Some(visit) = visit(session) {
        fields.set("customerId", cookie(world, session.customer));
        fields.set("customerIdType", "cookie");
        let happening = visit.events.get(usize::try_from(index).ok()?)?;
        payload(world, session, visit, index, happening, &mut fields);
    }
    Some(fields.into())
}

fn payload(
    world: &World,
    session: &Session,
    visit: &Visit,
    index: u32,
    happening: &VisitEvent,
    fields: &mut Fields,
) {
    let (name, value) = match happening.kind {
        VisitEventKind::Screen(screen) => (
            "appEvent",
            screened(world, session, visit, ("screen_viewed", screen)),
        ),
        VisitEventKind::Custom(name) if visit.app => {
            ("appEvent", screened(world, session, visit, (name, "Home")))
        }
        VisitEventKind::Page(_) | VisitEventKind::Search(_) | VisitEventKind::Custom(_) => {
            ("webEvent", web(world, session, visit, index, happening))
        }
        VisitEventKind::Assigned(segment) => {
            let id = world.ids.make(EntityKind::Segment, segment.number, 0, 0);
            let segment = json!({ "selfUri": format!("/api/v2/journey/segments/{id}"), "id": id });
            ("segmentAssignmentEvent", json!({ "segment": segment }))
        }
        VisitEventKind::Offer(map, state, waited) => {
            // An offer and its outcome refer to the same action.
            let offered = if state == "offered" {
                index
            } else {
                index.saturating_sub(1)
            };
            let action = world.ids.make(
                EntityKind::Action,
                session.customer,
                session.number,
                offered,
            );
            let created = happening.at - TimeDelta::milliseconds(waited);
            (
                "webActionEvent",
                offer(
                    world,
                    session,
                    visit,
                    map,
                    &action,
                    (state, waited, created),
                ),
            )
        }
        VisitEventKind::Future => return,
    };
    fields.set(name, value);
}

fn web(
    world: &World,
    session: &Session,
    visit: &Visit,
    index: u32,
    happening: &VisitEvent,
) -> Value {
    let upto = visit
        .events
        .iter()
        .take_while(|event| event.at <= happening.at);
    let seen: Vec<_> = upto
        .filter_map(|event| {
            if let VisitEventKind::Page(page) = event.kind {
                Some(page)
            } else {
                None
            }
        })
        .collect();
    let [home, ..] = &PAGES;
    let mut fields = Fields::from_object(json!({
        "eventName": happening.kind.name(),
        "totalEventCount": index + 1,
        "totalPageviewCount": seen.len(),
        "page": page(seen.last().unwrap_or(&home)),
        "authenticated": false,
        "traits": {},
        "attributes": {},
        "browser": browser(visit.device),
    }));
    surroundings(world, session, visit, &mut fields);
    if let VisitEventKind::Search(terms) = happening.kind {
        fields.set("searchQuery", terms);
    }
    if let VisitEventKind::Custom("product_added") = happening.kind {
        fields.set(
            "attributes",
            json!({ "cartValue": { "dataType": "NUMBER", "value": "49.9" } }),
        );
    }
    fields.set_some(
        "referrer",
        visit.referrer.filter(|_| index == 0).map(referred),
    );
    fields.into()
}

fn offer(
    world: &World,
    session: &Session,
    visit: &Visit,
    map: &ActionMap,
    action: &str,
    (state, waited, created): (&str, i64, Time),
) -> Value {
    let id = world.ids.make(EntityKind::ActionMap, map.number, 0, 0);
    let mut fields = Fields::from_object(json!({
        "action": {
            "id": action,
            "state": state,
            "mediaType": map.media,
            "prompt": map.prompt,
            "createdDate": iso(created),
        },
        "actionMap": {
            "selfUri": format!("/api/v2/journey/actionmaps/{id}"),
            "id": id,
            "version": 3,
            "displayName": map.name,
        },
        "timeToDisposition": waited,
        "browser": browser(visit.device),
    }));
    surroundings(world, session, visit, &mut fields);
    fields.into()
}

fn screened(
    world: &World,
    session: &Session,
    visit: &Visit,
    (name, screen): (&str, &str),
) -> Value {
    let mut fields = Fields::from_object(json!({
        "eventName": name,
        "screenName": screen,
        "app": app(),
        "sdkLibrary": { "name": "journey-app-sdk", "version": "2.1.0" },
        "networkConnectivity": { "carrier": "Example Mobile", "bluetoothEnabled": false, "cellularEnabled": true, "wifiEnabled": false },
        "attributes": {
            "loggedIn": { "dataType": "BOOLEAN", "value": "true" },
            "locale": { "dataType": "STRING", "value": "en-US" },
        },
        "traits": {},
    }));
    surroundings(world, session, visit, &mut fields);
    fields.remove("userAgentString");
    fields.into()
}

/// The fields about the origin of an event, which all types share.
fn surroundings(world: &World, session: &Session, visit: &Visit, fields: &mut Fields) {
    fields.set("device", device(visit.device));
    fields.set("userAgentString", visit.device.agent);
    fields.set(
        "ipAddress",
        format!("203.0.113.{}", session.customer % 254 + 1),
    );
    fields.set("ipOrganization", "Example ISP");
    let person = world.person(session.customer);
    fields.set_some(
        "geolocation",
        person.map(|person| geolocation(person.country)),
    );
    fields.set_some("mktCampaign", visit.campaign.map(campaigned));
}

pub(crate) fn app() -> Value {
    json!({ "name": "Example", "namespace": "com.example.app", "version": "5.4.1", "buildNumber": "541" })
}

pub(crate) fn geolocation(country: &Country) -> Value {
    json!({
        "country": country.code,
        "countryName": country.name,
        "locality": country.city,
        "source": "ip",
        "latitude": country.coordinates.0,
        "longitude": country.coordinates.1,
        "timezone": country.timezone,
    })
}

//! Journey: sessions, their events, segments and action maps.

use std::sync::Arc;

use serde_json::{Value, json};

mod conversation;
pub(crate) mod definition;
pub(crate) mod event;
pub(crate) mod ingest;
pub(crate) mod outcome;
pub(crate) mod session;

use super::dice::mix;
use super::error::Refusal;
use super::external_contacts::{known, visible as visible_contact};
use super::identity::Kind;
use super::paging::{USUAL, cursor, cursor_page, flag, number, numbered};
use super::server::{Answered, Ask};
use super::world::session::{Body, Session as Known};
use super::world::showcase::UNUSUAL;
use super::world::site::{ACTION_MAPS, SEGMENTS};

const DEFINITION_IDS: usize = 100;

/// `GET externalcontacts/contacts/{contactId}/journey/sessions`: newest first, without those of invisible divisions.
pub(crate) fn sessions(ask: &Ask) -> Answered {
    let (customer, record) = known(ask)?;
    let (size, after) = cursor(ask)?;
    let merged = flag(ask, "includeMerged")?;
    let mut visible = listed(ask, customer, after)
        .filter(|session| merged || session.record == record)
        .filter(|session| ask.sees(&session.divisions()));
    let page: Vec<_> = visible.by_ref().take(size).collect();
    let more = visible.next().is_some();
    let next = page.last().filter(|_| more).map(|session| session.number);
    let entities = page
        .iter()
        .map(|found| session::json(ask.world, found, ask.now))
        .collect();
    Ok(cursor_page(ask, entities, next).into())
}

/// The customer's sessions after the one with the number `after`, newest first. Unsorted lists, and always that of the
/// unusual customer, have an order unrelated to time that stays stable while new sessions begin.
fn listed<'a>(
    ask: &'a Ask,
    customer: u32,
    after: Option<u32>,
) -> Box<dyn Iterator<Item = Arc<Known>> + 'a> {
    if !ask.platform.unsorted && customer != UNUSUAL {
        return Box::new(ask.world.sessions(customer, after, ask.now));
    }
    let seed = ask.world.seed;
    let place = move |number: u32| (mix(seed ^ mix(u64::from(number))), number);
    let mut all: Vec<_> = ask.world.sessions(customer, None, ask.now).collect();
    all.retain(|session| after.is_none_or(|after| place(session.number) > place(after)));
    all.sort_by_key(|session| place(session.number));
    Box::new(all.into_iter())
}

/// `GET externalcontacts/contacts/{contactId}/journey/segments`: at most `limit` assignments.
pub(crate) fn assignments(ask: &Ask) -> Answered {
    let (customer, record) = visible_contact(ask)?;
    let limit = number(ask, "limit")?.unwrap_or(25);
    if !(1..=500).contains(&limit) {
        return Err(Refusal::bad_request("limit must be between 1 and 500."));
    }
    let merged = flag(ask, "includeMerged")?;
    let entities: Vec<Value> = listed(ask, customer, None)
        .filter(|session| (merged || session.record == record) && ask.sees(&session.divisions()))
        .flat_map(|session| definition::assignments(ask.world, &session))
        .take(limit)
        .collect();
    Ok(json!({ "entities": entities }).into())
}

/// `GET journey/sessions/{sessionId}`.
pub(crate) fn session(ask: &Ask) -> Answered {
    let found = visible(ask)?;
    Ok(session::json(ask.world, &found, ask.now).into())
}

/// `GET journey/sessions/{sessionId}/events`: oldest first.
pub(crate) fn events(ask: &Ask) -> Answered {
    let found = visible(ask)?;
    let (size, after) = cursor(ask)?;
    let types = ask.list("eventType");
    if let Some(other) = types.iter().find(|kind| !event::TYPES.contains(kind)) {
        return Err(Refusal::invalid_value("eventType", other));
    }
    let wanted = |index: &u32| {
        let kind = event::kind(&found, *index);
        types.is_empty() || kind.is_some_and(|kind| types.contains(&kind))
    };
    let mut rest =
        (after.map_or(0, |after| after.saturating_add(1))..event::count(&found)).filter(wanted);
    let page: Vec<u32> = rest.by_ref().take(size).collect();
    let next = page.last().copied().filter(|_| rest.next().is_some());
    let entities = page
        .iter()
        .filter_map(|index| event::json(ask.world, &found, *index))
        .collect();
    Ok(cursor_page(ask, entities, next).into())
}

/// `GET journey/segments`, also by id.
pub(crate) fn segments(ask: &Ask) -> Answered {
    let all = SEGMENTS
        .iter()
        .map(|segment| definition::segment(ask.world, segment))
        .collect();
    definitions(ask, "segmentIds", all)
}

/// `GET journey/actionmaps`, also by id.
pub(crate) fn action_maps(ask: &Ask) -> Answered {
    let all = ACTION_MAPS
        .iter()
        .map(|map| definition::action_map(ask.world, map))
        .collect();
    definitions(ask, "actionMapIds", all)
}

/// `GET journey/segments/{segmentId}`.
pub(crate) fn segment(ask: &Ask) -> Answered {
    let name = ask.world.ids.read(Kind::Segment, ask.id());
    let found = name.and_then(|name| SEGMENTS.iter().find(|one| one.number == name.first));
    let found = found.ok_or_else(|| Refusal::not_found("segment", ask.id()))?;
    Ok(definition::segment(ask.world, found).into())
}

/// `GET journey/actionmaps/{actionMapId}`.
pub(crate) fn action_map(ask: &Ask) -> Answered {
    let name = ask.world.ids.read(Kind::ActionMap, ask.id());
    let found = name.and_then(|name| ACTION_MAPS.iter().find(|one| one.number == name.first));
    let found = found.ok_or_else(|| Refusal::not_found("actionMap", ask.id()))?;
    Ok(definition::action_map(ask.world, found).into())
}

/// `GET journey/actiontemplates`: the texts of offers; each action map has a template of its own.
pub(crate) fn action_templates(ask: &Ask) -> Answered {
    let (media, state) = (ask.parameter("mediaType"), ask.parameter("state"));
    let all = ACTION_MAPS
        .iter()
        .map(|map| definition::action_template(ask.world, map))
        .filter(|template| media.is_none_or(|media| template["mediaType"] == media))
        .filter(|template| state.is_none_or(|state| template["state"] == state))
        .collect();
    Ok(numbered(ask, USUAL, all)?.into())
}

/// `GET journey/actiontemplates/{actionTemplateId}`.
pub(crate) fn action_template(ask: &Ask) -> Answered {
    let name = ask.world.ids.read(Kind::ActionTemplate, ask.id());
    let found = name.and_then(|name| ACTION_MAPS.iter().find(|one| one.number == name.first));
    let found = found.ok_or_else(|| Refusal::not_found("actionTemplate", ask.id()))?;
    Ok(definition::action_template(ask.world, found).into())
}

fn definitions(ask: &Ask, parameter: &'static str, mut all: Vec<Value>) -> Answered {
    let ids = ask.list(parameter);
    if ids.len() > DEFINITION_IDS {
        return Err(Refusal::bad_request(format!(
            "{parameter} takes at most {DEFINITION_IDS} ids."
        )));
    }
    if ids.is_empty() {
        return Ok(numbered(ask, USUAL, all)?.into());
    }
    if ask
        .parameter("pageSize")
        .or(ask.parameter("pageNumber"))
        .or(ask.parameter("sortBy"))
        .is_some()
    {
        return Err(Refusal::bad_request(format!(
            "{parameter} cannot be used with paging, sorting or a query."
        )));
    }
    all.retain(|definition| ids.iter().any(|id| definition["id"] == **id));
    Ok(json!({ "entities": all, "total": all.len() }).into())
}

/// The session in the path, if it exists and the caller can see it.
fn visible(ask: &Ask) -> Result<Arc<Known>, Refusal> {
    let found = ask.world.session_named(Kind::Session, ask.id(), ask.now);
    let found = found.ok_or_else(|| Refusal::not_found("session", ask.id()))?;
    if ask.sees(&found.divisions()) {
        Ok(found)
    } else {
        Err(Refusal::missing_division(ask.needs.permissions()))
    }
}

/// The visit, if the session is one.
pub(crate) fn visit(session: &Known) -> Option<&super::world::visit::Visit> {
    match &session.body {
        Body::Visit(visit) => Some(visit),
        _ => None,
    }
}

//! Journey: sessions, their events, segments and action maps.

use std::sync::Arc;

use serde_json::{Value, json};

mod conversation;
pub(crate) mod definition;
pub(crate) mod event;
pub(crate) mod ingest;
pub(crate) mod outcome;
pub(crate) mod session;

use super::error::ApiError;
use super::external_contacts::{known, visible as visible_contact};
use super::identity::EntityKind;
use super::paging::{USUAL, cursor, cursor_page, flag, number, numbered};
use super::rng::mix;
use super::server::{ApiRequest, ApiResult};
use super::world::session::{Body, Session};
use super::world::showcase::UNUSUAL;
use super::world::site::{ACTION_MAPS, SEGMENTS};

const DEFINITION_IDS: usize = 100;

/// `GET externalcontacts/contacts/{contactId}/journey/sessions`: newest first, without those of invisible divisions.
pub(crate) fn sessions(request: &ApiRequest) -> ApiResult {
    let (customer, record) = known(request)?;
    let (size, after) = cursor(request)?;
    let merged = flag(request, "includeMerged")?;
    let mut visible = listed(request, customer, after)
        .filter(|session| merged || session.record == record)
        .filter(|session| request.sees(&session.divisions()));
    let page: Vec<_> = visible.by_ref().take(size).collect();
    let more = visible.next().is_some();
    let next = page.last().filter(|_| more).map(|session| session.number);
    let entities = page
        .iter()
        .map(|found| session::json(request.world, found, request.now))
        .collect();
    Ok(cursor_page(request, entities, next).into())
}

/// The customer's sessions after the one with the number `after`, newest first. Unsorted lists, and always that of the
/// unusual customer, have an order unrelated to time that stays stable while new sessions begin.
fn listed<'a>(
    request: &'a ApiRequest,
    customer: u32,
    after: Option<u32>,
) -> Box<dyn Iterator<Item = Arc<Session>> + 'a> {
    if !request.platform.unsorted && customer != UNUSUAL {
        return Box::new(request.world.sessions(customer, after, request.now));
    }
    let seed = request.world.seed;
    let place = move |number: u32| (mix(seed ^ mix(u64::from(number))), number);
    let mut all: Vec<_> = request
        .world
        .sessions(customer, None, request.now)
        .collect();
    all.retain(|session| after.is_none_or(|after| place(session.number) > place(after)));
    all.sort_by_key(|session| place(session.number));
    Box::new(all.into_iter())
}

/// `GET externalcontacts/contacts/{contactId}/journey/segments`: at most `limit` assignments.
pub(crate) fn assignments(request: &ApiRequest) -> ApiResult {
    let (customer, record) = visible_contact(request)?;
    let limit = number(request, "limit")?.unwrap_or(25);
    if !(1..=500).contains(&limit) {
        return Err(ApiError::bad_request("limit must be between 1 and 500."));
    }
    let merged = flag(request, "includeMerged")?;
    let entities: Vec<Value> = listed(request, customer, None)
        .filter(|session| {
            (merged || session.record == record) && request.sees(&session.divisions())
        })
        .flat_map(|session| definition::assignments(request.world, &session))
        .take(limit)
        .collect();
    Ok(json!({ "entities": entities }).into())
}

/// `GET journey/sessions/{sessionId}`.
pub(crate) fn session(request: &ApiRequest) -> ApiResult {
    let found = visible(request)?;
    Ok(session::json(request.world, &found, request.now).into())
}

/// `GET journey/sessions/{sessionId}/events`: oldest first.
pub(crate) fn events(request: &ApiRequest) -> ApiResult {
    let found = visible(request)?;
    let (size, after) = cursor(request)?;
    let types = request.list("eventType");
    if let Some(other) = types.iter().find(|kind| !event::TYPES.contains(kind)) {
        return Err(ApiError::invalid_value("eventType", other));
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
        .filter_map(|index| event::json(request.world, &found, *index))
        .collect();
    Ok(cursor_page(request, entities, next).into())
}

/// `GET journey/segments`, also by id.
pub(crate) fn segments(request: &ApiRequest) -> ApiResult {
    let all = SEGMENTS
        .iter()
        .map(|segment| definition::segment(request.world, segment))
        .collect();
    definitions(request, "segmentIds", all)
}

/// `GET journey/actionmaps`, also by id.
pub(crate) fn action_maps(request: &ApiRequest) -> ApiResult {
    let all = ACTION_MAPS
        .iter()
        .map(|map| definition::action_map(request.world, map))
        .collect();
    definitions(request, "actionMapIds", all)
}

/// `GET journey/segments/{segmentId}`.
pub(crate) fn segment(request: &ApiRequest) -> ApiResult {
    let name = request.world.ids.read(EntityKind::Segment, request.id());
    let found = name.and_then(|name| SEGMENTS.iter().find(|row| row.number == name.first));
    let found = found.ok_or_else(|| ApiError::not_found("segment", request.id()))?;
    Ok(definition::segment(request.world, found).into())
}

/// `GET journey/actionmaps/{actionMapId}`.
pub(crate) fn action_map(request: &ApiRequest) -> ApiResult {
    let name = request.world.ids.read(EntityKind::ActionMap, request.id());
    let found = name.and_then(|name| ACTION_MAPS.iter().find(|row| row.number == name.first));
    let found = found.ok_or_else(|| ApiError::not_found("actionMap", request.id()))?;
    Ok(definition::action_map(request.world, found).into())
}

/// `GET journey/actiontemplates`: the texts of offers; each action map has a template of its own.
pub(crate) fn action_templates(request: &ApiRequest) -> ApiResult {
    let (media, state) = (request.parameter("mediaType"), request.parameter("state"));
    let all = ACTION_MAPS
        .iter()
        .map(|map| definition::action_template(request.world, map))
        .filter(|template| media.is_none_or(|media| template["mediaType"] == media))
        .filter(|template| state.is_none_or(|state| template["state"] == state))
        .collect();
    Ok(numbered(request, USUAL, all)?.into())
}

/// `GET journey/actiontemplates/{actionTemplateId}`.
pub(crate) fn action_template(request: &ApiRequest) -> ApiResult {
    let name = request
        .world
        .ids
        .read(EntityKind::ActionTemplate, request.id());
    let found = name.and_then(|name| ACTION_MAPS.iter().find(|row| row.number == name.first));
    let found = found.ok_or_else(|| ApiError::not_found("actionTemplate", request.id()))?;
    Ok(definition::action_template(request.world, found).into())
}

fn definitions(request: &ApiRequest, parameter: &'static str, mut all: Vec<Value>) -> ApiResult {
    let ids = request.list(parameter);
    if ids.len() > DEFINITION_IDS {
        return Err(ApiError::bad_request(format!(
            "{parameter} takes at most {DEFINITION_IDS} ids."
        )));
    }
    if ids.is_empty() {
        return Ok(numbered(request, USUAL, all)?.into());
    }
    if request
        .parameter("pageSize")
        .or(request.parameter("pageNumber"))
        .or(request.parameter("sortBy"))
        .is_some()
    {
        return Err(ApiError::bad_request(format!(
            "{parameter} cannot be used with paging, sorting or a query."
        )));
    }
    all.retain(|definition| ids.iter().any(|id| definition["id"] == **id));
    Ok(json!({ "entities": all, "total": all.len() }).into())
}

/// The session in the path, if it exists and the caller can see it.
fn visible(request: &ApiRequest) -> Result<Arc<Session>, ApiError> {
    let found = request
        .world
        .session_named(EntityKind::Session, request.id(), request.now);
    let found = found.ok_or_else(|| ApiError::not_found("session", request.id()))?;
    if request.sees(&found.divisions()) {
        Ok(found)
    } else {
        Err(ApiError::missing_division(
            request.requirement.permissions(),
        ))
    }
}

/// The visit, if the session is one.
pub(crate) fn visit(session: &Session) -> Option<&super::world::visit::Visit> {
    match &session.body {
        Body::Visit(visit) => Some(visit),
        _ => None,
    }
}

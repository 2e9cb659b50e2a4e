//! Queues and wrap-up codes.

use serde_json::{Value, json};

use super::authorization::{division_id, division_reference};
use super::error::ApiError;
use super::fields::Fields;
use super::identity::EntityKind;
use super::paging::{PageLimits, USUAL, numbered};
use super::server::{ApiRequest, ApiResult};
use super::world::World;
use super::world::organization::{Code, CodeKind, Division, QUEUES, Queue};

const QUEUE_VIEWS: PageLimits = PageLimits {
    size: 25,
    largest: 100,
    last_page: 5,
};

/// `GET queues`: full queues.
pub(crate) fn queues(request: &ApiRequest) -> ApiResult {
    list_queues(request, USUAL, true)
}

/// `GET queues/divisionviews`: simplified queues.
pub(crate) fn queue_views(request: &ApiRequest) -> ApiResult {
    list_queues(request, QUEUE_VIEWS, false)
}

/// `GET queues/divisionviews/all`: a digest of all queues, without a filter.
pub(crate) fn all_queue_views(request: &ApiRequest) -> ApiResult {
    list_queues(request, USUAL, false)
}

/// `GET queues/{queueId}`.
pub(crate) fn queue(request: &ApiRequest) -> ApiResult {
    let name = request.world.ids.read(EntityKind::Queue, request.id());
    let queue = name
        .and_then(|name| Queue::numbered(name.first))
        .ok_or_else(|| ApiError::not_found("queue", request.id()))?;
    if !request.sees(&[queue.division]) {
        return Err(ApiError::missing_division(
            request.requirement.permissions(),
        ));
    }
    Ok(queue_json(request.world, queue, true).into())
}

/// `GET wrapupcodes`.
pub(crate) fn codes(request: &ApiRequest) -> ApiResult {
    list_codes(request, |code| !code.is_deleted())
}

/// `GET wrapupcodes/divisionviews`: includes deleted ones on request.
pub(crate) fn code_views(request: &ApiRequest) -> ApiResult {
    match request.parameter("includeState").unwrap_or("Active") {
        "Active" => list_codes(request, |code| !code.is_deleted()),
        "Deleted" => list_codes(request, Code::is_deleted),
        "ActiveAndDeleted" => list_codes(request, |_| true),
        other => Err(ApiError::invalid_value("includeState", other)),
    }
}

/// `GET wrapupcodes/{codeId}`: does not find system codes and deleted ones.
pub(crate) fn code(request: &ApiRequest) -> ApiResult {
    one_code(request, |code| !code.is_deleted())
}

/// `GET wrapupcodes/divisionviews/{codeId}`.
pub(crate) fn code_view(request: &ApiRequest) -> ApiResult {
    one_code(request, |_| true)
}

fn list_queues(request: &ApiRequest, limits: PageLimits, whole: bool) -> ApiResult {
    let ids = request.list("id");
    let named = request.parameter("name");
    let all: Vec<Value> = QUEUES
        .iter()
        .filter(|queue| request.sees(&[queue.division]) && in_divisions(request, queue.division))
        .filter(|queue| ids.is_empty() || ids.contains(&queue_id(request.world, queue).as_str()))
        .filter(|queue| named.is_none_or(|name| matches(queue.name, name)))
        .map(|queue| queue_json(request.world, queue, whole))
        .collect();
    Ok(numbered(request, limits, all)?.into())
}

fn list_codes(request: &ApiRequest, state: impl Fn(&Code) -> bool) -> ApiResult {
    let ids = request.list("id");
    let named = request.parameter("name");
    let all: Vec<Value> = Code::listed()
        .filter(|code| state(code))
        .filter(|code| {
            code.division()
                .is_some_and(|own| request.sees(&[own]) && in_divisions(request, own))
        })
        .filter(|code| ids.is_empty() || ids.contains(&code_id(request.world, code).as_str()))
        .filter(|code| named.is_none_or(|name| matches(code.name, name)))
        .map(|code| code_json(request.world, code))
        .collect();
    Ok(numbered(request, USUAL, all)?.into())
}

fn one_code(request: &ApiRequest, state: impl Fn(&Code) -> bool) -> ApiResult {
    let code =
        Code::listed().find(|code| state(code) && code_id(request.world, code) == request.id());
    let code = code.ok_or_else(|| ApiError::not_found("wrapUpCode", request.id()))?;
    if !code.division().is_some_and(|own| request.sees(&[own])) {
        return Err(ApiError::missing_division(
            request.requirement.permissions(),
        ));
    }
    Ok(code_json(request.world, code).into())
}

/// The filter `divisionId`, where `*` means any.
fn in_divisions(request: &ApiRequest, division: &Division) -> bool {
    let wanted = request.list("divisionId");
    wanted.is_empty()
        || wanted
            .iter()
            .any(|id| *id == "*" || *id == division_id(request.world, division))
}

/// The filter `name`, in which a trailing asterisk matches any text.
fn matches(name: &str, wanted: &str) -> bool {
    let (name, wanted) = (name.to_lowercase(), wanted.to_lowercase());
    wanted
        .strip_suffix('*')
        .map_or_else(|| name == wanted, |start| name.starts_with(start))
}

pub(crate) fn queue_id(world: &World, queue: &Queue) -> String {
    world.ids.make(EntityKind::Queue, queue.number, 0, 0)
}

/// The id of a code; the id of a system code is its name.
pub(crate) fn code_id(world: &World, code: &Code) -> String {
    match code.kind {
        CodeKind::Active(number, _) | CodeKind::Deleted(number, _) => {
            world.ids.make(EntityKind::WrapUpCode, number, 0, 0)
        }
        CodeKind::System => code.name.to_owned(),
    }
}

fn queue_json(world: &World, queue: &Queue, whole: bool) -> Value {
    let id = queue_id(world, queue);
    let mut fields = Fields::from_object(json!({
        "name": queue.name,
        "division": division_reference(world, queue.division),
        "selfUri": format!("/api/v2/routing/queues/{id}"),
        "id": id,
    }));
    if whole {
        fields.set("description", format!("{} (demo)", queue.name));
        fields.set("memberCount", 12);
        fields.set("dateCreated", "2025-01-10T08:00:00.000Z");
        fields.set(
            "acwSettings",
            json!({ "wrapupPrompt": "MANDATORY_TIMEOUT", "timeoutMs": 60_000 }),
        );
        fields.set("skillEvaluationMethod", "BEST");
    }
    fields.into()
}

pub(crate) fn code_json(world: &World, code: &Code) -> Value {
    let id = code_id(world, code);
    json!({
        "name": code.name,
        "division": code.division().map(|division| division_reference(world, division)),
        "dateCreated": "2025-01-10T08:00:00.000Z",
        "createdBy": super::users::user_id(world, 7),
        "selfUri": format!("/api/v2/routing/wrapupcodes/{id}"),
        "id": id,
    })
}

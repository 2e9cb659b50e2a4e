//! Authorization: subjects, roles, divisions and the catalog of permissions.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::error::ApiError;
use super::fields::Fields;
use super::identity::EntityKind;
use super::paging::{USUAL, cursor, cursor_page, flag, numbered};
use super::permission::{KNOWN, covers};
use super::server::{ApiRequest, ApiResult};
use super::subject::{DivisionGrant, Subject};
use super::users::user_id;
use super::world::World;
use super::world::organization::{Agent, DIVISIONS, Division, HOME};

/// The platform sends conditions as text in a language of its own.
const CONDITION: &str = "resource.queueId in user.queues";

const FULL_ROLES: &str = "includeFullRoles";

/// `GET subjects/me`; like `users/me` it needs a user's token. Roles carry policies only with `includeFullRoles`.
pub(crate) fn subject_me(request: &ApiRequest) -> ApiResult {
    let caller = request.caller()?;
    if caller.is_client {
        return Err(ApiError::user_context_required());
    }
    Ok(grants(request.world, caller, flag(request, FULL_ROLES)?).into())
}

/// `GET subjects/{subjectId}` of a persona, the client or an agent. No token belongs to an agent, so agents have no
/// grants.
pub(crate) fn subject(request: &ApiRequest) -> ApiResult {
    let full_roles = flag(request, FULL_ROLES)?;
    let subjects = request.platform.directory.subjects();
    let found = subjects
        .iter()
        .find(|subject| subject_id(request.world, subject) == request.id());
    if let Some(found) = found {
        return Ok(grants(request.world, found, full_roles).into());
    }
    let agent = Agent::all().find(|agent| user_id(request.world, agent.number) == request.id());
    let agent = agent.ok_or_else(|| ApiError::not_found("subject", request.id()))?;
    Ok(subject_json(agent.name, request.id(), &[]).into())
}

/// `GET roles/{roleId}`: each grant is a role of its own.
pub(crate) fn role(request: &ApiRequest) -> ApiResult {
    let subjects = request.platform.directory.subjects();
    let found = subjects.iter().find_map(|subject| {
        let grant = granted(subject)
            .find(|(index, _)| role_id(request.world, subject, *index) == request.id());
        Some((subject, grant?.1))
    });
    let (subject, grant) = found.ok_or_else(|| ApiError::not_found("role", request.id()))?;
    let policies: Vec<Value> = policies(grant)
        .map(|(domain, entity, action)| {
            json!({ "domain": domain, "entityName": entity, "actionSet": [action], "allowConditions": false })
        })
        .collect();
    let role = json!({
        "id": request.id(),
        "name": role_name(subject),
        "description": "",
        "permissions": grant.permissions,
        "permissionPolicies": policies,
        "default": false,
        "base": false,
        "userCount": 1,
        "selfUri": format!("/api/v2/authorization/roles/{}", request.id()),
    });
    Ok(role.into())
}

/// `GET divisions`, also by id.
pub(crate) fn divisions(request: &ApiRequest) -> ApiResult {
    let ids = request.list("id");
    let all: Vec<Value> = DIVISIONS
        .iter()
        .map(|division| division_json(request.world, division))
        .filter(|division| ids.is_empty() || ids.iter().any(|id| division["id"] == **id))
        .collect();
    Ok(numbered(request, USUAL, all)?.into())
}

/// `GET divisions/query`: the divisions in pages with a cursor.
pub(crate) fn divisions_query(request: &ApiRequest) -> ApiResult {
    let (size, after) = cursor(request)?;
    let (ids, named) = (request.list("id"), request.parameter("name"));
    let mut found = DIVISIONS.iter().filter(|division| {
        after.is_none_or(|after| division.number > after)
            && (ids.is_empty() || ids.contains(&division_id(request.world, division).as_str()))
            && named.is_none_or(|name| division.name.to_lowercase().contains(&name.to_lowercase()))
    });
    let page: Vec<_> = found.by_ref().take(size).collect();
    let more = found.next().is_some();
    let next = page.last().filter(|_| more).map(|division| division.number);
    let entities = page
        .iter()
        .map(|division| division_json(request.world, division));
    Ok(cursor_page(request, entities.collect(), next).into())
}

#[expect(clippy::unnecessary_wraps, reason = "the operations' common signature")]
pub(crate) fn home(request: &ApiRequest) -> ApiResult {
    Ok(division_json(request.world, &HOME).into())
}

pub(crate) fn division(request: &ApiRequest) -> ApiResult {
    let found = DIVISIONS
        .iter()
        .find(|division| division_id(request.world, division) == request.id());
    Ok(division_json(
        request.world,
        found.ok_or_else(|| ApiError::not_found("division", request.id()))?,
    )
    .into())
}

/// `GET divisionspermitted/paged/me`: the divisions in which the caller holds a permission.
pub(crate) fn permitted(request: &ApiRequest) -> ApiResult {
    permitted_page(request, request.caller()?)
}

/// `GET divisionspermitted/paged/{subjectId}`: the divisions in which another subject holds a permission.
pub(crate) fn permitted_to(request: &ApiRequest) -> ApiResult {
    let subjects = request.platform.directory.subjects();
    let found = subjects
        .iter()
        .find(|subject| subject_id(request.world, subject) == request.id());
    permitted_page(
        request,
        found.ok_or_else(|| ApiError::not_found("subject", request.id()))?,
    )
}

/// `GET divisionspermitted/me`: all of them in one response.
pub(crate) fn all_permitted(request: &ApiRequest) -> ApiResult {
    Ok(Value::Array(permitted_divisions(request, request.caller()?)?).into())
}

fn permission_of<'a>(request: &'a ApiRequest) -> Result<&'a str, ApiError> {
    request
        .parameter("permission")
        .ok_or_else(|| ApiError::bad_request("permission is required."))
}

fn permitted_divisions(request: &ApiRequest, subject: &Subject) -> Result<Vec<Value>, ApiError> {
    let permission = permission_of(request)?;
    let held = DIVISIONS
        .iter()
        .filter(|division| subject.holds_in(permission, &[division]));
    Ok(held
        .map(|division| division_json(request.world, division))
        .collect())
}

fn permitted_page(request: &ApiRequest, subject: &Subject) -> ApiResult {
    let permission = permission_of(request)?;
    let all = permitted_divisions(request, subject)?;
    let mut fields = Fields::from_object(numbered(request, USUAL, all)?);
    let everywhere = subject.grants.iter().any(|grant| {
        grant.division.is_none()
            && grant
                .permissions
                .iter()
                .any(|granted| covers(granted, permission))
    });
    fields.set("allDivsPermitted", everywhere);
    Ok(Value::from(fields).into())
}

/// `GET permissions`: the catalog, with one domain per entity.
pub(crate) fn permissions(request: &ApiRequest) -> ApiResult {
    let by_domain = request.parameter("queryType").unwrap_or("domain") == "domain";
    let wanted = request.list("query");
    let is_wanted = |permission: &str, domain: &str| {
        wanted.is_empty()
            || wanted.iter().any(|query| {
                query.eq_ignore_ascii_case(if by_domain { domain } else { permission })
            })
    };
    let mut domains: BTreeMap<&str, BTreeMap<&str, Vec<Value>>> = BTreeMap::new();
    for permission in KNOWN {
        let (domain, entity, action) = parts(permission);
        if is_wanted(permission, domain) {
            domains.entry(domain).or_default().entry(entity).or_default().push(json!({
                "domain": domain,
                "entityType": entity,
                "action": action,
                "label": format!("{entity} {action}"),
                "allowsConditions": false,
                "divisionAware": !matches!(domain, "externalContacts" | "relate" | "authorization"),
            }));
        }
    }
    let all: Vec<Value> = domains
        .into_iter()
        .map(|(domain, map)| json!({ "domain": domain, "permissionMap": map }))
        .collect();
    Ok(numbered(request, USUAL, all)?.into())
}

/// The subject with its grants. A lean role has no `policies` key, which does not limit its rights.
fn grants(world: &World, subject: &Subject, full_roles: bool) -> Value {
    let id = subject_id(world, subject);
    let grants: Vec<Value> = granted(subject)
        .map(|(index, grant)| {
            let policies: Vec<Value> = policies(grant)
                .map(|(domain, entity, action)| {
                    let mut policy = Fields::from_object(json!({ "domain": domain, "entityName": entity, "actions": [action] }));
                    policy.set_some("condition", subject.is_conditional.then_some(CONDITION));
                    Value::from(policy)
                })
                .collect();
            let everywhere =
                || json!({ "id": "*", "name": "*", "description": "", "homeDivision": false });
            let id_of_role = role_id(world, subject, index);
            let mut role = Fields::from_object(json!({
                "id": id_of_role,
                "name": role_name(subject),
                "description": "",
                "default": false,
                "selfUri": format!("/api/v2/authorization/roles/{id_of_role}"),
            }));
            role.set_some("policies", full_roles.then_some(policies));
            json!({
                "subjectId": id,
                "division": grant.division.map_or_else(everywhere, |division| division_json(world, division)),
                "role": Value::from(role),
                "grantMadeAt": "2026-01-01T00:00:00.000Z",
            })
        })
        .collect();
    subject_json(&subject.name, &id, &grants)
}

fn subject_json(name: &str, id: &str, grants: &[Value]) -> Value {
    json!({
        "name": name,
        "grants": grants,
        "version": 3,
        "selfUri": format!("/api/v2/authorization/subjects/{id}"),
        "id": id,
    })
}

/// A subject's roles in the shape of `users/me`.
pub(crate) fn roles(world: &World, subject: &Subject) -> Vec<Value> {
    granted(subject)
        .map(|(index, _)| json!({ "id": role_id(world, subject, index), "name": role_name(subject) }))
        .collect()
}

/// A client's roles with their divisions, in the shape of `tokens/me`.
pub(crate) fn role_divisions(world: &World, subject: &Subject) -> Vec<Value> {
    granted(subject)
        .map(|(index, grant)| {
            let division = grant
                .division
                .map_or_else(|| "*".to_owned(), |division| division_id(world, division));
            json!({ "roleId": role_id(world, subject, index), "divisionId": division })
        })
        .collect()
}

fn granted(subject: &Subject) -> impl Iterator<Item = (u32, &DivisionGrant)> {
    (0..).zip(&subject.grants)
}

/// The permissions of a grant, each split into its three parts.
fn policies(grant: &DivisionGrant) -> impl Iterator<Item = (&str, &str, &str)> {
    grant.permissions.iter().map(|permission| parts(permission))
}

/// The policies in the shape of `users/me`.
pub(crate) fn resource_policies(world: &World, subject: &Subject) -> Vec<Value> {
    subject
        .grants
        .iter()
        .flat_map(policies)
        .zip(0..)
        .map(|((domain, entity, action), index)| {
            json!({
                "id": world.ids.make(EntityKind::Policy, subject.number, index, 0),
                "domain": domain,
                "entityName": entity,
                "policyName": "",
                "policyDescription": "",
                "actionSetKey": action,
                "allowConditions": false,
                "actionSet": [action],
            })
        })
        .collect()
}

fn parts(permission: &str) -> (&str, &str, &str) {
    let mut parts = permission.splitn(3, ':');
    let mut next = || parts.next().unwrap_or("*");
    (next(), next(), next())
}

fn subject_id(world: &World, subject: &Subject) -> String {
    if subject.is_client {
        world.ids.make(EntityKind::Client, subject.number, 0, 0)
    } else {
        user_id(world, subject.number)
    }
}

fn role_id(world: &World, subject: &Subject, index: u32) -> String {
    world.ids.make(EntityKind::Role, subject.number, index, 0)
}

fn role_name(subject: &Subject) -> String {
    format!("Role of {}", subject.name)
}

pub(crate) fn division_id(world: &World, division: &Division) -> String {
    world.ids.make(EntityKind::Division, division.number, 0, 0)
}

/// A division as other entities refer to it.
pub(crate) fn division_reference(world: &World, division: &Division) -> Value {
    let id = division_id(world, division);
    json!({ "name": division.name, "selfUri": format!("/api/v2/authorization/divisions/{id}"), "id": id })
}

fn division_json(world: &World, division: &Division) -> Value {
    let id = division_id(world, division);
    json!({
        "name": division.name,
        "description": "",
        "homeDivision": *division == HOME,
        "selfUri": format!("/api/v2/authorization/divisions/{id}"),
        "id": id,
    })
}

//! Authorization: subjects, roles, divisions and the catalog of permissions.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::error::Refusal;
use super::fields::Fields;
use super::identity::Kind;
use super::paging::{USUAL, cursor, cursor_page, flag, numbered};
use super::permission::{KNOWN, covers};
use super::server::{Answered, Ask};
use super::subject::{Granted, Subject};
use super::users::user_id;
use super::world::World;
use super::world::organization::{Agent, DIVISIONS, Division, HOME};

/// The platform sends conditions as text in a language of its own.
const CONDITION: &str = "resource.queueId in user.queues";

const FULL_ROLES: &str = "includeFullRoles";

/// `GET subjects/me`; like `users/me` it needs a user's token. Roles carry policies only with `includeFullRoles`.
pub(crate) fn subject_me(ask: &Ask) -> Answered {
    let caller = ask.caller()?;
    if caller.is_client {
        return Err(Refusal::user_context_required());
    }
    Ok(grants(ask.world, caller, flag(ask, FULL_ROLES)?).into())
}

/// `GET subjects/{subjectId}` of a persona, the client or an agent. No token belongs to an agent, so agents have no
/// grants.
pub(crate) fn subject(ask: &Ask) -> Answered {
    let full_roles = flag(ask, FULL_ROLES)?;
    let subjects = ask.platform.directory.subjects();
    let found = subjects
        .iter()
        .find(|subject| subject_id(ask.world, subject) == ask.id());
    if let Some(found) = found {
        return Ok(grants(ask.world, found, full_roles).into());
    }
    let agent = Agent::all().find(|agent| user_id(ask.world, agent.number) == ask.id());
    let agent = agent.ok_or_else(|| Refusal::not_found("subject", ask.id()))?;
    Ok(subject_json(agent.name, ask.id(), &[]).into())
}

/// `GET roles/{roleId}`: each grant is a role of its own.
pub(crate) fn role(ask: &Ask) -> Answered {
    let subjects = ask.platform.directory.subjects();
    let found = subjects.iter().find_map(|subject| {
        let grant =
            granted(subject).find(|(index, _)| role_id(ask.world, subject, *index) == ask.id());
        Some((subject, grant?.1))
    });
    let (subject, grant) = found.ok_or_else(|| Refusal::not_found("role", ask.id()))?;
    let policies: Vec<Value> = policies(grant)
        .map(|(domain, entity, action)| {
            json!({ "domain": domain, "entityName": entity, "actionSet": [action], "allowConditions": false })
        })
        .collect();
    let role = json!({
        "id": ask.id(),
        "name": role_name(subject),
        "description": "",
        "permissions": grant.permissions,
        "permissionPolicies": policies,
        "default": false,
        "base": false,
        "userCount": 1,
        "selfUri": format!("/api/v2/authorization/roles/{}", ask.id()),
    });
    Ok(role.into())
}

/// `GET divisions`, also by id.
pub(crate) fn divisions(ask: &Ask) -> Answered {
    let ids = ask.list("id");
    let all: Vec<Value> = DIVISIONS
        .iter()
        .map(|division| division_json(ask.world, division))
        .filter(|division| ids.is_empty() || ids.iter().any(|id| division["id"] == **id))
        .collect();
    Ok(numbered(ask, USUAL, all)?.into())
}

/// `GET divisions/query`: the divisions in pages with a cursor.
pub(crate) fn divisions_query(ask: &Ask) -> Answered {
    let (size, after) = cursor(ask)?;
    let (ids, named) = (ask.list("id"), ask.parameter("name"));
    let mut found = DIVISIONS.iter().filter(|division| {
        after.is_none_or(|after| division.number > after)
            && (ids.is_empty() || ids.contains(&division_id(ask.world, division).as_str()))
            && named.is_none_or(|name| division.name.to_lowercase().contains(&name.to_lowercase()))
    });
    let page: Vec<_> = found.by_ref().take(size).collect();
    let more = found.next().is_some();
    let next = page.last().filter(|_| more).map(|division| division.number);
    let entities = page
        .iter()
        .map(|division| division_json(ask.world, division));
    Ok(cursor_page(ask, entities.collect(), next).into())
}

#[expect(clippy::unnecessary_wraps, reason = "the operations' common signature")]
pub(crate) fn home(ask: &Ask) -> Answered {
    Ok(division_json(ask.world, &HOME).into())
}

pub(crate) fn division(ask: &Ask) -> Answered {
    let found = DIVISIONS
        .iter()
        .find(|division| division_id(ask.world, division) == ask.id());
    Ok(division_json(
        ask.world,
        found.ok_or_else(|| Refusal::not_found("division", ask.id()))?,
    )
    .into())
}

/// `GET divisionspermitted/paged/me`: the divisions in which the caller holds a permission.
pub(crate) fn permitted(ask: &Ask) -> Answered {
    permitted_page(ask, ask.caller()?)
}

/// `GET divisionspermitted/paged/{subjectId}`: the divisions in which another subject holds a permission.
pub(crate) fn permitted_to(ask: &Ask) -> Answered {
    let subjects = ask.platform.directory.subjects();
    let found = subjects
        .iter()
        .find(|subject| subject_id(ask.world, subject) == ask.id());
    permitted_page(
        ask,
        found.ok_or_else(|| Refusal::not_found("subject", ask.id()))?,
    )
}

/// `GET divisionspermitted/me`: all of them in one response.
pub(crate) fn all_permitted(ask: &Ask) -> Answered {
    Ok(Value::Array(permitted_divisions(ask, ask.caller()?)?).into())
}

fn permission_of<'a>(ask: &'a Ask) -> Result<&'a str, Refusal> {
    ask.parameter("permission")
        .ok_or_else(|| Refusal::bad_request("permission is required."))
}

fn permitted_divisions(ask: &Ask, subject: &Subject) -> Result<Vec<Value>, Refusal> {
    let permission = permission_of(ask)?;
    let held = DIVISIONS
        .iter()
        .filter(|division| subject.holds_in(permission, &[division]));
    Ok(held
        .map(|division| division_json(ask.world, division))
        .collect())
}

fn permitted_page(ask: &Ask, subject: &Subject) -> Answered {
    let permission = permission_of(ask)?;
    let all = permitted_divisions(ask, subject)?;
    let mut fields = Fields::of(numbered(ask, USUAL, all)?);
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
pub(crate) fn permissions(ask: &Ask) -> Answered {
    let by_domain = ask.parameter("queryType").unwrap_or("domain") == "domain";
    let wanted = ask.list("query");
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
    Ok(numbered(ask, USUAL, all)?.into())
}

/// The subject with its grants. A lean role has no `policies` key, which does not limit its rights.
fn grants(world: &World, subject: &Subject, full_roles: bool) -> Value {
    let id = subject_id(world, subject);
    let grants: Vec<Value> = granted(subject)
        .map(|(index, grant)| {
            let policies: Vec<Value> = policies(grant)
                .map(|(domain, entity, action)| {
                    let mut policy = Fields::of(json!({ "domain": domain, "entityName": entity, "actions": [action] }));
                    policy.set_some("condition", subject.is_conditional.then_some(CONDITION));
                    Value::from(policy)
                })
                .collect();
            let everywhere =
                || json!({ "id": "*", "name": "*", "description": "", "homeDivision": false });
            let id_of_role = role_id(world, subject, index);
            let mut role = Fields::of(json!({
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

fn granted(subject: &Subject) -> impl Iterator<Item = (u32, &Granted)> {
    (0..).zip(&subject.grants)
}

/// The permissions of a grant, each split into its three parts.
fn policies(grant: &Granted) -> impl Iterator<Item = (&str, &str, &str)> {
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
                "id": world.ids.make(Kind::Policy, subject.number, index, 0),
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
        world.ids.make(Kind::Client, subject.number, 0, 0)
    } else {
        user_id(world, subject.number)
    }
}

fn role_id(world: &World, subject: &Subject, index: u32) -> String {
    world.ids.make(Kind::Role, subject.number, index, 0)
}

fn role_name(subject: &Subject) -> String {
    format!("Role of {}", subject.name)
}

pub(crate) fn division_id(world: &World, division: &Division) -> String {
    world.ids.make(Kind::Division, division.number, 0, 0)
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

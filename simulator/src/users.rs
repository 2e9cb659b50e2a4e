//! Users: the agents and the personas.

use serde_json::{Value, json};

use super::authorization;
use super::error::ApiError;
use super::fields::Fields;
use super::identity::EntityKind;
use super::paging::{USUAL, numbered};
use super::permission::KNOWN;
use super::server::{ApiRequest, ApiResult};
use super::subject::Subject;
use super::world::World;
use super::world::organization::{Agent, Division, HOME};

/// `GET users/me`; an error for a client's token.
pub(crate) fn me(request: &ApiRequest) -> ApiResult {
    let caller = request.caller()?;
    if caller.is_client {
        return Err(ApiError::user_context_required());
    }
    let mut fields = Fields::from_object(persona(request.world, caller));
    let expanded = request.list("expand");
    if expanded.contains(&"authorization") {
        let permissions: Vec<&str> = KNOWN
            .into_iter()
            .filter(|permission| caller.holds(permission))
            .collect();
        fields.set(
            "authorization",
            json!({
                "roles": authorization::roles(request.world, caller),
                "unusedRoles": [],
                "permissions": permissions,
                "permissionPolicies": authorization::resource_policies(request.world, caller),
            }),
        );
    }
    Ok(Value::from(fields).into())
}

/// `GET users`: only active users unless another state is requested.
pub(crate) fn list(request: &ApiRequest) -> ApiResult {
    let state = request.parameter("state").unwrap_or("active");
    if !["active", "inactive", "deleted", "any"].contains(&state) {
        return Err(ApiError::invalid_value("state", state));
    }
    let ids = request.list("id");
    let agents = Agent::all()
        .filter(|agent| state == "any" || agent.state == state)
        .map(|agent| row(request.world, agent));
    let subjects = request.platform.directory.subjects();
    let personas = subjects
        .iter()
        .filter(|subject| !subject.is_client && matches!(state, "any" | "active"));
    let mut users: Vec<Value> = agents
        .chain(personas.map(|subject| persona(request.world, subject)))
        .collect();
    if !ids.is_empty() {
        users.retain(|user| ids.iter().any(|id| user["id"] == **id));
    }
    Ok(numbered(request, USUAL, users)?.into())
}

/// `GET users/{userId}`: users in any state.
pub(crate) fn get(request: &ApiRequest) -> ApiResult {
    let unknown = || ApiError::not_found("user", request.id());
    let name = request
        .world
        .ids
        .read(EntityKind::User, request.id())
        .ok_or_else(unknown)?;
    if let Some(agent) = Agent::all().find(|agent| agent.number == name.first) {
        return Ok(row(request.world, agent).into());
    }
    let subjects = request.platform.directory.subjects();
    let found = subjects
        .iter()
        .find(|subject| !subject.is_client && subject.number == name.first);
    Ok(persona(request.world, found.ok_or_else(unknown)?).into())
}

pub(crate) fn user_id(world: &World, number: u32) -> String {
    world.ids.make(EntityKind::User, number, 0, 0)
}

fn row(world: &World, agent: &Agent) -> Value {
    let mailbox = format!("agent{}@contact-centre.example", agent.number);
    user(
        world,
        agent.number,
        agent.name,
        &mailbox,
        agent.division,
        agent.state,
        Some(agent.title),
    )
}

fn persona(world: &World, subject: &Subject) -> Value {
    let mailbox = format!("{}@contact-centre.example", subject.name);
    let division = subject
        .grants
        .iter()
        .find_map(|grant| grant.division)
        .unwrap_or(&HOME);
    user(
        world,
        subject.number,
        &subject.name,
        &mailbox,
        division,
        "active",
        None,
    )
}

fn user(
    world: &World,
    number: u32,
    name: &str,
    mailbox: &str,
    division: &Division,
    state: &str,
    title: Option<&str>,
) -> Value {
    let id = user_id(world, number);
    let mut fields = Fields::from_object(json!({
        "name": name,
        "division": authorization::division_reference(world, division),
        "chat": { "jabberId": mailbox },
        "email": mailbox,
        "username": mailbox,
        "state": state,
        "version": 7,
        "acdAutoAnswer": false,
        "primaryContactInfo": [{ "address": mailbox, "mediaType": "EMAIL", "type": "PRIMARY" }],
        "selfUri": format!("/api/v2/users/{id}"),        "id": id,
    }));
    fields.set_some("title", title);
    fields.into()
}

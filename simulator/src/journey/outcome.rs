//! Outcomes and their scores, which the platform is removing. There is one outcome, and no session has a score.

use serde_json::{Value, json};

use super::visible;
use crate::error::ApiError;
use crate::identity::EntityKind;
use crate::paging::{USUAL, numbered};
use crate::server::{ApiRequest, ApiResult};
use crate::world::World;

const SINCE: &str = "2026-01-01T00:00:00.000Z";

/// `GET journey/outcomes`.
pub(crate) fn list(request: &ApiRequest) -> ApiResult {
    let ids = request.list("outcomeIds");
    let mut all = vec![outcome(request.world)];
    all.retain(|outcome| ids.is_empty() || ids.iter().any(|id| outcome["id"] == **id));
    Ok(numbered(request, USUAL, all)?.into())
}

/// `GET journey/outcomes/{outcomeId}`.
pub(crate) fn get(request: &ApiRequest) -> ApiResult {
    if request
        .world
        .ids
        .read(EntityKind::Outcome, request.id())
        .is_some()
    {
        Ok(outcome(request.world).into())
    } else {
        Err(ApiError::not_found("outcome", request.id()))
    }
}

/// `GET journey/sessions/{sessionId}/outcomescores`.
pub(crate) fn scores(request: &ApiRequest) -> ApiResult {
    visible(request)?;
    Ok(json!({ "outcomeScores": [], "modifiedDate": SINCE }).into())
}

fn outcome(world: &World) -> Value {
    let id = world.ids.make(EntityKind::Outcome, 0, 0, 0);
    json!({
        "isActive": true,
        "displayName": "Order placed",
        "version": 1,
        "description": "The visitor has placed an order.",
        "isPositive": true,
        "context": { "patterns": [] },
        "journey": { "patterns": [] },
        "createdDate": SINCE,
        "modifiedDate": SINCE,
        "selfUri": format!("/api/v2/journey/outcomes/{id}"),
        "id": id,
    })
}

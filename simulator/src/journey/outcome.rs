//! Outcomes and their scores, which the platform is removing. There is one outcome, and no session has a score.

use serde_json::{Value, json};

use super::visible;
use crate::error::Refusal;
use crate::identity::Kind;
use crate::paging::{USUAL, numbered};
use crate::server::{Answered, Ask};
use crate::world::World;

const SINCE: &str = "2026-01-01T00:00:00.000Z";

/// `GET journey/outcomes`.
pub(crate) fn list(ask: &Ask) -> Answered {
    let ids = ask.list("outcomeIds");
    let mut all = vec![outcome(ask.world)];
    all.retain(|outcome| ids.is_empty() || ids.iter().any(|id| outcome["id"] == **id));
    Ok(numbered(ask, USUAL, all)?.into())
}

/// `GET journey/outcomes/{outcomeId}`.
pub(crate) fn one(ask: &Ask) -> Answered {
    if ask.world.ids.read(Kind::Outcome, ask.id()).is_some() {
        Ok(outcome(ask.world).into())
    } else {
        Err(Refusal::not_found("outcome", ask.id()))
    }
}

/// `GET journey/sessions/{sessionId}/outcomescores`.
pub(crate) fn scores(ask: &Ask) -> Answered {
    visible(ask)?;
    Ok(json!({ "outcomeScores": [], "modifiedDate": SINCE }).into())
}

fn outcome(world: &World) -> Value {
    let id = world.ids.make(Kind::Outcome, 0, 0, 0);
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

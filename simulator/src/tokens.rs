//! The caller's own token.

use axum::http::StatusCode;
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::authorization;
use super::clock::iso;
use super::fields::Fields;
use super::identity::Kind;
use super::server::{Answer, Answered, Ask};

/// `GET tokens/me`, for users and clients alike.
pub(crate) fn me(ask: &Ask) -> Answered {
    let caller = ask.caller()?;
    let (number, name) = if caller.is_foreign {
        (1, "Another Company")
    } else {
        (0, "Example Telecom")
    };
    let id = ask.world.ids.make(Kind::Organization, number, 0, 0);
    let organization = json!({ "id": id, "name": name });
    let mut fields = Fields::of(json!({
        "id": ask.world.ids.make(Kind::Client, caller.number, 0, 0),
        "name": if caller.is_client { "journey-gateway" } else { "agent-desktop" },
        "authorizedGrantType": if caller.is_client { "CLIENT-CREDENTIALS" } else { "CODE" },
        "scope": ask.scopes,
        "state": "active",
        "organization": organization,
    }));
    if caller.is_client {
        fields.set(
            "roleDivisions",
            authorization::role_divisions(ask.world, caller),
        );
    }
    let body: Value = json!({
        "organization": organization,
        "homeOrganization": organization,
        "authorizedScope": ask.scopes,
        "dateTokenIdles": iso(ask.now + TimeDelta::hours(4)),
        "OAuthClient": Value::from(fields),
    });
    Ok(body.into())
}

/// `HEAD tokens/me`: whether the token is valid.
#[expect(clippy::unnecessary_wraps, reason = "the operations' common signature")]
pub(crate) fn probe(_: &Ask) -> Answered {
    Ok(Answer {
        status: StatusCode::OK,
        body: None,
        asked: Vec::new(),
    })
}

/// `DELETE tokens/me`: revokes the token.
#[expect(clippy::unnecessary_wraps, reason = "the operations' common signature")]
pub(crate) fn revoke(ask: &Ask) -> Answered {
    ask.platform.revoke(ask.token());
    Ok(Answer {
        status: StatusCode::NO_CONTENT,
        body: None,
        asked: Vec::new(),
    })
}

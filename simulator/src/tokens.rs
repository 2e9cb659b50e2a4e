//! The caller's own token.

use axum::http::StatusCode;
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::authorization;
use super::clock::iso;
use super::fields::Fields;
use super::identity::EntityKind;
use super::server::{ApiRequest, ApiResponse, ApiResult};

/// `GET tokens/me`, for users and clients alike.
pub(crate) fn me(request: &ApiRequest) -> ApiResult {
    let caller = request.caller()?;
    let (number, name) = if caller.is_foreign {
        (1, "Another Company")
    } else {
        (0, "Example Telecom")
    };
    let id = request
        .world
        .ids
        .make(EntityKind::Organization, number, 0, 0);
    let organization = json!({ "id": id, "name": name });
    let mut fields = Fields::from_object(json!({
        "id": request.world.ids.make(EntityKind::Client, caller.number, 0, 0),
        "name": if caller.is_client { "journey-gateway" } else { "agent-desktop" },
        "authorizedGrantType": if caller.is_client { "CLIENT-CREDENTIALS" } else { "CODE" },
        "scope": request.scopes,
        "state": "active",
        "organization": organization,
    }));
    if caller.is_client {
        fields.set(
            "roleDivisions",
            authorization::role_divisions(request.world, caller),
        );
    }
    let body: Value = json!({
        "organization": organization,
        "homeOrganization": organization,
        "authorizedScope": request.scopes,
        "dateTokenIdles": iso(request.now + TimeDelta::hours(4)),
        "OAuthClient": Value::from(fields),
    });
    Ok(body.into())
}

/// `HEAD tokens/me`: whether the token is valid.
#[expect(clippy::unnecessary_wraps, reason = "the operations' common signature")]
pub(crate) fn probe(_: &ApiRequest) -> ApiResult {
    Ok(ApiResponse {
        status: StatusCode::OK,
        body: None,
        requested_ids: Vec::new(),
    })
}

/// `DELETE tokens/me`: revokes the token.
#[expect(clippy::unnecessary_wraps, reason = "the operations' common signature")]
pub(crate) fn revoke(request: &ApiRequest) -> ApiResult {
    request.platform.revoke(request.token());
    Ok(ApiResponse {
        status: StatusCode::NO_CONTENT,
        body: None,
        requested_ids: Vec::new(),
    })
}

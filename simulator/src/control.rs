//! The control endpoint, by which tests and demos in other processes trigger actions and make tokens. The platform has
//! nothing like it.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, post};
use axum::{Json, Router};
use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::json;

use super::server::Platform;
use super::world::action::Action;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RequestedAction {
    customer: String,
    action: Action,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct RequestedToken {
    persona: String,
    expires_in_seconds: Option<u32>,
}

pub(crate) fn routes() -> Router<Arc<Platform>> {
    Router::new()
        .route("/simulator/actions", post(act))
        .route("/simulator/tokens", post(issue))
        .route("/simulator/tokens/{token}", delete(revoke))
}

async fn act(
    State(platform): State<Arc<Platform>>,
    Json(RequestedAction { customer, action }): Json<RequestedAction>,
) -> Response {
    let Some(session) = platform.perform(&customer, action) else {
        let error = format!("{action:?} does not apply to the customer now");
        return (StatusCode::CONFLICT, Json(json!({ "error": error }))).into_response();
    };
    Json(json!({ "session": session })).into_response()
}

async fn issue(
    State(platform): State<Arc<Platform>>,
    Json(wanted): Json<RequestedToken>,
) -> Response {
    let life = wanted.expires_in_seconds;
    let expires = life.map(|life| platform.clock.now() + TimeDelta::seconds(life.into()));
    let Some(token) = platform.directory.issue_to_user(&wanted.persona, expires) else {
        let error = json!({ "error": "unknown persona" });
        return (StatusCode::NOT_FOUND, Json(error)).into_response();
    };
    Json(json!({ "token": token })).into_response()
}

async fn revoke(State(platform): State<Arc<Platform>>, Path(token): Path<String>) -> StatusCode {
    platform.revoke(&token);
    StatusCode::NO_CONTENT
}

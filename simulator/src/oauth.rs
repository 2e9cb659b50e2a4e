//! `POST /oauth/token` of the login host.

use axum::http::header::AUTHORIZATION;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use uuid::Uuid;

use super::error::ApiError;
use super::personas::{CLIENT_ID, CLIENT_SECRET};
use super::server::{ApiRequest, ApiResult};

/// Client credentials with HTTP Basic; other grants need a browser.
pub(crate) fn token(request: &ApiRequest) -> ApiResult {
    if basic(request).is_none_or(|(id, secret)| id != CLIENT_ID || secret != CLIENT_SECRET) {
        return Err(ApiError::oauth(
            401,
            "invalid_client",
            "client not found or wrong secret",
        ));
    }
    let mut form = url::form_urlencoded::parse(&request.body);
    match form
        .find(|(name, _)| name == "grant_type")
        .map(|(_, value)| value.into_owned())
        .as_deref()
    {
        Some("client_credentials") => {}
        Some(_) => {
            return Err(ApiError::oauth(
                400,
                "unsupported_grant_type",
                "only client_credentials works here",
            ));
        }
        None => {
            return Err(ApiError::oauth(
                400,
                "invalid_request",
                "missing required parameter: grant_type",
            ));
        }
    }
    let token = format!("client-{}", Uuid::new_v4().simple());
    let life = request.platform.client_token_life;
    request
        .platform
        .directory
        .issue(token.clone(), request.now + life);
    Ok(
        json!({ "access_token": token, "token_type": "bearer", "expires_in": life.as_secs() })
            .into(),
    )
}

fn basic(request: &ApiRequest) -> Option<(String, String)> {
    let header = request.headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, value) = header.split_once(' ')?;
    let decoded = String::from_utf8(STANDARD.decode(value.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    scheme
        .eq_ignore_ascii_case("basic")
        .then(|| (id.to_owned(), secret.to_owned()))
}

//! The login host. `POST /oauth/token` issues tokens to the gateway's client, and to users by way of `authorize`.

pub(crate) mod authorize;
pub(crate) mod code;
pub(crate) mod cors;
mod parameters;

use axum::http::header::AUTHORIZATION;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use uuid::Uuid;

use super::error::ApiError;
use super::personas::{CLIENT_ID, CLIENT_SECRET};
use super::server::{ApiRequest, ApiResult};

use parameters::Parameters;

/// Template of the path.
pub(crate) const TOKEN: &str = "/oauth/token";

/// A code of a user, or client credentials with HTTP Basic; other grants do not work here.
pub(crate) fn token(request: &ApiRequest) -> ApiResult {
    let form = Parameters::parse(&request.body);
    let grant = form.get("grant_type");
    if grant == Some("authorization_code") {
        return code::redeem(request, &form);
    }
    if basic(request).is_none_or(|(id, secret)| id != CLIENT_ID || secret != CLIENT_SECRET) {
        return Err(ApiError::oauth(
            401,
            "invalid_client",
            "client not found or wrong secret",
        ));
    }
    match grant {
        Some("client_credentials") => {}
        Some(_) => {
            return Err(ApiError::oauth(
                400,
                "unsupported_grant_type",
                "only client_credentials and authorization_code work here",
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

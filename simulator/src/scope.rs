//! OAuth scopes: what a user's token was authorized for, independent of the user's permissions.

use super::error::ApiError;

/// Rejects a call that the token was not authorized for. A token without scopes is unrestricted.
pub(crate) fn check(path: &str, scopes: &[String]) -> Result<(), ApiError> {
    let Some(needed) = needed(path) else {
        return Ok(());
    };
    let covers = |scope: &String| {
        scope
            .strip_prefix(needed)
            .is_some_and(|rest| matches!(rest, "" | ":readonly"))
    };
    if scopes.is_empty() || scopes.iter().any(covers) {
        Ok(())
    } else {
        Err(ApiError::missing_scope(needed))
    }
}

/// The scope of an operation is that of its API. Calls about the token itself need none.
fn needed(path: &str) -> Option<&'static str> {
    let api = path.strip_prefix("/api/v2/")?.split('/').next()?;
    match api {
        "analytics" => Some("analytics"),
        "authorization" => Some("authorization"),
        "conversations" => Some("conversations"),
        "externalcontacts" => Some("external-contacts"),
        "journey" => Some("journey"),
        "notifications" => Some("notifications"),
        "routing" => Some("routing"),
        "users" => Some("users"),
        _ => None,
    }
}

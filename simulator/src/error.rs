//! The platform's error responses: the `ErrorBody` of its API, and the simpler body of its login host.

use serde_json::{Map, Value, json};

use super::fields::Fields;

/// An error response, before it is serialized as an `ErrorBody`.
#[derive(Clone, Debug)]
pub(crate) struct ApiError {
    pub(crate) status: u16,
    pub(crate) code: &'static str,
    /// The message, with parameters as `{name}`.
    template: &'static str,
    parameters: Vec<(&'static str, String)>,
    entity: Option<(&'static str, String)>,
    limit: Option<u32>,
    /// Whether to use the format of RFC 6749, as the login host does.
    oauth: bool,
}

impl ApiError {
    fn new(status: u16, code: &'static str, template: &'static str) -> Self {
        Self {
            status,
            code,
            template,
            parameters: Vec::new(),
            entity: None,
            limit: None,
            oauth: false,
        }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.parameters.push((name, value.into()));
        self
    }

    pub(crate) fn no_token() -> Self {
        Self::new(
            401,
            "authentication.required",
            "No authentication bearer token specified in authorization header.",
        )
    }

    pub(crate) fn bad_token() -> Self {
        Self::new(401, "bad.credentials", "Invalid login credentials.")
    }

    pub(crate) fn expired() -> Self {
        Self::new(401, "credentials.expired", "The credentials have expired.")
    }

    pub(crate) fn missing_scope(scope: &str) -> Self {
        Self::new(
            403,
            "not.authorized",
            "The token is not authorized for the scope {scope}.",
        )
        .with("scope", scope)
    }

    pub(crate) fn of_another_user() -> Self {
        Self::new(
            403,
            "not.authorized",
            "You are not authorized to subscribe to the topic of another user.",
        )
    }

    pub(crate) fn no_such_path() -> Self {
        Self::new(404, "not.found", "HTTP 404 Not Found")
    }

    pub(crate) fn not_found(entity: &'static str, id: &str) -> Self {
        let mut refusal = Self::new(
            404,
            "not.found",
            "The requested resource was not found: {id}",
        )
        .with("id", id);
        refusal.entity = Some((entity, id.to_owned()));
        refusal
    }

    pub(crate) fn bad_request(reason: impl Into<String>) -> Self {
        Self::new(400, "bad.request", "{reason}").with("reason", reason)
    }

    pub(crate) fn invalid_value(parameter: &'static str, value: &str) -> Self {
        Self::new(
            400,
            "invalid.value",
            "Value [{value}] is not valid for field type [{parameter}].",
        )
        .with("value", value)
        .with("parameter", parameter)
    }

    pub(crate) fn user_context_required() -> Self {
        Self::bad_request(
            "This request requires a user context. Client credentials cannot be used for requests that require a user context.",
        )
    }

    pub(crate) fn missing_all(permissions: &[&str]) -> Self {
        Self::new(
            403,
            "missing.permissions",
            "Unable to perform the requested action. You are missing the following permission(s): {permissions}",
        )
        .with("permissions", permissions.join(", "))
    }

    pub(crate) fn missing_any(permissions: &[&str]) -> Self {
        Self::new(
            403,
            "missing.any.permissions",
            "Unable to perform the requested action. You must have at least one of the following permissions assigned: {permissions}",
        )
        .with("permissions", permissions.join(", "))
    }

    pub(crate) fn missing_division(permissions: &[&str]) -> Self {
        Self::new(
            403,
            "missing.division.permission",
            "Unable to perform the requested action. You are missing the following division permission(s): {permissions}",
        )
        .with("permissions", permissions.join(", "))
    }

    pub(crate) fn body_too_large() -> Self {
        Self::new(
            413,
            "request.entity.too.large",
            "The request is over the size limit. Maximum bytes: 512000",
        )
    }

    pub(crate) fn unsupported_media_type() -> Self {
        Self::new(
            415,
            "unsupported.media.type",
            "HTTP 415 Unsupported Media Type",
        )
    }

    pub(crate) fn too_many_requests(allowed: u32) -> Self {
        let mut refusal = Self::new(
            429,
            "too.many.requests",
            "Rate limit exceeded the maximum [{limit}] requests within [{seconds}] seconds",
        )
        .with("limit", allowed.to_string())
        .with("seconds", "60");
        refusal.limit = Some(allowed);
        refusal
    }

    /// The error of an injected fault with this status.
    pub(crate) fn injected(status: u16) -> Self {
        match status {
            401 => Self::bad_token(),
            404 => Self::no_such_path(),
            408 => Self::new(
                408,
                "client.timeout",
                "The client did not produce a request in time.",
            ),
            429 => Self::too_many_requests(300),
            503 => Self::new(
                503,
                "service.unavailable",
                "Service Unavailable - The server is currently unavailable.",
            ),
            504 => Self::new(504, "request.timeout", "The request timed out."),
            502 => Self::new(502, "bad.gateway", "Bad Gateway"),
            400..=499 => Self::new(
                status,
                "bad.request",
                "The request could not be understood by the server.",
            ),
            _ => Self::new(
                status,
                "internal.server.error",
                "The server encountered an unexpected condition.",
            ),
        }
    }

    pub(crate) fn oauth(status: u16, code: &'static str, description: &'static str) -> Self {
        Self {
            oauth: true,
            ..Self::new(status, code, description)
        }
    }

    /// The body on the wire; `context` is the correlation id.
    pub(crate) fn body(&self, context: &str) -> Value {
        if self.oauth {
            return json!({
                "error": self.code,
                "description": self.template,
                "error_description": self.template,
            });
        }
        let message = self
            .parameters
            .iter()
            .fold(self.template.to_owned(), |text, (name, value)| {
                text.replace(&format!("{{{name}}}"), value)
            });
        let parameters: Map<String, Value> = self
            .parameters
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!(value)))
            .collect();
        let mut fields = Fields::from_object(json!({
            "message": message,
            "code": self.code,
            "status": self.status,
            "messageWithParams": self.template,
            "messageParams": parameters,
            "contextId": context,
            "details": [],
            "errors": [],
        }));
        if let Some((entity, id)) = &self.entity {
            fields.set("entityName", *entity);
            fields.set("entityId", id.as_str());
        }
        if let Some(allowed) = self.limit {
            let limit = json!({"key": "token.rate.per.minute", "namespace": "platform.api", "value": allowed});
            fields.set("limit", limit);
        }
        fields.into()
    }
}

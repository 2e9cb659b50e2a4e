//! The organization's limits.

use serde_json::{Value, json};

use super::error::ApiError;
use super::server::{ApiRequest, ApiResult};

/// `GET organizations/limits/namespaces/{namespaceName}`: the limits that the gateway adapts its rate to.
pub(crate) fn limits(request: &ApiRequest) -> ApiResult {
    let rate = request.platform.rate_limit.unwrap_or(1_000_000);
    let limits: &[(&str, u32)] = match request.id() {
        "platform.api" => &[
            ("token.rate.per.minute", rate),
            ("client.credentials.token.rate.per.minute", rate),
            ("ui.token.rate.per.minute", rate),
            ("request.bytes.max", 512_000),
        ],
        "external.contacts" => &[("bulk.contacts.max", 50)],
        "journey" => &[
            ("sessions.page.size.max", 200),
            ("events.page.size.max", 200),
        ],
        "analytics" => &[("conversation.details.ids.max", 100)],
        "routing" => &[("queues.divisionviews.page.size.max", 100)],
        "notifications" => &[("channels.max", 20), ("topics.per.channel.max", 1000)],
        other => return Err(ApiError::not_found("namespace", other)),
    };
    let entities: Vec<Value> = limits
        .iter()
        .map(|(key, value)| json!({ "key": key, "namespace": request.id(), "value": value }))
        .collect();
    Ok(json!({ "entities": entities }).into())
}

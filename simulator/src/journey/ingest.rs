//! Events that a web site sends about its visitors. They are validated and acknowledged, but change nothing; [`crate::Action`]
//! changes what visitors do.

use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use url::Url;

use crate::clock::iso;
use crate::error::ApiError;
use crate::external_contacts::read;
use crate::fields::Fields;
use crate::server::{ApiRequest, ApiResponse, ApiResult};

/// Maximum age of an event; older ones are rejected.
const OLDEST: TimeDelta = TimeDelta::hours(1);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WebEvent {
    customer_cookie_id: String,
    event_name: String,
    page: Page,
    created_date: DateTime<Utc>,
    user_agent_string: Option<String>,
    search_query: Option<String>,
    external_id: Option<String>,
    #[serde(default)]
    attributes: Map<String, Value>,
    #[serde(default)]
    traits: Map<String, Value>,
}

#[derive(Deserialize)]
struct Page {
    title: String,
    url: String,
}

/// `POST journey/deployments/{deploymentId}/webevents`.
pub(crate) fn web_event(request: &ApiRequest) -> ApiResult {
    let event: WebEvent = read(request)?;
    if event.created_date < request.now - OLDEST {
        return Err(ApiError::bad_request("The event is older than an hour."));
    }
    let url = Url::parse(&event.page.url)
        .map_err(|_| ApiError::invalid_value("page.url", &event.page.url))?;
    let host = url.host_str().unwrap_or_default();
    let created = iso(event.created_date);
    let mut fields = Fields::from_object(json!({
        "customerId": event.customer_cookie_id,
        "customerIdType": "cookie",
        "eventName": event.event_name,
        "page": {
            "url": event.page.url,
            "title": event.page.title,
            "domain": host.trim_start_matches("www."),
            "hostname": host,
            "pathname": url.path(),
        },
        "userAgentString": event.user_agent_string.unwrap_or_default(),
        "browser": { "family": "Unknown", "version": "Unknown" },
        "device": { "category": "other", "type": "Unknown", "osFamily": "Unknown", "osVersion": "Unknown" },
        "session": {
            "durationInSeconds": 0,
            "eventCount": 1,
            "pageviewCount": u8::from(event.event_name == "page_viewed"),
            "createdDate": created,
        },
        "attributes": event.attributes,
        "traits": event.traits,
        "authenticated": false,
        "createdDate": created,
    }));
    fields.set_some("searchQuery", event.search_query);
    fields.set_some("externalId", event.external_id);
    Ok(Value::from(fields).into())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "that they are there is all that is checked")]
struct ActionEvent {
    session_id: String,
    action_id: String,
    action_state: String,
}

/// `POST journey/deployments/{deploymentId}/actionevent`.
pub(crate) fn action_event(request: &ApiRequest) -> ApiResult {
    let _: ActionEvent = read(request)?;
    Ok(ApiResponse {
        status: StatusCode::NO_CONTENT,
        body: None,
        requested_ids: Vec::new(),
    })
}

/// `GET journey/deployments/{deploymentId}/customers/{customerCookieId}/ping`: offers nothing.
#[expect(clippy::unnecessary_wraps, reason = "the operations' common signature")]
pub(crate) fn ping(_: &ApiRequest) -> ApiResult {
    Ok(json!({ "actions": [], "pollIntervalMilliseconds": 5000 }).into())
}

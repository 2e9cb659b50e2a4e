//! The REST API of notifications: channels, their subscriptions, and the available topics.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use axum::http::header::HOST;
use serde::Deserialize;
use serde_json::{Value, json};

use super::channel::Channel;
use super::registry::Edit;
use super::topic::{TEMPLATES, Template};
use crate::clock::iso;
use crate::error::ApiError;
use crate::external_contacts::read;
use crate::fields::Fields;
use crate::paging::flag;
use crate::server::{ApiRequest, ApiResponse, ApiResult};
use crate::subject::Subject;
use crate::world::World;

/// `POST notifications/channels`.
pub(crate) fn create(request: &ApiRequest) -> ApiResult {
    let owner = &request.caller()?.name;
    let mut registry = request.platform.notifications.registry();
    let channel = registry.create(owner, request.token(), request.now);
    Ok(shown(request, channel).into())
}

/// `GET notifications/channels`: those of the token, or of all tokens of the user in the app.
pub(crate) fn list(request: &ApiRequest) -> ApiResult {
    let everywhere = match request.parameter("includechannels") {
        None | Some("token") => false,
        Some("oauthclient") => true,
        Some(other) => return Err(ApiError::invalid_value("includechannels", other)),
    };
    let owner = &request.caller()?.name;
    let registry = request.platform.notifications.registry();
    let row = |channel: &Channel| {
        if channel.token == request.token() {
            Some(shown(request, channel))
        } else {
            // For a channel of another token, the response has only the id.
            everywhere.then(|| json!({ "expires": iso(channel.expires) }))
        }
    };
    let own = registry.owned_by(owner, request.now);
    let entities: Vec<Value> = own.into_iter().filter_map(row).collect();
    Ok(json!({ "entities": entities }).into())
}

/// `HEAD notifications/channels/{channelId}`: whether the channel exists.
pub(crate) fn probe(request: &ApiRequest) -> ApiResult {
    let owner = &request.caller()?.name;
    let mut registry = request.platform.notifications.registry();
    registry.used_by(owner, request.id(), request.now)?;
    Ok(empty(StatusCode::OK))
}

/// `GET notifications/channels/{channelId}/subscriptions`.
pub(crate) fn subscriptions(request: &ApiRequest) -> ApiResult {
    let owner = &request.caller()?.name;
    let mut registry = request.platform.notifications.registry();
    let channel = registry.used_by(owner, request.id(), request.now)?;
    let permitted = |topic: &String| TopicResult::Permitted.shown(request, topic);
    let entities: Vec<Value> = channel.topics.iter().map(permitted).collect();
    Ok(json!({ "entities": entities }).into())
}

/// `POST notifications/channels/{channelId}/subscriptions`: adds topics.
pub(crate) fn add(request: &ApiRequest) -> ApiResult {
    change(request, Edit::Add)
}

/// `PUT notifications/channels/{channelId}/subscriptions`: replaces the topics.
pub(crate) fn replace(request: &ApiRequest) -> ApiResult {
    change(request, Edit::Replace)
}

/// `DELETE notifications/channels/{channelId}/subscriptions`: removes all topics.
pub(crate) fn clear(request: &ApiRequest) -> ApiResult {
    let owner = &request.caller()?.name;
    let mut registry = request.platform.notifications.registry();
    registry.used_by(owner, request.id(), request.now)?;
    let (none, edit) = (BTreeSet::new(), Edit::Replace);
    registry.subscribe(request.id(), request.token(), &none, edit, request.now)?;
    Ok(empty(StatusCode::NO_CONTENT))
}

/// `GET notifications/availabletopics`: only the ids unless `expand` requests more.
#[expect(clippy::unnecessary_wraps, reason = "the operations' common signature")]
pub(crate) fn topics(request: &ApiRequest) -> ApiResult {
    let expand = request.list("expand");
    let row = |template: &&'static Template| {
        let permissions = template.requirement.permissions();
        let mut fields = Fields::from_object(json!({ "id": template.topic("{id}") }));
        for (name, value) in [
            ("description", json!(template.about)),
            ("enforced", json!(true)),
            ("visibility", json!("Public")),
            ("transports", json!(["Websocket"])),
            ("requiresPermissions", json!(permissions)),
            (
                "permissionDetails",
                json!([{
                    "type": "requiresAnyDivisionPermissions",
                    "permissions": permissions,
                    "enforced": true,
                }]),
            ),
            ("requiresCurrentUser", json!(template.is_personal())),
            ("topicParameters", json!(["id"])),
        ] {
            if expand.contains(&name) {
                fields.set(name, value);
            }
        }
        Value::from(fields)
    };
    let entities: Vec<Value> = TEMPLATES.iter().map(row).collect();
    Ok(json!({ "entities": entities }).into())
}

/// A topic in the body of a request.
#[derive(Deserialize)]
struct RequestedTopic {
    id: String,
}

/// The result of a requested topic.
enum TopicResult {
    Permitted,
    Unknown,
    /// The topic of another user.
    OfAnother,
    Missing(&'static Template),
}

impl TopicResult {
    /// The result for a topic, whose name is in lower case.
    fn on(topic: &str, world: &World, caller: &Subject) -> Self {
        match Template::find(topic) {
            None => Self::Unknown,
            Some(template) if template.is_of_another(topic, world, caller) => Self::OfAnother,
            Some(template) if template.missing(caller).is_empty() => Self::Permitted,
            Some(template) => Self::Missing(template),
        }
    }

    /// The `ChannelTopic` with its state.
    fn shown(&self, request: &ApiRequest, topic: &str) -> Value {
        let uri = format!(
            "/api/v2/notifications/channels/{}/subscriptions/{topic}",
            request.id()
        );
        let mut fields = Fields::from_object(json!({ "id": topic, "selfUri": uri }));
        let state = match self {
            Self::Permitted => "Permitted",
            Self::Unknown => {
                fields.set("rejectionReason", "Unknown topic");
                "Rejected"
            }
            Self::OfAnother => {
                fields.set("rejectionReason", "Topic of another user");
                "Rejected"
            }
            Self::Missing(template) => {
                fields.set("rejectionReason", "Missing permissions");
                fields.set(
                    "missingPermissions",
                    json!(template.requirement.permissions()),
                );
                "Rejected"
            }
        };
        fields.set("state", state);
        fields.into()
    }
}

fn change(request: &ApiRequest, edit: Edit) -> ApiResult {
    let caller = request.caller()?;
    let lenient = flag(request, "ignoreErrors")?;
    let wanted: Vec<RequestedTopic> = read(request)?;
    let mut registry = request.platform.notifications.registry();
    registry.used_by(&caller.name, request.id(), request.now)?;
    let mut permitted = BTreeSet::new();
    let mut entities = Vec::new();
    for RequestedTopic { id } in &wanted {
        let topic = id.to_lowercase();
        let result = TopicResult::on(&topic, request.world, caller);
        match &result {
            TopicResult::Unknown if !lenient => {
                return Err(ApiError::bad_request(format!("Invalid topic: {id}")));
            }
            TopicResult::OfAnother if !lenient => return Err(ApiError::of_another_user()),
            TopicResult::Missing(template) if !lenient => template.requirement.check(caller)?,
            TopicResult::Permitted => {
                permitted.insert(topic);
            }
            TopicResult::Unknown | TopicResult::OfAnother | TopicResult::Missing(_) => {}
        }
        entities.push(result.shown(request, id));
    }
    registry.subscribe(request.id(), request.token(), &permitted, edit, request.now)?;
    Ok(ApiResponse {
        requested_ids: wanted.into_iter().map(|topic| topic.id).collect(),
        ..json!({ "entities": entities }).into()
    })
}

/// The `Channel`. The address of its socket is the one at which the caller reached the simulator.
fn shown(request: &ApiRequest, channel: &Channel) -> Value {
    let address = request.platform.notifications.address.to_string();
    let reached = request
        .headers
        .get(HOST)
        .and_then(|host| host.to_str().ok());
    json!({
        "id": channel.id,
        "connectUri": format!("ws://{}/channels/{}", reached.unwrap_or(&address), channel.id),
        "expires": iso(channel.expires),
    })
}

fn empty(status: StatusCode) -> ApiResponse {
    ApiResponse {
        status,
        body: None,
        requested_ids: Vec::new(),
    }
}

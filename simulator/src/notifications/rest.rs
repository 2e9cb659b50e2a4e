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
use crate::error::Refusal;
use crate::external_contacts::read;
use crate::fields::Fields;
use crate::paging::flag;
use crate::server::{Answer, Answered, Ask};
use crate::subject::Subject;

/// `POST notifications/channels`.
pub(crate) fn create(ask: &Ask) -> Answered {
    let owner = &ask.caller()?.name;
    let mut registry = ask.platform.notifications.registry();
    let channel = registry.create(owner, ask.token(), ask.now);
    Ok(shown(ask, channel).into())
}

/// `GET notifications/channels`: those of the token, or of all tokens of the user in the app.
pub(crate) fn list(ask: &Ask) -> Answered {
    let everywhere = match ask.parameter("includechannels") {
        None | Some("token") => false,
        Some("oauthclient") => true,
        Some(other) => return Err(Refusal::invalid_value("includechannels", other)),
    };
    let owner = &ask.caller()?.name;
    let registry = ask.platform.notifications.registry();
    let row = |channel: &Channel| {
        if channel.token == ask.token() {
            Some(shown(ask, channel))
        } else {
            // For a channel of another token, the response has only the id.
            everywhere.then(|| json!({ "expires": iso(channel.expires) }))
        }
    };
    let own = registry.of(owner, ask.now);
    let entities: Vec<Value> = own.into_iter().filter_map(row).collect();
    Ok(json!({ "entities": entities }).into())
}

/// `HEAD notifications/channels/{channelId}`: whether the channel exists.
pub(crate) fn probe(ask: &Ask) -> Answered {
    let owner = &ask.caller()?.name;
    let mut registry = ask.platform.notifications.registry();
    registry.used_by(owner, ask.id(), ask.now)?;
    Ok(empty(StatusCode::OK))
}

/// `GET notifications/channels/{channelId}/subscriptions`.
pub(crate) fn subscriptions(ask: &Ask) -> Answered {
    let owner = &ask.caller()?.name;
    let mut registry = ask.platform.notifications.registry();
    let channel = registry.used_by(owner, ask.id(), ask.now)?;
    let permitted = |topic: &String| Verdict::Permitted.shown(ask, topic);
    let entities: Vec<Value> = channel.topics.iter().map(permitted).collect();
    Ok(json!({ "entities": entities }).into())
}

/// `POST notifications/channels/{channelId}/subscriptions`: adds topics.
pub(crate) fn add(ask: &Ask) -> Answered {
    change(ask, Edit::Add)
}

/// `PUT notifications/channels/{channelId}/subscriptions`: replaces the topics.
pub(crate) fn replace(ask: &Ask) -> Answered {
    change(ask, Edit::Replace)
}

/// `DELETE notifications/channels/{channelId}/subscriptions`: removes all topics.
pub(crate) fn clear(ask: &Ask) -> Answered {
    let owner = &ask.caller()?.name;
    let mut registry = ask.platform.notifications.registry();
    registry.used_by(owner, ask.id(), ask.now)?;
    let (none, edit) = (BTreeSet::new(), Edit::Replace);
    registry.subscribe(ask.id(), ask.token(), &none, edit, ask.now)?;
    Ok(empty(StatusCode::NO_CONTENT))
}

/// `GET notifications/availabletopics`: only the ids unless `expand` requests more.
#[expect(clippy::unnecessary_wraps, reason = "the operations' common signature")]
pub(crate) fn topics(ask: &Ask) -> Answered {
    let expand = ask.list("expand");
    let row = |template: &&'static Template| {
        let permissions = template.needs.permissions();
        let mut fields = Fields::of(json!({ "id": template.topic("{id}") }));
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
struct Wanted {
    id: String,
}

/// The result of a requested topic.
enum Verdict {
    Permitted,
    Unknown,
    Missing(&'static Template),
}

impl Verdict {
    /// The result for a topic, whose name is in lower case.
    fn on(topic: &str, caller: &Subject) -> Self {
        match Template::of(topic) {
            None => Self::Unknown,
            Some(template) if template.missing(caller).is_empty() => Self::Permitted,
            Some(template) => Self::Missing(template),
        }
    }

    /// The `ChannelTopic` with its state.
    fn shown(&self, ask: &Ask, topic: &str) -> Value {
        let uri = format!(
            "/api/v2/notifications/channels/{}/subscriptions/{topic}",
            ask.id()
        );
        let mut fields = Fields::of(json!({ "id": topic, "selfUri": uri }));
        let state = match self {
            Self::Permitted => "Permitted",
            Self::Unknown => {
                fields.set("rejectionReason", "Unknown topic");
                "Rejected"
            }
            Self::Missing(template) => {
                fields.set("rejectionReason", "Missing permissions");
                fields.set("missingPermissions", json!(template.needs.permissions()));
                "Rejected"
            }
        };
        fields.set("state", state);
        fields.into()
    }
}

fn change(ask: &Ask, edit: Edit) -> Answered {
    let caller = ask.caller()?;
    let lenient = flag(ask, "ignoreErrors")?;
    let wanted: Vec<Wanted> = read(ask)?;
    let mut registry = ask.platform.notifications.registry();
    registry.used_by(&caller.name, ask.id(), ask.now)?;
    let mut permitted = BTreeSet::new();
    let mut entities = Vec::new();
    for Wanted { id } in &wanted {
        let topic = id.to_lowercase();
        let verdict = Verdict::on(&topic, caller);
        match &verdict {
            Verdict::Unknown if !lenient => {
                return Err(Refusal::bad_request(format!("Invalid topic: {id}")));
            }
            Verdict::Missing(template) if !lenient => template.needs.check(caller)?,
            Verdict::Permitted => {
                permitted.insert(topic);
            }
            Verdict::Unknown | Verdict::Missing(_) => {}
        }
        entities.push(verdict.shown(ask, id));
    }
    registry.subscribe(ask.id(), ask.token(), &permitted, edit, ask.now)?;
    Ok(Answer {
        asked: wanted.into_iter().map(|topic| topic.id).collect(),
        ..json!({ "entities": entities }).into()
    })
}

/// The `Channel`. The address of its socket is the one at which the caller reached the simulator.
fn shown(ask: &Ask, channel: &Channel) -> Value {
    let address = ask.platform.notifications.address.to_string();
    let reached = ask.headers.get(HOST).and_then(|host| host.to_str().ok());
    json!({
        "id": channel.id,
        "connectUri": format!("ws://{}/channels/{}", reached.unwrap_or(&address), channel.id),
        "expires": iso(channel.expires),
    })
}

fn empty(status: StatusCode) -> Answer {
    Answer {
        status,
        body: None,
        asked: Vec::new(),
    }
}

//! `Event` of web and app sessions.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Deserializer};

use super::attribute::attributes;
use super::lenient::{AnyScalar, Integer, Object, Raw, Text};
use super::visit::{App, Device, Page};
use super::{Reference, Shape, id_of, text};
use crate::model::attribute::{Attribute, AttributesJson};
use crate::model::event as model;
use crate::model::id::SegmentId;
use crate::model::lazy::Lazy;

/// Prefix of event types in REST responses; notifications omit it.
const TYPE_PREFIX: &str = "com.genesys.journey.";

/// Usual types without the prefix.
const KINDS: [&str; 5] = [
    "WebEvent",
    "AppEvent",
    "WebActionEvent",
    "SegmentAssignmentEvent",
    "OutcomeAchievedEvent",
];

/// Usual names of web and app events.
const NAMES: [&str; 4] = [
    "page_viewed",
    "search_performed",
    "form_submitted",
    "screen_viewed",
];

/// An event, converted to the model while it is decoded, so that its fields can borrow from the body. `None` if it has no id or
/// time.
#[derive(Debug)]
pub(crate) struct Event(Option<model::Event>);

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Fields<'a> {
    #[serde(borrow)]
    id: AnyScalar<'a>,
    event_type: AnyScalar<'a>,
    created_date: AnyScalar<'a>,
    #[serde(deserialize_with = "payload::<_, WebEvent<'_>, _>")]
    web_event: Option<Arc<model::WebEvent>>,
    #[serde(deserialize_with = "payload::<_, AppEvent<'_>, _>")]
    app_event: Option<Arc<model::AppEvent>>,
    #[serde(deserialize_with = "payload::<_, WebActionEvent, _>")]
    web_action_event: Option<Arc<model::ActionEvent>>,
    segment_assignment_event: Object<SegmentAssignmentEvent>,
    outcome_achieved_event: Object<OutcomeAchievedEvent>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct WebEvent<'a> {
    #[serde(borrow)]
    event_name: AnyScalar<'a>,
    page: Object<Page<'a>>,
    search_query: AnyScalar<'a>,
    attributes: Raw<'a>,
    total_event_count: AnyScalar<'a>,
    total_pageview_count: AnyScalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct AppEvent<'a> {
    #[serde(borrow)]
    event_name: AnyScalar<'a>,
    screen_name: AnyScalar<'a>,
    app: Object<App>,
    device: Object<Device>,
    search_query: AnyScalar<'a>,
    attributes: Raw<'a>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WebActionEvent {
    action: Object<Action>,
    action_map: Object<Named>,
    time_to_disposition: Integer,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Action {
    id: Text,
    state: Text,
    media_type: Text,
    prompt: Text,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Named {
    id: Text,
    display_name: Text,
}

#[derive(Debug, Deserialize)]
struct SegmentAssignmentEvent {
    segment: Option<Reference<SegmentId>>,
}

#[derive(Debug, Deserialize)]
struct OutcomeAchievedEvent {
    outcome: Object<Named>,
}

fn kind(text: &str) -> Cow<'static, str> {
    usual(text.strip_prefix(TYPE_PREFIX).unwrap_or(text), &KINDS)
}

/// The text without an allocation, if it is a usual one.
fn usual(text: &str, usual: &[&'static str]) -> Cow<'static, str> {
    let known = usual.iter().find(|usual| **usual == text);
    known.map_or_else(
        || Cow::Owned(text.to_owned()),
        |known| Cow::Borrowed(*known),
    )
}

fn name(name: &AnyScalar<'_>) -> Option<Cow<'static, str>> {
    name.read(|name| (!name.is_empty()).then(|| usual(name, &NAMES)))
}

fn unread(raw: Raw<'_>) -> Lazy<Vec<Attribute>, AttributesJson> {
    Lazy::Unread(AttributesJson::new(raw.map(), attributes))
}

/// Converts the payload to the model while it is decoded. An event has fields for several payloads and uses only one;
/// keeping all of them decoded would cost memory.
fn payload<'de, D, W, T>(deserializer: D) -> Result<Option<Arc<T>>, D::Error>
where
    D: Deserializer<'de>,
    W: Deserialize<'de>,
    T: From<W>,
{
    let Object(payload) = Object::<W>::deserialize(deserializer)?;
    Ok(payload.map(|payload| Arc::new(payload.into())))
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Fields::deserialize(deserializer).map(|fields| Self(fields.into_model()))
    }
}

impl Shape for Event {
    type Model = model::Event;

    fn into_model(self) -> Option<model::Event> {
        self.0
    }
}

impl Fields<'_> {
    /// Requires an id and a time; the type may be unknown.
    fn into_model(self) -> Option<model::Event> {
        Some(model::Event {
            id: self.id.text()?,
            kind: self
                .event_type
                .read(|text| Some(kind(text)))
                .unwrap_or(Cow::Borrowed("Unknown")),
            created_at: self.created_date.instant()?,
            payload: self.payload(),
        })
    }

    fn payload(self) -> model::Payload {
        if let Some(event) = self.web_event {
            model::Payload::Web(event)
        } else if let Some(event) = self.app_event {
            model::Payload::App(event)
        } else if let Some(event) = self.web_action_event {
            model::Payload::Action(event)
        } else if let Some(segment) = self
            .segment_assignment_event
            .0
            .and_then(|event| id_of(event.segment))
        {
            model::Payload::SegmentAssigned(segment)
        } else if let Some(event) = self.outcome_achieved_event.0 {
            let name = event
                .outcome
                .0
                .and_then(|outcome| text(outcome.display_name));
            model::Payload::OutcomeAchieved(name.map(Arc::from))
        } else {
            model::Payload::Other
        }
    }
}

impl From<WebEvent<'_>> for model::WebEvent {
    fn from(event: WebEvent<'_>) -> Self {
        Self {
            name: name(&event.event_name),
            page: event.page.0.map(Into::into),
            search_query: event.search_query.text(),
            attributes: unread(event.attributes),
            total_event_count: event.total_event_count.convert(),
            total_pageview_count: event.total_pageview_count.convert(),
        }
    }
}

impl From<AppEvent<'_>> for model::AppEvent {
    fn from(event: AppEvent<'_>) -> Self {
        Self {
            name: name(&event.event_name),
            screen: event.screen_name.text(),
            app: event.app.0.map(Into::into),
            device: event.device.0.map(Into::into),
            search_query: event.search_query.text(),
            attributes: unread(event.attributes),
        }
    }
}

impl From<WebActionEvent> for model::ActionEvent {
    fn from(event: WebActionEvent) -> Self {
        let action = event.action.0.unwrap_or_default();
        let (action_map, action_map_name) = event
            .action_map
            .0
            .map(|map| (map.id, map.display_name))
            .unwrap_or_default();
        Self {
            id: text(action.id),
            state: text(action.state).map(model::ActionState::from_platform),
            media_type: text(action.media_type).map(model::ActionMediaType::from_platform),
            prompt: text(action.prompt),
            action_map: text(action_map),
            action_map_name: text(action_map_name),
            milliseconds_to_disposition: event.time_to_disposition.into(),
        }
    }
}

//! `Event` of web and app sessions.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer};

use super::attribute::attributes;
use super::lenient::{Borrowed, Int, Integer, Object, Raw, Text};
use super::visit::{App, Device, Page};
use super::{Reference, Shape, id_of, lenient, text};
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

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Event {
    id: Text,
    #[serde(default, deserialize_with = "kind")]
    event_type: Option<Cow<'static, str>>,
    #[serde(default, deserialize_with = "lenient::instant")]
    created_date: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "payload::<_, WebEvent<'_>, _>")]
    web_event: Option<Arc<model::WebEvent>>,
    #[serde(default, deserialize_with = "payload::<_, AppEvent<'_>, _>")]
    app_event: Option<Arc<model::AppEvent>>,
    #[serde(default, deserialize_with = "payload::<_, WebActionEvent, _>")]
    web_action_event: Option<Arc<model::ActionEvent>>,
    segment_assignment_event: Object<SegmentAssignmentEvent>,
    outcome_achieved_event: Object<OutcomeAchievedEvent>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WebEvent<'a> {
    #[serde(borrow)]
    event_name: Borrowed<'a>,
    #[serde(borrow)]
    page: Object<Page<'a>>,
    search_query: Text,
    #[serde(borrow)]
    attributes: Raw<'a>,
    total_event_count: Int,
    total_pageview_count: Int,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct AppEvent<'a> {
    #[serde(borrow)]
    event_name: Borrowed<'a>,
    screen_name: Text,
    app: Object<App>,
    device: Object<Device>,
    search_query: Text,
    #[serde(borrow)]
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

fn kind<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Cow<'static, str>>, D::Error> {
    lenient::read(deserializer, |text| {
        let kind = text.strip_prefix(TYPE_PREFIX).unwrap_or(text);
        Some(usual(kind, &KINDS))
    })
}

/// The text without an allocation, if it is a usual one.
fn usual(text: &str, usual: &[&'static str]) -> Cow<'static, str> {
    let known = usual.iter().find(|usual| **usual == text);
    known.map_or_else(
        || Cow::Owned(text.to_owned()),
        |known| Cow::Borrowed(*known),
    )
}

fn name(name: &Borrowed<'_>) -> Option<Cow<'static, str>> {
    name.present().map(|name| usual(name, &NAMES))
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

impl Shape for Event {
    type Model = model::Event;

    /// Requires an id and a time; the type may be unknown.
    fn into_model(self) -> Option<model::Event> {
        let payload = if let Some(event) = self.web_event {
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
            model::Payload::OutcomeAchieved(
                event
                    .outcome
                    .0
                    .and_then(|outcome| text(outcome.display_name))
                    .map(Arc::from),
            )
        } else {
            model::Payload::Other
        };
        Some(model::Event {
            id: text(self.id)?,
            kind: self.event_type.unwrap_or(Cow::Borrowed("Unknown")),
            created_at: self.created_date?,
            payload,
        })
    }
}

impl From<WebEvent<'_>> for model::WebEvent {
    fn from(event: WebEvent<'_>) -> Self {
        Self {
            name: name(&event.event_name),
            page: event.page.0.map(Into::into),
            search_query: text(event.search_query),
            attributes: unread(event.attributes),
            total_event_count: event.total_event_count.into(),
            total_pageview_count: event.total_pageview_count.into(),
        }
    }
}

impl From<AppEvent<'_>> for model::AppEvent {
    fn from(event: AppEvent<'_>) -> Self {
        Self {
            name: name(&event.event_name),
            screen: text(event.screen_name),
            app: event.app.0.map(Into::into),
            device: event.device.0.map(Into::into),
            search_query: text(event.search_query),
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

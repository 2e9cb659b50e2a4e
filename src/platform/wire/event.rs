//! `Event`, of web and app sessions.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer};

use super::visit::{App, Device, Page};
use super::{Reference, Shape, id_of, lenient, text};
use crate::model::event as model;
use crate::model::id::SegmentId;

/// REST puts it before every event type; topics do not.
const TYPE_PREFIX: &str = "com.genesys.journey.";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Event {
    id: Option<String>,
    #[serde(default, deserialize_with = "kind")]
    event_type: Option<String>,
    #[serde(default, deserialize_with = "lenient::instant")]
    created_date: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "payload::<_, WebEvent, _>")]
    web_event: Option<Box<model::WebEvent>>,
    #[serde(default, deserialize_with = "payload::<_, AppEvent, _>")]
    app_event: Option<Box<model::AppEvent>>,
    #[serde(default, deserialize_with = "payload::<_, WebActionEvent, _>")]
    web_action_event: Option<Box<model::ActionEvent>>,
    segment_assignment_event: Option<SegmentAssignmentEvent>,
    outcome_achieved_event: Option<OutcomeAchievedEvent>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WebEvent {
    event_name: Option<String>,
    page: Option<Page>,
    search_query: Option<String>,
    attributes: Option<BTreeMap<String, Option<Attribute>>>,
}

#[derive(Debug, Deserialize)]
struct Attribute {
    value: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct AppEvent {
    event_name: Option<String>,
    screen_name: Option<String>,
    app: Option<App>,
    device: Option<Device>,
    search_query: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WebActionEvent {
    action: Option<Action>,
    action_map: Option<Named>,
    time_to_disposition: Option<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Action {
    id: Option<String>,
    state: Option<String>,
    media_type: Option<String>,
    prompt: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Named {
    id: Option<String>,
    display_name: Option<String>,
}

#[derive(Debug, Deserialize)]
struct SegmentAssignmentEvent {
    segment: Option<Reference<SegmentId>>,
}

#[derive(Debug, Deserialize)]
struct OutcomeAchievedEvent {
    outcome: Option<Named>,
}

fn kind<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    lenient::read(deserializer, |text| {
        let kind = text.strip_prefix(TYPE_PREFIX).unwrap_or(text);
        Some(kind.to_owned())
    })
}

/// What an event carries becomes the model at once: several shapes of it in one event take room, of which
/// one is used.
fn payload<'de, D, W, T>(deserializer: D) -> Result<Option<Box<T>>, D::Error>
where
    D: Deserializer<'de>,
    W: Deserialize<'de>,
    T: From<W>,
{
    let payload = Option::<W>::deserialize(deserializer)?;
    Ok(payload.map(|payload| Box::new(payload.into())))
}

impl Shape for Event {
    type Model = model::Event;

    /// It needs an id and an instant; its type may be one that nobody has heard of.
    fn into_model(self) -> Option<model::Event> {
        let payload = if let Some(event) = self.web_event {
            model::Payload::Web(event)
        } else if let Some(event) = self.app_event {
            model::Payload::App(event)
        } else if let Some(event) = self.web_action_event {
            model::Payload::Action(event)
        } else if let Some(segment) = self
            .segment_assignment_event
            .and_then(|event| id_of(event.segment))
        {
            model::Payload::SegmentAssigned(segment)
        } else if let Some(event) = self.outcome_achieved_event {
            model::Payload::OutcomeAchieved(
                event.outcome.and_then(|outcome| text(outcome.display_name)),
            )
        } else {
            model::Payload::Other
        };
        Some(model::Event {
            id: self.id?,
            kind: self.event_type.unwrap_or_else(|| "Unknown".to_owned()),
            created_at: self.created_date?,
            payload,
        })
    }
}

impl From<WebEvent> for model::WebEvent {
    fn from(event: WebEvent) -> Self {
        let attributes = event.attributes.unwrap_or_default().into_iter();
        Self {
            name: text(event.event_name),
            page: event.page.map(Into::into),
            search_query: text(event.search_query),
            attributes: attributes
                .filter_map(|(name, attribute)| Some((name, attribute?.value?)))
                .collect(),
        }
    }
}

impl From<AppEvent> for model::AppEvent {
    fn from(event: AppEvent) -> Self {
        Self {
            name: text(event.event_name),
            screen: text(event.screen_name),
            app: event.app.map(Into::into),
            device: event.device.map(Into::into),
            search_query: text(event.search_query),
        }
    }
}

impl From<WebActionEvent> for model::ActionEvent {
    fn from(event: WebActionEvent) -> Self {
        let action = event.action.unwrap_or(Action {
            id: None,
            state: None,
            media_type: None,
            prompt: None,
        });
        let (action_map, action_map_name) = event
            .action_map
            .map(|map| (map.id, map.display_name))
            .unwrap_or_default();
        Self {
            id: text(action.id),
            state: text(action.state),
            media_type: text(action.media_type),
            prompt: text(action.prompt),
            action_map: text(action_map),
            action_map_name: text(action_map_name),
            milliseconds_to_disposition: event.time_to_disposition,
        }
    }
}

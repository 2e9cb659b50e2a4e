//! `Event`, of web and app sessions.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::visit::{App, Device, Page};
use super::{Reference, id_of, lenient, text};
use crate::model::event as model;

/// REST puts it before every event type; topics do not.
const TYPE_PREFIX: &str = "com.genesys.journey.";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Event {
    id: Option<String>,
    event_type: Option<String>,
    #[serde(default, deserialize_with = "lenient::instant")]
    created_date: Option<DateTime<Utc>>,
    web_event: Option<WebEvent>,
    app_event: Option<AppEvent>,
    web_action_event: Option<WebActionEvent>,
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
    segment: Option<Reference>,
}

#[derive(Debug, Deserialize)]
struct OutcomeAchievedEvent {
    outcome: Option<Named>,
}

impl Event {
    /// An event needs an id and an instant; its type may be one that nobody has heard of.
    pub(crate) fn into_model(self) -> Option<model::Event> {
        let kind = self.event_type.unwrap_or_else(|| "Unknown".to_owned());
        let kind = kind
            .strip_prefix(TYPE_PREFIX)
            .map(str::to_owned)
            .unwrap_or(kind);
        let payload = if let Some(event) = self.web_event {
            model::Payload::Web(Box::new(event.into_model()))
        } else if let Some(event) = self.app_event {
            model::Payload::App(Box::new(event.into_model()))
        } else if let Some(event) = self.web_action_event {
            model::Payload::Action(Box::new(event.into_model()))
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
            kind,
            created_at: self.created_date?,
            payload,
        })
    }
}

impl WebEvent {
    fn into_model(self) -> model::WebEvent {
        let attributes = self.attributes.unwrap_or_default().into_iter();
        model::WebEvent {
            name: text(self.event_name),
            page: self.page.map(Into::into),
            search_query: text(self.search_query),
            attributes: attributes
                .filter_map(|(name, attribute)| Some((name, attribute?.value?)))
                .collect(),
        }
    }
}

impl AppEvent {
    fn into_model(self) -> model::AppEvent {
        model::AppEvent {
            name: text(self.event_name),
            screen: text(self.screen_name),
            app: self.app.map(Into::into),
            device: self.device.map(Into::into),
            search_query: text(self.search_query),
        }
    }
}

impl WebActionEvent {
    fn into_model(self) -> model::ActionEvent {
        let action = self.action.unwrap_or(Action {
            id: None,
            state: None,
            media_type: None,
            prompt: None,
        });
        let (action_map, action_map_name) = self
            .action_map
            .map(|map| (map.id, map.display_name))
            .unwrap_or_default();
        model::ActionEvent {
            id: text(action.id),
            state: text(action.state),
            media_type: text(action.media_type),
            prompt: text(action.prompt),
            action_map: text(action_map),
            action_map_name: text(action_map_name),
            milliseconds_to_disposition: self.time_to_disposition,
        }
    }
}

//! `Session`, as the list of a contact's sessions and the session by id both send it.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::visit::{App, Browser, Campaign, Device, Geolocation, Page, Referrer};
use super::{Reference, id_of, lenient, text};
use crate::model::channel::{ConversationChannel, Direction};
use crate::model::id::{DivisionId, SessionId, WrapUpCodeId};
use crate::model::session as model;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Session {
    #[serde(default, deserialize_with = "lenient::id")]
    id: Option<SessionId>,
    #[serde(rename = "type")]
    kind: Option<String>,
    external_contact: Option<Reference>,
    #[serde(default, deserialize_with = "lenient::instant")]
    created_date: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::instant")]
    ended_date: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::instant")]
    idle_date: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::instant")]
    away_date: Option<DateTime<Utc>>,
    last_event: Option<LastEvent>,
    duration_in_seconds: Option<i32>,
    event_count: Option<i64>,
    #[serde(default, deserialize_with = "lenient::divisions")]
    division_ids: Vec<DivisionId>,
    authenticated: Option<bool>,
    conversation: Option<Reference>,
    #[serde(default, deserialize_with = "lenient::list")]
    conversation_channels: Vec<Channel>,
    originating_direction: Option<String>,
    conversation_subject: Option<String>,
    last_connected_queue: Option<Reference>,
    last_connected_user: Option<Reference>,
    last_user_disposition: Option<Disposition>,
    last_acd_outcome: Option<String>,
    last_user_disconnect_type: Option<String>,
    pageview_count: Option<i32>,
    screenview_count: Option<i32>,
    browser: Option<Browser>,
    device: Option<Device>,
    geolocation: Option<Geolocation>,
    last_page: Option<Page>,
    referrer: Option<Referrer>,
    mkt_campaign: Option<Campaign>,
    #[serde(default, deserialize_with = "lenient::list")]
    search_terms: Vec<Option<String>>,
    app: Option<App>,
    last_screen: Option<String>,
    case_reference: Option<String>,
    case_status: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct LastEvent {
    #[serde(default, deserialize_with = "lenient::instant")]
    created_date: Option<DateTime<Utc>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Channel {
    #[serde(rename = "type")]
    kind: Option<String>,
    message_type: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Disposition {
    code: Option<String>,
    notes: Option<String>,
    user: Option<Reference>,
}

impl Session {
    /// A session needs an id, a type and a beginning.
    pub(crate) fn into_model(self) -> Option<model::Session> {
        let kind = self.kind.as_deref()?.to_ascii_lowercase();
        Some(model::Session {
            id: self.id?,
            customer: self
                .external_contact
                .as_ref()
                .and_then(|contact| contact.id.as_deref()?.parse().ok()),
            started_at: self.created_date?,
            ended_at: self.ended_date,
            idle_at: self.idle_date,
            away_at: self.away_date,
            last_activity_at: self
                .last_event
                .as_ref()
                .and_then(|event| event.created_date),
            duration_seconds: self.duration_in_seconds,
            event_count: self
                .event_count
                .and_then(|count| u32::try_from(count).ok())
                .unwrap_or_default(),
            divisions: self.division_ids.clone(),
            details: match kind.as_str() {
                "conversation" => model::Details::Conversation(Box::new(self.into_conversation())),
                "web" => model::Details::Web(Box::new(self.into_visit())),
                "app" => model::Details::App(Box::new(self.into_app_visit())),
                "case" => model::Details::Case(model::Case {
                    reference: text(self.case_reference),
                    status: text(self.case_status),
                }),
                _ => model::Details::Other(self.kind.unwrap_or_default()),
            },
        })
    }

    fn into_conversation(self) -> model::Conversation {
        model::Conversation {
            conversation: id_of(self.conversation),
            channels: self
                .conversation_channels
                .into_iter()
                .map(Channel::into_model)
                .collect(),
            direction: self
                .originating_direction
                .as_deref()
                .map(Direction::read)
                .unwrap_or_default(),
            subject: text(self.conversation_subject),
            authenticated: self.authenticated.unwrap_or_default(),
            last_queue: id_of(self.last_connected_queue),
            last_agent: id_of(self.last_connected_user),
            last_wrap_up: self.last_user_disposition.and_then(Disposition::into_model),
            acd_outcome: text(self.last_acd_outcome),
            disconnect_type: text(self.last_user_disconnect_type),
        }
    }

    fn into_visit(self) -> model::Visit {
        model::Visit {
            pageview_count: self.pageview_count,
            browser: self.browser.map(Into::into),
            device: self.device.map(Into::into),
            location: self.geolocation.map(Into::into),
            last_page: self.last_page.map(Into::into),
            referrer: self.referrer.map(Into::into),
            campaign: self.mkt_campaign.map(Into::into),
            search_terms: self.search_terms.into_iter().flatten().collect(),
        }
    }

    fn into_app_visit(self) -> model::AppVisit {
        model::AppVisit {
            screenview_count: self.screenview_count,
            last_screen: text(self.last_screen),
            app: self.app.map(Into::into),
            device: self.device.map(Into::into),
            location: self.geolocation.map(Into::into),
            search_terms: self.search_terms.into_iter().flatten().collect(),
        }
    }
}

impl Channel {
    fn into_model(self) -> ConversationChannel {
        ConversationChannel {
            kind: self.kind.unwrap_or_default(),
            message_type: text(self.message_type),
        }
    }
}

impl Disposition {
    fn into_model(self) -> Option<model::Disposition> {
        Some(model::Disposition {
            code: WrapUpCodeId::of_disposition(&text(self.code)?),
            notes: text(self.notes),
            agent: id_of(self.user),
        })
    }
}

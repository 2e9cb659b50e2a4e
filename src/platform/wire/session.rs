//! `Session`, in the list of a contact's sessions and by id.

use std::mem;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer};

use super::attribute::{attribute_lists, attributes};
use super::lenient::{Borrowed, Flag, Int, Object, Raw, Scalar, Text};
use super::visit::{App, PARTS};
use super::{Reference, Shape, divisions, id_of, lenient, text};
use crate::model::channel::{ConversationChannel, Direction};
use crate::model::id::{
    AgentId, ConversationId, CustomerId, DivisionId, QueueId, SegmentId, SessionId, WrapUpCodeId,
};
use crate::model::lazy::Lazy;
use crate::model::session as model;
use crate::model::visit::AssignedSegment;

/// A session, converted to the model while it is decoded, so that its fields can borrow from the body. `None` if it has no
/// id, type or start time.
#[derive(Debug)]
pub(crate) struct Session(Option<model::Session>);

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fields<'a> {
    #[serde(default, deserialize_with = "lenient::id")]
    id: Option<SessionId>,
    #[serde(default, rename = "type", deserialize_with = "Kind::read")]
    kind: Option<Kind>,
    external_contact: Option<Reference<CustomerId>>,
    #[serde(default, deserialize_with = "lenient::instant")]
    created_date: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::instant")]
    ended_date: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::instant")]
    idle_date: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::instant")]
    away_date: Option<DateTime<Utc>>,
    last_event: Object<LastEvent>,
    duration_in_seconds: Int,
    event_count: Scalar<u32>,
    #[serde(default, deserialize_with = "divisions::by_id")]
    division_ids: Vec<DivisionId>,
    authenticated: Flag,
    conversation: Option<Reference<ConversationId>>,
    #[serde(borrow, default, deserialize_with = "lenient::list")]
    conversation_channels: Vec<Channel<'a>>,
    #[serde(default, deserialize_with = "direction")]
    originating_direction: Option<Direction>,
    conversation_subject: Text,
    last_connected_queue: Option<Reference<QueueId>>,
    last_connected_user: Option<Reference<AgentId>>,
    last_user_disposition: Object<Disposition>,
    last_acd_outcome: Text,
    last_user_disconnect_type: Text,
    pageview_count: Int,
    screenview_count: Int,
    #[serde(borrow)]
    browser: Raw<'a>,
    #[serde(borrow)]
    device: Raw<'a>,
    #[serde(borrow)]
    geolocation: Raw<'a>,
    #[serde(borrow)]
    last_page: Raw<'a>,
    #[serde(borrow)]
    referrer: Raw<'a>,
    #[serde(borrow)]
    mkt_campaign: Raw<'a>,
    #[serde(borrow)]
    search_terms: Raw<'a>,
    #[serde(default, deserialize_with = "lenient::list")]
    segment_assignments: Vec<SegmentAssignment>,
    #[serde(borrow)]
    app: Raw<'a>,
    last_screen: Text,
    case_reference: Text,
    case_status: Text,
    #[serde(borrow)]
    attributes: Raw<'a>,
    #[serde(borrow)]
    attribute_lists: Raw<'a>,
    short_id: Text,
    external_id: Text,
    external_url: Text,
}

/// `Session.type`
#[derive(Debug)]
enum Kind {
    Conversation,
    Web,
    App,
    Case,
    Other(String),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct LastEvent {
    #[serde(default, deserialize_with = "lenient::instant")]
    created_date: Option<DateTime<Utc>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Channel<'a> {
    #[serde(borrow, rename = "type")]
    kind: Borrowed<'a>,
    #[serde(borrow)]
    message_type: Borrowed<'a>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SegmentAssignment {
    segment: Option<Reference<SegmentId>>,
    #[serde(default, deserialize_with = "lenient::instant")]
    assigned_date: Option<DateTime<Utc>>,
}

#[derive(Debug, Deserialize)]
struct Disposition {
    #[serde(default, deserialize_with = "lenient::wrap_up_code")]
    code: Option<WrapUpCodeId>,
    notes: Text,
    user: Option<Reference<AgentId>>,
}

impl Kind {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        lenient::read(deserializer, |name| {
            let known = [
                ("conversation", Self::Conversation),
                ("web", Self::Web),
                ("app", Self::App),
                ("case", Self::Case),
            ];
            let known = known
                .into_iter()
                .find(|(known, _)| name.eq_ignore_ascii_case(known));
            Some(known.map_or_else(|| Self::Other(name.to_owned()), |(_, kind)| kind))
        })
    }
}

fn direction<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Direction>, D::Error> {
    lenient::read(deserializer, |text| Some(Direction::from_platform(text)))
}

impl<'de> Deserialize<'de> for Session {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Fields::deserialize(deserializer).map(|fields| Self(fields.into_model()))
    }
}

impl Shape for Session {
    type Model = model::Session;

    fn into_model(self) -> Option<model::Session> {
        self.0
    }
}

impl Fields<'_> {
    fn into_model(mut self) -> Option<model::Session> {
        Some(model::Session {
            id: self.id?,
            customer: self
                .external_contact
                .as_ref()
                .and_then(|contact| contact.id),
            started_at: self.created_date?,
            ended_at: self.ended_date,
            idle_at: self.idle_date,
            away_at: self.away_date,
            last_activity_at: self
                .last_event
                .0
                .as_ref()
                .and_then(|event| event.created_date),
            duration_seconds: self.duration_in_seconds.0,
            event_count: self.event_count.0.unwrap_or_default(),
            divisions: mem::take(&mut self.division_ids),
            record: self.take_record().boxed(),
            details: match self.kind.take()? {
                Kind::Conversation => {
                    model::Details::Conversation(Arc::new(self.into_conversation()))
                }
                Kind::Web => model::Details::Web(Arc::new(self.into_visit())),
                Kind::App => model::Details::App(Arc::new(self.into_app_visit())),
                Kind::Case => model::Details::Case(Arc::new(model::Case {
                    reference: text(self.case_reference),
                    status: text(self.case_status).map(model::CaseStatus::from_platform),
                })),
                Kind::Other(name) => model::Details::Other(name.into()),
            },
        })
    }

    fn take_record(&mut self) -> model::Record {
        model::Record {
            attributes: attributes(self.attributes.map()),
            attribute_lists: attribute_lists(self.attribute_lists.map()),
            short_id: text(mem::take(&mut self.short_id)),
            external_id: text(mem::take(&mut self.external_id)),
            external_url: text(mem::take(&mut self.external_url)),
        }
    }

    fn into_conversation(self) -> model::ConversationFacts {
        model::ConversationFacts {
            conversation: id_of(self.conversation),
            channels: self
                .conversation_channels
                .into_iter()
                .map(Into::into)
                .collect(),
            direction: self.originating_direction.unwrap_or_default(),
            subject: text(self.conversation_subject),
            authenticated: self.authenticated.0.unwrap_or_default(),
            last_queue: id_of(self.last_connected_queue),
            last_agent: id_of(self.last_connected_user),
            last_wrap_up: self
                .last_user_disposition
                .0
                .and_then(Disposition::into_model),
            acd_outcome: text(self.last_acd_outcome),
            disconnect_type: text(self.last_user_disconnect_type),
            is_campaign_call: false,
        }
    }

    fn into_visit(self) -> model::WebVisit {
        model::WebVisit {
            pageview_count: self.pageview_count.0,
            parts: Lazy::Unread(self.parts()),
            segments: segments(self.segment_assignments),
        }
    }

    fn parts(&self) -> model::PartsJson {
        let parts = [
            self.browser,
            self.device,
            self.geolocation,
            self.last_page,
            self.referrer,
            self.mkt_campaign,
            self.search_terms,
        ];
        model::PartsJson::new(parts.map(Raw::json), &PARTS)
    }

    fn into_app_visit(self) -> model::AppVisit {
        model::AppVisit {
            screenview_count: self.screenview_count.into(),
            last_screen: text(self.last_screen),
            app: self.app.object::<App>().map(Into::into),
            device: (PARTS.device)(self.device.json()),
            location: (PARTS.location)(self.geolocation.json()),
            search_terms: (PARTS.search_terms)(self.search_terms.json()).unwrap_or_default(),
            segments: segments(self.segment_assignments),
        }
    }
}

fn segments(assignments: Vec<SegmentAssignment>) -> Vec<AssignedSegment> {
    let assigned = assignments.into_iter().filter_map(|one| {
        Some(AssignedSegment {
            segment: id_of(one.segment)?,
            assigned_at: one.assigned_date,
        })
    });
    assigned.collect()
}

impl From<Channel<'_>> for ConversationChannel {
    fn from(channel: Channel<'_>) -> Self {
        Self::from_platform(channel.kind.as_str(), channel.message_type.present())
    }
}

impl Disposition {
    fn into_model(self) -> Option<model::Disposition> {
        Some(model::Disposition {
            code: self.code?,
            notes: text(self.notes),
            agent: id_of(self.user),
        })
    }
}

#[cfg(test)]
mod tests;

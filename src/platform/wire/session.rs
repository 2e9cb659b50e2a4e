//! `Session`, in the list of a contact's sessions and by id.

use std::sync::Arc;

use serde::{Deserialize, Deserializer};

use super::attribute::{attribute_lists, attributes};
use super::lenient::{AnyScalar, Object, Raw};
use super::visit::{App, PARTS};
use super::{AnyReference, Shape, divisions, lenient};
use crate::model::channel::{ConversationChannel, Direction};
use crate::model::id::DivisionId;
use crate::model::lazy::Lazy;
use crate::model::session as model;
use crate::model::visit::AssignedSegment;

/// A session, converted to the model while it is decoded, so that its fields can borrow from the body. `None` if it has no
/// id, type or start time.
#[derive(Debug)]
pub(crate) struct Session(Option<Arc<model::Session>>);

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Fields<'a> {
    #[serde(borrow)]
    id: AnyScalar<'a>,
    #[serde(rename = "type")]
    kind: AnyScalar<'a>,
    external_contact: AnyReference<'a>,
    created_date: AnyScalar<'a>,
    ended_date: AnyScalar<'a>,
    idle_date: AnyScalar<'a>,
    away_date: AnyScalar<'a>,
    last_event: Object<LastEvent<'a>>,
    duration_in_seconds: AnyScalar<'a>,
    event_count: AnyScalar<'a>,
    #[serde(deserialize_with = "divisions::by_id")]
    division_ids: Vec<DivisionId>,
    authenticated: AnyScalar<'a>,
    conversation: AnyReference<'a>,
    #[serde(deserialize_with = "lenient::list")]
    conversation_channels: Vec<Channel<'a>>,
    originating_direction: AnyScalar<'a>,
    conversation_subject: AnyScalar<'a>,
    last_connected_queue: AnyReference<'a>,
    last_connected_user: AnyReference<'a>,
    last_user_disposition: Object<Disposition<'a>>,
    last_acd_outcome: AnyScalar<'a>,
    last_user_disconnect_type: AnyScalar<'a>,
    pageview_count: AnyScalar<'a>,
    screenview_count: AnyScalar<'a>,
    browser: Raw<'a>,
    device: Raw<'a>,
    geolocation: Raw<'a>,
    last_page: Raw<'a>,
    referrer: Raw<'a>,
    mkt_campaign: Raw<'a>,
    search_terms: Raw<'a>,
    #[serde(deserialize_with = "lenient::list")]
    segment_assignments: Vec<SegmentAssignment<'a>>,
    app: Raw<'a>,
    last_screen: AnyScalar<'a>,
    case_reference: AnyScalar<'a>,
    case_status: AnyScalar<'a>,
    attributes: Raw<'a>,
    attribute_lists: Raw<'a>,
    short_id: AnyScalar<'a>,
    external_id: AnyScalar<'a>,
    external_url: AnyScalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct LastEvent<'a> {
    #[serde(borrow)]
    created_date: AnyScalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Channel<'a> {
    #[serde(borrow, rename = "type")]
    kind: AnyScalar<'a>,
    message_type: AnyScalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct SegmentAssignment<'a> {
    #[serde(borrow)]
    segment: AnyReference<'a>,
    assigned_date: AnyScalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Disposition<'a> {
    #[serde(borrow)]
    code: AnyScalar<'a>,
    notes: AnyScalar<'a>,
    user: AnyReference<'a>,
}

impl<'de> Deserialize<'de> for Session {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Fields::deserialize(deserializer).map(|fields| Self(fields.into_model()))
    }
}

impl Shape for Session {
    type Model = Arc<model::Session>;

    fn into_model(self) -> Option<Arc<model::Session>> {
        self.0
    }
}

impl Fields<'_> {
    fn into_model(self) -> Option<Arc<model::Session>> {
        Some(Arc::new(model::Session {
            id: self.id.id()?,
            customer: self.external_contact.id(),
            started_at: self.created_date.instant()?,
            ended_at: self.ended_date.instant(),
            idle_at: self.idle_date.instant(),
            away_at: self.away_date.instant(),
            last_activity_at: self
                .last_event
                .0
                .as_ref()
                .and_then(|event| event.created_date.instant()),
            duration_seconds: self.duration_in_seconds.convert(),
            event_count: self.event_count.convert().unwrap_or_default(),
            record: self.record(),
            details: self.kind.read(|kind| Some(self.details(kind)))?,
            divisions: self.division_ids,
        }))
    }

    /// The facts of a session of this kind.
    fn details(&self, kind: &str) -> model::Details {
        let is = |name| kind.eq_ignore_ascii_case(name);
        if is("conversation") {
            model::Details::Conversation(Arc::new(self.conversation()))
        } else if is("web") {
            model::Details::Web(Arc::new(self.visit()))
        } else if is("app") {
            model::Details::App(Arc::new(self.app_visit()))
        } else if is("case") {
            model::Details::Case(Arc::new(model::Case {
                reference: self.case_reference.text(),
                status: self
                    .case_status
                    .text()
                    .map(model::CaseStatus::from_platform),
            }))
        } else {
            model::Details::Other(kind.into())
        }
    }

    fn record(&self) -> Option<Box<model::Record>> {
        let record = model::Record {
            attributes: attributes(self.attributes.map()),
            attribute_lists: attribute_lists(self.attribute_lists.map()),
            short_id: self.short_id.text(),
            external_id: self.external_id.text(),
            external_url: self.external_url.text(),
        };
        record.boxed()
    }

    fn conversation(&self) -> model::ConversationFacts {
        model::ConversationFacts {
            conversation: self.conversation.id(),
            channels: self.conversation_channels.iter().map(Into::into).collect(),
            direction: self
                .originating_direction
                .read(|name| Some(Direction::from_platform(name)))
                .unwrap_or_default(),
            subject: self.conversation_subject.text(),
            authenticated: self.authenticated.convert().unwrap_or_default(),
            last_queue: self.last_connected_queue.id(),
            last_agent: self.last_connected_user.id(),
            last_wrap_up: self
                .last_user_disposition
                .0
                .as_ref()
                .and_then(Disposition::model),
            acd_outcome: self.last_acd_outcome.text(),
            disconnect_type: self.last_user_disconnect_type.text(),
            is_campaign_call: false,
        }
    }

    fn visit(&self) -> model::WebVisit {
        model::WebVisit {
            pageview_count: self.pageview_count.convert(),
            parts: Lazy::Unread(self.parts()),
            segments: self.segments(),
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

    fn app_visit(&self) -> model::AppVisit {
        model::AppVisit {
            screenview_count: self.screenview_count.convert(),
            last_screen: self.last_screen.text(),
            app: self.app.object::<App>().map(Into::into),
            device: (PARTS.device)(self.device.json()),
            location: (PARTS.location)(self.geolocation.json()),
            search_terms: (PARTS.search_terms)(self.search_terms.json()).unwrap_or_default(),
            segments: self.segments(),
        }
    }

    fn segments(&self) -> Vec<AssignedSegment> {
        let assigned = self.segment_assignments.iter().filter_map(|one| {
            Some(AssignedSegment {
                segment: one.segment.id()?,
                assigned_at: one.assigned_date.instant(),
            })
        });
        assigned.collect()
    }
}

impl From<&Channel<'_>> for ConversationChannel {
    fn from(channel: &Channel<'_>) -> Self {
        let message_type = channel.message_type.as_text();
        let message_type = Some(message_type.as_ref()).filter(|text| !text.is_empty());
        Self::from_platform(&channel.kind.as_text(), message_type)
    }
}

impl Disposition<'_> {
    fn model(&self) -> Option<model::Disposition> {
        Some(model::Disposition {
            code: self.code.read(lenient::read_wrap_up_code)?,
            notes: self.notes.text(),
            agent: self.user.id(),
        })
    }
}

#[cfg(test)]
mod tests;

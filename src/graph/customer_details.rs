//! Types of the customer's fields: kind, phone numbers, organization, identifiers, segments.

use std::sync::Arc;

use async_graphql::{Context, Description, Enum, ID, Object, SimpleObject};

use super::context::{ContextExt, Served};
use super::declaration::{Declaration, Declared, OPEN, calls, guarded};
use super::scalar::{DateTime, UuidId};
use super::session::Session;
use super::session_fields::Visits;
use crate::access::rule::Rule;
use crate::model::customer as model;
use crate::model::id::{CustomerId, SegmentId};
use crate::model::reference::Segment as SegmentModel;
use crate::model::session::Session as SessionModel;
use crate::platform::IdentifierType as PlatformIdentifierType;

const SESSION: Declaration = guarded(Rule::SessionById)
    .calls(calls::SESSION)
    .calls(calls::SESSIONS_FOR_STATUS);
/// Declares no call: the fields that return segments declare the call that reads them.
const SEGMENT_DETAILS: Declaration = guarded(Rule::Segments);

/// How the platform knows a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(super) enum CustomerKind {
    /// Known by a website cookie only. The platform deletes the record 60 days after the last interaction.
    Ephemeral,
    /// Known by an identifier such as a phone number. The platform deletes the record 60 days after the last
    /// interaction.
    Identified,
    /// A contact that the organization maintains. The record does not expire.
    Curated,
    /// A kind that this version of the gateway does not know.
    Unknown,
}

impl From<&model::CustomerKind> for CustomerKind {
    fn from(kind: &model::CustomerKind) -> Self {
        match kind {
            model::CustomerKind::Ephemeral => Self::Ephemeral,
            model::CustomerKind::Identified => Self::Identified,
            model::CustomerKind::Curated => Self::Curated,
            model::CustomerKind::Unknown(_) => Self::Unknown,
        }
    }
}

/// The entry of a contact record that a phone number is stored in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::PhoneKind")]
pub(super) enum PhoneKind {
    /// The number at work.
    Work,
    /// The number of the mobile phone.
    Cell,
    /// The number at home.
    Home,
    /// Any other number of the customer.
    Other,
}

/// A phone number of a customer.
#[derive(Debug, SimpleObject)]
pub(super) struct PhoneNumber {
    /// The entry of the contact record that the number is stored in, for example `WORK`.
    kind: PhoneKind,
    /// The number with country code and leading `+` (E.164), for example `+18035550123`. Null if the platform
    /// could not read the entered number as E.164. Use it for dialing and comparing.
    e164: Option<String>,
    /// The number as the platform formats it for display. Null if the platform does not send it.
    display: Option<String>,
}

impl From<&model::Phone> for PhoneNumber {
    fn from(phone: &model::Phone) -> Self {
        Self {
            kind: phone.kind.into(),
            e164: phone.e164.clone(),
            display: phone.display.clone(),
        }
    }
}

/// The company that a customer belongs to: an external organization on the platform.
#[derive(Debug, SimpleObject)]
pub(super) struct Organization {
    /// The id of the external organization on the platform. Treat it as opaque.
    id: ID,
    /// The company's name, for example `Example GmbH`. Null if the platform does not send it.
    name: Option<String>,
}

impl From<&model::Organization> for Organization {
    fn from(organization: &model::Organization) -> Self {
        Self {
            id: ID(organization.id.clone()),
            name: organization.name.clone(),
        }
    }
}

/// The kind of an identifier of a customer. `customerByIdentifier` looks customers up by every kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "PlatformIdentifierType")]
pub(super) enum IdentifierType {
    /// A phone number with country code and leading `+`, for example `+18035550123`.
    Phone,
    /// An email address, for example `lena@example.com`.
    Email,
    /// The id of the cookie that the platform's website script stores for a visitor.
    Cookie,
    /// The customer's id in another system, such as a CRM. Unique only within its `externalSource`.
    ExternalId,
    /// The id of a LINE user.
    SocialLine,
    /// The id of a Facebook user.
    SocialFacebook,
    /// The id of a Twitter user.
    SocialTwitter,
    /// The phone number of a WhatsApp user.
    SocialWhatsapp,
    /// The id of a WhatsApp user that is valid for one business (business-scoped user id).
    SocialWhatsappBsuid,
    /// The id of an Instagram user.
    SocialInstagram,
    /// The public name (handle) of an Instagram user.
    SocialInstagramHandle,
    /// The opaque id of an Apple Messages user.
    AppleOpaqueId,
}

/// A value by which the platform recognizes a customer. `customerByIdentifier` accepts its `type`, `value` and
/// `externalSource.id` as arguments.
#[derive(Debug, SimpleObject)]
pub(super) struct Identifier {
    /// The kind of the identifier, for example `PHONE`. Null for a kind that this version of the gateway does
    /// not know; `platformType` names it.
    #[graphql(name = "type")]
    kind: Option<IdentifierType>,
    /// The kind as the platform spells it, for example `Phone`, `SocialWhatsapp` or `ExternalId`.
    platform_type: String,
    /// The identifier itself, for example `+18035550123` or `lena@example.com`. Phone numbers have a country
    /// code and a leading `+`.
    value: String,
    /// The system that an external id belongs to. External ids are unique only within it. Null for other kinds.
    external_source: Option<ExternalSource>,
}

/// A system outside the platform that has ids of its own for customers, such as a CRM.
#[derive(Debug, SimpleObject)]
pub(super) struct ExternalSource {
    /// The id of the source on the platform, a UUID. `customerByIdentifier` accepts it as `externalSource`.
    id: ID,
    /// The display name of the source, for example `CRM`, unique in the organization. Null if the platform does
    /// not send it.
    name: Option<String>,
}

impl From<&model::Identifier> for Identifier {
    fn from(identifier: &model::Identifier) -> Self {
        Self {
            kind: PlatformIdentifierType::from_platform(&identifier.kind).map(Into::into),
            platform_type: identifier.kind.clone(),
            value: identifier.value.clone(),
            external_source: identifier
                .external_source
                .as_ref()
                .map(|source| ExternalSource {
                    id: ID(source.id.clone()),
                    name: source.name.clone(),
                }),
        }
    }
}

/// The assignment of a customer to a segment.
#[derive(Description, Debug)]
pub(super) struct SegmentAssignment {
    assignment: model::SegmentAssignment,
    /// The session, if this assignment was read from the session itself.
    session: Option<Arc<SessionModel>>,
}

impl SegmentAssignment {
    /// The segments of a customer that the viewer may see.
    pub(super) async fn for_customer(ctx: &Context<'_>, id: CustomerId) -> Option<Vec<Self>> {
        let assignments = ctx.loaders().segment_assignments(id).await.served(ctx)??;
        let assignments = assignments.iter().cloned().map(|assignment| Self {
            assignment,
            session: None,
        });
        Some(assignments.collect())
    }

    /// The segments to which a session assigned its customer and that the viewer may see.
    pub(super) async fn for_session(
        ctx: &Context<'_>,
        session: &Arc<SessionModel>,
    ) -> Option<Vec<Self>> {
        let assignments = ctx.loaders().segments_of_session(session).await;
        let assignments = assignments.served(ctx)?.into_iter().map(|assignment| Self {
            assignment,
            session: Some(session.clone()),
        });
        Some(assignments.collect())
    }
}

#[Object(use_type_description)]
impl SegmentAssignment {
    /// The segment that the customer was assigned to. Its name and color require `journey:segment:view`.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn segment(&self, ctx: &Context<'_>) -> Option<Segment> {
        Segment::from_id(ctx, self.assignment.segment).await
    }

    /// The time at which the customer was assigned to the segment, RFC 3339 in UTC, for example
    /// `2026-11-20T09:50:45.125Z`; the newest time if it was assigned more than once. Null if the platform does
    /// not send it.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn assigned_at(&self) -> Option<DateTime> {
        self.assignment.assigned_at.map(DateTime)
    }

    /// The time at which the platform plans to remove the customer from the segment, RFC 3339 in UTC, for
    /// example `2026-12-20T09:50:45.125Z`. Null if the platform does not send it, as in `segmentAssignments` of
    /// a session.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn planned_end_at(&self) -> Option<DateTime> {
        self.assignment.planned_end_at.map(DateTime)
    }

    /// The session in which the segment was assigned. Null for a segment that applies to the customer as a
    /// whole, and if the viewer may not see the session. Below `Customer.segments` it costs one upstream call
    /// per session that is not cached.
    #[graphql(directive = Declared::apply(SESSION))]
    async fn session(&self, ctx: &Context<'_>) -> Option<Session> {
        if !SESSION.permit(ctx) {
            return None;
        }
        match &self.session {
            Some(session) => Some(Session::new(session, Visits::Unread)),
            None => Session::find(ctx, self.assignment.session?).await,
        }
    }
}

/// A segment: a group of customers or visits that match a rule on the platform.
#[derive(Description, Debug)]
pub(super) struct Segment {
    id: SegmentId,
    record: Option<Arc<SegmentModel>>,
}

impl Segment {
    /// The segment with this id. Its record is read only if more than the id is selected and permitted.
    pub(super) async fn from_id(ctx: &Context<'_>, id: SegmentId) -> Option<Self> {
        if !ctx.selects_more_than_id() || !SEGMENT_DETAILS.is_permitted(ctx) {
            return Some(Self { id, record: None });
        }
        let record = ctx.loaders().segment(id).await.served(ctx)?;
        Some(Self { id, record })
    }
}

#[Object(use_type_description)]
impl Segment {
    /// The segment's id, a UUID.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn id(&self) -> UuidId {
        UuidId(self.id.0)
    }

    /// The segment's display name, for example `High intent`. Null if the platform does not return the segment.
    #[graphql(directive = Declared::apply(SEGMENT_DETAILS))]
    async fn display_name(&self, ctx: &Context<'_>) -> Option<&str> {
        if !SEGMENT_DETAILS.permit(ctx) {
            return None;
        }
        self.record.as_ref()?.display_name.as_deref()
    }

    /// The segment's color as CSS hexadecimal notation, for example `#008000`. Null if the platform does not
    /// send it.
    #[graphql(directive = Declared::apply(SEGMENT_DETAILS))]
    async fn color(&self, ctx: &Context<'_>) -> Option<&str> {
        if !SEGMENT_DETAILS.permit(ctx) {
            return None;
        }
        self.record.as_ref()?.color.as_deref()
    }
}

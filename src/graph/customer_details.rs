//! The parts of a customer that are types of their own.

use std::sync::Arc;

use async_graphql::{Context, Description, Enum, ID, Object, SimpleObject};

use super::context::{ContextExt, Served};
use super::declaration::{Declaration, Declared, OPEN, calls, guarded};
use super::scalar::DateTime;
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
/// Reading a segment is a call of the fields that list segments.
const SEGMENT_DETAILS: Declaration = guarded(Rule::Segments);

/// How much the platform knows of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(super) enum CustomerKind {
    /// Known by a cookie only.
    Ephemeral,
    /// Known by an identifier such as a phone number.
    Identified,
    /// Kept by people.
    Curated,
    /// A kind that this gateway does not know yet.
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

/// Which of a customer's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::PhoneKind")]
pub(super) enum PhoneKind {
    /// At work.
    Work,
    /// Mobile.
    Cell,
    /// At home.
    Home,
    /// Any other.
    Other,
}

/// A phone number.
#[derive(Debug, SimpleObject)]
pub(super) struct PhoneNumber {
    /// Which of the customer's numbers.
    kind: PhoneKind,
    /// With country code and leading `+`.
    e164: Option<String>,
    /// For people.
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

/// The company that a customer belongs to.
#[derive(Debug, SimpleObject)]
pub(super) struct Organization {
    /// Opaque.
    id: ID,
    /// Its name.
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

/// The kinds of identifiers, and what a customer can be looked up by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "PlatformIdentifierType")]
pub(super) enum IdentifierType {
    /// A phone number with country code and leading `+`.
    Phone,
    /// An e-mail address.
    Email,
    /// The cookie id of a website visitor.
    Cookie,
    /// The id in another system.
    ExternalId,
    /// A LINE user.
    SocialLine,
    /// A Facebook user.
    SocialFacebook,
    /// A Twitter user.
    SocialTwitter,
    /// A WhatsApp number.
    SocialWhatsapp,
    /// A WhatsApp business-scoped user id.
    SocialWhatsappBsuid,
    /// An Instagram user.
    SocialInstagram,
    /// An Instagram handle.
    SocialInstagramHandle,
    /// An Apple Messages user.
    AppleOpaqueId,
}

/// A value by which the platform recognizes a customer. `customerByIdentifier` takes the same three
/// values.
#[derive(Debug, SimpleObject)]
pub(super) struct Identifier {
    /// The kind of the identifier, as `customerByIdentifier` takes it. Null for a kind that this version
    /// does not know; `platformType` names it.
    #[graphql(name = "type")]
    kind: Option<IdentifierType>,
    /// The kind as the platform spells it, such as `Phone`, `SocialWhatsapp` or `ExternalId`.
    platform_type: String,
    /// The identifier itself, such as `+18035550123` or `lena@example.com`. Phone numbers have a country
    /// code and a leading `+`.
    value: String,
    /// The system that an external id belongs to: external ids are unique only within it. Null for
    /// other kinds.
    external_source: Option<ExternalSource>,
}

/// A system outside the platform that has ids of its own for customers, such as a CRM.
#[derive(Debug, SimpleObject)]
pub(super) struct ExternalSource {
    /// The id of the source on the platform, as `customerByIdentifier(externalSource:)` takes it.
    id: ID,
    /// The display name of the source, such as `CRM`; unique in the organization. Null if the platform
    /// does not send it.
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
    /// The session, if the assignment was listed by the session itself.
    session: Option<Arc<SessionModel>>,
}

impl SegmentAssignment {
    /// The segments that a customer is in, as far as the viewer may see them.
    pub(super) async fn of_customer(ctx: &Context<'_>, id: CustomerId) -> Option<Vec<Self>> {
        let found = ctx.loaders().segment_assignments(id).await.served(ctx)??;
        let assignments = found.iter().cloned().map(|assignment| Self {
            assignment,
            session: None,
        });
        Some(assignments.collect())
    }

    /// The segments to which a session assigned its customer, as far as the viewer may see them.
    pub(super) async fn of_session(
        ctx: &Context<'_>,
        session: &Arc<SessionModel>,
    ) -> Option<Vec<Self>> {
        let found = ctx.loaders().segments_of_session(session).await;
        let assignments = found.served(ctx)?.into_iter().map(|assignment| Self {
            assignment,
            session: Some(session.clone()),
        });
        Some(assignments.collect())
    }
}

#[Object(use_type_description)]
impl SegmentAssignment {
    /// The segment. Its name and color need `journey:segment:view`.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn segment(&self, ctx: &Context<'_>) -> Option<Segment> {
        Segment::of(ctx, self.assignment.segment).await
    }

    /// When the customer was put into the segment, RFC 3339 in UTC; the newest time if it happened more
    /// than once. Null if the platform does not say.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn assigned_at(&self) -> Option<DateTime> {
        self.assignment.assigned_at.map(DateTime)
    }

    /// When the platform plans to take the customer out of the segment, RFC 3339 in UTC. Null in
    /// `segmentAssignments` of a session, where the platform does not send it.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn planned_end_at(&self) -> Option<DateTime> {
        self.assignment.planned_end_at.map(DateTime)
    }

    /// The session in which the segment was assigned. Null for segments of customers as a whole, and if
    /// the viewer may not see the session. Below `Customer.segments` one upstream call per session that is
    /// not cached.
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

/// A group of customers or visits that have something in common.
#[derive(Description, Debug)]
pub(super) struct Segment {
    id: SegmentId,
    record: Option<Arc<SegmentModel>>,
}

impl Segment {
    /// The segment that something points to: looked up if more than its id is asked for and the
    /// viewer may see it.
    pub(super) async fn of(ctx: &Context<'_>, id: SegmentId) -> Option<Self> {
        if !ctx.selects_more_than_id() || !SEGMENT_DETAILS.is_permitted(ctx) {
            return Some(Self { id, record: None });
        }
        let record = ctx.loaders().segment(id).await.served(ctx)?;
        Some(Self { id, record })
    }
}

#[Object(use_type_description)]
impl Segment {
    /// Its id.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn id(&self) -> ID {
        ID(self.id.to_string())
    }

    /// For people.
    #[graphql(directive = Declared::apply(SEGMENT_DETAILS))]
    async fn display_name(&self, ctx: &Context<'_>) -> Option<&str> {
        if !SEGMENT_DETAILS.permit(ctx) {
            return None;
        }
        self.record.as_ref()?.display_name.as_deref()
    }

    /// CSS hexadecimal colour.
    #[graphql(directive = Declared::apply(SEGMENT_DETAILS))]
    async fn color(&self, ctx: &Context<'_>) -> Option<&str> {
        if !SEGMENT_DETAILS.permit(ctx) {
            return None;
        }
        self.record.as_ref()?.color.as_deref()
    }
}

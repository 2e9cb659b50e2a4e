//! `Customer`

use std::sync::Arc;

use async_graphql::{Context, Description, ID, Object};
use futures_util::future::{join_all, join3};

use super::connection::SessionConnection;
use super::contact_record::{Address, Division};
use super::context::{ContextExt, Served};
use super::customer_details::{
    CustomerKind, Identifier, Organization, PhoneNumber, SegmentAssignment,
};
use super::customer_selection::{CustomerSelection, Part};
use super::declaration::{
    CallCount, Declaration, Declared, ListSize, OPEN, UpstreamCall, calls, guarded,
};
use super::scalar::DateTime;
use super::session_filter::SessionFilter;
use super::session_page;
use crate::access::rule::Rule;
use crate::load::Lookup;
use crate::model::customer::Customer as Record;
use crate::model::id::{CustomerId, DivisionId};
use crate::platform::Operation;

/// A field of the contact's record.
pub(super) const RECORD: Declaration = guarded(Rule::ContactDetails).calls(calls::CONTACT);
const PHONES: Declaration = RECORD.list(ListSize::Assumed(5));
const MERGED_INTO: Declaration = guarded(Rule::ContactDetails).calls(calls::CONTACT.revealing());
const ORGANIZATION: Declaration = guarded(Rule::ContactDetails).calls(UpstreamCall::new(
    Operation::Contact,
    CallCount::PerOwner(1),
));
const IDENTIFIERS: Declaration = guarded(Rule::ContactIdentifiers)
    .list(ListSize::Assumed(10))
    .calls(UpstreamCall::new(
        Operation::ContactIdentifiers,
        CallCount::PerOwner(1),
    ));
const SEGMENTS: Declaration = guarded(Rule::SegmentAssignments)
    .list(ListSize::Assumed(10))
    .calls(UpstreamCall::new(Operation::ContactSegments, CallCount::PerOwner(1)).revealing())
    .calls(UpstreamCall::new(
        Operation::Segments,
        CallCount::ListedOnceKnown(100),
    ));
/// A page of sessions is filled from at most 10 pages of the platform. For each of these, one call reads the
/// conversations that may be campaign calls.
pub(super) const SESSIONS: Declaration = guarded(Rule::Sessions)
    .list(ListSize::Page(25))
    .calls(UpstreamCall::new(Operation::ContactSessions, CallCount::PerOwner(10)).revealing())
    .calls(UpstreamCall::new(
        Operation::ConversationDetails,
        CallCount::PerOwnerOnceKnown(10),
    ));

/// A person who visits, calls and writes. The viewer needs `externalContacts:contact:view` or
/// `relate:contact:view` for the details; `id` and `sessions` do without. With `relate:contact:view` alone
/// the details cost one upstream call per customer instead of one per 50 customers.
#[derive(Description, Clone)]
pub(super) struct Customer {
    id: CustomerId,
    record: Option<Arc<Record>>,
}

impl Customer {
    /// The customer that something points to; nothing is asked yet.
    pub(super) fn reference(id: CustomerId) -> Self {
        Self { id, record: None }
    }

    /// The customer with this id; nothing where there is none.
    ///
    /// Whatever needs only the id is asked for at once, as far as the query selects something of it.
    /// The absence of the contact, or else of the list of sessions, is the customer's. A failure is told
    /// by the fields that it feeds.
    pub(super) async fn find(ctx: &Context<'_>, id: CustomerId) -> Option<Self> {
        let selection = CustomerSelection::new(ctx, id);
        let loaders = ctx.loaders();
        let contact = async {
            if selection.contact {
                Some(loaders.contact(id).await)
            } else {
                None
            }
        };
        let sessions = async {
            match &selection.sessions {
                Some(request) => Some(loaders.session_page(request.first_key()).await),
                None => None,
            }
        };
        let others = Self::read_parts(ctx, id, &selection.parts);
        let (contact, sessions, ()) = join3(contact, sessions, others).await;
        if matches!(contact, Some(Ok(None)))
            || matches!((&contact, sessions), (None, Some(Ok(None))))
        {
            return None;
        }
        Some(Self {
            id,
            record: contact.and_then(Result::ok).flatten(),
        })
    }

    /// Begins to read what the fields below will ask for; they tell what came of it.
    async fn read_parts(ctx: &Context<'_>, id: CustomerId, parts: &[Part]) {
        let loaders = ctx.loaders();
        let read = parts.iter().map(|part| async move {
            match part {
                Part::Organization => drop(loaders.organization(id).await),
                Part::Identifiers => drop(loaders.identifiers(id).await),
                Part::Segments => drop(loaders.read_segment_assignments(id).await),
            }
        });
        join_all(read).await;
    }

    /// The customer behind an identifier; nothing where there is none.
    pub(super) async fn look_up(ctx: &Context<'_>, lookup: Lookup) -> Option<Self> {
        let record = ctx.loaders().lookup(lookup).await.served(ctx)??;
        Some(Self {
            id: record.id,
            record: Some(record),
        })
    }

    /// The contact's record, if the viewer may see it.
    async fn record(&self, ctx: &Context<'_>) -> Option<Arc<Record>> {
        if !RECORD.permit(ctx) {
            return None;
        }
        match &self.record {
            Some(record) => Some(record.clone()),
            None => ctx.loaders().contact(self.id).await.served(ctx)?,
        }
    }
}

#[Object(use_type_description)]
impl Customer {
    /// The external contact's id.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn id(&self) -> ID {
        ID(self.id.to_string())
    }

    /// For people: first and last name, else an e-mail address or a phone number.
    #[graphql(directive = Declared::apply(RECORD))]
    async fn display_name(&self, ctx: &Context<'_>) -> Option<String> {
        self.record(ctx).await?.display_name()
    }

    /// Given name.
    #[graphql(directive = Declared::apply(RECORD))]
    async fn first_name(&self, ctx: &Context<'_>) -> Option<String> {
        self.record(ctx).await?.first_name.clone()
    }

    /// Family name.
    #[graphql(directive = Declared::apply(RECORD))]
    async fn last_name(&self, ctx: &Context<'_>) -> Option<String> {
        self.record(ctx).await?.last_name.clone()
    }

    /// Job title.
    #[graphql(directive = Declared::apply(RECORD))]
    async fn title(&self, ctx: &Context<'_>) -> Option<String> {
        self.record(ctx).await?.title.clone()
    }

    /// The company that the customer belongs to. One call a customer.
    #[graphql(directive = Declared::apply(ORGANIZATION))]
    async fn organization(&self, ctx: &Context<'_>) -> Option<Organization> {
        if !ORGANIZATION.permit(ctx) {
            return None;
        }
        let organization = ctx.loaders().organization(self.id).await.served(ctx)??;
        Some((&organization.0).into())
    }

    /// How much the platform knows of this person.
    #[graphql(directive = Declared::apply(RECORD))]
    async fn kind(&self, ctx: &Context<'_>) -> Option<CustomerKind> {
        Some((&self.record(ctx).await?.kind).into())
    }

    /// E-mail addresses: at work, personal, other.
    #[graphql(directive = Declared::apply(RECORD))]
    async fn emails(&self, ctx: &Context<'_>) -> Option<Vec<String>> {
        Some(self.record(ctx).await?.emails.clone())
    }

    /// Phone numbers: at work, mobile, at home, other.
    #[graphql(directive = Declared::apply(PHONES))]
    async fn phones(&self, ctx: &Context<'_>) -> Option<Vec<PhoneNumber>> {
        Some(
            self.record(ctx)
                .await?
                .phones
                .iter()
                .map(Into::into)
                .collect(),
        )
    }

    /// Every identifier by which the platform recognizes the customer, such as phone numbers, email
    /// addresses and social ids. Null if the platform does not know the customer any more. One upstream
    /// call per customer.
    #[graphql(directive = Declared::apply(IDENTIFIERS))]
    async fn identifiers(&self, ctx: &Context<'_>) -> Option<Vec<Identifier>> {
        if !IDENTIFIERS.permit(ctx) {
            return None;
        }
        let identifiers = ctx.loaders().identifiers(self.id).await.served(ctx)??;
        Some(identifiers.iter().map(Into::into).collect())
    }

    /// The customer's postal address. Null where the contact has none. No call beyond that for the
    /// contact's record, which all fields of it share.
    #[graphql(directive = Declared::apply(RECORD))]
    async fn address(&self, ctx: &Context<'_>) -> Option<Address> {
        self.record(ctx).await?.address.as_ref().map(Into::into)
    }

    /// A link to the customer's record in another system, such as a CRM, for example
    /// `https://crm.example.com/contact/17`, as it was entered: check the scheme before showing it as a
    /// link. Null where the contact has none.
    #[graphql(directive = Declared::apply(RECORD))]
    async fn external_system_url(&self, ctx: &Context<'_>) -> Option<String> {
        self.record(ctx).await?.external_system_url.clone()
    }

    /// When the contact was created on the platform, RFC 3339 in UTC. Null where the platform does not send
    /// it.
    #[graphql(directive = Declared::apply(RECORD))]
    async fn created_at(&self, ctx: &Context<'_>) -> Option<DateTime> {
        self.record(ctx).await?.created_at.map(DateTime)
    }

    /// When the contact was last changed on the platform, RFC 3339 in UTC. Null where the platform does not
    /// send it.
    #[graphql(directive = Declared::apply(RECORD))]
    async fn modified_at(&self, ctx: &Context<'_>) -> Option<DateTime> {
        self.record(ctx).await?.modified_at.map(DateTime)
    }

    /// The division that the contact is assigned to. Null where it is assigned to none, which every viewer
    /// of contacts may see. Sessions have divisions of their own: `Session.divisionIds`.
    #[graphql(directive = Declared::apply(RECORD))]
    async fn division(&self, ctx: &Context<'_>) -> Option<Division> {
        let record = self.record(ctx).await?;
        let division = record.division.as_ref();
        division
            .filter(|division| division.id != DivisionId::UNREADABLE)
            .map(Into::into)
    }

    /// The customer that this one was merged into.
    #[graphql(directive = Declared::apply(MERGED_INTO))]
    async fn merged_into(&self, ctx: &Context<'_>) -> Option<Customer> {
        let record = self.record(ctx).await?;
        if record.id != self.id {
            // The platform followed the merge: what it sent is the target itself.
            return Some(Self {
                id: record.id,
                record: Some(record),
            });
        }
        record.merged_into.map(Self::reference)
    }

    /// The segments that the customer was assigned to, newest assignment first; each segment once. An
    /// assignment whose planned end has passed is listed as long as the platform lists it. Segments that the
    /// platform hides from agents are left out. Null if the platform does not know the customer any more
    /// or a call fails. One upstream call per customer, and one cached call for up to 100 segments if the
    /// viewer holds `journey:segment:view`; without it segments have ids only, and none is left out.
    #[graphql(directive = Declared::apply(SEGMENTS))]
    async fn segments(&self, ctx: &Context<'_>) -> Option<Vec<SegmentAssignment>> {
        if !SEGMENTS.permit(ctx) {
            return None;
        }
        SegmentAssignment::of_customer(ctx, self.id).await
    }

    /// What the customer did, newest first. Sessions that the viewer may not see are left out
    /// without trace; without `journey:session:view` there are conversations only. Sessions of
    /// merged records are included unless asked otherwise.
    #[graphql(directive = Declared::apply(SESSIONS))]
    async fn sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            default_with = "SESSIONS.default_first()",
            desc = "How many, from 1 to 100."
        )]
        first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
        #[graphql(desc = "Which sessions.")] filter: Option<SessionFilter>,
        #[graphql(
            default_with = "Some(true)",
            desc = "With the sessions of merged records."
        )]
        include_merged: Option<bool>,
    ) -> Option<SessionConnection> {
        if !SESSIONS.permit(ctx) {
            return None;
        }
        let filter = filter.unwrap_or_default();
        let request = session_page::request(
            ctx.cursors(),
            self.id,
            first,
            after.as_deref(),
            include_merged,
            &filter,
            session_page::Selected::from_field(&ctx.field()),
        )
        .served(ctx)?;
        let keep = |session: &_, visits| filter.matches(session, visits, ctx);
        let page = ctx
            .loaders()
            .sessions_page(&request, keep)
            .await
            .served(ctx)??;
        Some(SessionConnection {
            page,
            has_previous: request.after.is_some(),
        })
    }
}

//! The type `Customer`.

use std::sync::Arc;

use async_graphql::{Context, Description, Object};
use futures_util::future::{join_all, join3};

use super::connection::SessionConnection;
use super::contact_record::{Address, Division, RECORD};
use super::context::{ContextExt, Served};
use super::customer_details::{
    CustomerKind, Identifier, Organization, PhoneNumber, SegmentAssignment,
};
use super::customer_selection::{CustomerSelection, Part};
use super::customer_summary::CustomerSummary;
use super::declaration::{
    CallCount, Declaration, Declared, ListSize, OPEN, UpstreamCall, calls, guarded,
};
use super::scalar::{DateTime, UuidId};
use super::session_filter::SessionFilter;
use super::session_page::{self, SESSIONS};
use super::summary_page::SUMMARY;
use crate::access::rule::Rule;
use crate::engine::fast_path::FastPath;
use crate::engine::on_fast_path::resolve_on_fast_path;
use crate::engine::ready_fields::ready_fields;
use crate::load::Lookup;
use crate::model::customer::Customer as Record;
use crate::model::id::{CustomerId, DivisionId};
use crate::platform::Operation;

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
/// A person who visits the website, calls or writes: the platform's external contact. All fields of the contact
/// record together cost one upstream call per 50 customers, or one per customer if the viewer holds
/// `relate:contact:view` without `externalContacts:contact:view`. `id` and `sessions` do not read the contact
/// record.
#[derive(Description, Clone)]
pub(super) struct Customer {
    id: CustomerId,
    record: Option<Arc<Record>>,
}

impl Customer {
    /// A customer that another object refers to. Nothing is read yet.
    pub(super) fn reference(id: CustomerId) -> Self {
        Self { id, record: None }
    }

    /// Reads the customer with this id; `None` if it does not exist.
    ///
    /// The selected calls that need only the id run at the same time. The customer does not exist if the
    /// platform has no contact record or, if that is not read, no list of sessions for the id. A failed call is
    /// reported by the fields that need it.
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
                Some(request) => Some(loaders.first_session_page(request).await),
                None => None,
            }
        };
        let parts = Self::prefetch_parts(ctx, id, &selection.parts);
        let (contact, sessions, ()) = join3(contact, sessions, parts).await;
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

    /// Loads parts that fields below will load again from the request's cache. Those fields report failures.
    async fn prefetch_parts(ctx: &Context<'_>, id: CustomerId, parts: &[Part]) {
        let loaders = ctx.loaders();
        let loads = parts.iter().map(|part| async move {
            match part {
                Part::Organization => drop(loaders.organization(id).await),
                Part::Identifiers => drop(loaders.identifiers(id).await),
                Part::Segments => drop(loaders.read_segment_assignments(id).await),
            }
        });
        join_all(loads).await;
    }

    /// Looks a customer up by an identifier; `None` if no customer has it.
    pub(super) async fn look_up(ctx: &Context<'_>, lookup: Lookup) -> Option<Self> {
        let record = ctx.loaders().lookup(lookup).await.served(ctx)??;
        Some(Self {
            id: record.id,
            record: Some(record),
        })
    }

    /// The contact record, if the viewer may see it.
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
    /// The customer's id: the UUID of the external contact on the platform, for example
    /// `3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c1001`.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn id(&self) -> UuidId {
        UuidId(self.id.0)
    }

    /// The customer's display name: first and last name, otherwise the first email address, otherwise the first
    /// phone number. Null if the contact record has none of them.
    #[graphql(directive = Declared::apply(RECORD))]
    async fn display_name(&self, ctx: &Context<'_>) -> Option<String> {
        self.record(ctx).await?.display_name()
    }

    /// The customer's given name, for example `Lena`. Null if the contact record has none.
    #[graphql(directive = Declared::apply(RECORD))]
    async fn first_name(&self, ctx: &Context<'_>) -> Option<String> {
        self.record(ctx).await?.first_name.clone()
    }

    /// The customer's family name, for example `Fischer`. Null if the contact record has none.
    #[graphql(directive = Declared::apply(RECORD))]
    async fn last_name(&self, ctx: &Context<'_>) -> Option<String> {
        self.record(ctx).await?.last_name.clone()
    }

    /// The customer's job title, for example `Head of Purchasing`. Null if the contact record has none.
    #[graphql(directive = Declared::apply(RECORD))]
    async fn title(&self, ctx: &Context<'_>) -> Option<String> {
        self.record(ctx).await?.title.clone()
    }

    /// The company that the customer belongs to. Null if the contact record names none. Costs one upstream call
    /// per customer.
    #[graphql(directive = Declared::apply(ORGANIZATION))]
    async fn organization(&self, ctx: &Context<'_>) -> Option<Organization> {
        if !ORGANIZATION.permit(ctx) {
            return None;
        }
        let organization = ctx.loaders().organization(self.id).await.served(ctx)??;
        Some((&organization.0).into())
    }

    /// How the platform knows the customer, for example `IDENTIFIED`: by a cookie, by an identifier, or as a
    /// contact that the organization maintains.
    #[graphql(directive = Declared::apply(RECORD))]
    async fn kind(&self, ctx: &Context<'_>) -> Option<CustomerKind> {
        Some((&self.record(ctx).await?.kind).into())
    }

    /// The customer's email addresses without duplicates: work, personal, other, in this order. Empty if there
    /// are none.
    #[graphql(directive = Declared::apply(RECORD))]
    async fn emails(&self, ctx: &Context<'_>) -> Option<Vec<String>> {
        Some(self.record(ctx).await?.emails.clone())
    }

    /// The customer's phone numbers: work, mobile, home, other, in this order. Empty if there are none.
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

    /// The identifiers by which the platform recognizes the customer, such as phone numbers, email addresses
    /// and social ids. Null if the customer no longer exists on the platform. Costs one upstream call per
    /// customer. Recipe: `docs/queries.md#find-a-customer-by-phone`.
    #[graphql(directive = Declared::apply(IDENTIFIERS))]
    async fn identifiers(&self, ctx: &Context<'_>) -> Option<Vec<Identifier>> {
        if !IDENTIFIERS.permit(ctx) {
            return None;
        }
        let identifiers = ctx.loaders().identifiers(self.id).await.served(ctx)??;
        Some(identifiers.iter().map(Into::into).collect())
    }

    /// The customer's postal address. Null if the contact record has none. Costs no call beyond that for the
    /// contact record.
    #[graphql(directive = Declared::apply(RECORD))]
    async fn address(&self, ctx: &Context<'_>) -> Option<Address> {
        self.record(ctx).await?.address.as_ref().map(Into::into)
    }

    /// The address of the customer's record in another system, such as a CRM, as entered on the platform, for
    /// example `https://crm.example.com/contact/17`. Null if the contact record has none. Check the scheme
    /// before you show it as a link.
    #[graphql(directive = Declared::apply(RECORD))]
    async fn external_system_url(&self, ctx: &Context<'_>) -> Option<String> {
        self.record(ctx).await?.external_system_url.clone()
    }

    /// The time at which the contact was created on the platform, RFC 3339 in UTC, for example
    /// `2026-11-20T09:50:45.125Z`. Null if the platform does not send it.
    #[graphql(directive = Declared::apply(RECORD))]
    async fn created_at(&self, ctx: &Context<'_>) -> Option<DateTime> {
        self.record(ctx).await?.created_at.map(DateTime)
    }

    /// The time at which the contact was last changed on the platform, RFC 3339 in UTC, for example
    /// `2026-11-20T09:50:45.125Z`. Null if the platform does not send it.
    #[graphql(directive = Declared::apply(RECORD))]
    async fn modified_at(&self, ctx: &Context<'_>) -> Option<DateTime> {
        self.record(ctx).await?.modified_at.map(DateTime)
    }

    /// The division that the contact is assigned to. Null if it is assigned to none; such a contact is visible
    /// to every viewer with permission for contacts. Sessions have divisions of their own:
    /// `Session.divisionIds`.
    #[graphql(directive = Declared::apply(RECORD))]
    async fn division(&self, ctx: &Context<'_>) -> Option<Division> {
        let record = self.record(ctx).await?;
        let division = record.division.as_ref();
        division
            .filter(|division| division.id != DivisionId::UNREADABLE)
            .map(Into::into)
    }

    /// The customer into which this one was merged. Null if it was not merged into another one. Show that
    /// customer instead.
    #[graphql(directive = Declared::apply(MERGED_INTO))]
    async fn merged_into(&self, ctx: &Context<'_>) -> Option<FastPath<Customer>> {
        let record = self.record(ctx).await?;
        if record.id != self.id {
            // The platform followed the merge and returned the target's record.
            return Some(FastPath(Self {
                id: record.id,
                record: Some(record),
            }));
        }
        record.merged_into.map(Self::reference).map(FastPath)
    }

    /// The segments that the customer was assigned to, each once, the newest assignment first. An assignment
    /// remains listed after its planned end as long as the platform lists it. Segments that the platform hides
    /// from agents are omitted. Null if the customer no longer exists on the platform or a call fails. Costs
    /// one upstream call per customer and, if the viewer holds `journey:segment:view`, one cached call per 100
    /// segments. Without that permission segments have only ids, and none is omitted.
    #[graphql(directive = Declared::apply(SEGMENTS))]
    async fn segments(&self, ctx: &Context<'_>) -> Option<Vec<SegmentAssignment>> {
        if !SEGMENTS.permit(ctx) {
            return None;
        }
        SegmentAssignment::for_customer(ctx, self.id).await
    }

    /// The customer's sessions, newest first, one for each card of the journey tab: website visits and
    /// conversations and, with `filter.includeUnsupportedChannels`, app sessions, cases and other channels that
    /// the tab does not show. Sessions that the viewer may not see are omitted; without `journey:session:view`
    /// the list has conversations only. Null if the customer does not exist. Costs one upstream call per page
    /// of the platform that is read, at most 10, and one per page for the details of outbound calls if the
    /// viewer may read them. Recipe: `docs/queries.md#the-journey-tab`; cards only:
    /// `docs/queries.md#the-list-of-cards-only`.
    #[graphql(directive = Declared::apply(SESSIONS))]
    async fn sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            default_with = "SESSIONS.default_first()",
            desc = "Maximum number of sessions to return, from 1 to 100."
        )]
        first: Option<i32>,
        #[graphql(
            desc = "The `pageInfo.endCursor` of the previous page. Null for the first page. Recipe: \
                    `docs/queries.md#next-page`."
        )]
        after: Option<String>,
        #[graphql(
            desc = "Conditions that a session must meet to be listed. Null lists every session with a \
                    supported channel. Recipe: `docs/queries.md#only-some-of-the-cards`."
        )]
        filter: Option<SessionFilter>,
        #[graphql(
            default_with = "Some(true)",
            desc = "Whether the list includes the sessions of customers that were merged with this one."
        )]
        include_merged: Option<bool>,
    ) -> Option<FastPath<SessionConnection>> {
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
            session_page::Selected::new(ctx, &ctx.field()),
        )
        .served(ctx)?;
        let journey = ctx.journey();
        let keep = |session: &_, visits| filter.matches(session, visits, journey);
        let page = journey
            .loaders
            .sessions_page(&request, keep)
            .await
            .served(ctx)??;
        Some(FastPath(SessionConnection {
            page,
            has_previous: request.after.is_some(),
        }))
    }

    /// Figures about the customer's newest sessions for the header of the journey tab, such as the last contact and
    /// the number of contacts of the last days. Of the newest 200 sessions that the viewer may see, it counts those
    /// with a supported channel, as `sessions` lists them, and states how far back that is. Null if the customer does
    /// not exist. Costs one upstream call, the same as `sessions` if both are selected, and none while the list is
    /// cached. If the viewer may not see some of more than 200 sessions, it costs further calls, at most 10. If the
    /// viewer may read the details of outbound calls, those that are not cached cost one call per 100. Recipe:
    /// `docs/queries.md#the-journey-tab`.
    #[graphql(directive = Declared::apply(SUMMARY))]
    async fn summary(&self, ctx: &Context<'_>) -> Option<CustomerSummary> {
        if !SUMMARY.permit(ctx) {
            return None;
        }
        CustomerSummary::find(ctx, self.id).await
    }
}

resolve_on_fast_path!(Customer);

ready_fields!(Customer { "id" => id });

//! `Query`

use std::future::Future;
use std::str::FromStr;

use async_graphql::{Context, Description, ID, Object};
use futures_util::future::join_all;

use super::agent::Agent;
use super::argument;
use super::capabilities::Viewer;
use super::context::Served;
use super::customer::Customer;
use super::customer_details::IdentifierType;
use super::declaration::{
    CallCount, Declaration, Declared, ListSize, OPEN, UpstreamCall, calls, guarded,
};
use super::queue::Queue;
use super::session::Session;
use super::wrap_up::WrapUpCode;
use crate::access::rule::Rule;
use crate::load::Lookup;
use crate::platform::Operation;

const VIEWER: Declaration = OPEN.personal();
const CUSTOMER: Declaration = OPEN.calls(calls::CONTACT_EXISTENCE);
const CUSTOMERS: Declaration = CUSTOMER.list(ListSize::Ids);
const CUSTOMER_BY_IDENTIFIER: Declaration = guarded(Rule::ContactIdentifiers)
    .calls(UpstreamCall::new(Operation::IdentifyContact, CallCount::PerOwner(1)).revealing());
const SESSION: Declaration = guarded(Rule::SessionById)
    .calls(calls::SESSION)
    .calls(calls::SESSIONS_FOR_STATUS);
const SESSIONS: Declaration = SESSION.list(ListSize::Ids);
const QUEUE: Declaration = guarded(Rule::Queues).calls(calls::QUEUES);
const QUEUES: Declaration = QUEUE.list(ListSize::Ids);
const WRAP_UP_CODE: Declaration = guarded(Rule::WrapUpCodes).calls(calls::WRAP_UP_CODES);
const WRAP_UP_CODES: Declaration = WRAP_UP_CODE.list(ListSize::Ids);
const AGENT: Declaration = OPEN.calls(calls::AGENTS);
const AGENTS: Declaration = AGENT.list(ListSize::Ids);

/// Where every journey begins.
#[derive(Description)]
pub struct Query;

#[Object(use_type_description)]
impl Query {
    /// Whoever asks, and what they may see.
    #[graphql(directive = Declared::apply(VIEWER))]
    async fn viewer(&self) -> Viewer {
        Viewer
    }

    /// The customer with this id; null where there is none.
    #[graphql(directive = Declared::apply(CUSTOMER))]
    async fn customer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A UUID.")] id: ID,
    ) -> Option<Customer> {
        let id = argument::id("id", &id).served(ctx)?;
        Customer::find(ctx, id).await
    }

    /// In the order of ids; null where unknown; 100 ids at most.
    #[graphql(directive = Declared::apply(CUSTOMERS))]
    async fn customers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "UUIDs, 100 at most.")] ids: Vec<ID>,
    ) -> Vec<Option<Customer>> {
        many(ctx, &ids, |id| Customer::find(ctx, id)).await
    }

    /// The customer that an identifier belongs to, such as a phone number, an email address, a social id,
    /// a cookie or an external id. Null if no customer has the identifier. One upstream call.
    /// Example: `customerByIdentifier(type: PHONE, value: "+18035550123") { id }`.
    #[graphql(directive = Declared::apply(CUSTOMER_BY_IDENTIFIER))]
    async fn customer_by_identifier(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "type", desc = "What `value` is.")] kind: IdentifierType,
        #[graphql(desc = "Phone numbers with country code and leading `+`.")] value: String,
        #[graphql(
            desc = "The id of the external source within which the external id is looked up (a UUID; see \
                    `Identifier.externalSource`). External ids are unique only within a source: without this \
                    argument the platform chooses among customers with the same id. Allowed with \
                    `type: EXTERNAL_ID` only."
        )]
        external_source: Option<ID>,
    ) -> Option<Customer> {
        if !CUSTOMER_BY_IDENTIFIER.permit(ctx) {
            return None;
        }
        let kind = kind.into();
        let value = argument::identifier(kind, value).served(ctx)?;
        let external_source =
            argument::external_source(kind, external_source.as_ref()).served(ctx)?;
        let lookup = Lookup {
            kind,
            value,
            external_source,
        };
        Customer::look_up(ctx, lookup).await
    }

    /// The session with this id; null where there is none and where the viewer may not see it.
    #[graphql(directive = Declared::apply(SESSION))]
    async fn session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A UUID.")] id: ID,
    ) -> Option<Session> {
        if !SESSION.permit(ctx) {
            return None;
        }
        let id = argument::id("id", &id).served(ctx)?;
        Session::find(ctx, id).await
    }

    /// In the order of ids; null where unknown or not visible; 100 ids at most. One call a session.
    #[graphql(directive = Declared::apply(SESSIONS))]
    async fn sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "UUIDs, 100 at most.")] ids: Vec<ID>,
    ) -> Vec<Option<Session>> {
        if !SESSIONS.permit(ctx) {
            return nothing(&ids);
        }
        many(ctx, &ids, |id| Session::find(ctx, id)).await
    }

    /// The queue with this id; null where there is none and where the viewer may not see it.
    #[graphql(directive = Declared::apply(QUEUE))]
    async fn queue(&self, ctx: &Context<'_>, #[graphql(desc = "A UUID.")] id: ID) -> Option<Queue> {
        if !QUEUE.permit(ctx) {
            return None;
        }
        let id = argument::id("id", &id).served(ctx)?;
        Queue::find(ctx, id).await
    }

    /// In the order of ids; null where unknown or not visible; 100 ids at most.
    #[graphql(directive = Declared::apply(QUEUES))]
    async fn queues(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "UUIDs, 100 at most.")] ids: Vec<ID>,
    ) -> Vec<Option<Queue>> {
        if !QUEUES.permit(ctx) {
            return nothing(&ids);
        }
        many(ctx, &ids, |id| Queue::find(ctx, id)).await
    }

    /// The wrap-up code with this id; null where there is none and where the viewer may not see it.
    #[graphql(directive = Declared::apply(WRAP_UP_CODE))]
    async fn wrap_up_code(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A UUID, or a system code such as `ININ-WRAP-UP-TIMEOUT`.")] id: ID,
    ) -> Option<WrapUpCode> {
        if !WRAP_UP_CODE.permit(ctx) {
            return None;
        }
        let id = argument::id("id", &id).served(ctx)?;
        WrapUpCode::find(ctx, id).await
    }

    /// In the order of ids; null where unknown or not visible; 100 ids at most.
    #[graphql(directive = Declared::apply(WRAP_UP_CODES))]
    async fn wrap_up_codes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "UUIDs or system codes, 100 at most.")] ids: Vec<ID>,
    ) -> Vec<Option<WrapUpCode>> {
        if !WRAP_UP_CODES.permit(ctx) {
            return nothing(&ids);
        }
        many(ctx, &ids, |id| WrapUpCode::find(ctx, id)).await
    }

    /// The agent with this id; null where there is none.
    #[graphql(directive = Declared::apply(AGENT))]
    async fn agent(&self, ctx: &Context<'_>, #[graphql(desc = "A UUID.")] id: ID) -> Option<Agent> {
        let id = argument::id("id", &id).served(ctx)?;
        Agent::find(ctx, id).await
    }

    /// In the order of ids; null where unknown; 100 ids at most.
    #[graphql(directive = Declared::apply(AGENTS))]
    async fn agents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "UUIDs, 100 at most.")] ids: Vec<ID>,
    ) -> Vec<Option<Agent>> {
        many(ctx, &ids, |id| Agent::find(ctx, id)).await
    }
}

/// A list that cannot be null, of nulls: what it would have held may not be seen.
fn nothing<T>(ids: &[ID]) -> Vec<Option<T>> {
    ids.iter().take(argument::MAX_IDS).map(|_| None).collect()
}

/// Finds each of `ids`; a malformed one is null, too many of them are an error and an empty list.
async fn many<K, T, F>(ctx: &Context<'_>, ids: &[ID], find: impl Fn(K) -> F) -> Vec<Option<T>>
where
    K: FromStr,
    F: Future<Output = Option<T>>,
{
    if argument::ids("ids", ids).served(ctx).is_none() {
        return Vec::new();
    }
    let found = ids.iter().map(|id| {
        let id = argument::id("ids", id).served(ctx);
        let found = id.map(&find);
        async move { found?.await }
    });
    join_all(found).await
}

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
use super::permit::permit;
use super::queue::Queue;
use super::session::Session;
use super::wrap_up::WrapUpCode;
use crate::access::rule;
use crate::load::Lookup;

/// Where every journey begins.
#[derive(Description)]
pub struct Query;

#[Object(use_type_description)]
impl Query {
    /// Whoever asks, and what they may see.
    #[graphql(directive = rule::Open::apply())]
    async fn viewer(&self) -> Viewer {
        Viewer
    }

    /// The customer with this id; null where there is none.
    #[graphql(directive = rule::Open::apply())]
    async fn customer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A UUID.")] id: ID,
    ) -> Option<Customer> {
        let id = argument::id("id", &id).served(ctx)?;
        Customer::find(ctx, id).await
    }

    /// In the order of ids; null where unknown; 100 ids at most.
    #[graphql(directive = rule::Open::apply())]
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
    #[graphql(directive = rule::ContactIdentifiers::apply())]
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
        if !permit::<rule::ContactIdentifiers>(ctx) {
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
    #[graphql(directive = rule::SessionById::apply())]
    async fn session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A UUID.")] id: ID,
    ) -> Option<Session> {
        if !permit::<rule::SessionById>(ctx) {
            return None;
        }
        let id = argument::id("id", &id).served(ctx)?;
        Session::find(ctx, id).await
    }

    /// In the order of ids; null where unknown or not visible; 100 ids at most. One call a session.
    #[graphql(directive = rule::SessionById::apply())]
    async fn sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "UUIDs, 100 at most.")] ids: Vec<ID>,
    ) -> Vec<Option<Session>> {
        if !permit::<rule::SessionById>(ctx) {
            return nothing(&ids);
        }
        many(ctx, &ids, |id| Session::find(ctx, id)).await
    }

    /// The queue with this id; null where there is none and where the viewer may not see it.
    #[graphql(directive = rule::Queues::apply())]
    async fn queue(&self, ctx: &Context<'_>, #[graphql(desc = "A UUID.")] id: ID) -> Option<Queue> {
        if !permit::<rule::Queues>(ctx) {
            return None;
        }
        let id = argument::id("id", &id).served(ctx)?;
        Queue::find(ctx, id).await
    }

    /// In the order of ids; null where unknown or not visible; 100 ids at most.
    #[graphql(directive = rule::Queues::apply())]
    async fn queues(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "UUIDs, 100 at most.")] ids: Vec<ID>,
    ) -> Vec<Option<Queue>> {
        if !permit::<rule::Queues>(ctx) {
            return nothing(&ids);
        }
        many(ctx, &ids, |id| Queue::find(ctx, id)).await
    }

    /// The wrap-up code with this id; null where there is none and where the viewer may not see it.
    #[graphql(directive = rule::WrapUpCodes::apply())]
    async fn wrap_up_code(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A UUID, or a system code such as `ININ-WRAP-UP-TIMEOUT`.")] id: ID,
    ) -> Option<WrapUpCode> {
        if !permit::<rule::WrapUpCodes>(ctx) {
            return None;
        }
        let id = argument::id("id", &id).served(ctx)?;
        WrapUpCode::find(ctx, id).await
    }

    /// In the order of ids; null where unknown or not visible; 100 ids at most.
    #[graphql(directive = rule::WrapUpCodes::apply())]
    async fn wrap_up_codes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "UUIDs or system codes, 100 at most.")] ids: Vec<ID>,
    ) -> Vec<Option<WrapUpCode>> {
        if !permit::<rule::WrapUpCodes>(ctx) {
            return nothing(&ids);
        }
        many(ctx, &ids, |id| WrapUpCode::find(ctx, id)).await
    }

    /// The agent with this id; null where there is none.
    #[graphql(directive = rule::Open::apply())]
    async fn agent(&self, ctx: &Context<'_>, #[graphql(desc = "A UUID.")] id: ID) -> Option<Agent> {
        let id = argument::id("id", &id).served(ctx)?;
        Agent::find(ctx, id).await
    }

    /// In the order of ids; null where unknown; 100 ids at most.
    #[graphql(directive = rule::Open::apply())]
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
    ids.iter().take(argument::MOST_IDS).map(|_| None).collect()
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

//! The type `Query`.

use std::future::Future;
use std::str::FromStr;

use async_graphql::{Context, Description, ID, Object};
use futures_util::future::join_all;

use super::agent::Agent;
use super::argument;
use super::capabilities::Viewer;
use super::context::Served;
use super::conversation::{CONVERSATION, Conversation};
use super::customer::Customer;
use super::customer_details::IdentifierType;
use super::declaration::{Declaration, Declared, OPEN};
use super::look_up::{
    self, AGENT, AGENTS, CUSTOMER, CUSTOMER_BY_IDENTIFIER, CUSTOMERS, QUEUE, QUEUES, SESSION,
    SESSIONS, WRAP_UP_CODE, WRAP_UP_CODES,
};
use super::queue::Queue;
use super::session::Session;
use super::wrap_up::WrapUpCode;
use crate::engine::fast_path::FastPath;
use crate::load::Lookup;

const VIEWER: Declaration = OPEN.personal();

/// The queries: a customer with the journey, and single objects by id.
#[derive(Description)]
pub(super) struct QueryFields;

#[Object(use_type_description)]
impl QueryFields {
    /// The viewer: the user or OAuth client of the request's token, with its permissions. Query it first to
    /// hide the parts of the screen that would be null. Costs no upstream call beyond the cached introspection
    /// of the token. Recipe: `docs/queries.md#who-am-i-and-what-may-i-show`.
    #[graphql(directive = Declared::apply(VIEWER))]
    async fn viewer(&self) -> Viewer {
        Viewer
    }

    /// The customer with this id. Null if the customer does not exist, as far as the selected fields reveal it:
    /// the gateway reads the list of sessions if `sessions` is selected, otherwise the contact record if the
    /// viewer may see it, which costs one upstream call. Recipe: `docs/queries.md#the-journey-tab`.
    #[graphql(directive = Declared::apply(CUSTOMER))]
    async fn customer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The customer's id, a UUID.")] id: ID,
    ) -> Option<FastPath<Customer>> {
        look_up::customer(ctx, &id).await
    }

    /// The customers with these ids, in the order of `ids`. An entry is null if its customer does not exist.
    /// Costs one upstream call per 50 customers for their contact records. Recipe:
    /// `docs/queries.md#many-at-once`.
    #[graphql(directive = Declared::apply(CUSTOMERS))]
    async fn customers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The customers' ids, UUIDs; at most 100.")] ids: Vec<ID>,
    ) -> Vec<Option<FastPath<Customer>>> {
        find_all(ctx, &ids, async |id| {
            Customer::find(ctx, id).await.map(FastPath)
        })
        .await
    }

    /// The customer that has an identifier, such as a phone number, an email address, a social id, a cookie or
    /// an external id. Null if no customer has it. Costs one upstream call. Example:
    /// `customerByIdentifier(type: PHONE, value: "+18035550123") { id }`. Recipe:
    /// `docs/queries.md#find-a-customer-by-phone`.
    #[graphql(directive = Declared::apply(CUSTOMER_BY_IDENTIFIER))]
    async fn customer_by_identifier(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            name = "type",
            desc = "The kind of identifier that `value` is, for example `PHONE`."
        )]
        kind: IdentifierType,
        #[graphql(
            desc = "The identifier, from 1 to 512 bytes. A phone number needs the country code and a leading \
                    `+`, for example `+18035550123`."
        )]
        value: String,
        #[graphql(
            desc = "The id of the external source that the external id belongs to, a UUID; see \
                    `Identifier.externalSource`. External ids are unique only within a source: without this \
                    argument the platform chooses among customers with the same id. Allowed only with \
                    `type: EXTERNAL_ID`."
        )]
        external_source: Option<ID>,
    ) -> Option<FastPath<Customer>> {
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
        Customer::look_up(ctx, lookup).await.map(FastPath)
    }

    /// The session with this id: a visit, a conversation, an app session or a case. Null if it does not exist
    /// or the viewer may not see it. Costs one upstream call, and one more for the `status` of open web
    /// messaging. Recipe: `docs/queries.md#one-visits-events`.
    #[graphql(directive = Declared::apply(SESSION))]
    async fn session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The session's id, a UUID.")] id: ID,
    ) -> Option<Session> {
        look_up::session(ctx, &id).await
    }

    /// The sessions with these ids, in the order of `ids`. An entry is null if its session does not exist or
    /// the viewer may not see it. Costs one upstream call per session that is not cached. Recipe:
    /// `docs/queries.md#many-at-once`.
    #[graphql(directive = Declared::apply(SESSIONS))]
    async fn sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The sessions' ids, UUIDs; at most 100.")] ids: Vec<ID>,
    ) -> Vec<Option<Session>> {
        if !SESSIONS.permit(ctx) {
            return all_null(&ids);
        }
        find_all(ctx, &ids, |id| Session::find(ctx, id)).await
    }

    /// The conversation with this id, active or past. Use it to find the customer of an interaction. Null if it
    /// does not exist or the viewer may not see it. Always read from the platform with the viewer's token, by the
    /// cheapest operation that the viewer may use: one upstream call with `conversation:communication:view` and
    /// for the viewer's own active conversations, which need no permission; one more with
    /// `analytics:conversationDetail:view` or `analytics:agentConversationDetail:view`; otherwise up to four more
    /// for the viewer's own past conversations. Recipe: `docs/queries.md#from-a-conversation-to-the-journey`.
    #[graphql(directive = Declared::apply(CONVERSATION))]
    async fn conversation(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The conversation's id on the platform, a UUID: the `gcConversationId` of an interaction widget."
        )]
        id: ID,
    ) -> Option<FastPath<Conversation>> {
        Conversation::find(ctx, &id).await
    }

    /// The routing queue with this id. Null if it does not exist or the viewer may not see it. Costs one
    /// upstream call if it is not cached.
    #[graphql(directive = Declared::apply(QUEUE))]
    async fn queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The queue's id, a UUID.")] id: ID,
    ) -> Option<Queue> {
        look_up::queue(ctx, &id).await
    }

    /// The routing queues with these ids, in the order of `ids`. An entry is null if its queue does not exist
    /// or the viewer may not see it. Costs one upstream call for all of them. Recipe:
    /// `docs/queries.md#many-at-once`.
    #[graphql(directive = Declared::apply(QUEUES))]
    async fn queues(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The queues' ids, UUIDs; at most 100.")] ids: Vec<ID>,
    ) -> Vec<Option<Queue>> {
        if !QUEUES.permit(ctx) {
            return all_null(&ids);
        }
        find_all(ctx, &ids, |id| Queue::find(ctx, id)).await
    }

    /// The wrap-up code with this id. Null if it does not exist or the viewer may not see it. Costs one
    /// upstream call if it is not cached; system codes cost none.
    #[graphql(directive = Declared::apply(WRAP_UP_CODE))]
    async fn wrap_up_code(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The code's id, a UUID, or a system code such as `ININ-WRAP-UP-TIMEOUT`."
        )]
        id: ID,
    ) -> Option<WrapUpCode> {
        look_up::wrap_up_code(ctx, &id).await
    }

    /// The wrap-up codes with these ids, in the order of `ids`. An entry is null if its code does not exist or
    /// the viewer may not see it. Costs one upstream call for all of them. Recipe:
    /// `docs/queries.md#many-at-once`.
    #[graphql(directive = Declared::apply(WRAP_UP_CODES))]
    async fn wrap_up_codes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The codes' ids, UUIDs or system codes; at most 100.")] ids: Vec<ID>,
    ) -> Vec<Option<WrapUpCode>> {
        if !WRAP_UP_CODES.permit(ctx) {
            return all_null(&ids);
        }
        find_all(ctx, &ids, |id| WrapUpCode::find(ctx, id)).await
    }

    /// The agent with this id. Null if no user has it. Costs one upstream call if the agent is not cached.
    #[graphql(directive = Declared::apply(AGENT))]
    async fn agent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the platform's user, a UUID.")] id: ID,
    ) -> Option<Agent> {
        look_up::agent(ctx, &id).await
    }

    /// The agents with these ids, in the order of `ids`. An entry is null if its agent does not exist. Costs
    /// one upstream call for all of them. Recipe: `docs/queries.md#many-at-once`.
    #[graphql(directive = Declared::apply(AGENTS))]
    async fn agents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The agents' ids, UUIDs; at most 100.")] ids: Vec<ID>,
    ) -> Vec<Option<Agent>> {
        find_all(ctx, &ids, |id| Agent::find(ctx, id)).await
    }
}

/// A list of nulls, because the list itself is not nullable and the viewer may not see the objects.
fn all_null<T>(ids: &[ID]) -> Vec<Option<T>> {
    ids.iter().map(|_| None).collect()
}

/// Finds the object of each id. A malformed id is an error and null.
async fn find_all<K, T, F>(ctx: &Context<'_>, ids: &[ID], find: impl Fn(K) -> F) -> Vec<Option<T>>
where
    K: FromStr,
    F: Future<Output = Option<T>>,
{
    let objects = ids.iter().enumerate().map(|(index, id)| {
        let id = argument::id("ids", id).served(&ctx.with_index(index));
        let object = id.map(&find);
        async move { object?.await }
    });
    join_all(objects).await
}

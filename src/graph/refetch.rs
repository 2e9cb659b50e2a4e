//! The query fields by which Relay reads one object again: `@refetchable` on a fragment of a type with `@fetchable`
//! calls the field `fetch__` and the name of the type.

use async_graphql::{Context, ID, Object};

use super::agent::Agent;
use super::customer::Customer;
use super::declaration::Declared;
use super::look_up::{self, AGENT, CUSTOMER, QUEUE, SESSION, WRAP_UP_CODE};
use super::queue::Queue;
use super::session::Session;
use super::wrap_up::WrapUpCode;
use crate::engine::fast_path::FastPath;

/// The query fields for Relay.
pub(super) struct Refetch;

#[Object]
impl Refetch {
    /// The customer with this id. Relay reads this field for `@refetchable`; other clients use `customer`, which returns
    /// the same. Guide: `docs/clients/relay.md`.
    #[graphql(name = "fetch__Customer", directive = Declared::apply(CUSTOMER))]
    async fn customer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The customer's id, a UUID.")] id: ID,
    ) -> Option<FastPath<Customer>> {
        look_up::customer(ctx, &id).await
    }

    /// The session with this id. Relay reads this field for `@refetchable`; other clients use `session`, which returns
    /// the same. Guide: `docs/clients/relay.md`.
    #[graphql(name = "fetch__Session", directive = Declared::apply(SESSION))]
    async fn session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The session's id, a UUID.")] id: ID,
    ) -> Option<Session> {
        look_up::session(ctx, &id).await
    }

    /// The queue with this id. Relay reads this field for `@refetchable`; other clients use `queue`, which returns
    /// the same. Guide: `docs/clients/relay.md`.
    #[graphql(name = "fetch__Queue", directive = Declared::apply(QUEUE))]
    async fn queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The queue's id, a UUID.")] id: ID,
    ) -> Option<Queue> {
        look_up::queue(ctx, &id).await
    }

    /// The agent with this id. Relay reads this field for `@refetchable`; other clients use `agent`, which returns
    /// the same. Guide: `docs/clients/relay.md`.
    #[graphql(name = "fetch__Agent", directive = Declared::apply(AGENT))]
    async fn agent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the platform's user, a UUID.")] id: ID,
    ) -> Option<Agent> {
        look_up::agent(ctx, &id).await
    }

    /// The wrap-up code with this id. Relay reads this field for `@refetchable`; other clients use `wrapUpCode`, which returns
    /// the same. Guide: `docs/clients/relay.md`.
    #[graphql(name = "fetch__WrapUpCode", directive = Declared::apply(WRAP_UP_CODE))]
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
}

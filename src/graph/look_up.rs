//! Look-ups by id or identifier, which several root fields share: their declarations, and those of one object.

use async_graphql::{Context, ID};

use super::agent::Agent;
use super::argument;
use super::context::Served;
use super::customer::Customer;
use super::declaration::{CallCount, Declaration, ListSize, OPEN, UpstreamCall, calls, guarded};
use super::queue::Queue;
use super::session::Session;
use super::wrap_up::WrapUpCode;
use crate::access::rule::Rule;
use crate::engine::fast_path::FastPath;
use crate::platform::Operation;

pub(super) const CUSTOMER: Declaration = OPEN.calls(calls::CONTACT_EXISTENCE);
pub(super) const CUSTOMERS: Declaration = CUSTOMER.list(ListSize::Ids);
pub(super) const CUSTOMER_BY_IDENTIFIER: Declaration = guarded(Rule::ContactIdentifiers)
    .calls(UpstreamCall::new(Operation::IdentifyContact, CallCount::PerOwner(1)).revealing());
pub(super) const SESSION: Declaration = guarded(Rule::SessionById)
    .calls(calls::SESSION)
    .calls(calls::SESSIONS_FOR_STATUS);
pub(super) const SESSIONS: Declaration = SESSION.list(ListSize::Ids);
pub(super) const QUEUE: Declaration = guarded(Rule::Queues).calls(calls::QUEUES);
pub(super) const QUEUES: Declaration = QUEUE.list(ListSize::Ids);
pub(super) const WRAP_UP_CODE: Declaration = guarded(Rule::WrapUpCodes).calls(calls::WRAP_UP_CODES);
pub(super) const WRAP_UP_CODES: Declaration = WRAP_UP_CODE.list(ListSize::Ids);
pub(super) const AGENT: Declaration = OPEN.calls(calls::AGENTS);
pub(super) const AGENTS: Declaration = AGENT.list(ListSize::Ids);

/// The customer with this id.
pub(super) async fn customer(ctx: &Context<'_>, id: &ID) -> Option<FastPath<Customer>> {
    let id = argument::id("id", id).served(ctx)?;
    Customer::find(ctx, id).await.map(FastPath)
}

/// The session with this id, if the viewer may see it.
pub(super) async fn session(ctx: &Context<'_>, id: &ID) -> Option<Session> {
    if !SESSION.permit(ctx) {
        return None;
    }
    let id = argument::id("id", id).served(ctx)?;
    Session::find(ctx, id).await
}

/// The queue with this id, if the viewer may see it.
pub(super) async fn queue(ctx: &Context<'_>, id: &ID) -> Option<Queue> {
    if !QUEUE.permit(ctx) {
        return None;
    }
    let id = argument::id("id", id).served(ctx)?;
    Queue::find(ctx, id).await
}

/// The agent with this id.
pub(super) async fn agent(ctx: &Context<'_>, id: &ID) -> Option<Agent> {
    let id = argument::id("id", id).served(ctx)?;
    Agent::find(ctx, id).await
}

/// The wrap-up code with this id, if the viewer may see it.
pub(super) async fn wrap_up_code(ctx: &Context<'_>, id: &ID) -> Option<WrapUpCode> {
    if !WRAP_UP_CODE.permit(ctx) {
        return None;
    }
    let id = argument::id("id", id).served(ctx)?;
    WrapUpCode::find(ctx, id).await
}

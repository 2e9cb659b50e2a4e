//! The types `WrapUp` and `WrapUpCode`.

use async_graphql::{Context, Description, ID, Object};

use super::agent::Agent;
use super::context::{ContextExt, Served};
use super::declaration::{Condition, Declaration, Declared, OPEN, calls, guarded};
use super::scalar::DateTime;
use crate::access::rule::Rule;
use crate::engine::fast_path::FastPath;
use crate::engine::on_fast_path::resolve_on_fast_path;
use crate::engine::ready_fields::ready_fields;
use crate::model::conversation::WrapUp as Model;
use crate::model::id::WrapUpCodeId;

const CODE: Declaration =
    guarded(Rule::WrapUpCodes).calls(calls::WRAP_UP_CODES.when(Condition::MoreThanId));
const AGENT: Declaration = OPEN.calls(calls::AGENTS.when(Condition::MoreThanId));

/// A code by which agents classify the result of an interaction, for example `Refund granted`.
#[derive(Description)]
pub(super) struct WrapUpCode {
    id: WrapUpCodeId,
    name: Option<String>,
}

impl WrapUpCode {
    /// The code of a wrap-up. Only codes of the organization are read, and only if more than the id is
    /// selected.
    async fn from_wrap_up(ctx: &Context<'_>, wrap_up: &Model) -> Option<Self> {
        let id = wrap_up.code.clone();
        let name = match &id {
            WrapUpCodeId::Code(_) if wrap_up.name.is_some() => wrap_up.name.clone(),
            WrapUpCodeId::Code(code) if ctx.selects_more_than_id() => {
                let record = ctx.loaders().wrap_up_code(*code).await.served(ctx)?;
                record.and_then(|record| record.name.clone())
            }
            WrapUpCodeId::Code(_) => None,
            WrapUpCodeId::System(name) | WrapUpCodeId::Named(name) => Some(name.clone()),
        };
        Some(Self { id, name })
    }

    /// The code with this id; `None` if it does not exist. The platform's own codes are not looked up.
    pub(super) async fn find(ctx: &Context<'_>, id: WrapUpCodeId) -> Option<Self> {
        let name = match &id {
            WrapUpCodeId::Code(code) => ctx
                .loaders()
                .wrap_up_code(*code)
                .await
                .served(ctx)??
                .name
                .clone(),
            WrapUpCodeId::System(name) | WrapUpCodeId::Named(name) => Some(name.clone()),
        };
        Some(Self { id, name })
    }
}

#[Object(use_type_description)]
impl WrapUpCode {
    /// The id of the code: a UUID, or for the platform's own codes a text such as `ININ-WRAP-UP-TIMEOUT`.
    async fn id(&self) -> ID {
        ID(self.id.to_string())
    }

    /// The name of the code, for example `Refund granted`. Null if the code was deleted or belongs to a
    /// division that the viewer must not see.
    async fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}

/// A wrap-up: the code and the notes with which an agent closes an interaction.
#[derive(Description, Clone)]
pub(super) struct WrapUp(pub(super) Model);

#[Object(use_type_description)]
impl WrapUp {
    /// The wrap-up code that the agent selected. Selecting more than its `id` costs one upstream call for all
    /// codes of the request together, cached.
    #[graphql(directive = Declared::apply(CODE))]
    async fn code(&self, ctx: &Context<'_>) -> Option<FastPath<WrapUpCode>> {
        if !CODE.permit(ctx) {
            return None;
        }
        WrapUpCode::from_wrap_up(ctx, &self.0).await.map(FastPath)
    }

    /// The notes that the agent wrote with the wrap-up. Null if there are none.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn notes(&self) -> Option<&str> {
        self.0.notes.as_deref()
    }

    /// The agent who added the wrap-up. Null if the platform does not send it. Selecting more than its `id`
    /// costs one upstream call for all agents of the request together, cached.
    #[graphql(directive = Declared::apply(AGENT))]
    async fn agent(&self, ctx: &Context<'_>) -> Option<FastPath<Agent>> {
        Agent::from_id(ctx, self.0.agent?).await.map(FastPath)
    }

    /// The time at which the agent added the wrap-up, RFC 3339 in UTC, for example `2026-11-20T09:50:45.125Z`.
    /// Null if the viewer may not read the conversation's details.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn at(&self) -> Option<DateTime> {
        self.0.at.map(DateTime)
    }
}

resolve_on_fast_path!(WrapUp, WrapUpCode);

ready_fields!(WrapUpCode { "id" => id, "name" => name });
ready_fields!(WrapUp {
    "code" if may_show_code => code,
    "notes" => notes,
    "agent" => agent,
    "at" => at,
});

impl WrapUp {
    /// Without the permission, `code` records an error, which must not happen twice.
    fn may_show_code(ctx: &Context<'_>) -> bool {
        CODE.is_permitted(ctx)
    }
}

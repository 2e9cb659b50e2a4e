//! `WrapUp` and `WrapUpCode`

use async_graphql::{Context, Description, ID, Object};

use super::agent::Agent;
use super::context::{ContextExt, Served};
use super::declaration::{Condition, Declaration, Declared, OPEN, calls, guarded};
use super::scalar::DateTime;
use crate::access::rule::Rule;
use crate::engine::fast_path::{FastPath, resolve_on_fast_path};
use crate::model::conversation::WrapUp as Model;
use crate::model::id::WrapUpCodeId;

const CODE: Declaration =
    guarded(Rule::WrapUpCodes).calls(calls::WRAP_UP_CODES.when(Condition::MoreThanId));
const AGENT: Declaration = OPEN.calls(calls::AGENTS.when(Condition::MoreThanId));

/// A code with which agents say how an interaction went.
#[derive(Description)]
pub(super) struct WrapUpCode {
    id: WrapUpCodeId,
    name: Option<String>,
}

impl WrapUpCode {
    /// The code that a wrap-up carries. Only codes of the organization are looked up, and only for
    /// more than their id.
    async fn of(ctx: &Context<'_>, wrap_up: &Model) -> Option<Self> {
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

    /// The code with this id; nothing where there is none. System codes are always there.
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
    /// A UUID; for the platform's own codes a text such as `ININ-WRAP-UP-TIMEOUT`.
    async fn id(&self) -> ID {
        ID(self.id.to_string())
    }

    /// Its name; null where the code is gone or of a division that the viewer may not see.
    async fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}

/// How an agent summed an interaction up.
#[derive(Description, Clone)]
pub(super) struct WrapUp(pub(super) Model);

#[Object(use_type_description)]
impl WrapUp {
    /// The code.
    #[graphql(directive = Declared::apply(CODE))]
    async fn code(&self, ctx: &Context<'_>) -> Option<FastPath<WrapUpCode>> {
        if !CODE.permit(ctx) {
            return None;
        }
        WrapUpCode::of(ctx, &self.0).await.map(FastPath)
    }

    /// What the agent wrote.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn notes(&self) -> Option<&str> {
        self.0.notes.as_deref()
    }

    /// Who.
    #[graphql(directive = Declared::apply(AGENT))]
    async fn agent(&self, ctx: &Context<'_>) -> Option<FastPath<Agent>> {
        Agent::of(ctx, self.0.agent?).await.map(FastPath)
    }

    /// When; null where the conversation's details may not be read.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn at(&self) -> Option<DateTime> {
        self.0.at.map(DateTime)
    }
}

resolve_on_fast_path!(WrapUp, WrapUpCode);

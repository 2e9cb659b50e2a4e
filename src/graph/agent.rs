//! The type `Agent`.

use std::sync::Arc;

use async_graphql::{Context, Description, Object};

use super::context::{ContextExt, Served};
use super::scalar::UuidId;
use crate::engine::on_fast_path::resolve_on_fast_path;
use crate::engine::ready_fields::ready_fields;
use crate::model::id::AgentId;
use crate::model::reference::Agent as Record;

/// A platform user who handles interactions.
#[derive(Description)]
pub(super) struct Agent {
    id: AgentId,
    record: Option<Arc<Record>>,
}

impl Agent {
    /// The agent with an id that another object refers to. The record is read only if more than the id is
    /// selected.
    pub(super) async fn from_id(ctx: &Context<'_>, id: AgentId) -> Option<Self> {
        if !ctx.selects_more_than_id() {
            return Some(Self { id, record: None });
        }
        let record = ctx.loaders().agent(id).await.served(ctx)?;
        Some(Self { id, record })
    }

    /// The agent with this id; `None` if the platform has no such user.
    pub(super) async fn find(ctx: &Context<'_>, id: AgentId) -> Option<Self> {
        let record = ctx.loaders().agent(id).await.served(ctx)??;
        Some(Self {
            id,
            record: Some(record),
        })
    }
}

#[Object(use_type_description)]
impl Agent {
    /// The user id of the agent on the platform, a UUID. Selecting only the id costs no upstream call.
    async fn id(&self) -> UuidId {
        UuidId(self.id.0)
    }

    /// The full name of the agent, for example `Ada Moreno`. Null if the platform no longer has the user.
    async fn name(&self) -> Option<&str> {
        self.record.as_ref()?.name.as_deref()
    }

    /// The work email address of the agent. Null if the platform no longer has the user or sends no address.
    async fn email(&self) -> Option<&str> {
        self.record.as_ref()?.email.as_deref()
    }

    /// The job title of the agent, for example `Support Specialist`. Null if the platform no longer has the
    /// user or sends no title.
    async fn title(&self) -> Option<&str> {
        self.record.as_ref()?.title.as_deref()
    }

    /// Whether the user is active on the platform; false if the agent has left. Null if the platform no longer
    /// has the user or sends no state.
    async fn active(&self) -> Option<bool> {
        self.record.as_ref()?.active
    }
}

resolve_on_fast_path!(Agent);

ready_fields!(Agent { "id" => id, "name" => name, "email" => email, "title" => title, "active" => active });

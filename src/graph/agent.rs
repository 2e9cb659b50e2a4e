//! `Agent`

use std::sync::Arc;

use async_graphql::{Context, Description, ID, Object};

use super::context::{ContextExt, Served};
use crate::engine::fast_path::resolve_on_fast_path;
use crate::model::id::AgentId;
use crate::model::reference::Agent as Record;

/// Someone who handles interactions.
#[derive(Description)]
pub(super) struct Agent {
    id: AgentId,
    record: Option<Arc<Record>>,
}

impl Agent {
    /// The agent that something points to: looked up if more than the id is asked for.
    pub(super) async fn of(ctx: &Context<'_>, id: AgentId) -> Option<Self> {
        if !ctx.selects_more_than_id() {
            return Some(Self { id, record: None });
        }
        let record = ctx.loaders().agent(id).await.served(ctx)?;
        Some(Self { id, record })
    }

    /// The agent with this id; nothing where there is none.
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
    /// The platform's user id.
    async fn id(&self) -> ID {
        ID(self.id.to_string())
    }

    /// Full name; null where the user does not exist any more.
    async fn name(&self) -> Option<&str> {
        self.record.as_ref()?.name.as_deref()
    }

    /// Address at work.
    async fn email(&self) -> Option<&str> {
        self.record.as_ref()?.email.as_deref()
    }

    /// Job title.
    async fn title(&self) -> Option<&str> {
        self.record.as_ref()?.title.as_deref()
    }

    /// False for someone who has left.
    async fn active(&self) -> Option<bool> {
        self.record.as_ref()?.active
    }
}

resolve_on_fast_path!(Agent);

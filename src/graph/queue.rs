//! `Queue`

use std::sync::Arc;

use async_graphql::{Context, Description, ID, Object};

use super::context::{ContextExt, Served};
use crate::engine::fast_path::resolve_on_fast_path;
use crate::model::id::QueueId;
use crate::model::reference::Queue as Record;

/// A routing queue.
#[derive(Description)]
pub(super) struct Queue {
    id: QueueId,
    record: Option<Arc<Record>>,
}

impl Queue {
    /// The queue that something points to: looked up if more than its id is asked for.
    pub(super) async fn of(ctx: &Context<'_>, id: QueueId) -> Option<Self> {
        if !ctx.selects_more_than_id() {
            return Some(Self { id, record: None });
        }
        let record = ctx.loaders().queue(id).await.served(ctx)?;
        Some(Self { id, record })
    }

    /// The queue with this id; nothing where there is none.
    pub(super) async fn find(ctx: &Context<'_>, id: QueueId) -> Option<Self> {
        let record = ctx.loaders().queue(id).await.served(ctx)??;
        Some(Self {
            id,
            record: Some(record),
        })
    }
}

#[Object(use_type_description)]
impl Queue {
    /// Its id.
    async fn id(&self) -> ID {
        ID(self.id.to_string())
    }

    /// Its name; null where the queue is gone or of a division that the viewer may not see.
    async fn name(&self) -> Option<&str> {
        self.record.as_ref()?.name.as_deref()
    }

    /// What it is for; null for viewers who hold `routing:queue:search` only.
    async fn description(&self) -> Option<&str> {
        self.record.as_ref()?.description.as_deref()
    }

    /// The division that owns it.
    async fn division_id(&self) -> Option<ID> {
        Some(ID(self.record.as_ref()?.division?.to_string()))
    }
}

resolve_on_fast_path!(Queue);

//! The type `Queue`.

use std::sync::Arc;

use async_graphql::{Context, Description, Object};

use super::context::{ContextExt, Served};
use super::scalar::UuidId;
use crate::engine::on_fast_path::resolve_on_fast_path;
use crate::engine::ready_fields::ready_fields;
use crate::model::id::QueueId;
use crate::model::reference::Queue as Record;

/// A routing queue, in which interactions wait for an agent.
#[derive(Description)]
pub(super) struct Queue {
    id: QueueId,
    record: Option<Arc<Record>>,
}

impl Queue {
    /// The queue with an id that another object refers to. The record is read only if more than the id is
    /// selected.
    pub(super) async fn from_id(ctx: &Context<'_>, id: QueueId) -> Option<Self> {
        if !ctx.selects_more_than_id() {
            return Some(Self { id, record: None });
        }
        let record = ctx.loaders().queue(id).await.served(ctx)?;
        Some(Self { id, record })
    }

    /// The queue with this id; `None` if it does not exist or the viewer must not see it.
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
    /// The id of the queue, a UUID. Selecting only the id costs no upstream call.
    async fn id(&self) -> UuidId {
        UuidId(self.id.0)
    }

    /// The name of the queue, for example `Billing`. Null if the queue was deleted or belongs to a division
    /// that the viewer must not see.
    async fn name(&self) -> Option<&str> {
        self.record.as_ref()?.name.as_deref()
    }

    /// The description of the queue. Null if it has none, and for viewers with `routing:queue:search` but not
    /// `routing:queue:view`.
    async fn description(&self) -> Option<&str> {
        self.record.as_ref()?.description.as_deref()
    }

    /// The id of the division that owns the queue, a UUID. Null if the queue was deleted or the platform does
    /// not send it.
    async fn division_id(&self) -> Option<UuidId> {
        Some(UuidId(self.record.as_ref()?.division?.0))
    }
}

resolve_on_fast_path!(Queue);

ready_fields!(Queue { "id" => id, "name" => name, "description" => description, "divisionId" => division_id });

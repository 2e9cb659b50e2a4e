//! Queues, wrap-up codes, agents and segments.

use uuid::Uuid;

use super::loaders::Loaders;
use super::source::Loaded;
use crate::model::id::{AgentId, QueueId, SegmentId};
use crate::model::reference::{Agent, Queue, Segment, WrapUpCode};

impl Loaders {
    /// A queue; `None` also if the viewer may not see it.
    pub async fn queue(&self, id: QueueId) -> Loaded<Queue> {
        let look_up = self.look_up_queue(id);
        self.known.queues.or_look_up(id, look_up).await
    }

    async fn look_up_queue(&self, id: QueueId) -> Loaded<Queue> {
        let rights = &self.source.viewer.rights;
        for family in rights.queue_families() {
            let found = self.cached_or_load(&self.queues, (*family, id)).await?;
            let visible = found.filter(|queue| rights.sees_queue(queue, *family));
            if visible.is_some() {
                return Ok(visible);
            }
        }
        Ok(None)
    }

    /// A wrap-up code of the organization; `None` also if the viewer may not see it.
    pub async fn wrap_up_code(&self, id: Uuid) -> Loaded<WrapUpCode> {
        let look_up = self.look_up_wrap_up_code(id);
        self.known.wrap_up_codes.or_look_up(id, look_up).await
    }

    async fn look_up_wrap_up_code(&self, id: Uuid) -> Loaded<WrapUpCode> {
        let rights = &self.source.viewer.rights;
        for family in rights.wrap_up_code_families() {
            let key = (*family, id);
            let found = self.cached_or_load(&self.wrap_up_codes, key).await?;
            let visible = found.filter(|code| rights.sees_wrap_up_code(code, *family));
            if visible.is_some() {
                return Ok(visible);
            }
        }
        Ok(None)
    }

    /// An agent.
    pub async fn agent(&self, id: AgentId) -> Loaded<Agent> {
        let look_up = self.cached_or_load(&self.agents, id);
        self.known.agents.or_look_up(id, look_up).await
    }

    /// A segment.
    pub async fn segment(&self, id: SegmentId) -> Loaded<Segment> {
        self.cached_or_load(&self.segments, id).await
    }
}

//! Segments that the viewer may see. The platform hides some segments from agents: the gateway leaves out their
//! assignments and events. Whether a segment is hidden requires its look-up; if that fails, the field fails, because
//! its value could contain hidden segments.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use futures_util::future::try_join_all;

use super::loaders::Loaders;
use super::source::Loaded;
use crate::access::Permission;
use crate::access::rule::Rule;
use crate::model::customer::SegmentAssignment;
use crate::model::id::{CustomerId, SegmentId};
use crate::model::session::Session;
use crate::platform::Error;

impl Loaders {
    /// The segments of a contact that the viewer may see, each with its newest assignment.
    pub async fn segment_assignments(&self, id: CustomerId) -> Loaded<Vec<SegmentAssignment>> {
        let Some(all) = self.read_segment_assignments(id).await? else {
            return Ok(None);
        };
        let rights = &self.source.viewer.rights;
        let is_permitted = |assignment: &&SegmentAssignment| {
            rights.holds_in(Permission::SegmentAssignment, &assignment.divisions)
        };
        let permitted = all.iter().filter(is_permitted).cloned().collect();
        Ok(Some(Arc::new(self.without_hidden(permitted).await?)))
    }

    /// The segments to which a session assigned its customer, each with its newest assignment.
    pub async fn segments_of_session(
        &self,
        session: &Session,
    ) -> Result<Vec<SegmentAssignment>, Error> {
        let assigned = session.assigned_segments().iter();
        let assignments = assigned.map(|assigned| SegmentAssignment {
            segment: assigned.segment,
            assigned_at: assigned.assigned_at,
            planned_end_at: None,
            session: Some(session.id),
            divisions: Vec::new(),
        });
        self.without_hidden(assignments.collect()).await
    }

    async fn without_hidden(
        &self,
        assignments: Vec<SegmentAssignment>,
    ) -> Result<Vec<SegmentAssignment>, Error> {
        let mut visible = SegmentAssignment::newest_per_segment(assignments);
        let segments = visible.iter().map(|assignment| assignment.segment);
        let hidden = self.hidden_segments(segments).await?;
        visible.retain(|assignment| !hidden.contains(&assignment.segment));
        Ok(visible)
    }

    /// The segments among `segments` that are hidden from the viewer. A viewer without `journey:segment:view` sees the ids of all segments and nothing
    /// else, so none is hidden.
    pub(super) async fn hidden_segments(
        &self,
        segments: impl Iterator<Item = SegmentId>,
    ) -> Result<HashSet<SegmentId>, Error> {
        let rights = &self.source.viewer.rights;
        if rights.permit(Rule::Segments).is_err() {
            return Ok(HashSet::new());
        }
        let segments: BTreeSet<_> = segments.collect();
        let look_ups = segments.into_iter().map(|id| async move {
            let found = self.segment(id).await?;
            Ok(found.filter(|segment| segment.is_hidden).map(|_| id))
        });
        let hidden = try_join_all(look_ups).await?;
        Ok(hidden.into_iter().flatten().collect())
    }
}

//! Which segments a viewer is shown. The platform keeps some for administrators: a viewer who may read
//! segments sees none of those, neither an assignment nor an event. Whether a segment is one of them
//! takes its look-up; if that fails, nothing that may be hidden is shown.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use futures_util::future::try_join_all;

use super::{Loaded, Loaders};
use crate::access::Permission;
use crate::access::rule::Rule;
use crate::model::customer::SegmentAssignment;
use crate::model::id::{CustomerId, SegmentId};
use crate::model::session::Session;
use crate::platform::Error;

impl Loaders {
    /// The segments that a contact is in and that the viewer may see, each with its newest assignment.
    pub async fn segment_assignments(&self, id: CustomerId) -> Loaded<Vec<SegmentAssignment>> {
        let Some(all) = self.read_segment_assignments(id).await? else {
            return Ok(None);
        };
        let rights = &self.source.viewer.rights;
        let permitted = |one: &&SegmentAssignment| {
            rights.holds_in(Permission::SegmentAssignment, &one.divisions)
        };
        let permitted = all.iter().filter(permitted).cloned().collect();
        Ok(Some(Arc::new(self.shown(permitted).await?)))
    }

    /// The segments to which a session assigned its customer, each with its newest assignment.
    pub async fn segments_of_session(
        &self,
        session: &Session,
    ) -> Result<Vec<SegmentAssignment>, Error> {
        let assigned = session.assigned_segments().iter();
        let assignments = assigned.map(|one| SegmentAssignment {
            segment: one.segment,
            assigned_at: one.assigned_at,
            planned_end_at: None,
            session: Some(session.id),
            divisions: Vec::new(),
        });
        self.shown(assignments.collect()).await
    }

    async fn shown(
        &self,
        assignments: Vec<SegmentAssignment>,
    ) -> Result<Vec<SegmentAssignment>, Error> {
        let mut shown = SegmentAssignment::newest_of_each(assignments);
        let hidden = self.hidden(shown.iter().map(|one| one.segment)).await?;
        shown.retain(|one| !hidden.contains(&one.segment));
        Ok(shown)
    }

    /// Those of `segments` that the viewer must not see. A viewer without `journey:segment:view` gets ids
    /// only, and those of all.
    pub(super) async fn hidden(
        &self,
        segments: impl Iterator<Item = SegmentId>,
    ) -> Result<HashSet<SegmentId>, Error> {
        if self.source.viewer.rights.permit(Rule::Segments).is_err() {
            return Ok(HashSet::new());
        }
        let segments: BTreeSet<_> = segments.collect();
        let looked_up = segments.into_iter().map(|id| async move {
            let found = self.segment(id).await?;
            Ok(found.filter(|segment| segment.is_hidden).map(|_| id))
        });
        Ok(try_join_all(looked_up)
            .await?
            .into_iter()
            .flatten()
            .collect())
    }
}

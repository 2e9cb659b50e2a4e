//! The permission check of a declared field.

use async_graphql::Context;

use super::Declaration;
use crate::graph::context::ContextExt;
use crate::model::id::DivisionId;

impl Declaration {
    /// Whether the viewer may see the field that is being resolved. If not, the field's error is recorded.
    pub(in crate::graph) fn permit(&self, ctx: &Context<'_>) -> bool {
        self.rule.is_none_or(|rule| {
            let permitted = ctx.viewer().rights.permit(rule);
            permitted.map_err(|denied| ctx.record_error(denied)).is_ok()
        })
    }

    /// As [`permit`](Self::permit), for a field of a session in `divisions`.
    pub(in crate::graph) fn permit_in(&self, ctx: &Context<'_>, divisions: &[DivisionId]) -> bool {
        self.rule.is_none_or(|rule| {
            let permitted = ctx.viewer().rights.permit_in(rule, divisions);
            permitted.map_err(|denied| ctx.record_error(denied)).is_ok()
        })
    }

    /// Whether the viewer may see the field. Records no error.
    pub(in crate::graph) fn is_permitted(&self, ctx: &Context<'_>) -> bool {
        self.rule.is_none_or(|rule| ctx.allows(rule))
    }
}

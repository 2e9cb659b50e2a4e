//! The one path by which a guarded field asks whether it may answer.
//!
//! async-graphql's own `guard =` nulls the parent of a refused field; a field here returns null
//! itself, after the refusal has been noted. Nobody is asked for anything then.

use async_graphql::Context;

use super::context::ContextExt;
use crate::access::Denied;
use crate::access::rule::Rule;
use crate::model::id::DivisionId;

/// Whether the viewer may see the field being resolved; if not, that is noted.
pub(super) fn permit<R: Rule>(ctx: &Context<'_>) -> bool {
    noted(ctx, ctx.viewer().rights.permit::<R>())
}

/// The same for a field of what belongs to a session of `divisions`.
pub(super) fn permit_in<R: Rule>(ctx: &Context<'_>, divisions: &[DivisionId]) -> bool {
    noted(ctx, ctx.viewer().rights.permit_in::<R>(divisions))
}

fn noted(ctx: &Context<'_>, permitted: Result<(), Denied>) -> bool {
    permitted.map_err(|denied| ctx.note(denied)).is_ok()
}

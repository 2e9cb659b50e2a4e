//! The one path by which a guarded field asks whether it may answer.
//!
//! async-graphql's own `guard =` nulls the parent of a refused field; a field here returns null
//! itself, after [`permit`] has noted the refusal.

use std::sync::Arc;

use async_graphql::Context;

use super::Viewer;
use super::rule::Rule;
use crate::failure::{Failure, Failures};

/// The viewer of a request, and what failed in its answer.
#[derive(Debug)]
pub struct Access {
    /// Who asks.
    pub viewer: Arc<Viewer>,
    /// What is null, and why.
    pub failures: Failures,
}

/// Whether the viewer may see the field being resolved. If not, that is noted, and the field is to
/// return null without asking anyone for anything.
pub fn permit<R: Rule>(ctx: &Context<'_>) -> bool {
    let Ok(access) = ctx.data::<Arc<Access>>() else {
        return false;
    };
    let permitted = access.viewer.satisfies(R::ANY, R::ALL);
    if !permitted {
        access.failures.note(ctx, lacks::<R>(&access.viewer));
    }
    permitted
}

/// What of a rule the viewer does not hold.
fn lacks<R: Rule>(viewer: &Viewer) -> Failure {
    let all = R::ALL
        .iter()
        .copied()
        .filter(|permission| !viewer.holds(*permission))
        .collect();
    let any = if viewer.satisfies(R::ANY, &[]) {
        Vec::new()
    } else {
        R::ANY.to_vec()
    };
    Failure::Denied { all, any }
}

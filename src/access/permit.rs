//! The one path by which a guarded field asks whether it may answer.
//!
//! async-graphql's own `guard =` nulls the parent of a refused field; a field here returns null
//! itself, after [`permit`] has noted the refusal. The notes become errors once the answer is
//! complete: one for each selected field and rule, not one for each row.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::{Context, PathSegment, Pos, ServerError, Value};

use super::Viewer;
use super::permission::Permission;
use super::rule::Rule;

/// The viewer of a request, and what was refused to them.
#[derive(Debug)]
pub struct Access {
    /// Who asks.
    pub viewer: Arc<Viewer>,
    /// What was refused so far.
    pub denials: Denials,
}

/// Whether the viewer may see the field being resolved. If not, that is noted, and the field is to
/// return null without asking anyone for anything.
pub fn permit<R: Rule>(ctx: &Context<'_>) -> bool {
    let Ok(access) = ctx.data::<Access>() else {
        return false;
    };
    let permitted = access.viewer.satisfies(R::ANY, R::ALL);
    if !permitted {
        let path = ctx
            .set_error_path(ServerError::new(String::new(), None))
            .path;
        access.denials.note(ctx.item.pos, path, R::ANY, R::ALL);
    }
    permitted
}

/// What was refused, by selected field.
#[derive(Debug, Default)]
pub struct Denials(Mutex<BTreeMap<(usize, usize), Denial>>);

#[derive(Debug)]
struct Denial {
    /// Of the first position, in the answer's order.
    path: Vec<PathSegment>,
    positions: usize,
    permissions: Vec<Permission>,
}

impl Denials {
    fn note(&self, field: Pos, path: Vec<PathSegment>, any: &[Permission], all: &[Permission]) {
        // A poisoned lock means that a panic came between two lines of bookkeeping; the notes stand.
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let denial = noted
            .entry((field.line, field.column))
            .or_insert_with(|| Denial {
                path: path.clone(),
                positions: 0,
                permissions: all.iter().chain(any).copied().collect(),
            });
        denial.positions += 1;
        if precedes(&path, &denial.path) {
            denial.path = path;
        }
    }

    /// One error for each field refused, in the order of the document.
    pub fn into_errors(self) -> Vec<ServerError> {
        let noted = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        noted
            .into_iter()
            .map(|((line, column), denial)| denial.into_error(Pos { line, column }))
            .collect()
    }

    /// Takes the notes out, leaving none.
    #[must_use]
    pub fn take(&self) -> Self {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Self(Mutex::new(std::mem::take(&mut *noted)))
    }
}

impl Denial {
    fn into_error(self, field: Pos) -> ServerError {
        let names: Vec<_> = self
            .permissions
            .iter()
            .map(|permission| permission.as_str())
            .collect();
        let mut error = ServerError::new(
            format!(
                "you lack a permission that this field needs: {}",
                names.join(", ")
            ),
            Some(field),
        )
        .with_path(self.path);
        let extensions = error.extensions.get_or_insert_default();
        extensions.set("code", "PERMISSION_DENIED");
        extensions.set(
            "permission",
            Value::List(names.into_iter().map(Value::from).collect()),
        );
        extensions.set("positions", self.positions);
        error
    }
}

/// Whether `a` comes before `b` in an answer: lists are compared by index.
fn precedes(a: &[PathSegment], b: &[PathSegment]) -> bool {
    a.iter()
        .zip(b)
        .find_map(|pair| match pair {
            (PathSegment::Index(a), PathSegment::Index(b)) if a != b => Some(a < b),
            _ => None,
        })
        .unwrap_or(false)
}

//! The arguments of `Customer.sessions`, and the cursors of its pages.

use super::argument;
use super::session_filter::SessionFilter;
use crate::failure::Failure;
use crate::load::{PageRequest, Position};
use crate::model::id::{CustomerId, SessionId};

/// What a cursor holds: page size, the platform's cursor, instant, id.
type Cursor = (u32, Option<String>, i64, String);

/// Reads the arguments.
pub(super) fn request(
    customer: CustomerId,
    first: Option<i32>,
    after: Option<&str>,
    include_merged: Option<bool>,
    filter: &SessionFilter,
) -> Result<PageRequest, Failure> {
    Ok(PageRequest {
        customer,
        include_merged: include_merged.unwrap_or(true),
        first: argument::first(first, 25)?,
        after: argument::after::<Cursor>(after)?
            .map(position)
            .transpose()?,
        selective: filter.is_selective(),
    })
}

fn position((size, after, started_at, session): Cursor) -> Result<Position, Failure> {
    let session: SessionId = argument::id("after", &session.into())?;
    Ok(Position {
        size: size.clamp(1, 200),
        after: after.map(Into::into),
        started_at,
        session,
    })
}

/// Writes a cursor.
pub(super) fn cursor(position: Position) -> String {
    argument::cursor(&(
        position.size,
        position.after,
        position.started_at,
        position.session.to_string(),
    ))
}

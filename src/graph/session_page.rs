//! The arguments of `Customer.sessions`, and the cursors of its pages.

use async_graphql::SelectionField;

use super::argument;
use super::cursor::Cursors;
use super::session_filter::SessionFilter;
use crate::failure::Failure;
use crate::load::{PageRequest, Position};
use crate::model::id::{CustomerId, SessionId};

/// What a cursor holds: page size, the platform's cursor, and of the last session instant and id.
type Place = (u32, Option<String>, Option<(i64, String)>);

/// Whether the list is asked if there is more.
pub(super) fn tells_more(field: &SelectionField<'_>) -> bool {
    field.selection_set().any(|field| {
        field.name() == "pageInfo"
            && field
                .selection_set()
                .any(|field| field.name() == "hasNextPage")
    })
}

/// Reads the arguments.
pub(super) fn request(
    cursors: &Cursors,
    customer: CustomerId,
    first: Option<i32>,
    after: Option<&str>,
    include_merged: Option<bool>,
    filter: &SessionFilter,
    tells_more: bool,
) -> Result<PageRequest, Failure> {
    Ok(PageRequest {
        customer,
        include_merged: include_merged.unwrap_or(true),
        first: argument::first(first, 25)?,
        after: cursors.read(after)?.map(position).transpose()?,
        selective: filter.is_selective(),
        tells_more,
    })
}

fn position((size, after, last): Place) -> Result<Position, Failure> {
    let last = last.map(|(started_at, session)| {
        let session: SessionId = argument::id("after", &session.into())?;
        Ok::<_, Failure>((started_at, session))
    });
    Ok(Position {
        size: size.clamp(1, 200),
        after: after.map(Into::into),
        last: last.transpose()?,
    })
}

/// Writes a cursor.
pub(super) fn cursor(cursors: &Cursors, position: &Position) -> String {
    let last = position
        .last
        .map(|(started_at, session)| (started_at, session.to_string()));
    cursors.write(&(position.size, &position.after, last))
}

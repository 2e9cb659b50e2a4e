//! The declaration and the arguments of `Customer.sessions`, and the cursors of its pages.

use async_graphql::{Context, SelectionField};

use super::argument;
use super::context::ContextExt;
use super::cursor::{Cursors, List};
use super::declaration::{CallCount, Declaration, ListSize, UpstreamCall, guarded};
use super::session_filter::SessionFilter;
use crate::access::rule::Rule;
use crate::error::FieldError;
use crate::load::{Beginning, PageRequest, Position};
use crate::model::id::{CustomerId, SessionId};
use crate::platform::Operation;

/// A page of sessions is filled from at most 10 pages of the platform. For each of these, one call reads the
/// conversations that may be campaign calls.
pub(super) const SESSIONS: Declaration = guarded(Rule::Sessions)
    .list(ListSize::Page(25))
    .calls(UpstreamCall::new(Operation::ContactSessions, CallCount::PerOwner(10)).revealing())
    .calls(UpstreamCall::new(
        Operation::ConversationDetails,
        CallCount::PerOwnerOnceKnown(10),
    ));

/// The content of a cursor: page size, the platform's cursor, time in milliseconds and id of the last session.
type CursorContent = (u32, Option<String>, Option<(i64, String)>);

/// The parts of the selection below a list that decide how the list is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Selected {
    /// `pageInfo.hasNextPage` is selected.
    more: bool,
    /// The size of the first page: it depends on whether a field that depends on the status is selected, and is the one
    /// that `Customer.summary` reads if the document selects that too.
    beginning: Beginning,
    /// A field that reads conversation details is selected.
    conversations: bool,
}

impl Selected {
    /// Reads `field`, a selection of `Customer.sessions`.
    pub(super) fn new(ctx: &Context<'_>, field: &SelectionField<'_>) -> Self {
        let mut selected = Self {
            more: false,
            beginning: if ctx.journey().selects_summary {
                Beginning::Largest
            } else {
                Beginning::Fitted
            },
            conversations: false,
        };
        for part in field.selection_set() {
            match part.name() {
                "pageInfo" => selected.more |= selects(&part, &["hasNextPage"]),
                "nodes" => selected.add_node(&part),
                "edges" => {
                    let nodes = part.selection_set().filter(|part| part.name() == "node");
                    nodes.for_each(|node| selected.add_node(&node));
                }
                _ => {}
            }
        }
        selected
    }

    fn add_node(&mut self, node: &SelectionField<'_>) {
        if self.beginning == Beginning::Fitted && selects(node, &STATUS) {
            self.beginning = Beginning::WithVisits;
        }
        self.conversations |= node.selection_set().any(|field| match field.name() {
            "wrapUps" | "events" => true,
            "wrapUp" => selects(&field, &["at"]),
            _ => false,
        });
    }
}

/// The fields that depend on the status.
const STATUS: [&str; 2] = ["status", "statusChangesAt"];

fn selects(field: &SelectionField<'_>, names: &[&str]) -> bool {
    field
        .selection_set()
        .any(|field| names.contains(&field.name()))
}

/// Validates the arguments and reads the cursor.
pub(super) fn request(
    cursors: &Cursors,
    customer: CustomerId,
    first: Option<i32>,
    after: Option<&str>,
    include_merged: Option<bool>,
    filter: &SessionFilter,
    selected: Selected,
) -> Result<PageRequest, FieldError> {
    Ok(PageRequest {
        customer,
        include_merged: include_merged.unwrap_or(true),
        first: argument::first(first, &SESSIONS)?,
        after: cursors
            .read(List::Sessions, after)?
            .map(position)
            .transpose()?,
        beginning: if filter.is_selective() {
            Beginning::Largest
        } else {
            selected.beginning
        },
        needs_has_next: selected.more,
        conversations: selected.conversations,
    })
}

fn position((size, after, last): CursorContent) -> Result<Position, FieldError> {
    let last = last.map(|(started_at, session)| {
        let session: SessionId = argument::id("after", &session.into())?;
        Ok::<_, FieldError>((started_at, session))
    });
    Ok(Position {
        size: size.clamp(1, 200),
        after: after.map(Into::into),
        last: last.transpose()?,
    })
}

/// Writes a cursor.
pub(super) fn cursor(cursors: &Cursors, position: &Position) -> Result<String, FieldError> {
    let last = position
        .last
        .map(|(started_at, session)| (started_at, session.to_string()));
    cursors.write(List::Sessions, &(position.size, &position.after, last))
}

//! What a query selects of a customer, so that nothing else is asked for.

use async_graphql::{Context, InputType, Name, SelectionField, Value};

use super::context::ContextExt;
use super::session_filter::SessionFilter;
use super::session_page;
use crate::access::rule;
use crate::load::PageRequest;
use crate::model::id::CustomerId;

/// What is to be asked for as soon as the id is known.
#[derive(Debug)]
pub(super) struct CustomerSelection {
    /// The contact's record.
    pub(super) contact: bool,
    /// A page of sessions.
    pub(super) sessions: Option<PageRequest>,
    /// What the platform gives one customer at a time.
    pub(super) parts: Vec<Part>,
}

/// A part of a customer that takes a call of its own.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    Organization,
    Identifiers,
    Segments,
}

impl CustomerSelection {
    /// Reads the selection below the field being resolved.
    pub(super) fn of(ctx: &Context<'_>, id: CustomerId) -> Self {
        let (mut details, mut sessions) = (false, None);
        let mut parts = Vec::new();
        for field in ctx.field().selection_set() {
            match field.name() {
                "id" | "__typename" => {}
                "organization" => parts.push(Part::Organization),
                "identifiers" => parts.push(Part::Identifiers),
                "segments" => parts.push(Part::Segments),
                "sessions" => sessions = sessions.or_else(|| page_request(ctx, &field, id)),
                _ => details = true,
            }
        }
        let sessions = sessions.filter(|_| ctx.allows::<rule::Sessions>());
        // Where nothing else tells whether the customer exists, the contact does.
        let may_read = ctx.allows::<rule::ContactDetails>();
        parts.retain(|part| match part {
            Part::Organization => may_read,
            Part::Identifiers => ctx.allows::<rule::ContactIdentifiers>(),
            Part::Segments => ctx.allows::<rule::SegmentAssignments>(),
        });
        Self {
            contact: may_read && (details || sessions.is_none()),
            sessions,
            parts,
        }
    }
}

/// The page that `Customer.sessions` will ask for; nothing where its arguments are wrong, which the
/// field itself will say.
fn page_request(
    ctx: &Context<'_>,
    field: &SelectionField<'_>,
    id: CustomerId,
) -> Option<PageRequest> {
    let arguments = field.arguments().ok()?;
    let first = parse(&arguments, "first").unwrap_or(Some(25));
    let after: Option<String> = parse(&arguments, "after").flatten();
    let include_merged = parse(&arguments, "includeMerged").flatten();
    let filter: Option<SessionFilter> = parse(&arguments, "filter").flatten();
    session_page::request(
        ctx.cursors(),
        id,
        first,
        after.as_deref(),
        include_merged,
        &filter.unwrap_or_default(),
        session_page::Selected::of(field),
    )
    .ok()
}

fn parse<T: InputType>(arguments: &[(Name, Value)], name: &str) -> Option<T> {
    let (_, value) = arguments.iter().find(|(argument, _)| argument == name)?;
    T::parse(Some(value.clone())).ok()
}

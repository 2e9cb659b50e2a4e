//! Look-ahead below a field that returns a customer: the upstream calls that need only the customer's id
//! start before the customer's fields are resolved, so that they run at the same time.

use async_graphql::{Context, InputType, Name, SelectionField, Value};

use super::contact_record::RECORD;
use super::context::ContextExt;
use super::session_filter::SessionFilter;
use super::session_page::{self, SESSIONS};
use super::summary_page;
use crate::load::PageRequest;
use crate::model::id::CustomerId;
use crate::platform::Operation;

/// What to read as soon as the customer's id is known.
#[derive(Debug, Default)]
pub(super) struct CustomerSelection {
    /// The contact record.
    pub(super) contact: bool,
    /// A page of sessions.
    pub(super) sessions: Option<PageRequest>,
    /// Parts that take one call for each customer.
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
    /// Collects the calls of the permitted fields selected below the field that is being resolved. The
    /// existence of the customer follows from the list of sessions or else from the contact record.
    pub(super) fn new(ctx: &Context<'_>, id: CustomerId) -> Self {
        let mut selection = Self::default();
        for field in ctx.field().selection_set() {
            let Some(declared) = ctx.journey().fields.get("Customer", field.name()) else {
                continue;
            };
            if !declared.declaration.is_permitted(ctx) {
                continue;
            }
            for call in declared.declaration.upstream_calls() {
                match call.operation {
                    Operation::BulkContacts => selection.contact = true,
                    Operation::Contact => selection.parts.push(Part::Organization),
                    Operation::ContactIdentifiers => selection.parts.push(Part::Identifiers),
                    Operation::ContactSegments => selection.parts.push(Part::Segments),
                    Operation::ContactSessions if selection.sessions.is_none() => {
                        selection.sessions = match field.name() {
                            "summary" => Some(summary_page::request(id)),
                            _ => page_request(ctx, &field, id),
                        };
                    }
                    _ => {}
                }
            }
        }
        selection.contact |= selection.sessions.is_none() && RECORD.is_permitted(ctx);
        selection
    }
}

/// The page that `Customer.sessions` will request; `None` if its arguments are invalid, an error that the field
/// itself reports.
fn page_request(
    ctx: &Context<'_>,
    field: &SelectionField<'_>,
    id: CustomerId,
) -> Option<PageRequest> {
    let arguments = field.arguments().ok()?;
    let first = parse(&arguments, "first").unwrap_or_else(|| SESSIONS.default_first());
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
        session_page::Selected::new(ctx, field),
    )
    .ok()
}

fn parse<T: InputType>(arguments: &[(Name, Value)], name: &str) -> Option<T> {
    let (_, value) = arguments.iter().find(|(argument, _)| argument == name)?;
    T::parse(Some(value.clone())).ok()
}

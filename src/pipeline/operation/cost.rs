//! Upper bound of an operation's cost, calculated before it is executed.
//!
//! An object costs 1, ten scalar values cost 1, and an upstream call for a single object costs 10. A list multiplies the
//! cost of its selection: a page by `first`, a list with `ids` by their number, any other list by the size that its field
//! declares. Batched calls, which serve 50 or 100 objects (customers, queues, agents, wrap-up codes, conversations), are
//! part of the objects' cost. `@skip` and `@include` do not reduce the cost. Sizes and calls come from the field
//! declarations ([`graph::fields`](crate::graph::fields)).

use async_graphql::parser::types::Field;

use super::arguments::Arguments;
use super::entities::Representations;
use super::units::UNITS;
use crate::graph::{Declaration, Field as Declared, ListSize, OBJECT_COST};

const VALUE: u64 = 1;
const OBJECT: u64 = OBJECT_COST * UNITS;

/// A cost in tenths of a unit. The cost of a connection's rows is separate until the page size is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Cost {
    once: u64,
    per_row: u64,
}

impl Cost {
    /// The sum of two costs.
    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            once: self.once.saturating_add(other.once),
            per_row: self.per_row.saturating_add(other.per_row),
        }
    }

    /// The cost of `field`, whose selection costs `self`. `declared` is `None` for introspection fields and
    /// for fields that the schema does not have.
    pub(super) fn for_field(
        self,
        field: &Field,
        declared: Option<&Declared>,
        arguments: &Arguments<'_>,
    ) -> Self {
        let once = |once| Self { once, per_row: 0 };
        let declaration = declared.map(|declared| &declared.declaration);
        if field.selection_set.node.items.is_empty() {
            let size = match declaration.map(|declaration| declaration.list) {
                Some(ListSize::Assumed(values)) => values.into(),
                _ => 1,
            };
            return once(VALUE.saturating_mul(size));
        }
        let calls = declaration.map_or(0, Declaration::call_cost);
        let object = OBJECT.saturating_add(calls.saturating_mul(UNITS));
        let selection = self.once.saturating_add(self.per_row);
        match declaration.map(|declaration| declaration.list) {
            Some(ListSize::PageRows) => Self {
                once: 0,
                per_row: selection.saturating_add(object),
            },
            Some(ListSize::Page(default)) => {
                let default = default.into();
                let first = field.get_argument("first");
                let size = first.map_or(default, |first| arguments.number(&first.node, default));
                let rows = self.per_row.saturating_mul(size);
                once(self.once.saturating_add(rows).saturating_add(object))
            }
            Some(ListSize::Representations) => {
                let representations = Representations::of(field, arguments);
                let each = self.for_each_entity(&representations);
                once(each.saturating_mul(representations.count))
            }
            size => {
                let rows = match size {
                    Some(ListSize::Assumed(rows)) => rows.into(),
                    Some(ListSize::Ids) => field
                        .get_argument("ids")
                        .map_or(1, |ids| arguments.ids(&ids.node) as u64),
                    Some(_) => 1,
                    None => introspection_rows(field.name.node.as_str()),
                };
                once(selection.saturating_add(object).saturating_mul(rows))
            }
        }
    }

    /// The cost of one representation, in internal units, whose selection costs `self`.
    pub(super) fn for_each_entity(self, representations: &Representations<'_>) -> u64 {
        let calls = representations.call_cost().saturating_mul(UNITS);
        let selection = self.once.saturating_add(self.per_row);
        selection.saturating_add(OBJECT).saturating_add(calls)
    }

    /// The cost in the unit of the limit, rounded up.
    pub(super) fn total(self) -> usize {
        let tenths = self.once.saturating_add(self.per_row);
        usize::try_from(tenths.div_ceil(UNITS)).unwrap_or(usize::MAX)
    }
}

/// List sizes of the introspection fields, which the engine declares.
fn introspection_rows(field: &str) -> u64 {
    match field {
        "types" => 70,
        "enumValues" | "fields" | "inputFields" | "possibleTypes" => 8,
        "directives" => 5,
        _ => 1,
    }
}

//! Where a document first exceeds a limit of its counts. Runs only for documents that exceed one.

use async_graphql::parser::types::{Directive, ExecutableDocument, Selection, SelectionSet};
use async_graphql::{Pos, Positioned};

use super::limit::Limit;
use crate::config::Limits;

/// The position at which `document` first exceeds `limit`. `None` if it is not found among the first `limits.fields`
/// selections of a definition, which bound the time of the search.
pub(super) fn find(document: &ExecutableDocument, limit: Limit, limits: &Limits) -> Option<Pos> {
    let mut search = Search {
        document,
        limit,
        max: limit.value(limits),
        max_nesting: limits.nesting,
        selections_left: limits.fields.saturating_add(1),
        count: 0,
    };
    let operations = document.operations.iter().map(|(_, operation)| operation);
    let mut operations: Vec<_> = operations.collect();
    operations.sort_by_key(|operation| operation.pos);
    let in_operations = operations.into_iter().find_map(|operation| {
        let operation = &operation.node;
        let variables = operation.variable_definitions.iter();
        let mut directives = variables.map(|variable| &variable.node.directives);
        search
            .surplus_directive(&operation.directives)
            .or_else(|| directives.find_map(|directives| search.surplus_directive(directives)))
            .or_else(|| search.selections(&operation.selection_set.node, Level::ROOT))
    });
    in_operations.or_else(|| {
        let mut fragments: Vec<_> = document.fragments.values().collect();
        fragments.sort_by_key(|fragment| fragment.pos);
        fragments.into_iter().find_map(|fragment| {
            search.count = 0;
            search.selections_left = limits.fields.saturating_add(1);
            search
                .surplus_directive(&fragment.node.directives)
                .or_else(|| search.selections(&fragment.node.selection_set.node, Level::ROOT))
        })
    })
}

/// The number of enclosing selection sets and fields.
#[derive(Clone, Copy)]
struct Level {
    nesting: usize,
    depth: usize,
    /// Fields within `__schema` and `__type`, including these.
    introspection: usize,
}

impl Level {
    const ROOT: Self = Self {
        nesting: 1,
        depth: 0,
        introspection: 0,
    };

    fn in_field(self, name: &str, has_selections: bool) -> Self {
        let is_introspection = self.introspection > 0;
        let begins_introspection = matches!(name, "__schema" | "__type");
        Self {
            nesting: self.nesting + usize::from(has_selections),
            depth: self.depth + usize::from(!is_introspection),
            introspection: self.introspection
                + usize::from(is_introspection || begins_introspection),
        }
    }

    fn in_fragment(self) -> Self {
        Self {
            nesting: self.nesting + 1,
            ..self
        }
    }
}

struct Search<'d> {
    document: &'d ExecutableDocument,
    limit: Limit,
    /// The value of the limit.
    max: usize,
    /// Bounds the recursion.
    max_nesting: usize,
    selections_left: usize,
    /// Fields or aliases so far, if the limit is about these.
    count: usize,
}

impl<'d> Search<'d> {
    fn surplus_directive(&self, directives: &[Positioned<Directive>]) -> Option<Pos> {
        let surplus = directives.get(self.max)?;
        (self.limit == Limit::Directives).then_some(surplus.pos)
    }

    fn selections(&mut self, set: &'d SelectionSet, level: Level) -> Option<Pos> {
        set.items
            .iter()
            .find_map(|selection| self.selection(selection, level))
    }

    fn selection(&mut self, selection: &'d Positioned<Selection>, level: Level) -> Option<Pos> {
        self.selections_left = self.selections_left.checked_sub(1)?;
        let (directives, set, level, has_alias) = match &selection.node {
            Selection::Field(field) => {
                let field = &field.node;
                let set = &field.selection_set.node;
                let level = level.in_field(field.name.node.as_str(), !set.items.is_empty());
                (&field.directives, Some(set), level, field.alias.is_some())
            }
            Selection::InlineFragment(fragment) => {
                let fragment = &fragment.node;
                let set = Some(&fragment.selection_set.node);
                (&fragment.directives, set, level.in_fragment(), false)
            }
            Selection::FragmentSpread(spread) => {
                let spread = &spread.node;
                let fragment = self.document.fragments.get(&spread.fragment_name.node);
                let set = fragment.map(|fragment| &fragment.node.selection_set.node);
                (&spread.directives, set, level.in_fragment(), false)
            }
        };
        let reached = match self.limit {
            Limit::Nesting => level.nesting,
            Limit::Depth => level.depth,
            Limit::IntrospectionDepth => level.introspection,
            Limit::Fields => {
                self.count += 1;
                self.count
            }
            Limit::Aliases => {
                self.count += usize::from(has_alias);
                self.count
            }
            _ => 0,
        };
        if reached > self.max {
            return Some(selection.pos);
        }
        if level.nesting > self.max_nesting {
            return None;
        }
        self.surplus_directive(directives)
            .or_else(|| self.selections(set?, level))
    }
}

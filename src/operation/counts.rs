//! Counts of a parsed document. Each fragment is counted once and its counts are added wherever it is
//! spread, so that fragments which double each other cost nothing to count; the engine would write
//! them out.

use std::collections::HashMap;

use async_graphql::Name;
use async_graphql::parser::types::{
    ExecutableDocument, Field, FragmentSpread, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::{Pos, Positioned};

use super::Rejection;
use super::cost::{Arguments, Cost};
use super::limit::{Excess, Limit};
use crate::config::Limits;

/// Of a selection set, with fragments written out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Selection sets within each other, those of fragments included.
    pub(super) nesting: usize,
    /// Fields within fields.
    pub(super) depth: usize,
    /// Fields at this level.
    pub(super) width: usize,
    /// Fields and fragments at any level.
    pub(super) fields: usize,
    pub(super) aliases: usize,
    /// The most that stand at one place.
    pub(super) directives: usize,
    pub(super) cost: Cost,
    /// As `depth`, within `__schema` and `__type`.
    pub(super) introspection_depth: usize,
    /// As `cost`, within `__schema` and `__type`.
    pub(super) introspection_cost: Cost,
}

impl Counts {
    /// Two selections beside each other.
    pub(super) fn beside(self, other: Self) -> Self {
        Self {
            nesting: self.nesting.max(other.nesting),
            depth: self.depth.max(other.depth),
            width: self.width.saturating_add(other.width),
            fields: self.fields.saturating_add(other.fields),
            aliases: self.aliases.saturating_add(other.aliases),
            directives: self.directives.max(other.directives),
            cost: self.cost.plus(other.cost),
            introspection_depth: self.introspection_depth.max(other.introspection_depth),
            introspection_cost: self.introspection_cost.plus(other.introspection_cost),
        }
    }

    /// Of `field`, below which `self` is selected.
    pub(super) fn below(self, field: &Field, arguments: &Arguments<'_>) -> Self {
        let is_leaf = field.selection_set.node.items.is_empty();
        let inner = Self {
            nesting: self.nesting + usize::from(!is_leaf),
            depth: self.depth + 1,
            width: 1,
            fields: self.fields.saturating_add(1),
            aliases: self
                .aliases
                .saturating_add(usize::from(field.alias.is_some())),
            directives: self.directives.max(field.directives.len()),
            cost: self.cost.below(field, arguments),
            ..self
        };
        if !matches!(field.name.node.as_str(), "__schema" | "__type") {
            return inner;
        }
        Self {
            depth: 1,
            cost: Cost::default(),
            introspection_depth: inner.depth,
            introspection_cost: inner.cost,
            ..inner
        }
    }

    /// Of a fragment whose selections are `self`, where it is spread or stands inline.
    pub(super) fn of_fragment(self, directives: usize) -> Self {
        Self {
            nesting: self.nesting + 1,
            fields: self.fields.saturating_add(1),
            directives: self.directives.max(directives),
            ..self
        }
    }

    /// What the engine's validation takes.
    fn check_size(&self, limits: &Limits) -> Result<(), Excess> {
        Limit::Nesting.check(self.nesting, limits)?;
        Limit::Directives.check(self.directives, limits)?;
        Limit::Fields.check(self.fields, limits)?;
        Limit::Aliases.check(self.aliases, limits)
    }

    fn check_depth(&self, limits: &Limits) -> Result<(), Excess> {
        Limit::Depth.check(self.depth, limits)?;
        Limit::IntrospectionDepth.check(self.introspection_depth, limits)
    }
}

/// Where a fragment stands in the count.
enum Fragment {
    /// Being counted: who spreads it now closes a circle.
    Begun,
    Counted(Counts),
}

/// Counts the definitions of one document.
pub(super) struct Counter<'d> {
    document: &'d ExecutableDocument,
    arguments: Arguments<'d>,
    limits: &'d Limits,
    fragments: HashMap<&'d Name, Fragment>,
}

impl<'d> Counter<'d> {
    pub(super) fn new(
        document: &'d ExecutableDocument,
        arguments: Arguments<'d>,
        limits: &'d Limits,
    ) -> Self {
        Self {
            document,
            arguments,
            limits,
            fragments: HashMap::new(),
        }
    }

    /// Refuses what is too much in any definition, whether it is executed or not: the engine
    /// validates them all.
    pub(super) fn check(&mut self) -> Result<(), Rejection> {
        let mut all = Counts::default();
        let mut widest = 0;
        for (_, operation) in self.document.operations.iter() {
            let counts = self.operation(&operation.node)?;
            widest = widest.max(counts.width);
            all = all.beside(counts);
        }
        all.check_size(self.limits)?;
        all.check_depth(self.limits)?;
        Limit::RootFields.check(widest, self.limits)?;
        for (name, fragment) in &self.document.fragments {
            let counts = self.fragment(name, fragment.pos, 0)?;
            counts.check_size(self.limits)?;
        }
        Ok(())
    }

    /// Refuses an operation that may cost too much; else tells what it may cost.
    pub(super) fn check_cost(
        &mut self,
        operation: &'d OperationDefinition,
    ) -> Result<usize, Rejection> {
        let counts = self.operation(operation)?;
        let (cost, introspection) = (counts.cost.total(), counts.introspection_cost.total());
        Limit::Cost.check(cost, self.limits)?;
        Limit::IntrospectionCost.check(introspection, self.limits)?;
        Ok(cost.saturating_add(introspection))
    }

    /// Whether an operation asks for the schema.
    pub(super) fn introspects(
        &mut self,
        operation: &'d OperationDefinition,
    ) -> Result<bool, Rejection> {
        Ok(self.operation(operation)?.introspection_depth > 0)
    }

    /// Of an operation.
    pub(super) fn operation(
        &mut self,
        operation: &'d OperationDefinition,
    ) -> Result<Counts, Rejection> {
        let mut counts = self.selections(&operation.selection_set.node, 0)?;
        let variables = operation.variable_definitions.iter();
        let directives = variables.map(|variable| variable.node.directives.len());
        let most = directives
            .max()
            .unwrap_or(0)
            .max(operation.directives.len());
        counts.directives = counts.directives.max(most);
        counts.nesting += 1;
        Ok(counts)
    }

    /// `above` is how many selection sets are being counted around this one: their number is bounded,
    /// so the stack is.
    fn selections(&mut self, set: &'d SelectionSet, above: usize) -> Result<Counts, Rejection> {
        if above >= self.limits.nesting {
            return Err(Limit::Nesting.exceeded(self.limits).into());
        }
        let mut counts = Counts::default();
        for selection in &set.items {
            counts = counts.beside(self.selection(&selection.node, above + 1)?);
        }
        Ok(counts)
    }

    fn selection(&mut self, selection: &'d Selection, above: usize) -> Result<Counts, Rejection> {
        match selection {
            Selection::Field(field) => {
                let field = &field.node;
                let inner = match field.selection_set.node.items.as_slice() {
                    [] => Counts::default(),
                    _ => self.selections(&field.selection_set.node, above)?,
                };
                Ok(inner.below(field, &self.arguments))
            }
            Selection::InlineFragment(fragment) => {
                let inner = self.selections(&fragment.node.selection_set.node, above)?;
                Ok(inner.of_fragment(fragment.node.directives.len()))
            }
            Selection::FragmentSpread(spread) => self.spread(spread, above),
        }
    }

    fn spread(
        &mut self,
        spread: &'d Positioned<FragmentSpread>,
        above: usize,
    ) -> Result<Counts, Rejection> {
        let name = &spread.node.fragment_name.node;
        let inner = self.fragment(name, spread.pos, above)?;
        Ok(inner.of_fragment(spread.node.directives.len()))
    }

    /// Of what a fragment selects; nothing where there is none of this name, as the engine will say.
    fn fragment(&mut self, name: &'d Name, pos: Pos, above: usize) -> Result<Counts, Rejection> {
        match self.fragments.get(name) {
            Some(Fragment::Counted(counts)) => return Ok(*counts),
            Some(Fragment::Begun) => {
                return Err(Rejection::Circle {
                    fragment: name.to_string(),
                    position: pos,
                });
            }
            None => {}
        }
        let Some(fragment) = self.document.fragments.get(name) else {
            return Ok(Counts::default());
        };
        self.fragments.insert(name, Fragment::Begun);
        let mut counts = self.selections(&fragment.node.selection_set.node, above)?;
        counts.directives = counts.directives.max(fragment.node.directives.len());
        self.fragments.insert(name, Fragment::Counted(counts));
        Ok(counts)
    }
}

#[cfg(test)]
mod tests;

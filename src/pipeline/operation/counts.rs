//! Counts of a parsed document: depth, fields, aliases, directives, cost. Each fragment is counted once, and each spread
//! adds its counts. The engine expands every spread instead, and would take seconds for a chain of 24 fragments that
//! each spread the next one twice.

use std::cmp::Reverse;
use std::collections::HashMap;

use async_graphql::Name;
use async_graphql::parser::types::{
    ExecutableDocument, Field, FragmentSpread, OperationDefinition, OperationType, Selection,
    SelectionSet,
};
use async_graphql::{Pos, Positioned};

use super::arguments::Arguments;
use super::cost::Cost;
use super::entities::{EntityCost, OperationCost, Representations};
use super::error::RequestError;
use super::ids;
use super::limit::{Limit, LimitExceeded};
use super::limit_position;
use super::substitution;
use crate::config::Limits;
use crate::graph::{self, Field as Declared, ListSize};

/// Introspection cost that counts 1 in the cost of an operation. The estimate is far above the size of the response, since
/// it counts every level of `ofType`. Measured with distinct documents, which are not cached: the introspection of GraphiQL
/// takes 25 times the CPU time of `{ __typename }` and counts 620; the most expensive known introspection per unit takes
/// half as much per unit as `{ __typename }`. At 100, introspection would be the cheapest way to use a CPU.
const INTROSPECTION_COST_PER_UNIT: usize = 50;

/// Counts of a selection set whose fragments are expanded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Depth of nested selection sets, including those of fragments.
    pub(super) nesting: usize,
    /// Depth of nested fields.
    pub(super) depth: usize,
    /// Fields at this level.
    pub(super) width: usize,
    /// Fields and fragments at any level.
    pub(super) fields: usize,
    pub(super) aliases: usize,
    /// Largest number of directives at one position.
    pub(super) directives: usize,
    pub(super) cost: Cost,
    /// Whether `_service` or `_entities` is selected.
    pub(super) is_federated: bool,
    /// The part of `cost` that is due to `_entities`.
    pub(super) entities: EntityCost,
    /// Values of all arguments, with variables substituted.
    pub(super) values: usize,
    /// Like `depth`, but within `__schema` and `__type`.
    pub(super) introspection_depth: usize,
    /// Like `cost`, but within `__schema` and `__type`.
    pub(super) introspection_cost: Cost,
}

impl Counts {
    /// The counts of two selections in the same selection set.
    pub(super) fn combine(self, other: Self) -> Self {
        Self {
            nesting: self.nesting.max(other.nesting),
            depth: self.depth.max(other.depth),
            width: self.width.saturating_add(other.width),
            fields: self.fields.saturating_add(other.fields),
            aliases: self.aliases.saturating_add(other.aliases),
            directives: self.directives.max(other.directives),
            cost: self.cost.plus(other.cost),
            is_federated: self.is_federated || other.is_federated,
            entities: self.entities.combine(other.entities),
            values: self.values.saturating_add(other.values),
            introspection_depth: self.introspection_depth.max(other.introspection_depth),
            introspection_cost: self.introspection_cost.plus(other.introspection_cost),
        }
    }

    /// The counts of `field`, whose selection has the counts `self`.
    pub(super) fn for_field(
        self,
        field: &Field,
        declared: Option<&Declared>,
        arguments: &Arguments<'_>,
    ) -> Self {
        let is_entities =
            declared.is_some_and(|field| field.declaration.list == ListSize::Representations);
        let entities = if is_entities {
            let representations = Representations::of(field, arguments);
            let each = self.cost.for_each_entity(&representations);
            EntityCost::new(representations.count, each)
        } else {
            self.entities
        };
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
            cost: self.cost.for_field(field, declared, arguments),
            entities,
            is_federated: self.is_federated || is_federated(field),
            ..self
        };
        if !matches!(field.name.node.as_str(), "__schema" | "__type" | "_service") {
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

    /// Adds values of arguments.
    fn with_values(self, values: usize) -> Self {
        Self {
            values: self.values.saturating_add(values),
            ..self
        }
    }

    /// The counts of an inline fragment or a spread whose selections have the counts `self`.
    pub(super) fn in_fragment(self, directives: usize) -> Self {
        Self {
            nesting: self.nesting + 1,
            fields: self.fields.saturating_add(1),
            directives: self.directives.max(directives),
            ..self
        }
    }

    /// Checks the counts that determine how long the engine's validation takes.
    fn check_size(&self, limits: &Limits) -> Result<(), LimitExceeded> {
        Limit::Nesting.check(self.nesting, limits)?;
        Limit::Directives.check(self.directives, limits)?;
        Limit::Fields.check(self.fields, limits)?;
        Limit::Aliases.check(self.aliases, limits)
    }

    fn check_depth(&self, limits: &Limits) -> Result<(), LimitExceeded> {
        Limit::Depth.check(self.depth, limits)?;
        Limit::IntrospectionDepth.check(self.introspection_depth, limits)
    }
}

fn is_federated(field: &Field) -> bool {
    matches!(field.name.node.as_str(), "_service" | "_entities")
}

/// The state of a fragment while a document is counted.
enum Fragment {
    /// Its selections are being counted, so a spread of it closes a cycle.
    Counting,
    Counted(Counts),
}

/// Groups of fields that the configuration can switch off.
#[derive(Debug, Clone, Copy)]
pub struct Switches {
    /// `__schema`, `__type` and `_service`.
    pub introspection: bool,
    /// `_service` and `_entities`.
    pub federation: bool,
}

/// Counts the operations and fragments of one document.
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

    /// Checks the limits of every definition, because the engine also validates definitions that it does not execute.
    pub(super) fn check(&mut self) -> Result<(), RequestError> {
        let (document, limits) = (self.document, self.limits);
        let locate = |exceeded: LimitExceeded| {
            let position = limit_position::find(document, exceeded.limit, limits);
            exceeded.at(position)
        };
        let mut total = Counts::default();
        let mut widest = (0, None);
        for (_, operation) in document.operations.iter() {
            let counts = self.operation(&operation.node)?;
            widest = widest.max((counts.width, Some(Reverse(operation.pos))));
            total = total.combine(counts);
        }
        total.check_size(limits).map_err(locate)?;
        total.check_depth(limits).map_err(locate)?;
        let (width, position) = widest;
        Limit::RootFields
            .check(width, limits)
            .map_err(|exceeded| exceeded.at(position.map(|Reverse(first)| first)))?;
        for (name, fragment) in &document.fragments {
            let counts = self.fragment(name, fragment.pos, 0)?;
            counts.check_size(limits).map_err(locate)?;
        }
        Ok(())
    }

    /// Returns the cost of an operation, or an error if it exceeds a limit. Introspection counts a fraction of its own cost.
    pub(super) fn check_cost(
        &mut self,
        operation: &'d OperationDefinition,
    ) -> Result<OperationCost, RequestError> {
        let counts = self.operation(operation)?;
        let (cost, introspection) = (counts.cost.total(), counts.introspection_cost.total());
        let (entity_limit, cost) = match counts.entities.within(cost, self.limits.cost) {
            Some((entities, reduced)) => (Some(entities), reduced),
            None => (None, cost),
        };
        Limit::Variables.check(counts.values, self.limits)?;
        Limit::Cost.check(cost, self.limits)?;
        Limit::IntrospectionCost.check(introspection, self.limits)?;
        let counted = introspection.div_ceil(INTROSPECTION_COST_PER_UNIT);
        Ok(OperationCost {
            cost: cost.saturating_add(counted),
            entity_limit,
        })
    }

    /// Checks that the operation selects no field that is switched off. `_service` is introspection too.
    pub(super) fn check_switches(
        &mut self,
        operation: &'d OperationDefinition,
        switches: Switches,
    ) -> Result<(), RequestError> {
        let counts = self.operation(operation)?;
        if counts.is_federated && !switches.federation {
            return Err(RequestError::FederationDisabled);
        }
        if counts.introspection_depth > 0 && !switches.introspection {
            return Err(RequestError::IntrospectionDisabled);
        }
        Ok(())
    }

    /// Counts an operation.
    pub(super) fn operation(
        &mut self,
        operation: &'d OperationDefinition,
    ) -> Result<Counts, RequestError> {
        let fields = graph::fields();
        let on = match operation.ty {
            OperationType::Query => Some(fields.query_type()),
            OperationType::Mutation => None,
            OperationType::Subscription => fields.subscription_type(),
        };
        let mut counts = self.selections(&operation.selection_set.node, on, 0)?;
        let variables = operation.variable_definitions.iter();
        let directives = variables.map(|variable| variable.node.directives.len());
        let directives = directives.max().unwrap_or(0);
        counts.directives = counts
            .directives
            .max(directives)
            .max(operation.directives.len());
        counts.nesting += 1;
        Ok(counts)
    }

    /// Counts the selections on the type named `on`. `above` is the number of enclosing selection sets; its limit bounds
    /// the recursion.
    fn selections(
        &mut self,
        set: &'d SelectionSet,
        on: Option<&'d str>,
        above: usize,
    ) -> Result<Counts, RequestError> {
        if above >= self.limits.nesting {
            let position = set.items.first().map(|selection| selection.pos);
            return Err(Limit::Nesting.exceeded(self.limits).at(position).into());
        }
        let mut counts = Counts::default();
        for selection in &set.items {
            counts = counts.combine(self.selection(&selection.node, on, above + 1)?);
        }
        Ok(counts)
    }

    fn selection(
        &mut self,
        selection: &'d Selection,
        on: Option<&'d str>,
        above: usize,
    ) -> Result<Counts, RequestError> {
        match selection {
            Selection::Field(field) => {
                let field = &field.node;
                let declared = on.and_then(|on| graph::fields().get(on, field.name.node.as_str()));
                // Without an operation the whole document is counted, also operations that are not executed.
                if let Some(declared) = declared
                    && self.arguments.has_operation()
                {
                    ids::check(field, declared, &self.arguments)?;
                }
                let type_name = declared.map(|declared| declared.type_name.as_ref());
                let inner = match field.selection_set.node.items.as_slice() {
                    [] => Counts::default(),
                    _ => self.selections(&field.selection_set.node, type_name, above)?,
                };
                let values = substitution::count(field, &self.arguments, self.limits.variables);
                let counts = inner.for_field(field, declared, &self.arguments);
                Ok(counts.with_values(values))
            }
            Selection::InlineFragment(fragment) => {
                let condition = fragment.node.type_condition.as_ref();
                let on = condition.map_or(on, |condition| Some(condition.node.on.node.as_str()));
                let inner = self.selections(&fragment.node.selection_set.node, on, above)?;
                Ok(inner.in_fragment(fragment.node.directives.len()))
            }
            Selection::FragmentSpread(spread) => self.spread(spread, above),
        }
    }

    fn spread(
        &mut self,
        spread: &'d Positioned<FragmentSpread>,
        above: usize,
    ) -> Result<Counts, RequestError> {
        let name = &spread.node.fragment_name.node;
        let inner = self.fragment(name, spread.pos, above)?;
        Ok(inner.in_fragment(spread.node.directives.len()))
    }

    /// Counts a fragment. An unknown fragment counts nothing; the engine reports it.
    fn fragment(&mut self, name: &'d Name, pos: Pos, above: usize) -> Result<Counts, RequestError> {
        match self.fragments.get(name) {
            Some(Fragment::Counted(counts)) => return Ok(*counts),
            Some(Fragment::Counting) => {
                return Err(RequestError::FragmentCycle {
                    fragment: name.to_string(),
                    position: pos,
                });
            }
            None => {}
        }
        let Some(fragment) = self.document.fragments.get(name) else {
            return Ok(Counts::default());
        };
        self.fragments.insert(name, Fragment::Counting);
        let on = fragment.node.type_condition.node.on.node.as_str();
        let mut counts = self.selections(&fragment.node.selection_set.node, Some(on), above)?;
        counts.directives = counts.directives.max(fragment.node.directives.len());
        self.fragments.insert(name, Fragment::Counted(counts));
        Ok(counts)
    }
}

#[cfg(test)]
mod tests;

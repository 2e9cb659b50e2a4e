//! The cost of `_entities`. A representation costs what an id of the plural query field of its type costs. If all of them
//! together exceed the limit, the first ones that fit are served: a router puts all objects of its response into one
//! request and cannot ask again for less.

use std::collections::BTreeSet;

use async_graphql::parser::types::Field;
use async_graphql_value::Value as Input;
use serde_json::Value;

use super::arguments::Arguments;
use super::units::UNITS;
use crate::graph::{self, Declaration, EntityLimit};

/// The representations that a field `_entities` is given.
#[derive(Debug, Default)]
pub(super) struct Representations<'a> {
    /// Their number.
    pub(super) count: u64,
    /// Their types.
    pub(super) types: BTreeSet<&'a str>,
    /// Whether the types of some are unknown before execution.
    pub(super) has_unknown: bool,
}

impl<'a> Representations<'a> {
    pub(super) fn of(field: &'a Field, arguments: &Arguments<'a>) -> Self {
        let mut representations = Self::default();
        let argument = field.get_argument("representations");
        match argument.map(|argument| &argument.node) {
            Some(Input::Variable(_)) if let Some(most) = arguments.most_representations() => {
                representations.count = most;
                representations.has_unknown = true;
            }
            Some(Input::Variable(name)) => match arguments.variable(name) {
                Some(Value::Array(items)) => {
                    for item in items {
                        representations.add(item.get(TYPE).and_then(Value::as_str));
                    }
                }
                Some(item) => representations.add(item.get(TYPE).and_then(Value::as_str)),
                None => {
                    let given = argument.map_or(1, |given| arguments.ids(&given.node));
                    representations.count = given as u64;
                    representations.has_unknown = true;
                }
            },
            Some(Input::List(items)) => {
                for item in items {
                    representations.add(literal_type(item));
                }
            }
            Some(item) => representations.add(literal_type(item)),
            None => {}
        }
        representations
    }

    fn add(&mut self, type_name: Option<&'a str>) {
        self.count = self.count.saturating_add(1);
        match type_name {
            Some(name) => drop(self.types.insert(name)),
            None => self.has_unknown = true,
        }
    }

    /// The cost of the upstream calls that the look-up of one object needs for itself.
    pub(super) fn call_cost(&self) -> u64 {
        let fields = graph::fields();
        let plurals: Box<dyn Iterator<Item = &graph::Field>> = if self.has_unknown {
            Box::new(fields.plurals())
        } else {
            Box::new(self.types.iter().filter_map(|name| fields.plural(name)))
        };
        let costs = plurals.map(|field| Declaration::call_cost(&field.declaration));
        costs.max().unwrap_or(0)
    }
}

/// The field of a representation with the name of its type.
const TYPE: &str = "__typename";

fn literal_type(representation: &Input) -> Option<&str> {
    let Input::Object(fields) = representation else {
        return None;
    };
    match fields.get(TYPE) {
        Some(Input::String(name)) => Some(name),
        _ => None,
    }
}

/// The cost of the fields `_entities` of an operation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct EntityCost {
    fields: usize,
    /// The number of representations, and the cost of each in internal units.
    count: u64,
    each: u64,
}

impl EntityCost {
    /// The cost of one field.
    pub(super) fn new(count: u64, each: u64) -> Self {
        Self {
            fields: 1,
            count,
            each,
        }
    }

    /// The cost of the fields of two selections. Only the number of fields matters if there are several.
    pub(super) fn combine(self, other: Self) -> Self {
        Self {
            fields: self.fields.saturating_add(other.fields),
            count: self.count.max(other.count),
            each: self.each.max(other.each),
        }
    }

    /// How many representations are served and the cost of the operation with only these, if its `cost` exceeds `limit`
    /// and some of them fit. Costs are in the unit of the limit.
    pub(super) fn within(self, cost: usize, limit: usize) -> Option<(EntityLimit, usize)> {
        if self.fields != 1 || cost <= limit || self.each == 0 {
            return None;
        }
        let all = self.each.saturating_mul(self.count);
        let others = (cost as u64).saturating_mul(UNITS).saturating_sub(all);
        let left = (limit as u64).saturating_mul(UNITS).saturating_sub(others);
        let served = left / self.each;
        if served == 0 {
            return None;
        }
        let reduced = others.saturating_add(served.saturating_mul(self.each));
        let reduced = usize::try_from(reduced.div_ceil(UNITS)).unwrap_or(usize::MAX);
        let served = usize::try_from(served).unwrap_or(usize::MAX);
        let entities = EntityLimit {
            served,
            cost,
            limit,
        };
        Some((entities, reduced.min(limit)))
    }
}

/// The cost of an operation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OperationCost {
    /// The cost that is charged.
    pub cost: usize,
    /// How many representations of `_entities` are served; `None` if all of them.
    pub entity_limit: Option<EntityLimit>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_entities_as_fit_are_served() {
        let limit = |served, cost| EntityLimit {
            served,
            cost,
            limit: 100,
        };
        // Cost, count and cost of each in tenths -> how many are served, and the charged cost.
        for (cost, count, each, expected) in [
            (100, 10, 100, None),
            (101, 10, 101, Some((limit(9, 101), 91))),
            (1_000, 100, 100, Some((limit(10, 1_000), 100))),
            // Other fields cost 50.
            (150, 10, 100, Some((limit(5, 150), 100))),
            // Other fields alone exceed the limit, and one entity alone.
            (300, 10, 100, None),
            (202, 2, 1_010, None),
            (usize::MAX, u64::MAX, u64::MAX, None),
        ] {
            let entities = EntityCost::new(count, each);
            assert_eq!(
                entities.within(cost, 100),
                expected,
                "{cost} {count} {each}"
            );
        }
        let two = EntityCost::new(10, 101).combine(EntityCost::new(1, 10));
        assert_eq!(two.within(101, 100), None);
    }
}

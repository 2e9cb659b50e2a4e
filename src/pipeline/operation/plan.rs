//! Upstream plan of an operation: an upper bound of its upstream calls, derived from the field declarations without
//! making a call. The plan of a subscription is that of one message.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use async_graphql::parser::types::{
    ExecutableDocument, Field, OperationDefinition, OperationType, Selection, SelectionSet,
};
use async_graphql::{Pos, Positioned};
use serde_json::{Map, Value};

use super::arguments::Arguments;
use super::entities::Representations;
use crate::graph::{
    self, CallCount, Declaration, Field as Declared, Fields, ListSize, UpstreamCall,
};
use crate::platform::Operation;

/// The upstream calls of an operation with an empty cache.
#[derive(Debug, Default)]
pub struct Plan {
    /// Calls by wave and operation. Calls of one wave run at the same time.
    pub calls: BTreeMap<(usize, String), Calls>,
    /// The fields that require a permission, by the description of the permission rule.
    pub permissions: BTreeMap<String, BTreeSet<String>>,
}

/// Calls of one operation of the platform in one wave.
#[derive(Debug, Clone, Copy)]
pub struct Calls {
    /// The operation that is called.
    pub operation: Operation,
    /// The operation that is called instead for viewers without the permission of the first one.
    pub alternative: Option<Operation>,
    /// Upper bound of the number of calls.
    pub at_most: u64,
}

/// The schema has no such field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("type `{on}` has no field `{field}`")]
pub struct NoSuchField {
    on: String,
    field: String,
    /// Position of the selection.
    pub position: Pos,
}

/// The objects that a selection set is resolved on.
#[derive(Debug, Clone, Copy)]
struct Objects {
    /// Identifies the field that returns the objects.
    id: usize,
    count: u64,
    /// The wave after which their ids are known.
    known: usize,
    /// The number of rows, if the objects are connections.
    page: u64,
}

/// Plans `operation`. The document must have passed the limits. `page_size` is the page size of fields without `first`.
pub fn plan(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    variables: &Map<String, Value>,
    page_size: u64,
) -> Result<Plan, NoSuchField> {
    let fields = graph::fields();
    let mut planner = Planner {
        fields,
        document,
        arguments: Arguments::new(Some(operation), variables),
        page_size,
        batches: BTreeMap::new(),
        planned: HashSet::new(),
        last_id: 0,
        plan: Plan::default(),
    };
    let root = Objects {
        id: 0,
        count: 1,
        known: 0,
        page: 1,
    };
    let root_type = match operation.ty {
        OperationType::Subscription => fields.subscription_type().unwrap_or_default(),
        OperationType::Query | OperationType::Mutation => fields.query_type(),
    };
    planner.select(root_type, &operation.selection_set.node, root)?;
    Ok(planner.finish())
}

struct Planner<'a> {
    fields: &'static Fields,
    document: &'a ExecutableDocument,
    arguments: Arguments<'a>,
    page_size: u64,
    /// Number of objects that share calls and maximum number of objects per call, by wave and operation.
    batches: BTreeMap<(usize, String), (u64, u64)>,
    /// Shared calls that are already planned for the same objects, because several fields may cause them.
    planned: HashSet<(usize, Operation, Option<Operation>)>,
    last_id: usize,
    plan: Plan,
}

impl<'a> Planner<'a> {
    fn select(
        &mut self,
        on: &str,
        set: &'a SelectionSet,
        objects: Objects,
    ) -> Result<(), NoSuchField> {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => self.field(on, field, objects)?,
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    let on = condition.map_or(on, |condition| condition.node.on.node.as_str());
                    self.select(on, &fragment.node.selection_set.node, objects)?;
                }
                Selection::FragmentSpread(spread) => {
                    let fragments = &self.document.fragments;
                    if let Some(fragment) = fragments.get(&spread.node.fragment_name.node) {
                        let on = fragment.node.type_condition.node.on.node.as_str();
                        self.select(on, &fragment.node.selection_set.node, objects)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn field(
        &mut self,
        on: &str,
        field: &'a Positioned<Field>,
        owners: Objects,
    ) -> Result<(), NoSuchField> {
        let position = field.pos;
        let field = &field.node;
        let name = field.name.node.as_str();
        if name.starts_with("__") {
            return Ok(());
        }
        let Some(declared) = self.fields.get(on, name) else {
            let (on, field) = (on.to_owned(), name.to_owned());
            return Err(NoSuchField {
                on,
                field,
                position,
            });
        };
        let look_ups = self.look_ups(field, declared);
        for rule in look_ups.iter().filter_map(|look_up| look_up.rule) {
            let permissions = &mut self.plan.permissions;
            let guarded = permissions.entry(rule.requirement()).or_default();
            guarded.insert(format!("{on}.{name}"));
        }
        self.last_id += 1;
        let mut returned = Objects {
            id: self.last_id,
            count: owners
                .count
                .saturating_mul(self.rows(field, declared, owners.page)),
            known: owners.known,
            page: self.page(field),
        };
        let selected = self.names(&field.selection_set.node);
        let selected: Vec<_> = selected.iter().map(String::as_str).collect();
        for call in look_ups.iter().flat_map(Declaration::upstream_calls) {
            if call.owners.include(on) && call.condition.holds(&selected) {
                self.call(call, owners, returned);
                returned.known = returned.known.max(owners.known + usize::from(call.reveals));
            }
        }
        self.select(&declared.type_name, &field.selection_set.node, returned)
    }

    /// The declarations whose calls a field causes: its own, or for `_entities` those of the plural query fields of
    /// the types.
    fn look_ups(&self, field: &'a Field, declared: &Declared) -> Vec<Declaration> {
        if declared.declaration.list != ListSize::Representations {
            return vec![declared.declaration];
        }
        let representations = Representations::of(field, &self.arguments);
        let mut types = representations.types;
        if representations.has_unknown {
            self.add_conditions(&field.selection_set.node, &mut types);
        }
        let plurals: BTreeMap<_, _> = types
            .into_iter()
            .filter_map(|name| self.fields.plural(name))
            .map(|plural| (plural.type_name.as_ref(), plural.declaration))
            .collect();
        plurals.into_values().collect()
    }

    /// Adds the types of the fragments of a selection set.
    fn add_conditions(&self, set: &'a SelectionSet, types: &mut BTreeSet<&'a str>) {
        for selection in &set.items {
            let condition = match &selection.node {
                Selection::Field(_) => None,
                Selection::InlineFragment(fragment) => fragment.node.type_condition.as_ref(),
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    let fragment = self.document.fragments.get(name);
                    fragment.map(|fragment| &fragment.node.type_condition)
                }
            };
            types.extend(condition.map(|condition| condition.node.on.node.as_str()));
        }
    }

    fn call(&mut self, call: &UpstreamCall, owners: Objects, returned: Objects) {
        let shared_by = match call.count {
            CallCount::Batched(_) => Some(returned.id),
            CallCount::BatchedOwners(_) => Some(owners.id),
            _ => None,
        };
        if shared_by.is_some_and(|id| {
            let call = (id, call.operation, call.alternative);
            !self.planned.insert(call)
        }) {
            return;
        }
        let known = match call.count {
            CallCount::PerObjectOnceKnown
            | CallCount::PerOwnerOnceKnown(_)
            | CallCount::ListedOnceKnown(_) => returned.known,
            _ => owners.known,
        };
        let key = (known + 1, call.operation.to_string());
        let calls = self.plan.calls.entry(key.clone()).or_insert(Calls {
            operation: call.operation,
            alternative: call.alternative,
            at_most: 0,
        });
        let batch = |objects: u64, size: u64| {
            let (total, _) = self.batches.entry(key).or_insert((0, size));
            *total = total.saturating_add(objects);
        };
        match call.count {
            CallCount::PerOwner(times) | CallCount::PerOwnerOnceKnown(times) => {
                let all = owners.count.saturating_mul(times);
                calls.at_most = calls.at_most.saturating_add(all);
            }
            CallCount::PerObject | CallCount::PerObjectOnceKnown => {
                calls.at_most = calls.at_most.saturating_add(returned.count);
            }
            CallCount::Batched(size) => batch(returned.count, size),
            CallCount::BatchedOwners(size) => batch(owners.count, size),
            CallCount::Listed(size) | CallCount::ListedOnceKnown(size) => {
                calls.at_most = 1;
                batch(returned.count, size);
            }
            CallCount::ListedRows(size) => {
                calls.at_most = 1;
                batch(returned.count.saturating_mul(returned.page), size);
            }
        }
    }

    fn finish(mut self) -> Plan {
        for (key, (objects, size)) in self.batches {
            if let Some(calls) = self.plan.calls.get_mut(&key) {
                calls.at_most = calls.at_most.saturating_add(objects.div_ceil(size));
            }
        }
        self.plan
    }

    /// How many objects a field returns for each owner.
    fn rows(&self, field: &'a Field, declared: &Declared, page: u64) -> u64 {
        match declared.declaration.list {
            ListSize::One | ListSize::Page(_) => 1,
            ListSize::Assumed(rows) => rows.into(),
            ListSize::PageRows => page,
            ListSize::Ids => field
                .get_argument("ids")
                .map_or(1, |ids| self.arguments.ids(&ids.node) as u64),
            ListSize::Representations => Representations::of(field, &self.arguments).count,
        }
    }

    /// The size of the page that a field returns.
    fn page(&self, field: &Field) -> u64 {
        let first = field.get_argument("first");
        first.map_or(self.page_size, |first: &Positioned<_>| {
            self.arguments.number(&first.node, self.page_size)
        })
    }

    /// The names of the selected fields, including those of fragments.
    fn names(&self, set: &SelectionSet) -> Vec<String> {
        let mut names = Vec::new();
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => names.push(field.node.name.node.to_string()),
                Selection::InlineFragment(fragment) => {
                    names.extend(self.names(&fragment.node.selection_set.node));
                }
                Selection::FragmentSpread(spread) => {
                    let fragments = &self.document.fragments;
                    if let Some(fragment) = fragments.get(&spread.node.fragment_name.node) {
                        names.extend(self.names(&fragment.node.selection_set.node));
                    }
                }
            }
        }
        names
    }
}

//! Which calls of the platform an operation may take, told without calling.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::Positioned;
use async_graphql::parser::types::{
    ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::registry::{MetaTypeName, Registry};
use serde_json::{Map, Value};

use super::cost::{Arguments, page, rows};
use crate::access::rule::requirement;
use crate::load::{CAUSES, Cause, How};
use crate::platform::Operation;

/// What an operation may take, where nothing is known yet.
#[derive(Debug, Default)]
pub struct Plan {
    /// By wave and operation.
    pub calls: BTreeMap<(usize, String), Calls>,
    /// What fields need, with the fields that need it.
    pub permissions: BTreeMap<String, BTreeSet<String>>,
}

/// Calls of one operation in one wave.
#[derive(Debug, Clone, Copy)]
pub struct Calls {
    /// What is called.
    pub operation: Operation,
    /// What is called instead, where the viewer's permissions ask for it.
    pub or: Option<Operation>,
    /// In the worst case.
    pub at_most: u64,
}

/// A field that the schema does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{on}` has no field `{field}`")]
pub struct NoSuchField {
    on: String,
    field: String,
}

/// The objects of which something is selected.
#[derive(Debug, Clone, Copy)]
struct Objects {
    count: u64,
    /// The wave after which they are known.
    known: usize,
    /// The size of the page that they are, if they are a connection.
    page: u64,
}

/// Plans `operation` of a document that keeps within the limits. Where it does not say how large a page
/// is, `page_size` is assumed.
pub fn plan(
    registry: &Registry,
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    variables: &Map<String, Value>,
    page_size: u64,
) -> Result<Plan, NoSuchField> {
    let mut planner = Planner {
        registry,
        document,
        arguments: Arguments::new(Some(operation), variables),
        page_size,
        together: BTreeMap::new(),
        plan: Plan::default(),
    };
    let root = Objects {
        count: 1,
        known: 0,
        page: 1,
    };
    planner.select(&registry.query_type, &operation.selection_set.node, root)?;
    Ok(planner.finish())
}

struct Planner<'a> {
    registry: &'a Registry,
    document: &'a ExecutableDocument,
    arguments: Arguments<'a>,
    page_size: u64,
    /// Things that are asked for together, with how many one call takes.
    together: BTreeMap<(usize, String), (u64, u64)>,
    plan: Plan,
}

impl Planner<'_> {
    fn select(
        &mut self,
        on: &str,
        set: &SelectionSet,
        objects: Objects,
    ) -> Result<(), NoSuchField> {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => self.field(on, &field.node, objects)?,
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

    fn field(&mut self, on: &str, field: &Field, objects: Objects) -> Result<(), NoSuchField> {
        let name = field.name.node.as_str();
        if name.starts_with("__") {
            return Ok(());
        }
        let meta = self
            .registry
            .types
            .get(on)
            .and_then(|ty| ty.field_by_name(name));
        let Some(meta) = meta else {
            let (on, field) = (on.to_owned(), name.to_owned());
            return Err(NoSuchField { on, field });
        };
        if let Some(needs) = requirement(meta) {
            let fields = self.plan.permissions.entry(needs).or_default();
            fields.insert(format!("{on}.{name}"));
        }
        let mut held = Objects {
            count: objects.count.saturating_mul(self.rows(field, objects.page)),
            known: objects.known,
            page: self.page(field),
        };
        let selected = self.names(&field.selection_set.node);
        let selected: Vec<_> = selected.iter().map(String::as_str).collect();
        for cause in CAUSES {
            if cause.on == on && cause.field == name && cause.when.holds(&selected) {
                self.call(cause, objects, held);
                held.known = held.known.max(objects.known + usize::from(cause.reveals));
            }
        }
        let of = MetaTypeName::concrete_typename(&meta.ty);
        self.select(of, &field.selection_set.node, held)
    }

    fn call(&mut self, cause: &Cause, owners: Objects, held: Objects) {
        let known = match cause.how {
            How::EachFound | How::EachOnceKnown(_) | How::ListedThen(_) => held.known,
            _ => owners.known,
        };
        let key = (known + 1, cause.operation.to_string());
        let calls = self.plan.calls.entry(key.clone()).or_insert(Calls {
            operation: cause.operation,
            or: cause.or,
            at_most: 0,
        });
        let together = |things: u64, a_call: u64| {
            let (all, _) = self.together.entry(key).or_insert((0, a_call));
            *all = all.saturating_add(things);
        };
        match cause.how {
            How::Each(times) | How::EachOnceKnown(times) => {
                calls.at_most = calls
                    .at_most
                    .saturating_add(owners.count.saturating_mul(times));
            }
            How::EachHeld | How::EachFound => {
                calls.at_most = calls.at_most.saturating_add(held.count);
            }
            How::Together(a_call) => together(held.count, a_call),
            How::TogetherOwners(a_call) => together(owners.count, a_call),
            How::Listed(a_call) | How::ListedThen(a_call) => {
                calls.at_most = 1;
                together(held.count, a_call);
            }
            How::ListedItems(a_call) => {
                calls.at_most = 1;
                together(held.count.saturating_mul(held.page), a_call);
            }
        }
    }

    fn finish(mut self) -> Plan {
        for (key, (things, a_call)) in self.together {
            if let Some(calls) = self.plan.calls.get_mut(&key) {
                calls.at_most = calls.at_most.saturating_add(things.div_ceil(a_call));
            }
        }
        self.plan
    }

    /// How many things a field of one object holds.
    fn rows(&self, field: &Field, page_of: u64) -> u64 {
        let name = field.name.node.as_str();
        match field.get_argument("ids") {
            Some(ids) => self.arguments.length(&ids.node),
            None if matches!(name, "nodes" | "edges") => page_of,
            None if page(name).is_some() => 1,
            None => rows(name),
        }
    }

    /// The size of a page that a field holds.
    fn page(&self, field: &Field) -> u64 {
        let first = field.get_argument("first");
        first.map_or(self.page_size, |first: &Positioned<_>| {
            self.arguments.number(&first.node, self.page_size)
        })
    }

    /// The fields that are selected, those of fragments included.
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

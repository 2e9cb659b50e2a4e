//! The naive resolver: it walks the document field by field, in order, and asks for each thing by
//! itself.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};

use async_graphql::Name;
use async_graphql::parser::parse_query;
use async_graphql::parser::types::{
    BaseType, Directive, Field, FragmentDefinition, Selection, SelectionSet, Type, TypeKind,
};
use async_graphql::{Positioned, Value as Literal};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::super::random_query::{GeneratedQuery, TYPES};
use super::super::schema::fields;
use super::rest::Rest;
use super::rights::{Rights, needs};
use super::thing::{Got, Thing, divisions};

/// Who asks, as the platform tells it.
pub(super) struct Viewer {
    pub(super) me: Value,
    pub(super) subject: Value,
    pub(super) rights: Rights,
}

/// One query's answer in the making.
pub(super) struct Reference<'a> {
    pub(super) rest: &'a Rest,
    pub(super) viewer: &'a Viewer,
    pub(super) now: DateTime<Utc>,
    variables: &'a Map<String, Value>,
    fragments: HashMap<Name, Positioned<FragmentDefinition>>,
    noted: RefCell<BTreeMap<Error, Vec<Vec<Value>>>>,
    /// Whether the answer holds a page of the list without an order.
    pub(super) unordered: Cell<bool>,
    told: &'a RefCell<BTreeSet<String>>,
}

/// What an error is about: where it stands in the document, its code, and permissions or argument.
pub(super) type Error = ((u64, u64), String, String);

/// A field that is asked for.
pub(super) struct Asked<'a> {
    pub(super) name: &'a str,
    pub(super) arguments: Map<String, Value>,
    pub(super) selection: &'a SelectionSet,
    position: (u64, u64),
    path: &'a [Value],
}

/// The answer: data, and for each error the paths of all its positions.
pub(super) struct Expected {
    pub(super) data: Value,
    pub(super) errors: BTreeMap<Error, Vec<Vec<Value>>>,
    /// Whether the data depends on the size of the platform's pages.
    pub(super) unordered: bool,
}

impl Rest {
    /// What `viewer` is to be told. Fields with an answer are added to `told`.
    pub(super) fn expect(
        &self,
        viewer: &Viewer,
        now: DateTime<Utc>,
        query: &GeneratedQuery,
        told: &RefCell<BTreeSet<String>>,
    ) -> Expected {
        let document = parse_query(&query.text).unwrap();
        let reference = Reference {
            rest: self,
            viewer,
            now,
            variables: query.variables.as_object().unwrap(),
            fragments: document.fragments,
            noted: RefCell::default(),
            unordered: Cell::default(),
            told,
        };
        let (_, operation) = document.operations.iter().next().unwrap();
        let mut data = Map::new();
        let root = Thing::new("Query", Value::Null);
        reference.select(&operation.node.selection_set.node, &root, &[], &mut data);
        Expected {
            data: Value::Object(data),
            errors: reference.noted.into_inner(),
            unordered: reference.unordered.get(),
        }
    }
}

impl Reference<'_> {
    fn select(
        &self,
        set: &SelectionSet,
        of: &Thing,
        path: &[Value],
        into: &mut Map<String, Value>,
    ) {
        for field in self.flat(set, &of.ty) {
            let key = field.alias.as_ref().unwrap_or(&field.name).node.to_string();
            let path = [path, &[json!(key)]].concat();
            let value = if field.name.node == "__typename" {
                json!(of.ty)
            } else {
                self.field(field, of, &path)
            };
            merge(into.entry(key).or_insert(Value::Null), value);
        }
    }

    /// The fields that apply to `ty`, with fragments written out.
    pub(super) fn flat<'b>(&'b self, set: &'b SelectionSet, ty: &str) -> Vec<&'b Field> {
        let mut found = Vec::new();
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) if self.includes(&field.node.directives) => {
                    found.push(&field.node);
                }
                Selection::InlineFragment(fragment) if self.includes(&fragment.node.directives) => {
                    let on = fragment.node.type_condition.as_ref();
                    if on.is_none_or(|on| is(ty, &on.node.on.node)) {
                        found.extend(self.flat(&fragment.node.selection_set.node, ty));
                    }
                }
                Selection::FragmentSpread(spread) if self.includes(&spread.node.directives) => {
                    let fragment = &self.fragments[&spread.node.fragment_name.node].node;
                    if is(ty, &fragment.type_condition.node.on.node) {
                        found.extend(self.flat(&fragment.selection_set.node, ty));
                    }
                }
                _ => {}
            }
        }
        found
    }

    fn includes(&self, directives: &[Positioned<Directive>]) -> bool {
        directives.iter().all(|directive| {
            let value = &directive.node.get_argument("if").unwrap().node;
            let value = self.json(value.clone()).as_bool().unwrap();
            value == (directive.node.name.node == "include")
        })
    }

    fn field(&self, field: &Field, of: &Thing, path: &[Value]) -> Value {
        let name = field.name.node.as_str();
        let definition = fields(&TYPES[&of.ty])
            .into_iter()
            .find(|one| one.name.node == name)
            .unwrap();
        let position = field.name.pos;
        let position = field.alias.as_ref().map_or(position, |alias| alias.pos);
        let asked = Asked {
            name,
            arguments: self.arguments(field, definition),
            selection: &field.selection_set.node,
            position: (position.line as u64, position.column as u64),
            path,
        };
        let got = self.permitted(of, &asked);
        if !matches!(got, Got::Null) {
            self.told.borrow_mut().insert(format!("{}.{name}", of.ty));
        }
        match got {
            Got::Null => Value::Null,
            Got::Leaf(value) => value,
            Got::One(thing) => self.object(&thing, &asked, path),
            Got::Many(things) => {
                let items = things.iter().enumerate().map(|(index, thing)| {
                    let path = [path, &[json!(index)]].concat();
                    let object = |thing| self.object(thing, &asked, &path);
                    thing.as_ref().map_or(Value::Null, object)
                });
                items.collect()
            }
        }
    }

    fn object(&self, thing: &Thing, asked: &Asked, path: &[Value]) -> Value {
        let mut object = Map::new();
        self.select(asked.selection, thing, path, &mut object);
        Value::Object(object)
    }

    fn permitted(&self, of: &Thing, asked: &Asked) -> Got {
        let session = match of.ty.as_str() {
            ty if ty.ends_with("Session") => Some(&of.at),
            _ => of.session.as_ref(),
        };
        let divisions = session
            .map(|session| divisions(session))
            .unwrap_or_default();
        let needs = needs(&of.ty, asked.name);
        let missing = self.viewer.rights.missing(needs, &divisions);
        if missing.is_empty() {
            return self.resolve(of, asked);
        }
        self.note(asked, "PERMISSION_DENIED", &missing.join(" "));
        match asked.arguments.get("ids") {
            Some(ids) => Got::Many(vec![None; ids.as_array().unwrap().len()]),
            None => Got::Null,
        }
    }

    pub(super) fn may(&self, ty: &str, field: &str) -> bool {
        self.viewer.rights.missing(needs(ty, field), &[]).is_empty()
    }

    pub(super) fn note(&self, asked: &Asked, code: &str, detail: &str) {
        let error = (asked.position, code.to_owned(), detail.to_owned());
        let mut noted = self.noted.borrow_mut();
        noted.entry(error).or_default().push(asked.path.to_vec());
    }

    /// The arguments as they were given, else as the schema has them.
    pub(super) fn arguments(
        &self,
        field: &Field,
        definition: &async_graphql::parser::types::FieldDefinition,
    ) -> Map<String, Value> {
        let mut arguments = Map::new();
        for argument in &definition.arguments {
            let name = &argument.node.name.node;
            let given = field
                .get_argument(name)
                .map(|value| self.json(value.node.clone()));
            let default = || {
                argument
                    .node
                    .default_value
                    .as_ref()
                    .map(|one| plain(&one.node))
            };
            if let Some(value) = given.or_else(default) {
                let value = completed(&argument.node.ty.node, value);
                arguments.insert(name.to_string(), value);
            }
        }
        arguments
    }

    fn json(&self, value: async_graphql_value::Value) -> Value {
        let value = value.into_const_with(|name| {
            let value = self
                .variables
                .get(name.as_str())
                .cloned()
                .unwrap_or_default();
            Ok::<_, ()>(Literal::from_json(value).unwrap())
        });
        plain(&value.unwrap())
    }
}

fn plain(value: &Literal) -> Value {
    value.clone().into_json().unwrap()
}

/// With the defaults of an input's fields.
fn completed(ty: &Type, mut value: Value) -> Value {
    if let (BaseType::Named(name), Value::Object(fields)) = (&ty.base, &mut value)
        && let Some(TypeKind::InputObject(definition)) = TYPES.get(name.as_str()).map(|ty| &ty.kind)
    {
        for field in &definition.fields {
            if let Some(default) = &field.node.default_value {
                let name = field.node.name.node.to_string();
                fields.entry(name).or_insert_with(|| plain(&default.node));
            }
        }
    }
    value
}

/// Whether a type is another, or one of its implementors.
fn is(ty: &str, other: &str) -> bool {
    let implements = |name: &str| match &TYPES[ty].kind {
        TypeKind::Object(object) => object.implements.iter().any(|one| one.node == name),
        _ => false,
    };
    ty == other || implements(other)
}

/// Two answers of one key are one: what was selected in either.
fn merge(into: &mut Value, value: Value) {
    match (into, value) {
        (Value::Object(into), Value::Object(fields)) => {
            for (key, value) in fields {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (Value::Array(into), Value::Array(items)) => {
            for (into, item) in into.iter_mut().zip(items) {
                merge(into, item);
            }
        }
        (into, value) => *into = value,
    }
}

//! The naive resolver: it walks the document field by field, in order, and requests each object from
//! the platform separately.

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
use super::object::{FieldValue, Object, divisions};
use super::rest::Rest;
use super::rights::{Rights, required_permissions};

/// A viewer, as the platform describes it.
pub(super) struct Viewer {
    pub(super) token: String,
    pub(super) me: Value,
    pub(super) subject: Value,
    pub(super) rights: Rights,
}

/// State of the resolution of one query.
pub(super) struct Reference<'a> {
    pub(super) rest: &'a Rest,
    pub(super) viewer: &'a Viewer,
    pub(super) now: DateTime<Utc>,
    variables: &'a Map<String, Value>,
    fragments: HashMap<Name, Positioned<FragmentDefinition>>,
    errors: RefCell<BTreeMap<Error, Positions>>,
    /// Whether the response contains a page of the unordered list.
    pub(super) unordered: Cell<bool>,
    /// Names of fields that were resolved to a value, such as `Customer.id`.
    resolved: &'a RefCell<BTreeSet<String>>,
}

/// Key of an error: the response keys of its path, its code, and the permissions or the argument.
pub(super) type Error = (Vec<String>, String, String);

/// Where an error occurs.
#[derive(Debug, Default)]
pub(super) struct Positions {
    /// Line and column of the field in the document. A field may be selected several times; this is the first.
    pub(super) position: (u64, u64),
    /// The paths of the response.
    pub(super) paths: Vec<Vec<Value>>,
}

/// A field in the document.
pub(super) struct RequestedField<'a> {
    pub(super) name: &'a str,
    pub(super) arguments: Map<String, Value>,
    pub(super) selection: &'a SelectionSet,
    position: (u64, u64),
    path: &'a [Value],
}

/// The expected response: its data, and for each error the paths of all positions.
pub(super) struct Expected {
    pub(super) data: Value,
    pub(super) errors: BTreeMap<Error, Positions>,
    /// Whether the data depends on the size of the platform's pages.
    pub(super) unordered: bool,
}

impl Rest {
    /// Resolves the query for `viewer`. Adds the fields that have a value to `resolved`.
    pub(super) fn expect(
        &self,
        viewer: &Viewer,
        now: DateTime<Utc>,
        query: &GeneratedQuery,
        resolved: &RefCell<BTreeSet<String>>,
    ) -> Expected {
        let document = parse_query(&query.text).unwrap();
        let reference = Reference {
            rest: self,
            viewer,
            now,
            variables: query.variables.as_object().unwrap(),
            fragments: document.fragments,
            errors: RefCell::default(),
            unordered: Cell::default(),
            resolved,
        };
        let (_, operation) = document.operations.iter().next().unwrap();
        let mut data = Map::new();
        let root = Object::new("Query", Value::Null);
        reference.select(&operation.node.selection_set.node, &root, &[], &mut data);
        Expected {
            data: Value::Object(data),
            errors: reference.errors.into_inner(),
            unordered: reference.unordered.get(),
        }
    }
}

impl Reference<'_> {
    fn select(
        &self,
        set: &SelectionSet,
        parent: &Object,
        path: &[Value],
        into: &mut Map<String, Value>,
    ) {
        for field in self.collect_fields(set, &parent.ty) {
            let key = field.alias.as_ref().unwrap_or(&field.name).node.to_string();
            let path = [path, &[json!(key)]].concat();
            let value = if field.name.node == "__typename" {
                json!(parent.ty)
            } else {
                self.field(field, parent, &path)
            };
            merge(into.entry(key).or_insert(Value::Null), value);
        }
    }

    /// The fields that apply to `ty`, with fragments expanded.
    pub(super) fn collect_fields<'b>(&'b self, set: &'b SelectionSet, ty: &str) -> Vec<&'b Field> {
        let mut found = Vec::new();
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) if self.includes(&field.node.directives) => {
                    found.push(&field.node);
                }
                Selection::InlineFragment(fragment) if self.includes(&fragment.node.directives) => {
                    let on = fragment.node.type_condition.as_ref();
                    if on.is_none_or(|on| is_subtype(ty, &on.node.on.node)) {
                        found.extend(self.collect_fields(&fragment.node.selection_set.node, ty));
                    }
                }
                Selection::FragmentSpread(spread) if self.includes(&spread.node.directives) => {
                    let fragment = &self.fragments[&spread.node.fragment_name.node].node;
                    if is_subtype(ty, &fragment.type_condition.node.on.node) {
                        found.extend(self.collect_fields(&fragment.selection_set.node, ty));
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

    fn field(&self, field: &Field, parent: &Object, path: &[Value]) -> Value {
        let name = field.name.node.as_str();
        let definition = fields(&TYPES[&parent.ty])
            .into_iter()
            .find(|field| field.name.node == name)
            .unwrap();
        let position = field.name.pos;
        let position = field.alias.as_ref().map_or(position, |alias| alias.pos);
        let requested = RequestedField {
            name,
            arguments: self.arguments(field, definition),
            selection: &field.selection_set.node,
            position: (position.line as u64, position.column as u64),
            path,
        };
        let value = self.resolve_if_permitted(parent, &requested);
        if !matches!(value, FieldValue::Null) {
            self.resolved
                .borrow_mut()
                .insert(format!("{}.{name}", parent.ty));
        }
        match value {
            FieldValue::Null => Value::Null,
            FieldValue::Leaf(value) => value,
            FieldValue::One(object) => self.resolve_object(&object, &requested, path),
            FieldValue::Many(objects) => {
                let items = objects.iter().enumerate().map(|(index, object)| {
                    let path = [path, &[json!(index)]].concat();
                    let resolve = |object| self.resolve_object(object, &requested, &path);
                    object.as_ref().map_or(Value::Null, resolve)
                });
                items.collect()
            }
        }
    }

    fn resolve_object(&self, object: &Object, requested: &RequestedField, path: &[Value]) -> Value {
        let mut fields = Map::new();
        self.select(requested.selection, object, path, &mut fields);
        Value::Object(fields)
    }

    fn resolve_if_permitted(&self, parent: &Object, requested: &RequestedField) -> FieldValue {
        let session = match parent.ty.as_str() {
            ty if ty.ends_with("Session") => Some(&parent.data),
            _ => parent.session.as_ref(),
        };
        let divisions = session
            .map(|session| divisions(session))
            .unwrap_or_default();
        let required = required_permissions(&parent.ty, requested.name);
        let missing = self.viewer.rights.missing(required, &divisions);
        let Some((any, all)) = missing else {
            return self.resolve(parent, requested);
        };
        let detail = format!("any {} all {}", any.join(" "), all.join(" "));
        self.add_error(requested, "PERMISSION_DENIED", &detail);
        match requested.arguments.get("ids") {
            Some(ids) => FieldValue::Many(vec![None; ids.as_array().unwrap().len()]),
            None => FieldValue::Null,
        }
    }

    pub(super) fn may(&self, ty: &str, field: &str) -> bool {
        self.viewer
            .rights
            .missing(required_permissions(ty, field), &[])
            .is_none()
    }

    pub(super) fn add_error(&self, requested: &RequestedField, code: &str, detail: &str) {
        self.add_error_at(requested, None, code, detail);
    }

    /// Records an error of the field, or of the item `index` of its list.
    pub(super) fn add_error_at(
        &self,
        requested: &RequestedField,
        index: Option<usize>,
        code: &str,
        detail: &str,
    ) {
        let path = requested.path.iter().cloned();
        let path: Vec<_> = path.chain(index.map(Value::from)).collect();
        let mut errors = self.errors.borrow_mut();
        // A field that is selected twice is one field of the response.
        let error = (response_keys(&path), code.to_owned(), detail.to_owned());
        let positions = errors.entry(error).or_insert_with(|| Positions {
            position: requested.position,
            paths: Vec::new(),
        });
        if !positions.paths.contains(&path) {
            positions.paths.push(path);
        }
    }

    /// The arguments of the field, with the schema's defaults.
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
                    .map(|default| to_json(&default.node))
            };
            if let Some(value) = given.or_else(default) {
                let value = with_input_defaults(&argument.node.ty.node, value);
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
        to_json(&value.unwrap())
    }
}

fn to_json(value: &Literal) -> Value {
    value.clone().into_json().unwrap()
}

/// Adds the default values of an input object's fields.
fn with_input_defaults(ty: &Type, mut value: Value) -> Value {
    if let (BaseType::Named(name), Value::Object(fields)) = (&ty.base, &mut value)
        && let Some(TypeKind::InputObject(definition)) = TYPES.get(name.as_str()).map(|ty| &ty.kind)
    {
        for field in &definition.fields {
            if let Some(default) = &field.node.default_value {
                let name = field.node.name.node.to_string();
                fields.entry(name).or_insert_with(|| to_json(&default.node));
            }
        }
    }
    value
}

/// Whether `ty` is `other` or implements it.
fn is_subtype(ty: &str, other: &str) -> bool {
    let implements = |name: &str| match &TYPES[ty].kind {
        TypeKind::Object(object) => object
            .implements
            .iter()
            .any(|interface| interface.node == name),
        _ => false,
    };
    ty == other || implements(other)
}

/// Merges two values of the same response key.
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

/// The response keys of a path.
pub(super) fn response_keys(path: &[Value]) -> Vec<String> {
    let keys = path.iter().filter_map(Value::as_str);
    keys.map(str::to_owned).collect()
}

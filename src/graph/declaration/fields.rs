//! The declarations of every field of the schema, by type and field name.

use std::collections::{HashMap, HashSet};

use ahash::RandomState;
use async_graphql::registry::{MetaField, MetaType, MetaTypeName, Registry};

use super::{Declaration, Declared, ListSize, MARKER, OPEN};

type Map<V> = HashMap<Box<str>, V, RandomState>;

/// Every field of the schema.
#[derive(Debug)]
pub struct Fields {
    types: Map<Map<Field>>,
    abstract_types: HashSet<Box<str>, RandomState>,
    implemented: Map<Vec<Box<str>>>,
    query: Box<str>,
    subscription: Option<Box<str>>,
}

/// A field of a type.
#[derive(Debug)]
pub struct Field {
    /// The field's declaration.
    pub declaration: Declaration,
    /// The name of the type of its values, without list and non-null wrappers.
    pub type_name: Box<str>,
}

impl Fields {
    /// Collects the declarations that the fields of `registry` carry.
    pub(in crate::graph) fn from_registry(registry: &Registry) -> Self {
        let mut types = Map::default();
        let mut abstract_types = HashSet::default();
        for (name, ty) in &registry.types {
            if matches!(ty, MetaType::Interface { .. } | MetaType::Union { .. }) {
                abstract_types.insert(name.as_str().into());
            }
            let (MetaType::Object { fields, .. } | MetaType::Interface { fields, .. }) = ty else {
                continue;
            };
            let fields = fields.iter().map(|(name, field)| {
                let field = Field {
                    declaration: declaration(field).unwrap_or(OPEN),
                    type_name: MetaTypeName::concrete_typename(&field.ty).into(),
                };
                (name.as_str().into(), field)
            });
            types.insert(name.as_str().into(), fields.collect());
        }
        let implemented = registry.implements.iter().map(|(name, interfaces)| {
            let interfaces = interfaces.iter().map(|name| name.as_str().into());
            (name.as_str().into(), interfaces.collect())
        });
        Self {
            types,
            abstract_types,
            implemented: implemented.collect(),
            query: registry.query_type.as_str().into(),
            subscription: registry.subscription_type.as_deref().map(Into::into),
        }
    }

    /// The field `name` of the type `on`.
    pub fn get(&self, on: &str, name: &str) -> Option<&Field> {
        self.types.get(on)?.get(name)
    }

    /// The name of the query type.
    pub fn query_type(&self) -> &str {
        &self.query
    }

    /// The name of the subscription type.
    pub fn subscription_type(&self) -> Option<&str> {
        self.subscription.as_deref()
    }

    /// Whether `name` is the name of an interface or a union.
    pub fn is_abstract(&self, name: &str) -> bool {
        self.abstract_types.contains(name)
    }

    /// The query fields that return objects for several ids.
    pub fn plurals(&self) -> impl Iterator<Item = &Field> {
        let fields = self
            .types
            .get(&*self.query)
            .into_iter()
            .flat_map(Map::values);
        fields.filter(|field| field.declaration.list == ListSize::Ids)
    }

    /// The query field that returns objects of the type `name` for several ids.
    pub fn plural(&self, name: &str) -> Option<&Field> {
        self.plurals().find(|field| {
            let of = field.type_name.as_ref();
            of == name || self.interfaces_of(name).any(|interface| interface == of)
        })
    }

    /// Whether another gateway can look up objects of the type `name` by their ids.
    pub fn is_entity(&self, name: &str) -> bool {
        !self.is_abstract(name) && self.plural(name).is_some()
    }

    /// The names of the interfaces that the type `name` implements.
    pub fn interfaces_of(&self, name: &str) -> impl Iterator<Item = &str> {
        let interfaces = self.implemented.get(name);
        interfaces.into_iter().flatten().map(AsRef::as_ref)
    }

    /// Every field with the name of its type and its own name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str, &Field)> {
        self.types.iter().flat_map(|(on, fields)| {
            let fields = fields.iter();
            fields.map(|(name, field)| (on.as_ref(), name.as_ref(), field))
        })
    }
}

/// The declaration that a field carries.
pub(super) fn declaration(field: &MetaField) -> Option<Declaration> {
    let mut directives = field.directive_invocations.iter();
    Declared::read(directives.find(|directive| directive.name == MARKER)?)
}

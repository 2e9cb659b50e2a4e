//! Generates argument values of the types that the schema declares. Most of them are valid.

use async_graphql::parser::types::{BaseType, FieldDefinition, Type, TypeKind};
use async_graphql::{Name, Value};

use super::TYPES;
use super::writer::Writer;

/// Not a valid id, cursor or phone number.
const INVALID: &str = "nonsense";

impl Writer<'_, '_> {
    /// The text of some of a field's arguments, without the one named `except`.
    pub(super) fn arguments(
        &mut self,
        field: &FieldDefinition,
        returns: &str,
        except: &str,
    ) -> Vec<String> {
        let mut arguments = Vec::new();
        let mut kind = String::new();
        for argument in &field.arguments {
            let (name, ty) = (argument.node.name.node.as_str(), &argument.node.ty.node);
            let required = !ty.nullable && argument.node.default_value.is_none();
            if name == except || (!required && !self.choices.chance(35)) {
                continue;
            }
            let value = self.value(ty, name, returns, &kind);
            if let Value::Enum(name) = &value {
                kind = name.to_string();
            }
            let value = if self.choices.chance(25) {
                self.variable(&ty.to_string(), value.into_json().unwrap())
            } else {
                value.to_string()
            };
            arguments.push(format!("{name}: {value}"));
        }
        arguments
    }

    /// A value for the argument `name` of a field that returns `returns`. `kind` is the value of the field's enum argument.
    fn value(&mut self, ty: &Type, name: &str, returns: &str, kind: &str) -> Value {
        if ty.nullable && self.choices.chance(5) {
            return Value::Null;
        }
        match &ty.base {
            BaseType::List(inner) => {
                let minimum = usize::from(!inner.nullable && name == "ids");
                let count = minimum + self.choices.below(4);
                let values = (0..count).map(|_| self.value(inner, name, returns, kind));
                Value::List(values.collect())
            }
            BaseType::Named(ty) => self.named_type_value(ty, name, returns, kind),
        }
    }

    fn named_type_value(&mut self, ty: &str, name: &str, returns: &str, kind: &str) -> Value {
        let invalid = self.choices.chance(4);
        match ty {
            "ID" | "String" if invalid => INVALID.into(),
            "ID" if name == "externalSource" => {
                self.choices.pick(&self.pool.sources).as_str().into()
            }
            "ID" => self.choices.pick(self.pool.ids(returns)).as_str().into(),
            // `page` generates cursors; an empty string means no cursor.
            "String" if name == "after" => "".into(),
            "String" if name == "value" => {
                let values = self.pool.identifiers(kind);
                self.choices.pick(values).as_str().into()
            }
            "Int" if invalid => (*self.choices.pick(&[0, -1, 101])).into(),
            "Int" => (*self.choices.pick(&[3, 1, 2, 5, 8, 13, 30, 100])).into(),
            "Boolean" => self.choices.chance(50).into(),
            "DateTime" => self.choices.pick(&self.pool.instants).as_str().into(),
            other => self.enum_or_object(other, returns),
        }
    }

    fn enum_or_object(&mut self, ty: &str, returns: &str) -> Value {
        match &TYPES[ty].kind {
            TypeKind::Enum(definition) => {
                let value = self.choices.pick(&definition.values);
                Value::Enum(value.node.value.node.clone())
            }
            TypeKind::InputObject(definition) => {
                let mut fields = async_graphql::indexmap::IndexMap::new();
                for field in &definition.fields {
                    if self.choices.chance(35) {
                        let name = field.node.name.node.as_str();
                        let value = self.value(&field.node.ty.node, name, returns, "");
                        fields.insert(Name::new(name), value);
                    }
                }
                Value::Object(fields)
            }
            _ => panic!("no value for `{ty}`: add one here"),
        }
    }
}

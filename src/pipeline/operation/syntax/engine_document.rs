//! Converts a document to the form of the engine.

use std::collections::HashMap;

use apollo_compiler::ast::{
    Argument, Definition, Directive, Document, Field, FragmentDefinition, InlineFragment,
    OperationDefinition, OperationType, Selection, Type, Value, VariableDefinition,
};
use apollo_compiler::{Name, Node};
use async_graphql::Positioned;
use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types as engine;
use async_graphql_value::{self as value, ConstValue, Number};

use super::gaps::{Gaps, LeftOut};
use super::positions::Positions;

/// Converts all operations and fragments. Duplicate definitions, which validation reports, overwrite each other. Fails if
/// the parser has left out a part.
pub(super) fn convert(
    document: &Document,
    positions: &Positions<'_>,
) -> Result<engine::ExecutableDocument, LeftOut> {
    let converter = Converter {
        positions,
        gaps: Gaps::new(positions.text()),
    };
    let mut anonymous = None;
    let mut operations = HashMap::new();
    let mut fragments = HashMap::new();
    for definition in &document.definitions {
        match definition {
            Definition::OperationDefinition(operation) => {
                let definition = converter.node(operation, converter.operation(operation));
                match &operation.name {
                    Some(name) => {
                        operations.insert(to_name(name), definition);
                    }
                    None => anonymous = Some(definition),
                }
            }
            Definition::FragmentDefinition(fragment) => {
                let definition = converter.node(fragment, converter.fragment(fragment));
                fragments.insert(to_name(&fragment.name), definition);
            }
            // Validation reports definitions of the type system.
            _ => {}
        }
    }
    let operations = match anonymous {
        Some(operation) => engine::DocumentOperations::Single(operation),
        None => engine::DocumentOperations::Multiple(operations),
    };
    match converter.gaps.found() {
        Some(left_out) => Err(left_out),
        None => Ok(engine::ExecutableDocument {
            operations,
            fragments,
        }),
    }
}

struct Converter<'p> {
    positions: &'p Positions<'p>,
    gaps: Gaps<'p>,
}

impl Converter<'_> {
    fn node<T, U>(&self, node: &Node<T>, converted: U) -> Positioned<U> {
        Positioned::new(converted, self.positions.of(node.location()))
    }

    fn name(&self, name: &Name) -> Positioned<value::Name> {
        Positioned::new(to_name(name), self.positions.of(name.location()))
    }

    fn operation(&self, operation: &OperationDefinition) -> engine::OperationDefinition {
        engine::OperationDefinition {
            ty: match operation.operation_type {
                OperationType::Query => engine::OperationType::Query,
                OperationType::Mutation => engine::OperationType::Mutation,
                OperationType::Subscription => engine::OperationType::Subscription,
            },
            variable_definitions: operation
                .variables
                .iter()
                .map(|variable| self.node(variable, self.variable(variable)))
                .collect(),
            directives: self.directives(&operation.directives),
            selection_set: self.selection_set(&operation.selection_set),
        }
    }

    fn variable(&self, variable: &Node<VariableDefinition>) -> engine::VariableDefinition {
        engine::VariableDefinition {
            name: self.name(&variable.name),
            var_type: self.node(&variable.ty, to_type(&variable.ty)),
            directives: self.directives(&variable.directives),
            default_value: variable
                .default_value
                .as_ref()
                .map(|value| self.node(value, self.constant(value))),
        }
    }

    fn fragment(&self, fragment: &FragmentDefinition) -> engine::FragmentDefinition {
        engine::FragmentDefinition {
            type_condition: self.type_condition(&fragment.type_condition),
            directives: self.directives(&fragment.directives),
            selection_set: self.selection_set(&fragment.selection_set),
        }
    }

    fn type_condition(&self, on: &Name) -> Positioned<engine::TypeCondition> {
        let on = self.name(on);
        let position = on.pos;
        Positioned::new(engine::TypeCondition { on }, position)
    }

    fn selection_set(&self, selections: &[Selection]) -> Positioned<engine::SelectionSet> {
        let items: Vec<_> = selections.iter().map(|item| self.selection(item)).collect();
        let position = items.first().map(|item| item.pos).unwrap_or_default();
        Positioned::new(engine::SelectionSet { items }, position)
    }

    fn selection(&self, selection: &Selection) -> Positioned<engine::Selection> {
        let position = self.positions.of(selection.location());
        let selection = match selection {
            Selection::Field(field) => {
                engine::Selection::Field(Positioned::new(self.field(field), position))
            }
            Selection::FragmentSpread(spread) => {
                let spread = engine::FragmentSpread {
                    fragment_name: self.name(&spread.fragment_name),
                    directives: self.directives(&spread.directives),
                };
                engine::Selection::FragmentSpread(Positioned::new(spread, position))
            }
            Selection::InlineFragment(fragment) => {
                let fragment = self.inline_fragment(fragment);
                engine::Selection::InlineFragment(Positioned::new(fragment, position))
            }
        };
        Positioned::new(selection, position)
    }

    fn field(&self, field: &Node<Field>) -> engine::Field {
        self.gaps.check_field(field);
        engine::Field {
            alias: field.alias.as_ref().map(|alias| self.name(alias)),
            name: self.name(&field.name),
            arguments: self.arguments(&field.arguments),
            directives: self.directives(&field.directives),
            selection_set: self.selection_set(&field.selection_set),
        }
    }

    fn inline_fragment(&self, fragment: &InlineFragment) -> engine::InlineFragment {
        engine::InlineFragment {
            type_condition: fragment
                .type_condition
                .as_ref()
                .map(|on| self.type_condition(on)),
            directives: self.directives(&fragment.directives),
            selection_set: self.selection_set(&fragment.selection_set),
        }
    }

    fn directives(&self, directives: &[Node<Directive>]) -> Vec<Positioned<engine::Directive>> {
        let directive = |directive: &Node<Directive>| {
            self.gaps.check_directive(directive);
            let converted = engine::Directive {
                name: self.name(&directive.name),
                arguments: self.arguments(&directive.arguments),
            };
            self.node(directive, converted)
        };
        directives.iter().map(directive).collect()
    }

    fn arguments(
        &self,
        arguments: &[Node<Argument>],
    ) -> Vec<(Positioned<value::Name>, Positioned<value::Value>)> {
        // Drops null literals: every nullable argument of this schema treats null like a missing value, and the engine
        // rejects `fields(includeDeprecated: null)`.
        let arguments = arguments.iter().filter_map(|argument| {
            let value = self.value(&argument.value);
            let value = self.node(&argument.value, value);
            (value.node != value::Value::Null).then(|| (self.name(&argument.name), value))
        });
        arguments.collect()
    }

    fn value(&self, value: &Node<Value>) -> value::Value {
        match &**value {
            Value::Null => value::Value::Null,
            Value::Enum(name) => value::Value::Enum(to_name(name)),
            Value::Variable(name) => value::Value::Variable(to_name(name)),
            Value::String(text) => value::Value::String(text.clone()),
            Value::Boolean(boolean) => value::Value::Boolean(*boolean),
            Value::Int(int) => integer(int.as_str()),
            Value::Float(float) => {
                let number = float.try_to_f64().ok().and_then(Number::from_f64);
                number.map_or(value::Value::Null, value::Value::Number)
            }
            Value::List(items) => {
                value::Value::List(items.iter().map(|item| self.value(item)).collect())
            }
            Value::Object(fields) => {
                if let Some(location) = value.location() {
                    self.gaps.check_object(location, fields);
                }
                let fields = fields.iter();
                let fields = fields.map(|(name, value)| (to_name(name), self.value(value)));
                value::Value::Object(fields.collect::<IndexMap<_, _>>())
            }
        }
    }

    /// A constant value. Validation reports variables in it.
    fn constant(&self, value: &Node<Value>) -> ConstValue {
        let constant = self.value(value).into_const_with(|_| Err(()));
        constant.unwrap_or_default()
    }
}

fn to_name(name: &Name) -> value::Name {
    value::Name::new(name)
}

fn to_type(ty: &Type) -> engine::Type {
    let nullable = !ty.is_non_null();
    let base = match ty {
        Type::Named(name) | Type::NonNullNamed(name) => engine::BaseType::Named(to_name(name)),
        Type::List(item) | Type::NonNullList(item) => {
            engine::BaseType::List(Box::new(to_type(item)))
        }
    };
    engine::Type { base, nullable }
}

/// An integer; as text if it exceeds `i64`. Validation allows that for `ID`, whose values are text, and for `Float`, which
/// no argument of this schema has.
fn integer(text: &str) -> value::Value {
    text.parse::<i64>().map_or_else(
        |_| value::Value::String(text.to_owned()),
        |number| value::Value::Number(number.into()),
    )
}

//! Checks values: literals against the types of their positions, and variables against the positions that use them.

use std::collections::HashSet;

use apollo_compiler::ast::{
    Argument, Directive, InputValueDefinition, Type, Value, VariableDefinition,
};
use apollo_compiler::executable::{Selection, SelectionSet};
use apollo_compiler::parser::SourceSpan;
use apollo_compiler::schema::{ExtendedType, InputObjectType};
use apollo_compiler::{ExecutableDocument, Name, Node};

use super::invalid::Invalid;
use super::schema::schema;
use super::similar::Suggestions;
use crate::graph::{DATE_TIME_FORMAT, is_date_time};

/// Maximum number of invalid values. A response reports fewer; many operations may use one fragment.
const MAX_INVALID: usize = 1_000;

/// The invalid values of a document. Fragments that no operation uses are not checked; they are errors themselves.
pub(super) fn errors(document: &ExecutableDocument, suggestions: Suggestions) -> Vec<Invalid> {
    let mut invalid = Vec::new();
    let mut literals_checked = HashSet::new();
    for operation in document.operations.iter() {
        let mut values = Values {
            document,
            variables: &operation.variables,
            fragments: HashSet::new(),
            literals_checked: &mut literals_checked,
            checks_literals: true,
            suggestions,
            invalid: &mut invalid,
        };
        for variable in &operation.variables {
            values.directives(&variable.directives);
            if let Some(default) = &variable.default_value {
                values.value(default, &variable.ty, false);
            }
        }
        values.directives(&operation.directives);
        values.selection_set(&operation.selection_set);
    }
    invalid
}

struct Values<'d, 'i> {
    document: &'d ExecutableDocument,
    /// The variables of the operation.
    variables: &'d [Node<VariableDefinition>],
    /// The fragments that are checked with these variables.
    fragments: HashSet<&'d Name>,
    /// The fragments whose literals are checked. Literals do not depend on the operation, and many operations may use one
    /// fragment.
    literals_checked: &'i mut HashSet<&'d Name>,
    checks_literals: bool,
    suggestions: Suggestions,
    invalid: &'i mut Vec<Invalid>,
}

impl<'d> Values<'d, '_> {
    fn selection_set(&mut self, set: &'d SelectionSet) {
        for selection in &set.selections {
            self.directives(selection.directives());
            match selection {
                Selection::Field(field) => {
                    self.arguments(&field.arguments, &field.definition.arguments);
                    self.selection_set(&field.selection_set);
                }
                Selection::InlineFragment(fragment) => self.selection_set(&fragment.selection_set),
                Selection::FragmentSpread(spread) => {
                    let name = &spread.fragment_name;
                    if let Some(fragment) = self.document.fragments.get(name)
                        && self.fragments.insert(name)
                    {
                        let checks_literals = self.checks_literals;
                        self.checks_literals = self.literals_checked.insert(name);
                        self.directives(&fragment.directives);
                        self.selection_set(&fragment.selection_set);
                        self.checks_literals = checks_literals;
                    }
                }
            }
        }
    }

    fn directives(&mut self, directives: &[Node<Directive>]) {
        for directive in directives {
            if let Some(declared) = schema().directive_definitions.get(&directive.name) {
                self.arguments(&directive.arguments, &declared.arguments);
            }
        }
    }

    fn arguments(&mut self, given: &[Node<Argument>], declared: &[Node<InputValueDefinition>]) {
        for argument in given {
            let mut declared = declared.iter();
            if let Some(declared) = declared.find(|declared| declared.name == argument.name) {
                let has_default = declared.default_value.is_some();
                self.value(&argument.value, &declared.ty, has_default);
            }
        }
    }

    /// Checks a value at a position of type `ty`. `has_default` says whether the position has a default value.
    fn value(&mut self, value: &Node<Value>, ty: &Type, has_default: bool) {
        match (&**value, ty) {
            (Value::Variable(name), _) => self.variable(value, name, ty, has_default),
            (Value::Null, _) => {
                if ty.is_non_null() {
                    self.mismatch(value, ty);
                }
            }
            (Value::List(items), Type::List(item_type) | Type::NonNullList(item_type)) => {
                for item in items {
                    self.value(item, item_type, false);
                }
            }
            // A single value stands for a list of one.
            (_, Type::List(item) | Type::NonNullList(item)) => self.value(value, item, false),
            (_, Type::Named(name) | Type::NonNullNamed(name)) => self.named(value, ty, name),
        }
    }

    fn variable(&mut self, value: &Node<Value>, name: &Name, ty: &Type, has_default: bool) {
        let mut variables = self.variables.iter();
        let Some(variable) = variables.find(|variable| variable.name == *name) else {
            return self.add(
                value.location(),
                format!("variable `${name}` is not defined"),
            );
        };
        // Another rule reports unknown types.
        let is_known = schema().types.contains_key(variable.ty.inner_named_type());
        if is_known && !is_allowed(variable, ty, has_default) {
            let message = format!(
                "variable `${name}` of type `{}` cannot be used as `{ty}`",
                variable.ty
            );
            self.add(value.location(), message);
        }
    }

    fn named(&mut self, value: &Node<Value>, ty: &Type, name: &Name) {
        match schema().types.get(name) {
            Some(ExtendedType::InputObject(declared)) => match &**value {
                Value::Object(fields) => self.object(value, fields, declared),
                _ => self.mismatch(value, ty),
            },
            Some(ExtendedType::Enum(declared)) => {
                let Value::Enum(given) = &**value else {
                    return self.mismatch(value, ty);
                };
                if !declared.values.contains_key(given) {
                    let suggestions = self.suggestions;
                    self.add_literal(value.location(), || {
                        let known = declared.values.keys().map(Name::as_str);
                        let similar = suggestions.similar(given, known);
                        format!("enum `{name}` has no value `{given}`{similar}")
                    });
                }
            }
            Some(ExtendedType::Scalar(_)) if name == "_Any" => self.untyped(value),
            Some(ExtendedType::Scalar(_)) if !is_scalar(name, value) => self.mismatch(value, ty),
            _ => {}
        }
    }

    /// Checks a literal of `_Any`, which has no type: only its variables and the names of its fields.
    fn untyped(&mut self, value: &Node<Value>) {
        match &**value {
            Value::Variable(name)
                if !self.variables.iter().any(|variable| variable.name == *name) =>
            {
                self.add(
                    value.location(),
                    format!("variable `${name}` is not defined"),
                );
            }
            Value::List(items) => {
                for item in items {
                    self.untyped(item);
                }
            }
            Value::Object(fields) => {
                let mut seen = HashSet::new();
                for (name, value) in fields {
                    self.unique(name, &mut seen);
                    self.untyped(value);
                }
            }
            _ => {}
        }
    }

    fn unique<'n>(&mut self, name: &'n Name, seen: &mut HashSet<&'n Name>) {
        if !seen.insert(name) {
            self.add_literal(name.location(), || {
                format!("input field `{name}` is given more than once")
            });
        }
    }

    fn object(
        &mut self,
        object: &Node<Value>,
        fields: &[(Name, Node<Value>)],
        declared: &InputObjectType,
    ) {
        let mut seen = HashSet::new();
        for (name, value) in fields {
            self.unique(name, &mut seen);
            if let Some(field) = declared.fields.get(name) {
                self.value(value, &field.ty, field.default_value.is_some());
            } else {
                let suggestions = self.suggestions;
                self.add_literal(name.location(), || {
                    let known = declared.fields.keys().map(Name::as_str);
                    let similar = suggestions.similar(name, known);
                    format!(
                        "input type `{}` has no field `{name}`{similar}",
                        declared.name
                    )
                });
            }
        }
        for (name, field) in &declared.fields {
            if field.is_required() && !seen.contains(name) {
                self.add_literal(object.location(), || {
                    format!(
                        "field `{name}` of input type `{}` is required; its type is `{}`",
                        declared.name, field.ty
                    )
                });
            }
        }
    }

    fn mismatch(&mut self, value: &Node<Value>, ty: &Type) {
        self.add_literal(value.location(), || mismatch(value, ty));
    }

    fn add_literal(&mut self, location: Option<SourceSpan>, message: impl FnOnce() -> String) {
        if self.checks_literals {
            self.add(location, message());
        }
    }

    fn add(&mut self, location: Option<SourceSpan>, message: String) {
        if self.invalid.len() >= MAX_INVALID {
            return;
        }
        self.invalid.push(Invalid::new(location, message));
    }
}

/// Whether a variable may be used at a position of type `ty`: `IsVariableUsageAllowed` of the specification.
fn is_allowed(variable: &VariableDefinition, ty: &Type, has_default: bool) -> bool {
    if !ty.is_non_null() || variable.ty.is_non_null() {
        return variable.ty.is_assignable_to(ty);
    }
    let default = variable.default_value.as_ref();
    let has_default = has_default || default.is_some_and(|default| !default.is_null());
    has_default && variable.ty.is_assignable_to(&ty.clone().nullable())
}

/// Whether a literal is a value of a scalar type.
fn is_scalar(name: &str, value: &Value) -> bool {
    match (name, value) {
        ("Int", Value::Int(int)) => int.try_to_i32().is_ok(),
        ("Float", Value::Int(int)) => int.try_to_f64().is_ok(),
        ("Float", Value::Float(float)) => float.try_to_f64().is_ok(),
        ("String" | "ID", Value::String(_))
        | ("ID", Value::Int(_))
        | ("Boolean", Value::Boolean(_)) => true,
        ("DateTime", Value::String(text)) => is_date_time(text),
        _ => false,
    }
}

fn mismatch(value: &Value, ty: &Type) -> String {
    let found = match value {
        Value::Null => "null",
        Value::Enum(_) => "an enum value",
        Value::Variable(_) => "a variable",
        Value::String(_) => "a string",
        Value::Float(_) => "a float",
        Value::Int(_) => "an integer",
        Value::Boolean(_) => "a Boolean",
        Value::List(_) => "a list",
        Value::Object(_) => "an object",
    };
    match (ty.inner_named_type().as_str(), value) {
        ("DateTime", _) => format!("expected `{ty}`, {DATE_TIME_FORMAT}, found {found}"),
        ("Int", Value::Int(_)) => {
            format!("expected `{ty}`, a 32-bit integer, found an integer outside that range")
        }
        (name, Value::String(_))
            if matches!(schema().types.get(name), Some(ExtendedType::Enum(_))) =>
        {
            format!("expected `{ty}`, found a string; write the value without quotes")
        }
        _ => format!("expected `{ty}`, found {found}"),
    }
}

//! Unknown fields and arguments, with suggestions, and fields without a selection.

use apollo_compiler::ast::{
    Argument, Definition, Directive, Document, Field, InputValueDefinition, Selection,
};
use apollo_compiler::parser::SourceSpan;
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{Name, Node};

use super::invalid::Invalid;
use super::schema::schema;
use super::similar::Suggestions;

/// The unknown names of a document.
pub(super) fn errors(document: &Document, suggestions: Suggestions) -> Vec<Invalid> {
    let mut names = Names {
        suggestions,
        invalid: Vec::new(),
    };
    for definition in &document.definitions {
        names.directives(definition.directives());
        match definition {
            Definition::OperationDefinition(operation) => {
                for variable in &operation.variables {
                    names.directives(&variable.directives);
                }
                let root = schema().root_operation(operation.operation_type);
                names.selections(&operation.selection_set, root);
            }
            Definition::FragmentDefinition(fragment) => {
                names.selections(&fragment.selection_set, Some(&fragment.type_condition));
            }
            _ => {}
        }
    }
    names.invalid
}

struct Names {
    suggestions: Suggestions,
    invalid: Vec<Invalid>,
}

impl Names {
    /// Checks selections on an object of type `on`; `None` if the type is unknown.
    fn selections(&mut self, selections: &[Selection], on: Option<&Name>) {
        for selection in selections {
            match selection {
                Selection::Field(field) => self.field(field, on),
                Selection::FragmentSpread(spread) => self.directives(&spread.directives),
                Selection::InlineFragment(fragment) => {
                    self.directives(&fragment.directives);
                    let on = fragment.type_condition.as_ref().or(on);
                    self.selections(&fragment.selection_set, on);
                }
            }
        }
    }

    fn field(&mut self, field: &Node<Field>, on: Option<&Name>) {
        self.directives(&field.directives);
        let on = on.filter(|on| schema().types.get(*on).is_some_and(is_composite));
        let declared = on.map(|on| (on, schema().type_field(on, &field.name)));
        let returned = match declared {
            None => None,
            Some((on, Ok(declared))) => {
                let owner = format!("field `{on}.{}`", field.name);
                self.arguments(&field.arguments, &declared.arguments, &owner);
                let returned = declared.ty.inner_named_type();
                if field.selection_set.is_empty()
                    && schema().types.get(returned).is_some_and(is_composite)
                {
                    self.add(
                        field.location(),
                        format!("{owner} needs a selection of fields of `{returned}`"),
                    );
                }
                Some(returned)
            }
            Some((on, Err(_))) => {
                let hint = self.other_fields(on, &field.name);
                let message = format!("type `{on}` has no field `{}`{hint}", field.name);
                self.add(field.location(), message);
                None
            }
        };
        self.selections(&field.selection_set, returned);
    }

    fn directives(&mut self, directives: &[Node<Directive>]) {
        for directive in directives {
            if let Some(declared) = schema().directive_definitions.get(&directive.name) {
                let owner = format!("directive `@{}`", directive.name);
                self.arguments(&directive.arguments, &declared.arguments, &owner);
            }
        }
    }

    fn arguments(
        &mut self,
        given: &[Node<Argument>],
        declared: &[Node<InputValueDefinition>],
        owner: &str,
    ) {
        for argument in given {
            let name = &argument.name;
            if declared.iter().any(|declared| declared.name == *name) {
                continue;
            }
            let known = declared.iter().map(|declared| declared.name.as_str());
            let similar = self.suggestions.similar(name, known);
            self.add(
                argument.location(),
                format!("{owner} has no argument `{name}`{similar}"),
            );
        }
    }

    fn add(&mut self, location: Option<SourceSpan>, message: String) {
        self.invalid.push(Invalid::new(location, message));
    }

    /// Where an unknown field of type `on` exists, or which fields have a similar name.
    fn other_fields(&self, on: &Name, field: &Name) -> String {
        if self.suggestions == Suggestions::Off {
            return String::new();
        }
        let owners = schema().types.iter().filter(|(_, ty)| match ty {
            ExtendedType::Object(object) => {
                object.implements_interfaces.contains(on) && object.fields.contains_key(field)
            }
            _ => false,
        });
        let owners: Vec<_> = owners.map(|(name, _)| format!("`{name}`")).collect();
        if !owners.is_empty() {
            return format!("; use an inline fragment on {}", owners.join(" or "));
        }
        let known = match schema().types.get(on) {
            Some(ExtendedType::Object(object)) => &object.fields,
            Some(ExtendedType::Interface(interface)) => &interface.fields,
            _ => return String::new(),
        };
        self.suggestions
            .similar(field, known.keys().map(Name::as_str))
    }
}

fn is_composite(ty: &ExtendedType) -> bool {
    ty.is_object() || ty.is_interface() || ty.is_union()
}

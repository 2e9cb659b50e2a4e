//! Declarations of fields. A declaration is a constant beside the resolver and holds everything that the
//! gateway knows about the field: permission rule, list size, upstream calls, whether the value depends on
//! the viewer. The resolver attaches it with `#[graphql(directive = Declared::apply(NAME))]`.
//!
//! Derived from it: the runtime check ([`Declaration::permit`]), the directives `@requiresPermission`,
//! `@cost` and `@listSize` and the sentence in the description ([`directives`]), the cost of an operation,
//! its plan, the look-ahead of resolvers and the key of cached responses ([`Fields`](fields::Fields)).

pub(super) mod calls;
pub(crate) mod directives;
mod fetchable;
pub(super) mod fields;
mod permit;
mod public_directive;

use std::borrow::Cow;

use async_graphql::registry::location_traits::Directive_At_FIELD_DEFINITION;
use async_graphql::registry::{MetaDirectiveInvocation, Registry};
use async_graphql::{TypeDirective, Value, from_value, to_value};
use serde::{Deserialize, Serialize};

pub use calls::{CallCount, Condition, Owners, UpstreamCall};

use crate::access::rule::Rule;

/// A field that needs no permission beyond those that led to its object.
pub(super) const OPEN: Declaration = Declaration {
    rule: None,
    list: ListSize::One,
    calls: [None; MAX_CALLS],
    is_personal: false,
};

/// Maximum number of kinds of upstream calls of one field.
const MAX_CALLS: usize = 6;

/// Everything that the gateway knows about a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration {
    /// The permission rule; `None` where the field is open.
    pub rule: Option<Rule>,
    /// How many objects the field returns.
    pub list: ListSize,
    calls: [Option<UpstreamCall>; MAX_CALLS],
    /// Whether two viewers with equal rights may get different values.
    pub is_personal: bool,
}

/// How many objects a field returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ListSize {
    /// One object, one value or a list of values.
    One,
    /// A list without pages, estimated to have this many entries.
    Assumed(u32),
    /// One for each id of the argument `ids`.
    Ids,
    /// One for each object of the argument `representations`. Each costs what the plural query field of its type costs.
    Representations,
    /// A connection; the argument `first` has this default.
    Page(u32),
    /// The rows of a connection: `nodes` and `edges`.
    PageRows,
}

/// A field with a permission rule.
pub(super) const fn guarded(rule: Rule) -> Declaration {
    Declaration {
        rule: Some(rule),
        ..OPEN
    }
}

impl Declaration {
    /// Sets the list size.
    pub(super) const fn list(self, list: ListSize) -> Self {
        Self { list, ..self }
    }

    /// Adds a kind of upstream calls. More than [`MAX_CALLS`] do not compile.
    #[expect(
        clippy::indexing_slicing,
        reason = "evaluated when the constant is compiled"
    )]
    pub(super) const fn calls(self, call: UpstreamCall) -> Self {
        let mut calls = self.calls;
        let mut index = 0;
        while calls[index].is_some() {
            index += 1;
        }
        calls[index] = Some(call);
        Self { calls, ..self }
    }

    /// Marks the value as depending on the viewer, not only on the viewer's rights.
    pub(super) const fn personal(self) -> Self {
        Self {
            is_personal: true,
            ..self
        }
    }

    /// The default of the argument `first`; 0 where the field is not a connection.
    pub(super) const fn page_size(&self) -> u32 {
        match self.list {
            ListSize::Page(size) => size,
            _ => 0,
        }
    }

    /// The default of the argument `first` in the form that the attribute of the argument takes.
    #[expect(clippy::unnecessary_wraps, reason = "the argument is nullable")]
    pub(super) fn default_first(&self) -> Option<i32> {
        Some(i32::try_from(self.page_size()).unwrap_or(i32::MAX))
    }

    /// The upstream calls that the field causes.
    pub fn upstream_calls(&self) -> impl Iterator<Item = &UpstreamCall> {
        self.calls.iter().flatten()
    }
}

/// Attaches a declaration to a field. It travels through the registry as a directive, which
/// [`directives::publish`] replaces by those that clients see.
pub(super) struct Declared;

const MARKER: &str = "declaration";

impl Declared {
    pub(super) fn apply(declaration: Declaration) -> MetaDirectiveInvocation {
        let value = to_value(declaration).unwrap_or_default();
        MetaDirectiveInvocation {
            name: MARKER.to_owned(),
            args: [(MARKER.to_owned(), value)].into_iter().collect(),
        }
    }

    /// The declaration that `directive` carries.
    fn read(directive: &MetaDirectiveInvocation) -> Option<Declaration> {
        let value: &Value = directive.args.get(MARKER)?;
        from_value(value.clone()).ok()
    }
}

impl TypeDirective for Declared {
    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed(MARKER)
    }

    // The marker never reaches the printed schema, so nothing defines it.
    fn register(&self, _: &mut Registry) {}
}

impl Directive_At_FIELD_DEFINITION for Declared {
    fn check() {}
}

#[cfg(test)]
mod tests {
    use async_graphql::registry::MetaType;

    use super::fields::declaration;
    use crate::graph::registry::{fields, registry};

    #[test]
    fn every_field_of_a_guarded_type_has_a_declaration() {
        let registry = registry();
        assert!(registry.types.len() > 40, "the walk saw no schema");
        let mut undeclared = Vec::new();
        for (name, ty) in &registry.types {
            let MetaType::Object { fields, .. } = ty else {
                continue;
            };
            let declarations = fields.values().filter_map(declaration);
            if declarations
                .into_iter()
                .any(|declaration| declaration.rule.is_some())
            {
                let bare = fields
                    .iter()
                    .filter(|(_, field)| declaration(field).is_none());
                undeclared.extend(bare.map(|(field, _)| format!("{name}.{field}")));
            }
        }
        assert_eq!(undeclared, Vec::<String>::new());
    }

    #[test]
    fn the_table_of_fields_has_the_types_of_the_schema() {
        let sdl = crate::graph::executed_sdl();
        let mut types = 0;
        for line in sdl.lines() {
            let mut words = line.split(' ');
            if let (Some("type" | "interface"), Some(name)) = (words.next(), words.next()) {
                assert!(fields().iter().any(|(on, _, _)| on == name), "{name}");
                types += 1;
            }
        }
        assert!(types > 20, "{types}");
    }
}

//! The public form of declarations for clients and other gateways: the directives `@requiresPermission`, `@cost`
//! and `@listSize`, and a sentence in the description of each guarded field.

use async_graphql::Value;
use async_graphql::registry::{
    __DirectiveLocation as Location, MetaDirectiveInvocation, MetaField, MetaType, Registry,
};

use super::fetchable;
use super::fields::declaration;
use super::public_directive::{directive, invocation};
use super::{Declaration, ListSize, MARKER};
use crate::access::Permission;
use crate::access::rule::Rule;
use crate::graph::argument::MAX_IDS;

/// The directive of guarded fields.
pub(in crate::graph) const REQUIRES_PERMISSION: &str = "requiresPermission";

/// Cost of an object, in the unit of [`Limits::cost`](crate::config::Limits).
pub const OBJECT_COST: u64 = 1;

/// Cost of an upstream call that an object needs for itself.
const CALL_COST: u64 = 10;

/// Replaces the declarations by public directives and descriptions.
pub(crate) fn publish(registry: &mut Registry) {
    inherit(registry);
    define(registry);
    fetchable::mark(registry);
    for ty in registry.types.values_mut() {
        let (MetaType::Object { fields, .. } | MetaType::Interface { fields, .. }) = ty else {
            continue;
        };
        for field in fields.values_mut() {
            if let Some(declaration) = declaration(field) {
                let directives = &mut field.directive_invocations;
                directives.retain(|directive| directive.name != MARKER);
                directives.extend(declaration.directives());
                describe(field, &declaration);
            }
        }
    }
}

/// Copies description and declaration of fields of interfaces from the same field of an implementing type.
pub(in crate::graph) fn inherit(registry: &mut Registry) {
    let mut inherited = Vec::new();
    for (name, ty) in &registry.types {
        let MetaType::Interface {
            fields,
            possible_types,
            ..
        } = ty
        else {
            continue;
        };
        for field in fields.keys() {
            let mut implementors = possible_types.iter();
            let implemented = implementors
                .find_map(|implementor| registry.types.get(implementor)?.field_by_name(field));
            if let Some(implemented) = implemented {
                inherited.push((
                    name.clone(),
                    field.clone(),
                    implemented.description.clone(),
                    implemented.directive_invocations.clone(),
                ));
            }
        }
    }
    for (name, field, description, directives) in inherited {
        if let Some(MetaType::Interface { fields, .. }) = registry.types.get_mut(&name)
            && let Some(field) = fields.get_mut(&field)
        {
            field.description = description;
            field.directive_invocations = directives;
        }
    }
}

fn describe(field: &mut MetaField, declaration: &Declaration) {
    let Some(rule) = declaration.rule else {
        return;
    };
    let description = field.description.get_or_insert_default();
    if !description.is_empty() {
        description.push('\n');
    }
    description.push_str("Needs ");
    description.push_str(&rule.requirement());
    description.push('.');
}

impl Declaration {
    /// The cost of upstream calls for each object that the field returns, in the unit of the limit.
    pub fn call_cost(&self) -> u64 {
        let calls = self.upstream_calls().filter(|call| call.is_per_object());
        CALL_COST.saturating_mul(calls.count() as u64)
    }

    fn directives(&self) -> impl Iterator<Item = MetaDirectiveInvocation> {
        let permission = self.rule.map(requires_permission);
        let cost = (self.call_cost() > 0).then(|| {
            let weight = OBJECT_COST.saturating_add(self.call_cost());
            invocation("cost", [("weight", Value::from(weight))])
        });
        permission
            .into_iter()
            .chain(cost)
            .chain(self.list.directive())
    }
}

fn requires_permission(rule: Rule) -> MetaDirectiveInvocation {
    let lists = [("any", rule.any()), ("all", rule.all())];
    let lists = lists
        .into_iter()
        .filter(|(_, permissions)| !permissions.is_empty());
    invocation(
        REQUIRES_PERMISSION,
        lists.map(|(name, permissions)| {
            (
                name,
                strings(
                    permissions
                        .iter()
                        .map(|permission| Permission::as_str(*permission)),
                ),
            )
        }),
    )
}

impl ListSize {
    fn directive(self) -> Option<MetaDirectiveInvocation> {
        let arguments = match self {
            Self::One | Self::PageRows => return None,
            Self::Assumed(size) => vec![("assumedSize", Value::from(size))],
            // Only arguments of type `Int` may be slicing arguments.
            Self::Ids | Self::Representations => vec![("assumedSize", Value::from(MAX_IDS))],
            Self::Page(size) => vec![
                ("assumedSize", Value::from(size)),
                ("slicingArguments", strings(["first"])),
                ("sizedFields", strings(["nodes", "edges"])),
                ("requireOneSlicingArgument", Value::from(false)),
            ],
        };
        Some(invocation("listSize", arguments))
    }
}

fn strings<'a>(values: impl IntoIterator<Item = &'a str>) -> Value {
    Value::List(values.into_iter().map(Value::from).collect())
}

/// Adds the definitions of the directives to the schema.
fn define(registry: &mut Registry) {
    registry.add_directive(directive(
        REQUIRES_PERMISSION,
        "The viewer needs at least one permission of `any` and every permission of `all`. Without them the field \
         is null and the response has an error with the code `PERMISSION_DENIED`.",
        &[Location::FIELD_DEFINITION, Location::OBJECT],
        &[("any", "[String!]", None), ("all", "[String!]", None)],
    ));
    registry.add_directive(directive(
        "cost",
        "The cost of each object that the field returns: 1 for the object and 10 for each upstream call that it \
         needs for itself. Objects of other fields cost 1; ten scalar values cost 1. The limit is `limits.cost`.",
        &[
            Location::ARGUMENT_DEFINITION,
            Location::ENUM,
            Location::FIELD_DEFINITION,
            Location::INPUT_FIELD_DEFINITION,
            Location::OBJECT,
            Location::SCALAR,
        ],
        &[("weight", "Int!", None)],
    ));
    registry.add_directive(directive(
        "listSize",
        "The number of objects that the field returns for the calculation of an operation's cost: the value of a \
         slicing argument, or else `assumedSize`. It applies to the lists named in `sizedFields`, or else to the \
         field itself.",
        &[Location::FIELD_DEFINITION],
        &[
            ("assumedSize", "Int", None),
            ("slicingArguments", "[String!]", None),
            ("sizedFields", "[String!]", None),
            ("requireOneSlicingArgument", "Boolean", Some("true")),
        ],
    ));
}

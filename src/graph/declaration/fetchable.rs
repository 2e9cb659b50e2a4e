//! The directive `@fetchable` of Relay on the types that a query field `fetch__…` returns.

use async_graphql::Value;
use async_graphql::registry::{__DirectiveLocation as Location, MetaType, MetaTypeName, Registry};

use super::public_directive::{directive, invocation};

const NAME: &str = "fetchable";
const PREFIX: &str = "fetch__";

/// Marks the types, and defines the directive.
pub(super) fn mark(registry: &mut Registry) {
    registry.add_directive(directive(
        NAME,
        "Relay refetches an object of this type by the query field `fetch__` and the name of the type, such as \
         `fetch__Customer`. Its argument is the value of the field `field_name`.",
        &[Location::OBJECT, Location::INTERFACE],
        &[("field_name", "String!", None)],
    ));
    let Some(query) = registry.types.get(&registry.query_type) else {
        return;
    };
    let fields = query.fields().into_iter().flatten();
    let fetched = fields.filter(|(name, _)| name.starts_with(PREFIX));
    let types = fetched.map(|(_, field)| MetaTypeName::concrete_typename(&field.ty).to_owned());
    for name in types.collect::<Vec<_>>() {
        let Some(
            MetaType::Object {
                directive_invocations,
                ..
            }
            | MetaType::Interface {
                directive_invocations,
                ..
            },
        ) = registry.types.get_mut(&name)
        else {
            continue;
        };
        if directive_invocations.iter().all(|known| known.name != NAME) {
            directive_invocations.push(invocation(NAME, [("field_name", Value::from("id"))]));
        }
    }
}

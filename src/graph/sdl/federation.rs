//! The schema as a subgraph of Apollo Federation 2.

use std::sync::LazyLock;

use apollo_compiler::Node;
use apollo_compiler::ast::{Definition, Directive, Document, Value};

use super::document::{directives, fields_of, is_entity, public_schema};
use crate::graph::declaration::directives::REQUIRES_PERMISSION;
use crate::graph::registry::fields;

/// The federation specification. 2.9 is the first version with `@cost` and `@listSize`, so that routers calculate the
/// cost that the gateway calculates.
const FEDERATION: &str = r#"@link(url: "https://specs.apollo.dev/federation/v2.9", import: ["#;

/// Directives of the federation specification that the subgraph uses.
const IMPORTS: [&str; 5] = [
    "@key",
    "@shareable",
    "@composeDirective",
    "@cost",
    "@listSize",
];

/// The directives by which routers enforce permissions.
const AUTH_IMPORTS: [&str; 2] = ["@authenticated", "@policy"];

/// Names `@requiresPermission`, so that it survives composition. The URL identifies the directive; nothing loads it.
const PERMISSIONS: &str = r#"@link(url: "https://journey-gateway.dev/permissions/v1.0", import: ["@requiresPermission"])
@composeDirective(name: "@requiresPermission")"#;

/// The subgraph's schema.
pub fn federation_sdl() -> &'static str {
    static SDL: LazyLock<String> = LazyLock::new(|| subgraph(&IMPORTS).to_string());
    &SDL
}

/// The subgraph's schema with `@authenticated` on the fields of the root types and `@policy` on guarded fields. A
/// policy is named after the permission that it stands for.
pub fn federation_sdl_with_auth() -> String {
    let imports: Vec<_> = IMPORTS.into_iter().chain(AUTH_IMPORTS).collect();
    let mut document = subgraph(&imports);
    for definition in &mut document.definitions {
        add_auth(definition);
    }
    document.to_string()
}

fn subgraph(imports: &[&str]) -> Document {
    let mut document = public_schema();
    // The definitions of imported directives are those of the specification.
    document.definitions.retain(|definition| match definition {
        Definition::DirectiveDefinition(directive) => {
            !imports.contains(&format!("@{}", directive.name).as_str())
        }
        _ => true,
    });
    remove_assumed_sizes(&mut document);
    let imports: Vec<_> = imports
        .iter()
        .map(|import| format!("\"{import}\""))
        .collect();
    let links = format!("{FEDERATION}{}])\n{PERMISSIONS}", imports.join(", "));
    for definition in &mut document.definitions {
        let is_entity = is_entity(definition);
        match definition {
            Definition::SchemaDefinition(schema) => {
                let schema = schema.make_mut();
                // Composition copies the description into the supergraph, and Hive Router cannot read it there.
                schema.description = None;
                schema.directives = directives(&links);
            }
            // Composition derives the cost of interface fields from the fields of the types.
            Definition::InterfaceTypeDefinition(interface) => {
                for field in &mut interface.make_mut().fields {
                    let cost = |directive: &Node<Directive>| directive.name == "cost";
                    if field.directives.iter().any(cost) {
                        field
                            .make_mut()
                            .directives
                            .retain(|directive| !cost(directive));
                    }
                }
            }
            Definition::ObjectTypeDefinition(object) if is_entity => {
                let key = directives(r#"@key(fields: "id")"#);
                object.make_mut().directives.extend(key);
            }
            // Every subgraph with connections defines the same type.
            Definition::ObjectTypeDefinition(object) if object.name == "PageInfo" => {
                object
                    .make_mut()
                    .directives
                    .extend(directives("@shareable"));
            }
            _ => {}
        }
    }
    document
}

/// Removes the assumed size of lists whose size is an argument with a default. The Cosmo router rejects both together.
fn remove_assumed_sizes(document: &mut Document) {
    let is_sliced = |directive: &Node<Directive>| {
        directive
            .specified_argument_by_name("slicingArguments")
            .is_some()
    };
    let definitions = document.definitions.iter_mut();
    for field in definitions.filter_map(fields_of).flatten() {
        if field.directives.iter().any(is_sliced) {
            let directives = &mut field.make_mut().directives;
            for directive in directives
                .iter_mut()
                .filter(|directive| is_sliced(directive))
            {
                let arguments = &mut directive.make_mut().arguments;
                arguments.retain(|argument| argument.name != "assumedSize");
            }
        }
    }
}

/// Adds the directives to the fields of object types. Composition derives those of interface fields.
fn add_auth(definition: &mut Definition) {
    if !matches!(definition, Definition::ObjectTypeDefinition(_)) {
        return;
    }
    let fields = fields();
    let is_root = definition.name().is_some_and(|name| {
        name == fields.query_type() || Some(name.as_str()) == fields.subscription_type()
    });
    for field in fields_of(definition).into_iter().flatten() {
        let mut added = String::new();
        if is_root {
            added.push_str("@authenticated");
        }
        if let Some(required) = field.directives.get(REQUIRES_PERMISSION) {
            added.push_str(" @policy(policies: ");
            added.push_str(&policies(required));
            added.push(')');
        }
        field.make_mut().directives.extend(directives(&added));
    }
}

/// The permissions as policies: one inner list for each way to satisfy them.
fn policies(required: &Directive) -> String {
    let (any, all) = (permissions(required, "any"), permissions(required, "all"));
    let ways: Vec<Vec<&str>> = if any.is_empty() {
        vec![all]
    } else {
        let with = |permission| all.iter().copied().chain([permission]).collect();
        any.into_iter().map(with).collect()
    };
    let ways = ways
        .into_iter()
        .map(|way| format!("[\"{}\"]", way.join("\", \"")));
    format!("[{}]", ways.collect::<Vec<_>>().join(", "))
}

fn permissions<'a>(required: &'a Directive, argument: &str) -> Vec<&'a str> {
    let value = required.specified_argument_by_name(argument);
    match value.map(AsRef::as_ref) {
        Some(Value::List(permissions)) => {
            let permissions = permissions.iter();
            permissions
                .filter_map(|permission| permission.as_str())
                .collect()
        }
        _ => Vec::new(),
    }
}

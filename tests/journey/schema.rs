//! The public schema: it equals the committed file, keeps its contract, and describes every type and field.

use std::collections::BTreeMap;
use std::path::Path;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    FieldDefinition, TypeDefinition, TypeKind, TypeSystemDefinition,
};
use journey_gateway::graph;

pub(super) fn types(sdl: &str) -> BTreeMap<String, TypeDefinition> {
    // The parser does not know the description of the schema definition, which is the last one.
    let types = sdl
        .rsplit_once("\n\n\"One query ")
        .map_or(sdl, |(types, _)| types);
    let document = parse_schema(types).unwrap();
    let definitions = document
        .definitions
        .into_iter()
        .filter_map(|definition| match definition {
            TypeSystemDefinition::Type(ty) => Some((ty.node.name.node.to_string(), ty.node)),
            _ => None,
        });
    definitions.collect()
}

pub(super) fn fields(ty: &TypeDefinition) -> Vec<&FieldDefinition> {
    let fields = match &ty.kind {
        TypeKind::Object(object) => &object.fields,
        TypeKind::Interface(interface) => &interface.fields,
        _ => return Vec::new(),
    };
    fields.iter().map(|field| &field.node).collect()
}

#[test]
fn the_committed_schema_matches_the_generated_one() {
    let printed = graph::sdl();
    let committed = include_str!("../../schema.graphql");
    assert!(
        printed == committed,
        "run `cargo run -- schema > schema.graphql` and review the difference"
    );
}

#[test]
fn every_type_and_field_has_a_description() {
    for (name, ty) in types(include_str!("../../schema.graphql")) {
        assert!(name == "Query" || ty.description.is_some(), "{name}");
        for field in fields(&ty) {
            assert!(field.description.is_some(), "{name}.{}", field.name.node);
            let guarded = field
                .directives
                .iter()
                .any(|directive| directive.node.name.node == "requiresPermission");
            let states_permission = field
                .description
                .as_ref()
                .is_some_and(|text| text.node.contains("Needs `"));
            assert_eq!(guarded, states_permission, "{name}.{}", field.name.node);
        }
    }
}

/// The contract file is not part of the repository, so the test is skipped where it is missing.
#[test]
fn the_schema_keeps_its_contract() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/schema-contract.graphql");
    let Ok(contract) = std::fs::read_to_string(&path) else {
        let required = std::env::var("JOURNEY_REQUIRE_CONTRACT").is_ok();
        assert!(
            !required,
            "JOURNEY_REQUIRE_CONTRACT is set, and {} is missing",
            path.display()
        );
        eprintln!("skipped: {} is missing", path.display());
        return;
    };
    let served = types(include_str!("../../schema.graphql"));
    for (name, required) in types(&contract) {
        let Some(ty) = served.get(&name) else {
            panic!("{name} is missing")
        };
        for field in fields(&required) {
            let found = fields(ty)
                .into_iter()
                .find(|own| own.name.node == field.name.node);
            let found = found.unwrap_or_else(|| panic!("{name}.{} is missing", field.name.node));
            assert_eq!(
                found.ty.node.to_string(),
                field.ty.node.to_string(),
                "{name}.{}",
                field.name.node
            );
            for argument in &field.arguments {
                let argument = &argument.node;
                let own = found
                    .arguments
                    .iter()
                    .find(|own| own.node.name.node == argument.name.node);
                let own = &own
                    .unwrap_or_else(|| {
                        panic!(
                            "{name}.{}({}) is missing",
                            field.name.node, argument.name.node
                        )
                    })
                    .node;
                assert_eq!(
                    own.ty.node.to_string(),
                    argument.ty.node.to_string(),
                    "{name}.{}({})",
                    field.name.node,
                    argument.name.node
                );
                let default = |value: &async_graphql::parser::types::InputValueDefinition| {
                    value
                        .default_value
                        .as_ref()
                        .map(|value| value.node.to_string())
                };
                assert_eq!(
                    default(own),
                    default(argument),
                    "{name}.{}({})",
                    field.name.node,
                    argument.name.node
                );
            }
        }
        if let (TypeKind::Enum(required), TypeKind::Enum(own)) = (&required.kind, &ty.kind) {
            for value in &required.values {
                let value = &value.node.value.node;
                assert!(
                    own.values.iter().any(|own| own.node.value.node == *value),
                    "{name}.{value} is missing"
                );
            }
        }
        if let (TypeKind::InputObject(required), TypeKind::InputObject(own)) =
            (&required.kind, &ty.kind)
        {
            for field in &required.fields {
                let found = own
                    .fields
                    .iter()
                    .find(|own| own.node.name.node == field.node.name.node);
                assert_eq!(
                    found.unwrap().node.ty.node.to_string(),
                    field.node.ty.node.to_string(),
                    "{name}.{}",
                    field.node.name.node
                );
            }
        }
    }
}

//! What each permission opens, gathered from the rules that the schema's fields declare.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::Value;
use async_graphql::registry::{MetaDirectiveInvocation, MetaType, Registry};

use super::Permission;
use super::rule::DIRECTIVE;

/// The guarded fields of a schema, by the permissions that their rules name.
#[derive(Debug)]
pub struct Opens(BTreeMap<String, BTreeSet<String>>);

impl Opens {
    /// Reads the rules of every field. A field that an interface guards alike is told once, as the
    /// interface's.
    pub fn of(registry: &Registry) -> Self {
        let mut inherited = BTreeSet::new();
        for ty in registry.types.values() {
            if let MetaType::Interface { possible_types, .. } = ty {
                for (field, permission) in guarded(ty) {
                    let of = |implementor: &String| (format!("{implementor}.{field}"), permission);
                    inherited.extend(possible_types.iter().map(of));
                }
            }
        }
        let mut opens: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for (name, ty) in &registry.types {
            for (field, permission) in guarded(ty) {
                let entry = (format!("{name}.{field}"), permission);
                if !inherited.contains(&entry) {
                    opens
                        .entry(permission.to_owned())
                        .or_default()
                        .insert(entry.0);
                }
            }
        }
        Self(opens)
    }

    /// The fields whose rules name `permission`, as `Type.field`, sorted.
    pub fn fields(&self, permission: Permission) -> impl Iterator<Item = &str> {
        let fields = self.0.get(permission.as_str());
        fields.into_iter().flatten().map(String::as_str)
    }
}

/// The fields of a type with each permission that their rules name.
fn guarded(ty: &MetaType) -> impl Iterator<Item = (&str, &str)> {
    let fields = match ty {
        MetaType::Object { fields, .. } | MetaType::Interface { fields, .. } => Some(fields),
        _ => None,
    };
    fields.into_iter().flatten().flat_map(|(name, field)| {
        let named = field.directive_invocations.iter().flat_map(named);
        named.map(move |permission| (name.as_str(), permission))
    })
}

/// The permissions that a rule names, whether it needs one of them or all.
fn named(directive: &MetaDirectiveInvocation) -> impl Iterator<Item = &str> {
    let lists = directive.args.values().filter_map(|list| match list {
        Value::List(permissions) if directive.name == DIRECTIVE => Some(permissions),
        _ => None,
    });
    lists.flatten().filter_map(|permission| match permission {
        Value::String(text) => Some(text.as_str()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph;

    fn fields(permission: Permission) -> Vec<String> {
        let opens = Opens::of(&graph::registry());
        opens.fields(permission).map(str::to_owned).collect()
    }

    #[test]
    fn a_field_of_an_interface_is_told_once() {
        assert_eq!(
            fields(Permission::JourneyEvent),
            [
                "Session.events",
                "WebSession.contentOffers",
                "WebSession.offers"
            ]
        );
        assert_eq!(
            fields(Permission::ExternalContactsSession),
            ["Customer.sessions", "Subscription.journeyChanged"]
        );
    }

    #[test]
    fn the_registry_holds_what_the_schema_does() {
        let sdl = graph::sdl(&graph::schema(false, graph::Validation::Full));
        let registry = graph::registry();
        let mut types = 0;
        for line in sdl.lines() {
            let mut words = line.split(' ');
            if let (Some("type" | "interface"), Some(name)) = (words.next(), words.next()) {
                assert!(registry.types.contains_key(name), "{name}");
                types += 1;
            }
        }
        assert!(types > 20, "{types}");
    }

    #[test]
    fn every_permission_opens_a_field_or_says_what_else_it_is_for() {
        let opens = Opens::of(&graph::registry());
        for permission in Permission::ALL {
            let opens_fields = opens.fields(*permission).next().is_some();
            assert!(
                opens_fields || permission.beside_fields().is_some(),
                "{}",
                permission.as_str()
            );
        }
    }

    #[test]
    fn every_permission_of_a_rule_is_in_the_table() {
        let Opens(by_permission) = Opens::of(&graph::registry());
        for name in by_permission.keys() {
            let known = |permission: &Permission| permission.as_str() == name;
            assert!(Permission::ALL.iter().any(known), "{name}");
        }
    }
}

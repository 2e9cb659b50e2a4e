//! The types of the schema with the declarations of their fields.

use std::sync::LazyLock;

use async_graphql::registry::Registry;
use async_graphql::{OutputType, SubscriptionType};

use super::declaration::directives::inherit;
use super::declaration::fields::Fields;
use super::root::{ExecutedQuery, PublicQuery};
use super::subscription::Subscription;

/// The fields of the schema, collected once for the process.
pub fn fields() -> &'static Fields {
    static FIELDS: LazyLock<Fields> = LazyLock::new(|| Fields::from_registry(&registry()));
    &FIELDS
}

/// Registers every type of the executed schema. The fields still carry their declarations.
pub(super) fn registry() -> Registry {
    registry_of::<ExecutedQuery>()
}

/// Registers every type of the public schema.
pub(super) fn public_registry() -> Registry {
    registry_of::<PublicQuery>()
}

fn registry_of<Q: OutputType>() -> Registry {
    let mut registry = Registry::default();
    Q::create_type_info(&mut registry);
    Subscription::create_type_info(&mut registry);
    registry.query_type = Q::type_name().into_owned();
    registry.subscription_type = Some(Subscription::type_name().into_owned());
    // Types that are only flattened into others are not part of the schema.
    registry.remove_unused_types();
    inherit(&mut registry);
    registry
}

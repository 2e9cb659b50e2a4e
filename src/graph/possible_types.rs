//! The types of interfaces and unions.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use async_graphql::registry::MetaType;

use super::registry::public_registry;

/// The names of the types of each public interface and union, sorted.
pub fn possible_types() -> &'static BTreeMap<String, Vec<String>> {
    static TYPES: LazyLock<BTreeMap<String, Vec<String>>> = LazyLock::new(|| {
        let types = public_registry().types.into_iter();
        let possible = types.filter_map(|(name, ty)| {
            let (MetaType::Interface { possible_types, .. }
            | MetaType::Union { possible_types, .. }) = ty
            else {
                return None;
            };
            let mut possible: Vec<_> = possible_types.into_iter().collect();
            possible.sort();
            Some((name, possible))
        });
        possible.collect()
    });
    &TYPES
}

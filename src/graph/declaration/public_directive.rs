//! Definitions and uses of directives in the registry.

use async_graphql::Value;
use async_graphql::indexmap::IndexMap;
use async_graphql::registry::{
    __DirectiveLocation as Location, MetaDirective, MetaDirectiveInvocation, MetaInputValue,
};

/// A use of a directive.
pub(super) fn invocation(
    name: &str,
    arguments: impl IntoIterator<Item = (&'static str, Value)>,
) -> MetaDirectiveInvocation {
    let arguments = arguments.into_iter();
    MetaDirectiveInvocation {
        name: name.to_owned(),
        args: arguments
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    }
}

/// The definition of a directive. Each argument has a name, a type and a default.
pub(super) fn directive(
    name: &str,
    description: &str,
    locations: &[Location],
    arguments: &[(&str, &str, Option<&str>)],
) -> MetaDirective {
    let argument = |(name, ty, default): &(&str, &str, Option<&str>)| {
        let mut argument = MetaInputValue::new((*name).to_owned(), (*ty).to_owned());
        argument.default_value = default.map(str::to_owned);
        ((*name).to_owned(), argument)
    };
    MetaDirective {
        name: name.to_owned(),
        description: Some(description.to_owned()),
        locations: locations.to_vec(),
        args: arguments.iter().map(argument).collect::<IndexMap<_, _>>(),
        is_repeatable: false,
        visible: None,
        composable: None,
    }
}

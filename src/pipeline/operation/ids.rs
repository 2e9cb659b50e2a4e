//! The number of ids in a plural look-up. More than the maximum reject the operation before it is executed, because a
//! list of nulls beside an error looks like objects that do not exist.

use async_graphql::parser::types::Field;

use super::arguments::Arguments;
use super::error::RequestError;
use crate::graph::{Field as Declared, ListSize, MAX_IDS};

/// The argument that the declared list size [`ListSize::Ids`] refers to.
const ARGUMENT: &str = "ids";

/// Checks the number of ids of a field. `@skip` and `@include` do not change the result, as for the cost.
pub(super) fn check(
    field: &Field,
    declared: &Declared,
    arguments: &Arguments<'_>,
) -> Result<(), RequestError> {
    if declared.declaration.list != ListSize::Ids {
        return Ok(());
    }
    let mut given = field.arguments.iter();
    let Some((name, ids)) = given.find(|(name, _)| name.node == ARGUMENT) else {
        return Ok(());
    };
    let found = arguments.ids(&ids.node);
    if found <= MAX_IDS {
        return Ok(());
    }
    Err(RequestError::TooManyIds {
        argument: ARGUMENT,
        max: MAX_IDS,
        found,
        position: name.pos,
    })
}

//! A field whose argument is null although it must not be: the engine nulls the parent, the specification the field.
//! Validation has excluded every other invalid argument.

use async_graphql::{Context, ServerError, ServerResult, Value};

/// Nulls the field and reports the error, if the field of `parent_type` is nullable.
pub(crate) fn null_field(
    ctx: &Context<'_>,
    parent_type: &str,
    resolved: ServerResult<Option<Value>>,
) -> ServerResult<Option<Value>> {
    match resolved {
        Err(_) if is_nullable(ctx, parent_type) => {
            let message = format!(
                "an argument of field `{parent_type}.{}` must not be null, but its variable is null; send a value, or \
                 omit the variable to use its default value",
                ctx.item.node.name.node
            );
            let error = ServerError::new(message, Some(ctx.item.pos));
            ctx.add_error(ctx.set_error_path(error));
            Ok(None)
        }
        resolved => resolved,
    }
}

fn is_nullable(ctx: &Context<'_>, parent_type: &str) -> bool {
    let ty = ctx.schema_env.registry.types.get(parent_type);
    let field = ty.and_then(|ty| ty.field_by_name(ctx.item.node.name.node.as_str()));
    field.is_some_and(|field| !field.ty.ends_with('!'))
}

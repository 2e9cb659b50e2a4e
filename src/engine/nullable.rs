//! A field whose argument is null although it must not be: the engine nulls the parent, the specification the field.
//! Validation has excluded every other invalid argument.

use async_graphql::{Context, ServerError, ServerResult, Value};

/// Nulls the field and reports the error, if the field of type `on` is nullable.
pub(crate) fn null_field(
    ctx: &Context<'_>,
    on: &str,
    resolved: ServerResult<Option<Value>>,
) -> ServerResult<Option<Value>> {
    match resolved {
        Err(_) if is_nullable(ctx, on) => {
            let message = "a variable is null where the argument must not be null";
            let error = ServerError::new(message, Some(ctx.item.pos));
            ctx.add_error(ctx.set_error_path(error));
            Ok(None)
        }
        resolved => resolved,
    }
}

fn is_nullable(ctx: &Context<'_>, on: &str) -> bool {
    let ty = ctx.schema_env.registry.types.get(on);
    let field = ty.and_then(|ty| ty.field_by_name(ctx.item.node.name.node.as_str()));
    field.is_some_and(|field| !field.ty.ends_with('!'))
}

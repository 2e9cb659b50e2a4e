//! Fields that are read from their object without waiting, written as JSON without a future and without a value of the
//! engine. They call the same resolvers; what is not listed, or is not ready, is resolved in the usual way.

use std::future::Future;

use async_graphql::parser::types::Field;
use async_graphql::resolver_utils::EnumType;
use async_graphql::{Context, ContextSelectionSet, ID, OutputType, Positioned};
use futures_util::FutureExt;

use super::selection::{TYPE_NAME, for_each_field, response_key};
use crate::json::{self, Names};

/// An object some of whose fields are ready. Implemented with [`ready_fields`].
pub(crate) trait ReadyFields {
    /// Appends the value of the field of `ctx`. If it is not ready, appends nothing and returns false.
    fn write_field(&self, _ctx: &Context<'_>, _text: &mut Vec<u8>) -> bool {
        false
    }
}

/// A value of a ready field.
pub(crate) trait WriteValue {
    /// Appends the value of the field of `ctx`. If it is not ready, returns false, and the text is to be dropped.
    fn write_value(&self, ctx: &Context<'_>, text: &mut Vec<u8>) -> bool;
}

/// Appends the value that a resolver returns, unless the resolver waits or fails.
pub(crate) fn write_resolved<T: WriteValue>(
    ctx: &Context<'_>,
    resolved: impl Future<Output = async_graphql::Result<T>>,
    text: &mut Vec<u8>,
) -> bool {
    let start = text.len();
    let value = resolved.now_or_never();
    let is_written = matches!(value, Some(Ok(value)) if value.write_value(ctx, text));
    if !is_written {
        text.truncate(start);
    }
    is_written
}

/// Appends the value of a field of `root`. If it is not ready, appends nothing and returns false.
pub(super) fn write_field<T: OutputType + ReadyFields>(
    ctx: &ContextSelectionSet<'_>,
    root: &T,
    field: &Positioned<Field>,
    text: &mut Vec<u8>,
) -> bool {
    if field.node.name.node == TYPE_NAME {
        json::write_string(&T::type_name(), text);
        return true;
    }
    root.write_field(&ctx.with_field(field), text)
}

/// Appends an object if all selected fields are ready; otherwise returns false, and the text is to be dropped.
pub(crate) fn write_object<T: OutputType + ReadyFields>(
    ctx: &ContextSelectionSet<'_>,
    root: &T,
    text: &mut Vec<u8>,
) -> bool {
    let mut names = Names::default();
    text.push(b'{');
    let written = for_each_field::<T, _>(ctx, ctx.item, &mut |field| {
        let is_repeated = !names.write_key(response_key(field), text);
        if is_repeated || write_field(ctx, root, field, text) {
            Ok(())
        } else {
            Err(NotReady)
        }
    });
    text.push(b'}');
    written.is_ok()
}

struct NotReady;

impl<T: WriteValue> WriteValue for Option<T> {
    fn write_value(&self, ctx: &Context<'_>, text: &mut Vec<u8>) -> bool {
        let Some(value) = self else {
            text.extend_from_slice(b"null");
            return true;
        };
        value.write_value(ctx, text)
    }
}

impl<T: WriteValue> WriteValue for &T {
    fn write_value(&self, ctx: &Context<'_>, text: &mut Vec<u8>) -> bool {
        T::write_value(self, ctx, text)
    }
}

macro_rules! write_serialized {
    ($($scalar:ty),+) => {$(
        impl WriteValue for $scalar {
            fn write_value(&self, _: &Context<'_>, text: &mut Vec<u8>) -> bool {
                json::serialize(self, text);
                true
            }
        }
    )+};
}

write_serialized!(bool, i32, f64);

macro_rules! write_strings {
    ($($string:ty),+) => {$(
        impl WriteValue for $string {
            fn write_value(&self, _: &Context<'_>, text: &mut Vec<u8>) -> bool {
                json::write_string(self, text);
                true
            }
        }
    )+};
}

write_strings!(&str, String, ID);

/// Lets enums be ready fields.
macro_rules! write_enums {
    ($($enum:ty),+ $(,)?) => {$(
        impl $crate::engine::ready_fields::WriteValue for $enum {
            fn write_value(&self, _: &async_graphql::Context<'_>, text: &mut Vec<u8>) -> bool {
                $crate::engine::ready_fields::write_enum(*self, text)
            }
        }
    )+};
}
pub(crate) use write_enums;

/// Appends an enum value.
pub(crate) fn write_enum<T: EnumType>(value: T, text: &mut Vec<u8>) -> bool {
    let item = T::items().iter().find(|item| item.value == value);
    item.is_some_and(|item| {
        json::write_string(item.name, text);
        true
    })
}

/// Implements [`ReadyFields`]: `Type { "field" => resolver, "field" if is_ready => resolver }`. A resolver whose value turns
/// out not to be ready is called once more, so it must have no effects; if it can have some, `is_ready`, a function of
/// the context, must tell in advance whether the value is ready. `Type { … } + 0` adds the ready fields of the part `self.0`.
macro_rules! ready_fields {
    ($object:ty { $($field:literal $(if $is_ready:ident)? => $resolver:ident),* $(,)? } $(+ $part:tt)?) => {
        impl $crate::engine::ready_fields::ReadyFields for $object {
            fn write_field(&self, ctx: &async_graphql::Context<'_>, text: &mut Vec<u8>) -> bool {
                match ctx.item.node.name.node.as_str() {
                    $($field $(if Self::$is_ready(ctx))? => {
                        $crate::engine::ready_fields::write_resolved(ctx, self.$resolver(ctx), text)
                    })*
                    _ => $crate::engine::ready_fields::ready_fields!(@other self, ctx, text $(, $part)?),
                }
            }
        }
    };
    (@other $object:ident, $ctx:ident, $text:ident) => {
        false
    };
    (@other $object:ident, $ctx:ident, $text:ident, $part:tt) => {
        $crate::engine::ready_fields::ReadyFields::write_field(&$object.$part, $ctx, $text)
    };
}
pub(crate) use ready_fields;

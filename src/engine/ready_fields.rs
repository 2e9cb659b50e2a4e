//! Fields that are read from their object without waiting, written as JSON without a future and without a value of the
//! engine. They call the same resolvers; what is not listed, or is not ready, is resolved in the usual way.

use std::future::Future;

use async_graphql::resolver_utils::EnumType;
use async_graphql::{Context, ContextSelectionSet, ID, OutputType};
use futures_util::FutureExt;

use super::selection::TYPE_NAME;
use super::writer::FieldOutput;
use crate::json;

/// An object some of whose fields are ready. Implemented with [`ready_fields`].
pub(crate) trait ReadyFields {
    /// Appends the value of the field of `ctx`. If it is not ready, appends nothing and returns false.
    fn write_field(&self, _ctx: &Context<'_>, _output: &mut FieldOutput<'_, '_>) -> bool {
        false
    }
}

/// A value of a ready field.
pub(crate) trait WriteValue {
    /// Appends the value of the field of `ctx`. If it is not ready, returns false, and the text is to be dropped.
    fn write_value(&self, ctx: &Context<'_>, output: &mut FieldOutput<'_, '_>) -> bool;
}

/// Appends the value that a resolver returns, unless the resolver waits or fails.
pub(crate) fn write_resolved<T: WriteValue>(
    ctx: &Context<'_>,
    resolved: impl Future<Output = async_graphql::Result<T>>,
    output: &mut FieldOutput<'_, '_>,
) -> bool {
    let start = output.text().len();
    let value = resolved.now_or_never();
    let is_written = matches!(value, Some(Ok(value)) if value.write_value(ctx, output));
    if !is_written {
        output.text().truncate(start);
    }
    is_written
}

/// Appends the value of a field of `root`. If it is not ready, appends nothing and returns false.
pub(super) fn write_field<T: OutputType + ReadyFields>(
    ctx: &ContextSelectionSet<'_>,
    root: &T,
    output: &mut FieldOutput<'_, '_>,
) -> bool {
    if output.field.node.name.node == TYPE_NAME {
        json::write_unescaped(&T::type_name(), output.text());
        return true;
    }
    root.write_field(&ctx.with_field(output.field), output)
}

/// Appends the object that is the value of a field, if all its selected fields are ready; otherwise returns false, and
/// the text is to be dropped.
pub(crate) fn write_object<T: OutputType + ReadyFields>(
    ctx: &ContextSelectionSet<'_>,
    root: &T,
    output: &mut FieldOutput<'_, '_>,
) -> bool {
    let writer = &mut *output.writer;
    let fields = writer.fields_of::<T>(&output.field.node.selection_set);
    for (key, field) in fields.iter() {
        writer.text.as_mut().extend_from_slice(key);
        if !write_field(ctx, root, &mut FieldOutput { field, writer }) {
            return false;
        }
    }
    writer.text.as_mut().extend_from_slice(fields.closing());
    true
}

impl<T: WriteValue> WriteValue for Option<T> {
    fn write_value(&self, ctx: &Context<'_>, output: &mut FieldOutput<'_, '_>) -> bool {
        let Some(value) = self else {
            output.text().extend_from_slice(b"null");
            return true;
        };
        value.write_value(ctx, output)
    }
}

impl<T: WriteValue> WriteValue for &T {
    fn write_value(&self, ctx: &Context<'_>, output: &mut FieldOutput<'_, '_>) -> bool {
        T::write_value(self, ctx, output)
    }
}

macro_rules! write_serialized {
    ($($scalar:ty),+) => {$(
        impl WriteValue for $scalar {
            fn write_value(&self, _: &Context<'_>, output: &mut FieldOutput<'_, '_>) -> bool {
                json::serialize(self, output.text());
                true
            }
        }
    )+};
}

write_serialized!(bool, i32, f64);

macro_rules! write_strings {
    ($($string:ty),+) => {$(
        impl WriteValue for $string {
            fn write_value(&self, _: &Context<'_>, output: &mut FieldOutput<'_, '_>) -> bool {
                json::write_string(self, output.text());
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
            fn write_value(
                &self,
                _: &async_graphql::Context<'_>,
                output: &mut $crate::engine::writer::FieldOutput<'_, '_>,
            ) -> bool {
                $crate::engine::ready_fields::write_enum(*self, output.text())
            }
        }
    )+};
}
pub(crate) use write_enums;

/// Appends an enum value.
pub(crate) fn write_enum<T: EnumType>(value: T, text: &mut Vec<u8>) -> bool {
    let item = T::items().iter().find(|item| item.value == value);
    item.is_some_and(|item| {
        json::write_unescaped(item.name, text);
        true
    })
}

/// Implements [`ReadyFields`]: `Type { "field" => resolver, "field" if is_ready => resolver }`. A resolver is called again if its
/// value, or a later field of an object that is written in place, turns out not to be ready. The error of a field is recorded
/// once; if a resolver can have other effects, `is_ready`, a function of the context, must tell in advance whether the
/// value is ready. `Type { … } + 0` adds the ready fields of the part `self.0`.
macro_rules! ready_fields {
    ($object:ty { $($field:literal $(if $is_ready:ident)? => $resolver:ident),* $(,)? } $(+ $part:tt)?) => {
        impl $crate::engine::ready_fields::ReadyFields for $object {
            fn write_field(
                &self,
                ctx: &async_graphql::Context<'_>,
                output: &mut $crate::engine::writer::FieldOutput<'_, '_>,
            ) -> bool {
                match ctx.item.node.name.node.as_str() {
                    $($field $(if Self::$is_ready(ctx))? => {
                        $crate::engine::ready_fields::write_resolved(ctx, self.$resolver(ctx), output)
                    })*
                    _ => $crate::engine::ready_fields::ready_fields!(@other self, ctx, output $(, $part)?),
                }
            }
        }
    };
    (@other $object:ident, $ctx:ident, $output:ident) => {
        false
    };
    (@other $object:ident, $ctx:ident, $output:ident, $part:tt) => {
        $crate::engine::ready_fields::ReadyFields::write_field(&$object.$part, $ctx, $output)
    };
}
pub(crate) use ready_fields;

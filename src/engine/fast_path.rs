//! Fast path for objects that a response contains by the hundred. The engine boxes a future for each field
//! and joins them, which costs more than reading a scalar value. The fast path resolves fields that are ready
//! at once in place and joins only the others. It calls the same resolvers.

use std::borrow::Cow;
use std::future::Future;

use async_graphql::indexmap::IndexMap;
use async_graphql::indexmap::map::Entry;
use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::{
    ContainerType, Context, ContextSelectionSet, Name, OutputType, Positioned, ServerResult, Value,
};
use futures_util::FutureExt;
use futures_util::future::try_join_all;

use super::nullable::null_field;
use super::ready_fields::{self, ReadyFields, WriteValue};
use super::selection::{Document, TYPE_NAME, for_each_field, response_key};
use super::text::Pending;
use super::writer::{FieldOutput, ObjectWriter};

/// How the objects of the fast path are returned to the engine. Part of the request's data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ResponseForm {
    /// As JSON text. Only for documents whose objects need no merging, see [`needs_merge`](super::merge::needs_merge).
    Text,
    /// As a tree of values, which the engine can merge.
    Values,
}

/// An object that the fast path resolves.
#[derive(Debug, Clone)]
pub(crate) struct FastPath<T>(pub(crate) T);

/// A type that the fast path can resolve: an object, or an interface that delegates to one.
pub(crate) trait ResolveFields: OutputType {
    /// Resolves the selected fields to a tree.
    fn resolve_values(
        &self,
        ctx: &ContextSelectionSet<'_>,
    ) -> impl Future<Output = ServerResult<Value>> + Send;

    /// Appends the object as JSON, with gaps for the fields that wait. `index`: its position in the list of `ctx`.
    fn write_fields<'a>(
        &'a self,
        ctx: &ContextSelectionSet<'a>,
        index: Option<usize>,
        writer: &mut ObjectWriter<'a>,
    ) -> ServerResult<()>;

    /// Appends the object as JSON if all selected fields are ready; otherwise returns false, and the text is to be
    /// dropped.
    fn write_ready(&self, ctx: &ContextSelectionSet<'_>, output: &mut FieldOutput<'_, '_>) -> bool;
}

impl<T: ResolveFields> ResolveFields for &T {
    async fn resolve_values(&self, ctx: &ContextSelectionSet<'_>) -> ServerResult<Value> {
        T::resolve_values(self, ctx).await
    }

    fn write_fields<'a>(
        &'a self,
        ctx: &ContextSelectionSet<'a>,
        index: Option<usize>,
        writer: &mut ObjectWriter<'a>,
    ) -> ServerResult<()> {
        T::write_fields(self, ctx, index, writer)
    }

    fn write_ready(&self, ctx: &ContextSelectionSet<'_>, output: &mut FieldOutput<'_, '_>) -> bool {
        T::write_ready(self, ctx, output)
    }
}

impl<T: ResolveFields> OutputType for FastPath<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        _: &Positioned<Field>,
    ) -> ServerResult<Value> {
        match form(ctx) {
            ResponseForm::Text => {
                let text = {
                    let mut writer = ObjectWriter::new(ctx);
                    self.0.write_fields(ctx, None, &mut writer)?;
                    writer.text
                };
                text.fill().await
            }
            ResponseForm::Values => self.0.resolve_values(ctx).await,
        }
    }
}

impl<T: ResolveFields> WriteValue for FastPath<T> {
    fn write_value(&self, ctx: &Context<'_>, output: &mut FieldOutput<'_, '_>) -> bool {
        let ctx = ctx.with_selection_set(&ctx.item.node.selection_set);
        self.0.write_ready(&ctx, output)
    }
}

/// The form in which the objects of this request are returned.
pub(super) fn form(ctx: &ContextSelectionSet<'_>) -> ResponseForm {
    *ctx.data_unchecked::<ResponseForm>()
}

/// See [`ResolveFields::write_fields`].
pub(crate) fn write_fields<'a, T: ContainerType + ReadyFields>(
    ctx: &ContextSelectionSet<'a>,
    index: Option<usize>,
    root: &'a T,
    writer: &mut ObjectWriter<'a>,
) -> ServerResult<()> {
    let fields = writer.fields_of::<T>(ctx.item);
    at(ctx, index, |ctx_of_object| {
        for (key, field) in fields.iter() {
            writer.text.as_mut().extend_from_slice(key);
            if ready_fields::write_field(ctx_of_object, root, &mut FieldOutput { field, writer }) {
                continue;
            }
            match start(ctx, index, root, field)? {
                Started::Resolved(value) => writer.text.write(&value),
                Started::Pending(pending) => writer.text.leave_gap(pending),
            }
        }
        writer.text.as_mut().extend_from_slice(fields.closing());
        Ok(())
    })
}

/// See [`ResolveFields::resolve_values`].
pub(crate) async fn resolve_values<T: ContainerType>(
    ctx: &ContextSelectionSet<'_>,
    root: &T,
) -> ServerResult<Value> {
    let mut fields: Vec<(Name, Option<Value>)> = Vec::with_capacity(ctx.item.node.items.len());
    let mut pending = Vec::new();
    let mut selected = Vec::with_capacity(ctx.item.node.items.len());
    for_each_field::<T>(Document::of(ctx), ctx.item, &mut |field| {
        selected.push(field);
    });
    for field in selected {
        let value = match start(ctx, None, root, field)? {
            Started::Resolved(value) => Some(value),
            Started::Pending(field) => {
                pending.push(field);
                None
            }
        };
        fields.push((response_key(field).clone(), value));
    }
    let mut pending_values = try_join_all(pending).await?.into_iter();
    let mut object = IndexMap::with_capacity(fields.len());
    for (name, value) in fields {
        let value = value.or_else(|| pending_values.next()).unwrap_or_default();
        merge(&mut object, name, value);
    }
    Ok(Value::Object(object))
}

/// Runs `run` in the context of an object: `ctx`, or one position of its list.
fn at<R>(
    ctx: &ContextSelectionSet<'_>,
    index: Option<usize>,
    run: impl FnOnce(&ContextSelectionSet<'_>) -> R,
) -> R {
    match index {
        Some(index) => run(&ctx.with_index(index)),
        None => run(ctx),
    }
}

/// A field that was resolved as far as possible without waiting.
enum Started<'a> {
    Resolved(Value),
    Pending(Pending<'a>),
}

fn start<'a, T: ContainerType>(
    ctx: &ContextSelectionSet<'a>,
    index: Option<usize>,
    root: &'a T,
    field: &'a Positioned<Field>,
) -> ServerResult<Started<'a>> {
    if field.node.name.node == TYPE_NAME {
        return Ok(Started::Resolved(Value::String(
            T::type_name().into_owned(),
        )));
    }
    if field.node.selection_set.node.items.is_empty() {
        let value = at(ctx, index, |ctx| resolve(ctx, root, field).now_or_never());
        if let Some(value) = value {
            return Ok(Started::Resolved(value?));
        }
    }
    let ctx = ctx.clone();
    let mut pending: Pending<'a> = Box::pin(async move {
        match index {
            Some(index) => resolve(&ctx.with_index(index), root, field).await,
            None => resolve(&ctx, root, field).await,
        }
    });
    Ok(match pending.as_mut().now_or_never().transpose()? {
        Some(value) => Started::Resolved(value),
        None => Started::Pending(pending),
    })
}

async fn resolve<T: ContainerType>(
    ctx: &ContextSelectionSet<'_>,
    root: &T,
    field: &Positioned<Field>,
) -> ServerResult<Value> {
    let ctx = ctx.with_field(field);
    let value = root.resolve_field(&ctx).await;
    let value = null_field(&ctx, &T::type_name(), value)?;
    Ok(value.unwrap_or_default())
}

/// Adds a field. If it is selected twice with different selection sets, merges the two values.
fn merge(object: &mut IndexMap<Name, Value>, name: Name, value: Value) {
    let known = match object.entry(name) {
        Entry::Vacant(vacant) => {
            vacant.insert(value);
            return;
        }
        Entry::Occupied(known) => known.into_mut(),
    };
    match (known, value) {
        (Value::Object(known), Value::Object(object)) => {
            for (name, value) in object {
                merge(known, name, value);
            }
        }
        (Value::List(known), Value::List(items)) => {
            for (known, item) in known.iter_mut().zip(items) {
                if let (Value::Object(known), Value::Object(item)) = (known, item) {
                    for (name, value) in item {
                        merge(known, name, value);
                    }
                }
            }
        }
        _ => {}
    }
}

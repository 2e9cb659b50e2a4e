//! Fast path for objects that a response contains by the hundred. The engine boxes a future for each field
//! and joins them, which costs more than reading a scalar value. The fast path resolves fields that are ready
//! at once in place and joins only the others. It calls the same resolvers.

use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;

use async_graphql::indexmap::IndexMap;
use async_graphql::indexmap::map::Entry;
use async_graphql::parser::types::{Field, Selection, SelectionSet};
use async_graphql::registry::Registry;
use async_graphql::{
    ContainerType, ContextSelectionSet, Name, OutputType, Positioned, ServerResult, Value,
};
use futures_util::FutureExt;
use futures_util::future::try_join_all;

use super::nullable::null_field;
use crate::json;

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
    /// Resolves the selected fields.
    fn resolve_fields(
        &self,
        ctx: &ContextSelectionSet<'_>,
    ) -> impl Future<Output = ServerResult<Value>> + Send;
}

impl<T: ResolveFields> ResolveFields for &T {
    async fn resolve_fields(&self, ctx: &ContextSelectionSet<'_>) -> ServerResult<Value> {
        T::resolve_fields(self, ctx).await
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
        self.0.resolve_fields(ctx).await
    }
}

type PendingField<'a> = Pin<Box<dyn Future<Output = ServerResult<Value>> + Send + 'a>>;

/// The selected fields of one object in the order of the selection.
struct Fields<'a> {
    /// A field without a value is pending. Pending fields have the same order.
    resolved: Vec<(Name, Option<Value>)>,
    pending: Vec<PendingField<'a>>,
}

/// Resolves the selected fields of `root`.
pub(crate) async fn resolve_object<T: ContainerType>(
    ctx: &ContextSelectionSet<'_>,
    root: &T,
) -> ServerResult<Value> {
    let mut fields = Fields {
        resolved: Vec::with_capacity(ctx.item.node.items.len()),
        pending: Vec::new(),
    };
    fields.add(ctx, root, ctx.item)?;
    let mut pending_values = try_join_all(fields.pending).await?.into_iter();
    if *ctx.data_unchecked::<ResponseForm>() == ResponseForm::Text {
        for (_, value) in &mut fields.resolved {
            *value = value.take().or_else(|| pending_values.next());
        }
        let fields = fields.resolved.iter();
        return Ok(json::written(fields.map(|(name, value)| {
            (name, value.as_ref().unwrap_or(&Value::Null))
        })));
    }
    let mut object = IndexMap::with_capacity(fields.resolved.len());
    for (name, value) in fields.resolved {
        let value = value.or_else(|| pending_values.next()).unwrap_or_default();
        merge(&mut object, name, value);
    }
    Ok(Value::Object(object))
}

impl<'a> Fields<'a> {
    fn add<T: ContainerType>(
        &mut self,
        ctx: &ContextSelectionSet<'a>,
        root: &'a T,
        set: &'a Positioned<SelectionSet>,
    ) -> ServerResult<()> {
        for selection in &set.node.items {
            match &selection.node {
                Selection::Field(field) => self.add_field(ctx, root, field)?,
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    if condition.is_none_or(|on| applies::<T>(ctx, &on.node.on.node)) {
                        self.add(ctx, root, &fragment.node.selection_set)?;
                    }
                }
                Selection::FragmentSpread(spread) => {
                    // Validation has checked that the fragment exists.
                    let name = &spread.node.fragment_name.node;
                    if let Some(fragment) = ctx.query_env.fragments.get(name)
                        && applies::<T>(ctx, &fragment.node.type_condition.node.on.node)
                    {
                        self.add(ctx, root, &fragment.node.selection_set)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn add_field<T: ContainerType>(
        &mut self,
        ctx: &ContextSelectionSet<'a>,
        root: &'a T,
        field: &'a Positioned<Field>,
    ) -> ServerResult<()> {
        let name = field.node.response_key().node.clone();
        if field.node.name.node == "__typename" {
            let value = Value::String(T::type_name().into_owned());
            self.resolved.push((name, Some(value)));
            return Ok(());
        }
        if field.node.selection_set.node.items.is_empty() {
            let ctx = ctx.with_field(field);
            if let Some(value) = root.resolve_field(&ctx).now_or_never() {
                let value = null_field(&ctx, &T::type_name(), value)?;
                self.resolved.push((name, Some(value.unwrap_or_default())));
                return Ok(());
            }
        }
        let ctx = ctx.clone();
        let mut pending: PendingField<'a> = Box::pin(async move {
            let ctx = ctx.with_field(field);
            let value = root.resolve_field(&ctx).await;
            let value = null_field(&ctx, &T::type_name(), value)?;
            Ok(value.unwrap_or_default())
        });
        let value = pending.as_mut().now_or_never().transpose()?;
        if value.is_none() {
            self.pending.push(pending);
        }
        self.resolved.push((name, value));
        Ok(())
    }
}

/// Whether a fragment on `condition` applies to the object type `T`.
fn applies<T: OutputType>(ctx: &ContextSelectionSet<'_>, condition: &Name) -> bool {
    let name = T::type_name();
    let interfaces = &ctx.schema_env.registry.implements;
    *condition == *name
        || interfaces
            .get(&*name)
            .is_some_and(|interfaces| interfaces.contains(condition.as_str()))
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

/// Lets the fast path resolve object types.
macro_rules! resolve_on_fast_path {
    ($($object:path),+ $(,)?) => {$(
        impl $crate::engine::fast_path::ResolveFields for $object {
            async fn resolve_fields(
                &self,
                ctx: &async_graphql::ContextSelectionSet<'_>,
            ) -> async_graphql::ServerResult<async_graphql::Value> {
                $crate::engine::fast_path::resolve_object(ctx, self).await
            }
        }
    )+};
}
pub(crate) use resolve_on_fast_path;

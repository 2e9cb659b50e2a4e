//! Objects that an answer holds by the hundred, resolved with less ado than by the engine. It gives each
//! field memory of its own and a place in a join, which takes longer than to answer a plain value. Here
//! what has no selection of its own is answered where it stands; the resolvers are the same.

use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use async_graphql::indexmap::IndexMap;
use async_graphql::indexmap::map::Entry;
use async_graphql::parser::types::{Field, Selection, SelectionSet};
use async_graphql::registry::Registry;
use async_graphql::{
    ContainerType, ContextSelectionSet, Name, OutputType, Positioned, ServerResult, Value,
};
use futures_util::FutureExt;
use futures_util::future::try_join_all;

use super::context::Journey;
use crate::json;

/// An object whose fields are resolved directly.
#[derive(Debug, Clone)]
pub(super) struct Direct<T>(pub(super) T);

/// An object, or one of several that an interface stands for.
pub(super) trait Concrete: OutputType {
    /// Resolves what is selected of it.
    fn resolve_fields(
        &self,
        ctx: &ContextSelectionSet<'_>,
    ) -> impl Future<Output = ServerResult<Value>> + Send;
}

impl<T: Concrete> Concrete for &T {
    async fn resolve_fields(&self, ctx: &ContextSelectionSet<'_>) -> ServerResult<Value> {
        T::resolve_fields(self, ctx).await
    }
}

impl<T: Concrete> OutputType for Direct<T> {
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

type Pending<'a> = Pin<Box<dyn Future<Output = ServerResult<Value>> + Send + 'a>>;

/// The fields selected of one object, in their order.
struct Fields<'a> {
    /// Those without a value are pending, in the same order.
    resolved: Vec<(Name, Option<Value>)>,
    pending: Vec<Pending<'a>>,
}

/// Resolves what is selected of `root`.
pub(super) async fn object<T: ContainerType>(
    ctx: &ContextSelectionSet<'_>,
    root: &T,
) -> ServerResult<Value> {
    let mut fields = Fields {
        resolved: Vec::with_capacity(ctx.item.node.items.len()),
        pending: Vec::new(),
    };
    fields.add(ctx, root, ctx.item)?;
    let mut later = try_join_all(fields.pending).await?.into_iter();
    if ctx.data_unchecked::<Arc<Journey>>().writes {
        for (_, value) in &mut fields.resolved {
            *value = value.take().or_else(|| later.next());
        }
        let fields = fields.resolved.iter();
        return Ok(json::written(fields.map(|(name, value)| {
            (name, value.as_ref().unwrap_or(&Value::Null))
        })));
    }
    let mut object = IndexMap::with_capacity(fields.resolved.len());
    for (name, value) in fields.resolved {
        let value = value.or_else(|| later.next()).unwrap_or_default();
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
                    // Validation has found every fragment.
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
                self.resolved.push((name, Some(value?.unwrap_or_default())));
                return Ok(());
            }
        }
        let ctx = ctx.clone();
        let mut pending: Pending<'a> = Box::pin(async move {
            let ctx = ctx.with_field(field);
            Ok(root.resolve_field(&ctx).await?.unwrap_or_default())
        });
        let value = pending.as_mut().now_or_never().transpose()?;
        if value.is_none() {
            self.pending.push(pending);
        }
        self.resolved.push((name, value));
        Ok(())
    }
}

/// Whether what is selected on `condition` is selected of a `T`.
fn applies<T: OutputType>(ctx: &ContextSelectionSet<'_>, condition: &Name) -> bool {
    let name = T::type_name();
    let interfaces = &ctx.schema_env.registry.implements;
    *condition == *name
        || interfaces
            .get(&*name)
            .is_some_and(|interfaces| interfaces.contains(condition.as_str()))
}

/// A field may be selected twice, with different selections of its own.
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

macro_rules! concrete {
    ($($object:path,)+) => {$(
        impl Concrete for $object {
            async fn resolve_fields(&self, ctx: &ContextSelectionSet<'_>) -> ServerResult<Value> {
                object(ctx, self).await
            }
        }
    )+};
}

concrete! {
    super::agent::Agent,
    super::channel::Channel,
    super::queue::Queue,
    super::visit::Page,
    super::wrap_up::WrapUp,
    super::wrap_up::WrapUpCode,
}

//! Declares the types that the fast path resolves.

/// Lets the fast path resolve object types.
macro_rules! resolve_on_fast_path {
    ($($object:path),+ $(,)?) => {$(
        impl $crate::engine::fast_path::ResolveFields for $object {
            async fn resolve_values(
                &self,
                ctx: &async_graphql::ContextSelectionSet<'_>,
            ) -> async_graphql::ServerResult<async_graphql::Value> {
                $crate::engine::fast_path::resolve_values(ctx, self).await
            }

            fn write_fields<'a>(
                &'a self,
                ctx: &async_graphql::ContextSelectionSet<'a>,
                index: Option<usize>,
                writer: &mut $crate::engine::writer::ObjectWriter<'a>,
            ) -> async_graphql::ServerResult<()> {
                $crate::engine::fast_path::write_fields(ctx, index, self, writer)
            }

            fn write_ready(
                &self,
                ctx: &async_graphql::ContextSelectionSet<'_>,
                output: &mut $crate::engine::writer::FieldOutput<'_, '_>,
            ) -> bool {
                $crate::engine::ready_fields::write_object(ctx, self, output)
            }
        }
    )+};
}
pub(crate) use resolve_on_fast_path;

/// Lets the fast path resolve an interface or a union, whose variants are object types.
macro_rules! resolve_variants_on_fast_path {
    ($interface:path: $($variant:ident),+ $(,)?) => {
        impl $crate::engine::fast_path::ResolveFields for $interface {
            async fn resolve_values(
                &self,
                ctx: &async_graphql::ContextSelectionSet<'_>,
            ) -> async_graphql::ServerResult<async_graphql::Value> {
                match self {
                    $(Self::$variant(object) => {
                        $crate::engine::fast_path::resolve_values(ctx, object).await
                    })+
                }
            }

            fn write_fields<'a>(
                &'a self,
                ctx: &async_graphql::ContextSelectionSet<'a>,
                index: Option<usize>,
                writer: &mut $crate::engine::writer::ObjectWriter<'a>,
            ) -> async_graphql::ServerResult<()> {
                match self {
                    $(Self::$variant(object) => {
                        $crate::engine::fast_path::write_fields(ctx, index, object, writer)
                    })+
                }
            }

            fn write_ready(
                &self,
                ctx: &async_graphql::ContextSelectionSet<'_>,
                output: &mut $crate::engine::writer::FieldOutput<'_, '_>,
            ) -> bool {
                match self {
                    $(Self::$variant(object) => {
                        $crate::engine::ready_fields::write_object(ctx, object, output)
                    })+
                }
            }
        }
    };
}
pub(crate) use resolve_variants_on_fast_path;

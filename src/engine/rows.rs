//! Lists of objects of the fast path: the rows are written one after another, without a future and a text for each.

use std::borrow::Cow;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::resolver_utils::resolve_list;
use async_graphql::{ContextSelectionSet, OutputType, Positioned, ServerResult, Value};

use super::fast_path::{FastPath, ResolveFields, ResponseForm, form};
use super::text::TextWithGaps;

/// A list of objects.
#[derive(Debug, Clone)]
pub(crate) struct Rows<T>(pub(crate) Vec<T>);

impl<T> FromIterator<T> for Rows<T> {
    fn from_iter<I: IntoIterator<Item = T>>(rows: I) -> Self {
        Self(rows.into_iter().collect())
    }
}

impl<T: ResolveFields> OutputType for Rows<T> {
    fn type_name() -> Cow<'static, str> {
        Vec::<FastPath<T>>::type_name()
    }

    fn qualified_type_name() -> String {
        Vec::<FastPath<T>>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Vec::<FastPath<T>>::create_type_info(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        let Self(rows) = self;
        if form(ctx) == ResponseForm::Values {
            return resolve_list(ctx, field, rows.iter().map(FastPath), Some(rows.len())).await;
        }
        let mut list = TextWithGaps::default();
        list.push(b'[');
        for (index, row) in rows.iter().enumerate() {
            if index > 0 {
                list.push(b',');
            }
            row.write_fields(ctx, Some(index), &mut list)?;
            if index == 0 {
                list.reserve_as_much(rows.len() - 1);
            }
        }
        list.push(b']');
        list.fill().await
    }
}

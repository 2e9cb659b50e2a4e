//! Lists of objects of the fast path: the rows are written one after another, without a future and a text for each.

use std::borrow::Cow;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::resolver_utils::resolve_list;
use async_graphql::{ContextSelectionSet, OutputType, Positioned, ServerResult, Value};

use super::fast_path::{FastPath, ResolveFields, ResponseForm, form};
use super::writer::ObjectWriter;

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
        let text = {
            let mut writer = ObjectWriter::new(ctx);
            writer.text.push(b'[');
            for (index, row) in rows.iter().enumerate() {
                if index > 0 {
                    writer.text.push(b',');
                }
                row.write_fields(ctx, Some(index), &mut writer)?;
                if index == 0 {
                    writer.text.reserve_as_much(rows.len() - 1);
                }
            }
            writer.text.push(b']');
            writer.text
        };
        text.fill().await
    }
}

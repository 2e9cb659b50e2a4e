//! Writes objects as JSON, field by field.

use std::rc::Rc;

use async_graphql::parser::types::{Field, SelectionSet};
use async_graphql::{ContextSelectionSet, OutputType, Positioned};

use super::collected_fields::{CollectedFields, CollectedFieldsCache};
use super::selection::Document;
use super::text::TextWithGaps;

/// The JSON text of objects.
pub(crate) struct ObjectWriter<'a> {
    pub(super) text: TextWithGaps<'a>,
    collected: CollectedFieldsCache<'a>,
}

impl<'a> ObjectWriter<'a> {
    pub(super) fn new(ctx: &ContextSelectionSet<'a>) -> Self {
        Self {
            text: TextWithGaps::default(),
            collected: CollectedFieldsCache::new(Document::of(ctx)),
        }
    }

    /// The fields of objects of type `T` with this selection set.
    pub(super) fn fields_of<T: OutputType>(
        &mut self,
        set: &'a Positioned<SelectionSet>,
    ) -> Rc<CollectedFields<'a>> {
        self.collected.get::<T>(set)
    }
}

/// Where a resolver writes the value of a field.
pub(crate) struct FieldOutput<'w, 'a> {
    /// The field, which lives as long as the document, unlike the one of the resolver's context.
    pub(super) field: &'a Positioned<Field>,
    pub(super) writer: &'w mut ObjectWriter<'a>,
}

impl FieldOutput<'_, '_> {
    pub(crate) fn text(&mut self) -> &mut Vec<u8> {
        self.writer.text.as_mut()
    }
}

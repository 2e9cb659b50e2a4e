//! The fields that a selection set selects on objects of one type, as `CollectFields` of the specification finds them. They are
//! collected once for all objects of a list.

use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;

use ahash::{HashSet, RandomState};
use async_graphql::parser::types::{Field, SelectionSet};
use async_graphql::{OutputType, Positioned};

use super::selection::{Document, for_each_field, response_key};

/// Collected fields by selection set and object type.
pub(super) struct CollectedFieldsCache<'a> {
    document: Document<'a>,
    entries: Vec<Rc<CollectedFields<'a>>>,
}

impl<'a> CollectedFieldsCache<'a> {
    pub(super) fn new(document: Document<'a>) -> Self {
        Self {
            document,
            entries: Vec::new(),
        }
    }

    /// The fields of objects of type `T` with this selection set.
    pub(super) fn get<T: OutputType>(
        &mut self,
        set: &'a Positioned<SelectionSet>,
    ) -> Rc<CollectedFields<'a>> {
        let type_name = T::type_name();
        let mut entries = self.entries.iter();
        if let Some(fields) = entries.find(|fields| fields.is_for(set, &type_name)) {
            return fields.clone();
        }
        let fields = Rc::new(CollectedFields::new::<T>(self.document, set, type_name));
        self.entries.push(fields.clone());
        fields
    }
}

/// The fields of the objects of one type with one selection set.
pub(super) struct CollectedFields<'a> {
    set: &'a Positioned<SelectionSet>,
    type_name: Cow<'static, str>,
    /// The texts before the values, one after the other, for example `{"id":,"type":`.
    prefixes: Vec<u8>,
    fields: Vec<FieldWithPrefix<'a>>,
}

struct FieldWithPrefix<'a> {
    field: &'a Positioned<Field>,
    prefix: Range<usize>,
}

impl<'a> CollectedFields<'a> {
    fn new<T: OutputType>(
        document: Document<'a>,
        set: &'a Positioned<SelectionSet>,
        type_name: Cow<'static, str>,
    ) -> Self {
        let count = set.node.items.len();
        let mut found = Self {
            set,
            type_name,
            prefixes: Vec::with_capacity(16 * count),
            fields: Vec::with_capacity(count),
        };
        let mut names = HashSet::with_capacity_and_hasher(count, RandomState::new());
        for_each_field::<T>(document, set, &mut |field| {
            // A field can be selected several times, usually by fragments.
            if names.insert(response_key(field)) {
                found.add(field);
            }
        });
        found
    }

    fn add(&mut self, field: &'a Positioned<Field>) {
        let start = self.prefixes.len();
        // GraphQL names contain no characters that JSON escapes.
        self.prefixes.push(if start == 0 { b'{' } else { b',' });
        self.prefixes.push(b'"');
        self.prefixes
            .extend_from_slice(response_key(field).as_bytes());
        self.prefixes.extend_from_slice(b"\":");
        let prefix = start..self.prefixes.len();
        self.fields.push(FieldWithPrefix { field, prefix });
    }

    /// The address identifies the set: while it is borrowed, no other one has its address.
    fn is_for(&self, set: &Positioned<SelectionSet>, type_name: &str) -> bool {
        std::ptr::eq(self.set, set) && self.type_name == type_name
    }

    /// The selected fields in the order of the response, each name once, with the text before the value.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&[u8], &'a Positioned<Field>)> {
        self.fields.iter().map(|FieldWithPrefix { field, prefix }| {
            let prefix = self.prefixes.get(prefix.clone()).unwrap_or_default();
            (prefix, *field)
        })
    }

    /// The text after the last field.
    pub(super) fn closing(&self) -> &'static [u8] {
        if self.fields.is_empty() { b"{}" } else { b"}" }
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use async_graphql::parser::types::DocumentOperations;
    use async_graphql::registry::Registry;
    use async_graphql::{Interface, SimpleObject, Union};

    use super::*;

    #[derive(SimpleObject)]
    struct Visit {
        id: i32,
    }

    #[derive(SimpleObject)]
    struct Call {
        id: i32,
    }

    #[derive(Interface)]
    #[graphql(field(name = "id", ty = "&i32"))]
    enum Session {
        Visit(Visit),
        Call(Call),
    }

    #[derive(Union)]
    enum Entity {
        Visit(Visit),
    }

    fn text(fields: &CollectedFields<'_>) -> String {
        let prefixes = fields.iter().map(|(prefix, _)| prefix);
        let parts: Vec<_> = prefixes.chain([fields.closing()]).collect();
        String::from_utf8(parts.concat()).unwrap()
    }

    /// What is written around the values of a `Visit` and of a `Call` for the selection set of a document.
    fn texts(document: &str) -> [String; 2] {
        let document = parse_query(document).unwrap();
        let mut registry = Registry::default();
        Session::create_type_info(&mut registry);
        Entity::create_type_info(&mut registry);
        let DocumentOperations::Single(operation) = &document.operations else {
            panic!("one operation");
        };
        let mut cache = CollectedFieldsCache::new(Document {
            registry: &registry,
            fragments: &document.fragments,
        });
        let set = &operation.node.selection_set;
        let (visit, call) = (cache.get::<Visit>(set), cache.get::<Call>(set));
        assert!(Rc::ptr_eq(&visit, &cache.get::<Visit>(set)));
        assert!(Rc::ptr_eq(&call, &cache.get::<Call>(set)));
        [text(&visit), text(&call)]
    }

    #[test]
    fn each_name_is_written_once_in_the_order_of_the_document() {
        let fragments = "fragment A on Session { type ...B id } fragment B on Visit { pages }";
        for (document, visit, call) in [
            ("{ id type }", "{id,type}", "{id,type}"),
            (
                "{ id card: id __typename }",
                "{id,card,__typename}",
                "{id,card,__typename}",
            ),
            ("{ id ... { type id } id }", "{id,type}", "{id,type}"),
            ("{ ... on Call { queue } id }", "{id}", "{queue,id}"),
            ("{ ... on Call { queue } }", "{}", "{queue}"),
            (
                "{ ... on Session { id } ... on Visit { type } }",
                "{id,type}",
                "{id}",
            ),
            (
                "{ ... on Entity { ... on Visit { type } } id }",
                "{type,id}",
                "{id}",
            ),
            ("{ id ...A }", "{id,type,pages}", "{id,type}"),
            ("{ ...A ...B ...A }", "{type,pages,id}", "{type,id}"),
        ] {
            let written = texts(&format!("{document} {fragments}"));
            let written = written.map(|text| text.replace(['"', ':'], ""));
            assert_eq!(written, [visit, call], "{document}");
        }
        assert_eq!(texts("{ id card: id }"), [r#"{"id":,"card":}"#; 2]);
    }
}

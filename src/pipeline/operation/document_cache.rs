//! Cache of valid documents by their full text. A front end sends the same few documents repeatedly, and each is
//! scanned, parsed, counted and validated once. A registered document is also found by its hash while it is cached.

use std::sync::{Arc, Weak};

use ahash::RandomState;
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Field, Selection, SelectionSet,
};
use moka::sync::Cache;
use prometheus_client::metrics::counter::Counter as Metric;
use serde_json::{Map, Value};

use super::arguments::Arguments;
use super::counts::Counter;
use super::document_id::DocumentHash;
use super::error::RequestError;
use super::known_costs::KnownCosts;
use super::validation::{self, Suggestions};
use super::{scan, syntax, variables};
use crate::config::Limits;
use crate::engine::ResponseForm;
use crate::engine::conditions::Conditions;
use crate::engine::introspection;
use crate::engine::merge::needs_merge;
use crate::engine::query::Query;
use crate::graph;
use crate::telemetry::TrustedDocument;

/// Memory of a parsed document per byte of its text. Measured with many kinds of documents: the parser keeps a node, a
/// position and a name for every few characters.
const PARSED_BYTES_PER_TEXT_BYTE: usize = 40;

/// Memory of a cache entry in bytes, without the parsed document.
const ENTRY_BYTES: usize = 1_000;

/// A valid document that exceeds no limit.
#[derive(Debug)]
pub struct Document {
    /// The text that the client sent.
    pub text: Arc<str>,
    /// The document in the form of the engine.
    pub parsed: ExecutableDocument,
    /// Whether an operation selects a field whose value depends on the viewer's identity. Viewers with equal rights do
    /// not share its response.
    pub is_personal: bool,
    /// Whether an operation introspects the schema.
    pub introspects: bool,
    /// Whether a field `summary` is selected. The lists of sessions then begin with the page that the summary reads.
    pub selects_summary: bool,
    pub(crate) conditions: Conditions,
    /// How the engine returns objects: in a form that it can merge if the document has several selections of one.
    pub(crate) form: ResponseForm,
    /// The metrics of a trusted document; `None` for all others.
    pub trusted: Option<TrustedDocument>,
    /// The costs of the only operation.
    pub(crate) known_costs: KnownCosts,
}

impl Document {
    /// Parses a document, checks its limits and validates it. Each check bounds the time of the next step.
    pub fn parse(
        text: &str,
        limits: &Limits,
        suggestions: Suggestions,
    ) -> Result<Self, RequestError> {
        scan::scan(text, limits)?;
        let syntax = syntax::parse(text, limits)?;
        let parsed = syntax.engine_document()?;
        validation::check_definitions(&syntax, limits.errors)?;
        let variables = Map::new();
        Counter::new(&parsed, Arguments::new(None, &variables), limits).check()?;
        validation::validate(&syntax, suggestions, limits.errors)?;
        Ok(Self {
            is_personal: is_personal(&parsed),
            introspects: introspection::introspects(&parsed),
            selects_summary: selects_summary(&parsed),
            conditions: Conditions::of(&parsed),
            form: response_form(&parsed),
            text: text.into(),
            parsed,
            trusted: None,
            known_costs: KnownCosts::default(),
        })
    }

    /// The operation with this name and coerced variables, for execution. `None` if the document and the name do not
    /// determine it.
    pub(crate) fn query<'d>(
        &'d self,
        operation: Option<&str>,
        variables: &'d Map<String, Value>,
    ) -> Option<Query<'d>> {
        Some(Query {
            operation: variables::operation(&self.parsed, operation)?,
            fragments: &self.parsed.fragments,
            conditions: self.conditions,
            variables,
            form: self.form,
        })
    }

    /// The document of an introspection as the engine executes it: with one operation, because the engine rejects a document
    /// with a mutation, and with marks.
    pub fn marked(&self, operation: Option<&str>) -> ExecutableDocument {
        let Some(operation) = variables::positioned_operation(&self.parsed, operation) else {
            return self.parsed.clone();
        };
        let mut operation = operation.clone();
        let mut fragments = self.parsed.fragments.clone();
        introspection::mark(&mut operation.node.selection_set.node, &mut fragments);
        ExecutableDocument {
            operations: DocumentOperations::Single(operation),
            fragments,
        }
    }
}

/// Cache of valid documents. Clones share the entries.
#[derive(Debug, Clone)]
pub struct DocumentCache {
    documents: Cache<Arc<str>, Arc<Document>, RandomState>,
    /// Registered documents. They are held by `documents` alone, so that its size bounds their memory.
    hashes: Cache<DocumentHash, Weak<Document>, RandomState>,
    suggestions: Suggestions,
    parsed: Metric,
}

impl DocumentCache {
    /// Creates an empty cache that uses at most `bytes` of memory.
    pub fn new(bytes: usize, suggestions: Suggestions) -> Self {
        let documents = Cache::builder()
            .max_capacity(bytes as u64)
            .weigher(|text: &Arc<str>, _| {
                let bytes = text.len() * PARSED_BYTES_PER_TEXT_BYTE + ENTRY_BYTES;
                u32::try_from(bytes).unwrap_or(u32::MAX)
            })
            .build_with_hasher(RandomState::default());
        let hashes = Cache::builder()
            .max_capacity((bytes / ENTRY_BYTES) as u64)
            .build_with_hasher(RandomState::default());
        Self {
            documents,
            hashes,
            suggestions,
            parsed: Metric::default(),
        }
    }

    /// Counts parsed documents.
    #[must_use]
    pub fn with_metric(self, parsed: Metric) -> Self {
        Self { parsed, ..self }
    }

    /// Forgets all documents, because their limits change.
    pub fn clear(&self) {
        self.documents.invalidate_all();
        self.hashes.invalidate_all();
    }

    /// Returns the cached document, or parses it.
    pub fn get_or_parse(&self, text: &str, limits: &Limits) -> Result<Arc<Document>, RequestError> {
        if let Some(cached) = self.documents.get(text) {
            return Ok(cached);
        }
        self.parsed.inc();
        let document = Arc::new(Document::parse(text, limits, self.suggestions)?);
        self.documents
            .insert(document.text.clone(), document.clone());
        Ok(document)
    }

    /// Lets a document be found by its hash.
    pub fn register(&self, hash: DocumentHash, document: &Arc<Document>) {
        self.hashes.insert(hash, Arc::downgrade(document));
    }

    /// Returns a registered document that is cached.
    pub fn find(&self, hash: DocumentHash) -> Option<Arc<Document>> {
        let document = self.hashes.get(&hash)?.upgrade()?;
        // Counts as use of the document.
        self.documents.get(&*document.text)
    }
}

fn response_form(document: &ExecutableDocument) -> ResponseForm {
    if needs_merge(document, |name| graph::fields().is_abstract(name)) {
        ResponseForm::Values
    } else {
        ResponseForm::Text
    }
}

/// Whether a root field is personal. Unused fragments count too; the only effect is that a response is not shared.
fn is_personal(document: &ExecutableDocument) -> bool {
    selection_sets(document).any(|set| any_field(set, &is_personal_field))
}

fn selection_sets(document: &ExecutableDocument) -> impl Iterator<Item = &SelectionSet> {
    let fragments = document.fragments.values();
    let fragments = fragments.map(|fragment| &fragment.node.selection_set.node);
    let operations = document.operations.iter();
    let operations = operations.map(|(_, operation)| &operation.node.selection_set.node);
    operations.chain(fragments)
}

/// Whether a field of this name is selected on any type. A larger page than needed costs no further call.
fn selects_summary(document: &ExecutableDocument) -> bool {
    selection_sets(document).any(|set| any_field(set, &|field| field.name.node == "summary"))
}

/// Whether one of the fields of a selection set satisfies `matches`, in any depth and without named fragments.
fn any_field(set: &SelectionSet, matches: &impl Fn(&Field) -> bool) -> bool {
    set.items.iter().any(|selection| match &selection.node {
        Selection::Field(field) => {
            matches(&field.node) || any_field(&field.node.selection_set.node, matches)
        }
        Selection::InlineFragment(fragment) => {
            any_field(&fragment.node.selection_set.node, matches)
        }
        Selection::FragmentSpread(_) => false,
    })
}

/// Whether the root type has a field of this name whose value depends on the viewer.
fn is_personal_field(field: &Field) -> bool {
    let fields = graph::fields();
    let declared = fields.get(fields.query_type(), field.name.node.as_str());
    declared.is_some_and(|field| field.declaration.is_personal)
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    #[test]
    fn documents_that_select_the_viewer_are_personal() {
        let personal = |text| is_personal(&parse_query(text).unwrap());
        assert!(personal("{ me: viewer { id } }"));
        assert!(personal("{ ... on Query { ... { viewer { id } } } }"));
        assert!(personal("{ ...F } fragment F on Query { viewer { id } }"));
        assert!(personal(
            "query A { agent(id: 1) { id } } query B { viewer { id } }"
        ));
        assert!(!personal("{ viewers: agents(ids: []) { id } }"));
    }
}

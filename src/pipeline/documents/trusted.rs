//! The trusted documents of a manifest, parsed and validated.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use async_graphql::parser::types::OperationType;
use serde_json::Map;

use super::manifest::{self, Entry};
use crate::config::Limits;
use crate::pipeline::operation::{
    Document, DocumentHash, RequestError, Suggestions, cost_of_longest_lists, highest_cost,
    operation_name, without_prefix,
};
use crate::telemetry::Documents as Metrics;

/// Maximum number of fields of a trusted document with its fragments expanded. A chain of fragments that each spread the
/// next one twice would otherwise be expanded without end.
const MAX_FIELDS: usize = 100_000;

/// Maximum number of reported problems. A schema change can invalidate every document.
const MAX_PROBLEMS: usize = 100;

/// An operation of a trusted document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TrustedOperation {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Id of the document.
    pub id: String,
    /// Whether it is a subscription.
    pub is_subscription: bool,
    /// Query cost with the defaults of its variables.
    pub cost: usize,
    /// Query cost with the variables that make it most costly.
    pub highest_cost: usize,
}

/// The trusted documents of one manifest.
#[derive(Debug, Default)]
pub(super) struct TrustedSet {
    /// By id without the prefix `sha256:`.
    by_id: HashMap<String, Arc<Document>>,
    by_text: HashMap<Arc<str>, Arc<Document>>,
    operations: Vec<TrustedOperation>,
    /// Names of the documents by id, for the metrics.
    names: BTreeMap<String, String>,
}

/// The limits of trusted documents: none of size and structure. The parser recurses into brackets, so that their nesting
/// stays limited. Clients choose page sizes and ids also of trusted documents, so that one request may cost no more than a
/// viewer's budget of a minute.
pub(super) fn trusted_limits(limits: &Limits) -> Limits {
    Limits {
        document_bytes: usize::MAX,
        tokens: usize::MAX,
        name_bytes: usize::MAX,
        depth: usize::MAX,
        fields: MAX_FIELDS,
        aliases: usize::MAX,
        root_fields: usize::MAX,
        directives: usize::MAX,
        cost: limits.cost.max(limits.viewer_cost_per_minute),
        introspection_depth: usize::MAX,
        introspection_cost: usize::MAX,
        ..limits.clone()
    }
}

/// The valid documents of a manifest, not yet in use.
#[derive(Debug, Default)]
struct Checked {
    /// By id without the prefix `sha256:`.
    documents: BTreeMap<String, CheckedDocument>,
    operations: Vec<TrustedOperation>,
}

#[derive(Debug)]
struct CheckedDocument {
    /// The id as the manifest has it.
    id: String,
    /// The name of the operation; empty if there is none or several.
    name: String,
    document: Document,
}

impl TrustedSet {
    /// Parses and validates a manifest; returns all problems if it has any. `limits` are those of trusted documents.
    pub(super) fn parse(
        manifest: &[u8],
        limits: &Limits,
        suggestions: Suggestions,
        metrics: &Metrics,
    ) -> Result<Self, Vec<String>> {
        let (entries, mut problems) = manifest::parse(manifest);
        let mut checked = Checked::default();
        for entry in entries {
            if let Err(found) = checked.add(entry, limits, suggestions) {
                problems.extend(found);
            }
        }
        if !problems.is_empty() {
            let omitted = problems.len().saturating_sub(MAX_PROBLEMS);
            problems.truncate(MAX_PROBLEMS);
            problems.extend((omitted > 0).then(|| format!("{omitted} more problems")));
            return Err(problems);
        }
        Ok(Self::new(checked, metrics))
    }

    /// Adds the metrics now that the whole manifest is valid: a refused one must leave no time series.
    fn new(checked: Checked, metrics: &Metrics) -> Self {
        let mut set = Self {
            operations: checked.operations,
            ..Self::default()
        };
        set.operations.sort();
        for (key, CheckedDocument { id, name, document }) in checked.documents {
            let document = Arc::new(Document {
                trusted: Some(metrics.trusted(&id, &name)),
                ..document
            });
            set.by_text.insert(document.text.clone(), document.clone());
            set.by_id.insert(key, document);
            set.names.insert(id, name);
        }
        set
    }

    /// The document with this id.
    pub(super) fn find(&self, id: &str) -> Option<&Arc<Document>> {
        let id = without_prefix(id);
        let is_hash = DocumentHash::parse(id).is_some();
        // A hash is the same in upper and lower case.
        let lower_case = || self.by_id.get(&id.to_ascii_lowercase()).filter(|_| is_hash);
        self.by_id.get(id).or_else(lower_case)
    }

    /// The document with this text.
    pub(super) fn find_text(&self, text: &str) -> Option<&Arc<Document>> {
        self.by_text.get(text)
    }

    /// The operations, sorted by name.
    pub(super) fn operations(&self) -> &[TrustedOperation] {
        &self.operations
    }

    /// Number of documents.
    pub(super) fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Removes the metrics of the documents that `next` does not contain.
    pub(super) fn remove_metrics(&self, next: &Self, metrics: &Metrics) {
        for (id, name) in &self.names {
            if next.names.get(id) != Some(name) {
                metrics.remove(id, name);
            }
        }
    }
}

impl Checked {
    fn add(
        &mut self,
        entry: Entry,
        limits: &Limits,
        suggestions: Suggestions,
    ) -> Result<(), Vec<String>> {
        let Entry { id, name, text } = entry;
        let about = |problem: String| match &name {
            Some(name) => format!("`{id}` ({name}): {problem}"),
            None => format!("`{id}`: {problem}"),
        };
        let one = |problem: String| Err(vec![about(problem)]);
        let key = without_prefix(&id);
        if let Some(same) = self.documents.get(key) {
            return if *same.document.text == *text {
                Ok(())
            } else {
                one("two documents have this id".to_owned())
            };
        }
        if key != id && DocumentHash::parse(key) != Some(DocumentHash::from_text(&text)) {
            return one("is not the SHA-256 hash of its document".to_owned());
        }
        let all = |error: RequestError| problems(&error).into_iter().map(about).collect::<Vec<_>>();
        let document = Document::parse(&text, limits, suggestions).map_err(all)?;
        let operations = operations(&document, &id, limits).map_err(all)?;
        let has = |name: &str| {
            let mut names = operations.iter().map(|operation| &operation.name);
            names.any(|other| other.as_deref() == Some(name))
        };
        if let Some(name) = &name
            && !has(name)
        {
            return one("the document has no operation with this name".to_owned());
        }
        let own_name = operation_name(&document.parsed, None).map(str::to_owned);
        let name = name.or(own_name).unwrap_or_default();
        let key = key.to_owned();
        let checked = CheckedDocument { id, name, document };
        self.operations.extend(operations);
        self.documents.insert(key, checked);
        Ok(())
    }
}

/// The operations of a document with their costs.
fn operations(
    document: &Document,
    id: &str,
    limits: &Limits,
) -> Result<Vec<TrustedOperation>, RequestError> {
    let operations = document.parsed.operations.iter();
    let operations = operations.map(|(name, operation)| {
        if operation.node.ty == OperationType::Mutation {
            let position = operation.pos;
            return Err(RequestError::Mutation { position });
        }
        Ok(TrustedOperation {
            name: name.map(ToString::to_string),
            id: id.to_owned(),
            is_subscription: operation.node.ty == OperationType::Subscription,
            cost: highest_cost(document, &operation.node, &Map::new(), limits)?,
            highest_cost: cost_of_longest_lists(document, &operation.node, limits)?,
        })
    });
    operations.collect()
}

/// The errors with their positions in the document.
fn problems(error: &RequestError) -> Vec<String> {
    let errors = error.to_errors().into_iter();
    let texts = errors.map(|error| match error.locations.first() {
        Some(position) => format!("{position}: {}", error.message),
        None => error.message,
    });
    texts.collect()
}

//! Documents that were asked lately. A front end has a handful and sends each again and again: it is
//! scanned, parsed, counted and validated once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ahash::RandomState;
use async_graphql::parser::parse_query;
use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};
use moka::sync::Cache;
use serde_json::Map;

use super::cost::Arguments;
use super::counts::Counter;
use super::error::RequestError;
use super::scan;
use crate::config::Limits;
use crate::engine::merge::needs_merge;
use crate::graph;

/// What a parsed document takes for each byte of its text, measured with documents of many kinds: the
/// parser keeps a node, a position and a name for every few characters.
const BYTES_A_CHARACTER: usize = 40;

/// What one takes beside that.
const OWN_BYTES: usize = 1_000;

/// A document within its limits.
#[derive(Debug)]
pub struct Document {
    /// As it was sent.
    pub text: Arc<str>,
    /// As it was parsed.
    pub parsed: ExecutableDocument,
    /// Whether an operation selects a field whose value is the viewer's own, so that viewers with equal rights do
    /// not share its response.
    pub is_personal: bool,
    /// Whether something is selected of one object in two places.
    pub needs_merge: bool,
    validated: AtomicBool,
}

impl Document {
    /// Whether the engine found it valid before.
    pub fn is_valid(&self) -> bool {
        self.validated.load(Ordering::Relaxed)
    }

    /// Notes that the engine found it valid.
    pub fn found_valid(&self) {
        self.validated.store(true, Ordering::Relaxed);
    }
}

/// The documents asked lately, each by its full text.
#[derive(Debug, Clone)]
pub struct Documents(Cache<Arc<str>, Arc<Document>, RandomState>);

impl Documents {
    /// None yet; `bytes` of them at most.
    pub fn new(bytes: usize) -> Self {
        let cache = Cache::builder()
            .max_capacity(bytes as u64)
            .weigher(|text: &Arc<str>, _| {
                let bytes = text.len() * BYTES_A_CHARACTER + OWN_BYTES;
                u32::try_from(bytes).unwrap_or(u32::MAX)
            })
            .build_with_hasher(RandomState::default());
        Self(cache)
    }

    /// The document with this text, if it keeps within the limits. Each step bounds what the next one
    /// takes.
    pub fn read(&self, text: &str, limits: &Limits) -> Result<Arc<Document>, RequestError> {
        if let Some(known) = self.0.get(text) {
            return Ok(known);
        }
        scan::scan(text, limits)?;
        let parsed = parse_query(text).map_err(|error| RequestError::from(&error))?;
        let variables = Map::new();
        Counter::new(&parsed, Arguments::new(None, &variables), limits).check()?;
        let text: Arc<str> = text.into();
        let document = Arc::new(Document {
            is_personal: is_personal(&parsed),
            needs_merge: needs_merge(&parsed, |name| graph::fields().is_interface(name)),
            text: text.clone(),
            parsed,
            validated: AtomicBool::new(false),
        });
        self.0.insert(text, document.clone());
        Ok(document)
    }
}

/// Whether a root field is personal. Fragments that no operation spreads count too, which only costs a
/// shared response.
fn is_personal(document: &ExecutableDocument) -> bool {
    let fragments = document.fragments.values();
    let fragments = fragments.map(|fragment| &fragment.node.selection_set.node);
    let operations = document.operations.iter();
    let operations = operations.map(|(_, operation)| &operation.node.selection_set.node);
    operations.chain(fragments).any(selects_personal_field)
}

fn selects_personal_field(set: &SelectionSet) -> bool {
    set.items.iter().any(|selection| match &selection.node {
        Selection::Field(field) => {
            let fields = graph::fields();
            let declared = fields.get(fields.query_type(), field.node.name.node.as_str());
            declared.is_some_and(|field| field.declaration.is_personal)
        }
        Selection::InlineFragment(fragment) => {
            selects_personal_field(&fragment.node.selection_set.node)
        }
        Selection::FragmentSpread(_) => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_root_asks_for_the_viewer() {
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

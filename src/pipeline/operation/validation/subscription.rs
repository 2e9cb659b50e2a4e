//! A subscription operation must have one root field. Selections with the same response key are one field.

use std::collections::HashSet;

use apollo_compiler::executable::{DirectiveList, Field, Operation, Selection, SelectionSet};
use apollo_compiler::{ExecutableDocument, Name, Node};

use super::invalid::Invalid;

/// The subscription operations with more than one root field.
pub(super) fn errors(document: &ExecutableDocument) -> Vec<Invalid> {
    let operations = document.operations.iter();
    let subscriptions = operations.filter(|operation| operation.is_subscription());
    let error = |operation: &Node<Operation>| {
        let mut root = Root {
            document,
            key: None,
            second: None,
            spreads: HashSet::new(),
        };
        root.add(&operation.selection_set);
        let second = root.second?;
        let message = "a subscription must select exactly one root field";
        Some(Invalid::new(second.location(), message.to_owned()))
    };
    subscriptions.filter_map(error).collect()
}

struct Root<'d> {
    document: &'d ExecutableDocument,
    /// Response key of the first field.
    key: Option<&'d Name>,
    /// A field with another response key.
    second: Option<&'d Node<Field>>,
    spreads: HashSet<&'d Name>,
}

impl<'d> Root<'d> {
    fn add(&mut self, set: &'d SelectionSet) {
        let selections = set.selections.iter();
        for selection in selections.filter(|selection| !is_skipped(selection.directives())) {
            match selection {
                Selection::Field(field) => {
                    let key = field.response_key();
                    if *self.key.get_or_insert(key) != key {
                        self.second.get_or_insert(field);
                    }
                }
                Selection::InlineFragment(fragment) => self.add(&fragment.selection_set),
                Selection::FragmentSpread(spread) => {
                    let name = &spread.fragment_name;
                    if let Some(fragment) = self.document.fragments.get(name)
                        && self.spreads.insert(name)
                    {
                        self.add(&fragment.selection_set);
                    }
                }
            }
        }
    }
}

/// Whether a directive skips the selection whatever the variables are.
fn is_skipped(directives: &DirectiveList) -> bool {
    let condition = |name: &str| {
        let condition = directives.get(name)?.specified_argument_by_name("if")?;
        condition.to_bool()
    };
    condition("skip") == Some(true) || condition("include") == Some(false)
}

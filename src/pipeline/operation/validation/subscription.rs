//! A subscription operation must have one root field. Selections with the same response key are one field.

use std::collections::HashSet;

use apollo_compiler::executable::{DirectiveList, Operation, Selection, SelectionSet};
use apollo_compiler::{ExecutableDocument, Name, Node};

use super::invalid::{Invalid, offset};

/// The subscription operations with more than one root field.
pub(super) fn errors(document: &ExecutableDocument) -> Vec<Invalid> {
    let operations = document.operations.iter();
    let subscriptions = operations.filter(|operation| operation.is_subscription());
    let error = |operation: &Node<Operation>| {
        let mut root = Root {
            document,
            keys: HashSet::new(),
            spreads: HashSet::new(),
        };
        root.add(&operation.selection_set);
        (root.keys.len() > 1).then(|| Invalid {
            offset: offset(operation.location()),
            message: "a subscription must select exactly one root field".to_owned(),
        })
    };
    subscriptions.filter_map(error).collect()
}

struct Root<'d> {
    document: &'d ExecutableDocument,
    /// Response keys.
    keys: HashSet<&'d Name>,
    spreads: HashSet<&'d Name>,
}

impl<'d> Root<'d> {
    fn add(&mut self, set: &'d SelectionSet) {
        let selections = set.selections.iter();
        for selection in selections.filter(|selection| !is_skipped(selection.directives())) {
            match selection {
                Selection::Field(field) => drop(self.keys.insert(field.response_key())),
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

//! The text between the parts of the syntax tree. The parser leaves out what it cannot read in a list of arguments or
//! in an input object, `customer(id)` or `{ types WEB }` for example, so only the expected punctuation may be between
//! the parts.

use std::cell::Cell;

use apollo_compiler::ast::{Argument, Directive, Field, Selection, Value};
use apollo_compiler::parser::SourceSpan;
use apollo_compiler::{Name, Node};

/// Finds a part of a document that the parser has left out.
pub(super) struct Gaps<'t> {
    text: &'t str,
    found: Cell<Option<LeftOut>>,
}

/// A part that the parser has left out, or punctuation that is missing.
#[derive(Debug, Clone, Copy)]
pub(super) struct LeftOut {
    /// Byte at which it starts.
    pub(super) offset: usize,
    /// The punctuation that must be there, if any.
    pub(super) expected: Option<char>,
}

impl<'t> Gaps<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            found: Cell::new(None),
        }
    }

    pub(super) fn found(&self) -> Option<LeftOut> {
        self.found.get()
    }

    /// Checks the gaps of a field up to its first selection.
    pub(super) fn check_field(&self, field: &Node<Field>) {
        let (Some(name), Some(whole)) = (field.name.location(), field.location()) else {
            return;
        };
        let (end, close) = self.arguments(name.end_offset(), &field.arguments);
        let directives = field.directives.iter().filter_map(Node::location);
        let selection = field.selection_set.first().and_then(Selection::location);
        let open = match &selection {
            Some(_) if field.directives.is_empty() => "{",
            _ => "",
        };
        let next = directives.chain(selection).next();
        let next = next.map_or(whole.end_offset(), |next| next.offset());
        self.check(end, next, &[close, open].concat());
    }

    /// Checks the gaps of a directive.
    pub(super) fn check_directive(&self, directive: &Node<Directive>) {
        if let (Some(name), Some(whole)) = (directive.name.location(), directive.location()) {
            let (end, close) = self.arguments(name.end_offset(), &directive.arguments);
            self.check(end, whole.end_offset(), close);
        }
    }

    /// Checks the gaps of an input object.
    pub(super) fn check_object(&self, object: SourceSpan, fields: &[(Name, Node<Value>)]) {
        let mut end = object.offset();
        let mut before = "{";
        for (name, value) in fields {
            if let (Some(name), Some(value)) = (name.location(), value.location()) {
                self.check(end, name.offset(), before);
                self.check(name.end_offset(), value.offset(), ":");
                end = value.end_offset();
                before = "";
            }
        }
        let close = if before.is_empty() { "}" } else { "{}" };
        self.check(end, object.end_offset(), close);
    }

    /// Checks the gaps up to the last argument. Returns where it ends, and the punctuation that must follow.
    fn arguments(&self, start: usize, arguments: &[Node<Argument>]) -> (usize, &'static str) {
        let mut end = start;
        let mut before = "(";
        for argument in arguments {
            let (Some(whole), Some(name), Some(value)) = (
                argument.location(),
                argument.name.location(),
                argument.value.location(),
            ) else {
                continue;
            };
            self.check(end, whole.offset(), before);
            self.check(name.end_offset(), value.offset(), ":");
            end = value.end_offset();
            before = "";
        }
        (end, if before.is_empty() { ")" } else { "" })
    }

    /// Checks that `expected` is all between two offsets, apart from white space, commas and comments.
    fn check(&self, start: usize, end: usize, expected: &str) {
        if self.found.get().is_some() {
            return;
        }
        let mut expected = expected.chars();
        let mut next = expected.next();
        let mut in_comment = false;
        let gap = self.text.get(start..end).unwrap_or_default();
        for (offset, found) in gap.char_indices() {
            match found {
                '\n' | '\r' => in_comment = false,
                _ if in_comment => {}
                '#' => in_comment = true,
                ' ' | '\t' | ',' | '\u{feff}' => {}
                found if next == Some(found) => next = expected.next(),
                _ => return self.add(start + offset, next),
            }
        }
        if next.is_some() {
            self.add(end, next);
        }
    }

    fn add(&self, offset: usize, expected: Option<char>) {
        self.found.set(Some(LeftOut { offset, expected }));
    }
}

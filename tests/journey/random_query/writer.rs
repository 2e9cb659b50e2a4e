//! How a query is written: fields, fragments, directives, variables.

use std::fmt::Write;

use async_graphql::parser::types::{FieldDefinition, TypeDefinition, TypeKind};
use serde_json::{Map, Value, json};

use super::super::schema::fields;
use super::{Choices, GeneratedQuery, Pool, TYPES};

/// Fields of one query, roughly.
const FIELDS: usize = 50;

/// Beyond this there are plain values only.
const DEEPEST: usize = 14;

/// A query in the making.
pub(super) struct Writer<'a, 'b> {
    pub(super) choices: &'a mut Choices<'b>,
    pub(super) pool: &'a Pool,
    /// Fields that may still be written.
    left: usize,
    /// Aliases, variables and fragments are numbered.
    numbers: usize,
    declared: Vec<String>,
    variables: Map<String, Value>,
    fragments: Vec<Fragment>,
}

struct Fragment {
    name: String,
    on: String,
    text: String,
}

impl<'a, 'b> Writer<'a, 'b> {
    pub(super) fn new(choices: &'a mut Choices<'b>, pool: &'a Pool) -> Self {
        Self {
            choices,
            pool,
            left: FIELDS,
            numbers: 0,
            declared: Vec::new(),
            variables: Map::new(),
            fragments: Vec::new(),
        }
    }

    /// Up to four fields of `Query`.
    pub(super) fn roots(&mut self) -> String {
        let roots = fields(&TYPES["Query"]);
        let mut text = String::new();
        for number in 0..=self.choices.below(4) {
            let field = *self.choices.pick(&roots);
            let field = self.field(field, Some(format!("r{number}")), 0);
            let _ = write!(text, "{} ", self.wrapped("Query", field));
        }
        text
    }

    /// One page.
    pub(super) fn list(&mut self) -> String {
        self.declared.push("$after: String".to_owned());
        let of_sessions = self.choices.chance(50);
        let (root, id, list, connection) = if of_sessions {
            let id = self.choices.pick(&self.pool.customers).clone();
            ("customer", id, "sessions", "SessionConnection")
        } else {
            let id = self.choices.pick(&self.pool.sessions).clone();
            ("session", id, "events", "EventConnection")
        };
        let owner = if of_sessions { "Customer" } else { "Session" };
        let field = fields(&TYPES[owner])
            .into_iter()
            .find(|field| field.name.node == list);
        let mut arguments = self.arguments(field.unwrap(), connection, "after");
        arguments.push("after: $after".to_owned());
        let selection = self.selection(connection, 2);
        let arguments = arguments.join(", ");
        format!(
            "{{ {root}(id: \"{id}\") {{ list: {list}({arguments}) {{
                page: pageInfo {{ hasNextPage endCursor }} edges {{ cursor }} {selection} }} }} }}"
        )
    }

    /// With everything that goes before and after the operation's selection.
    pub(super) fn finish(self, selection: &str) -> GeneratedQuery {
        let mut text = if self.declared.is_empty() {
            selection.to_owned()
        } else {
            format!("query Q({}) {selection}", self.declared.join(", "))
        };
        for Fragment {
            name,
            on,
            text: own,
        } in &self.fragments
        {
            let _ = write!(text, "\nfragment {name} on {on} {{ {own} }}");
        }
        GeneratedQuery {
            text,
            variables: Value::Object(self.variables),
        }
    }

    fn number(&mut self) -> usize {
        self.numbers += 1;
        self.numbers
    }

    /// A variable in place of a value.
    pub(super) fn variable(&mut self, ty: &str, value: Value) -> String {
        let name = format!("v{}", self.number());
        self.declared.push(format!("${name}: {ty}"));
        self.variables.insert(name.clone(), value);
        format!("${name}")
    }

    fn field(&mut self, field: &FieldDefinition, alias: Option<String>, depth: usize) -> String {
        self.left = self.left.saturating_sub(1);
        let returns = returns(field);
        // One name in an answer stands for one set of arguments.
        let alias = alias.or_else(|| {
            // Cursors are told by their names: each identity writes them its own way.
            let is_cursor = field.name.node.to_ascii_lowercase().ends_with("cursor");
            let needed = !field.arguments.is_empty() || (self.choices.chance(10) && !is_cursor);
            needed.then(|| format!("a{}", self.number()))
        });
        let mut text = alias.map_or_else(String::new, |alias| format!("{alias}: "));
        text.push_str(&field.name.node);
        let arguments = self.arguments(field, &returns, "");
        if !arguments.is_empty() {
            let _ = write!(text, "({})", arguments.join(", "));
        }
        if self.choices.chance(4) {
            text.push_str(&self.directive());
        }
        if TYPES.get(&returns).is_some_and(has_fields) {
            let selection = self.selection(&returns, depth + 1);
            let _ = write!(text, " {{ {selection} }}");
        }
        text
    }

    fn selection(&mut self, ty: &str, depth: usize) -> String {
        let mut text = "__typename ".to_owned();
        let own = fields(&TYPES[ty]);
        for field in &own {
            if self.is_wanted(field, depth) {
                let field = self.field(field, None, depth);
                let _ = write!(text, "{} ", self.wrapped(ty, field));
            }
        }
        if self.choices.chance(5)
            && let Some(again) = self.fragments.iter().find(|fragment| fragment.on == ty)
        {
            let _ = write!(text, "...{} ", again.name);
        }
        if !matches!(TYPES[ty].kind, TypeKind::Interface(_)) {
            return text;
        }
        for name in implementors(ty) {
            if self.left > 0 && self.choices.chance(40) {
                let fields = self.of_implementor(name, &own, depth);
                let _ = write!(text, "... on {name} {{ __typename {fields}}} ");
            }
        }
        text
    }

    /// What an implementor has beyond the interface.
    fn of_implementor(&mut self, name: &str, of_all: &[&FieldDefinition], depth: usize) -> String {
        let mut text = String::new();
        for field in fields(&TYPES[name]) {
            let is_shared = of_all.iter().any(|one| one.name.node == field.name.node);
            if is_shared || !self.is_wanted(field, depth) {
                continue;
            }
            // One name may mean several types among the implementors: what it is called says which.
            let alias = if field.arguments.is_empty() {
                format!("{name}_{}", field.name.node)
            } else {
                format!("a{}", self.number())
            };
            let field = self.field(field, Some(alias), depth);
            let _ = write!(text, "{} ", self.wrapped(name, field));
        }
        text
    }

    fn is_wanted(&mut self, field: &FieldDefinition, depth: usize) -> bool {
        let nested = TYPES.get(&returns(field)).is_some_and(has_fields);
        let percent = match (nested, depth) {
            (false, _) => 35,
            (true, ..=3) => 45,
            (true, 4..=6) => 25,
            (true, 7..DEEPEST) => 10,
            (true, _) => 0,
        };
        self.left > 0 && self.choices.chance(percent)
    }

    /// A field as it is, or within a fragment.
    fn wrapped(&mut self, ty: &str, field: String) -> String {
        let way = self.choices.below(100);
        if way < 86 {
            return field;
        }
        let directive = if self.choices.chance(15) {
            self.directive()
        } else {
            String::new()
        };
        match way {
            86..91 => format!("...{directive} {{ {field} }}"),
            91..95 => format!("... on {ty}{directive} {{ {field} }}"),
            _ => {
                let name = format!("F{}", self.number());
                let spread = format!("...{name}{directive}");
                self.fragments.push(Fragment {
                    name,
                    on: ty.to_owned(),
                    text: field,
                });
                spread
            }
        }
    }

    fn directive(&mut self) -> String {
        let name = *self.choices.pick(&["include", "skip"]);
        let value = self.choices.chance(50);
        let value = if self.choices.chance(40) {
            self.variable("Boolean!", json!(value))
        } else {
            value.to_string()
        };
        format!(" @{name}(if: {value})")
    }
}

/// The name of what a field returns.
pub(super) fn returns(field: &FieldDefinition) -> String {
    let returns = field.ty.node.to_string();
    returns.trim_matches(['[', ']', '!']).to_owned()
}

pub(super) fn implementors(interface: &str) -> impl Iterator<Item = &'static str> {
    let implements = move |definition: &TypeDefinition| match &definition.kind {
        TypeKind::Object(object) => object.implements.iter().any(|one| one.node == interface),
        _ => false,
    };
    let found = TYPES
        .iter()
        .filter(move |(_, definition)| implements(definition));
    found.map(|(name, _)| name.as_str())
}

pub(super) fn has_fields(definition: &TypeDefinition) -> bool {
    matches!(
        definition.kind,
        TypeKind::Object(_) | TypeKind::Interface(_)
    )
}

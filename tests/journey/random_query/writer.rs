//! Writes the text of a generated query: fields, fragments, directives and variables.

use std::fmt::Write;

use async_graphql::parser::types::{FieldDefinition, TypeDefinition, TypeKind};
use serde_json::{Map, Value, json};

use super::super::schema::fields;
use super::{Choices, GeneratedQuery, Pool, TYPES, VARYING};

/// Approximate maximum number of fields in one query.
const MAX_FIELDS: usize = 50;

/// Below this depth the writer selects only scalars.
const MAX_DEPTH: usize = 14;

/// The state of a query while it is written.
pub(super) struct Writer<'a, 'b> {
    pub(super) choices: &'a mut Choices<'b>,
    pub(super) pool: &'a Pool,
    /// Number of fields that may still be written.
    fields_left: usize,
    /// The last number used in the name of an alias, variable or fragment.
    last_number: usize,
    declared: Vec<String>,
    variables: Map<String, Value>,
    fragments: Vec<Fragment>,
}

struct Fragment {
    name: String,
    type_name: String,
    text: String,
}

impl<'a, 'b> Writer<'a, 'b> {
    pub(super) fn new(choices: &'a mut Choices<'b>, pool: &'a Pool) -> Self {
        Self {
            choices,
            pool,
            fields_left: MAX_FIELDS,
            last_number: 0,
            declared: Vec::new(),
            variables: Map::new(),
            fragments: Vec::new(),
        }
    }

    /// One to four fields of `Query`.
    pub(super) fn roots(&mut self) -> String {
        let roots = fields(&TYPES["Query"]);
        let mut text = String::new();
        for number in 0..=self.choices.below(4) {
            let field = *self.choices.pick(&roots);
            let field = self.field(field, Some(format!("r{number}")), 0);
            let _ = write!(text, "{} ", self.maybe_in_fragment("Query", field));
        }
        text
    }

    /// A query for one page of sessions or events.
    pub(super) fn list(&mut self) -> String {
        self.declared.push("$after: String".to_owned());
        let is_sessions = self.choices.chance(50);
        let (root, id, list, connection) = if is_sessions {
            let id = self.choices.pick(&self.pool.customers).clone();
            ("customer", id, "sessions", "SessionConnection")
        } else {
            let id = self.choices.pick(&self.pool.sessions).clone();
            ("session", id, "events", "EventConnection")
        };
        let owner = if is_sessions { "Customer" } else { "Session" };
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

    /// Adds variable declarations and fragment definitions to the operation's selection.
    pub(super) fn finish(self, selection: &str) -> GeneratedQuery {
        let mut text = if self.declared.is_empty() {
            selection.to_owned()
        } else {
            format!("query Q({}) {selection}", self.declared.join(", "))
        };
        for Fragment {
            name,
            type_name,
            text: fields,
        } in &self.fragments
        {
            let _ = write!(text, "\nfragment {name} on {type_name} {{ {fields} }}");
        }
        GeneratedQuery {
            text,
            variables: Value::Object(self.variables),
        }
    }

    fn next_number(&mut self) -> usize {
        self.last_number += 1;
        self.last_number
    }

    /// Declares a variable with this value and returns a reference to it.
    pub(super) fn variable(&mut self, ty: &str, value: Value) -> String {
        let name = format!("v{}", self.next_number());
        self.declared.push(format!("${name}: {ty}"));
        self.variables.insert(name.clone(), value);
        format!("${name}")
    }

    fn field(&mut self, field: &FieldDefinition, alias: Option<String>, depth: usize) -> String {
        self.fields_left = self.fields_left.saturating_sub(1);
        let type_name = returned_type(field);
        // Fields with arguments need distinct names in the response.
        let alias = alias.or_else(|| {
            // Values that vary keep their names, because comparisons replace them by name.
            let varies = VARYING.contains(&field.name.node.as_str());
            let needed = !field.arguments.is_empty() || (self.choices.chance(10) && !varies);
            needed.then(|| format!("a{}", self.next_number()))
        });
        let mut text = alias.map_or_else(String::new, |alias| format!("{alias}: "));
        text.push_str(&field.name.node);
        let arguments = self.arguments(field, &type_name, "");
        if !arguments.is_empty() {
            let _ = write!(text, "({})", arguments.join(", "));
        }
        if self.choices.chance(4) {
            text.push_str(&self.directive());
        }
        if TYPES.get(&type_name).is_some_and(has_fields) {
            let selection = self.selection(&type_name, depth + 1);
            let _ = write!(text, " {{ {selection} }}");
        }
        text
    }

    fn selection(&mut self, ty: &str, depth: usize) -> String {
        let mut text = "__typename ".to_owned();
        let shared = fields(&TYPES[ty]);
        for field in &shared {
            if self.is_selected(field, depth) {
                let field = self.field(field, None, depth);
                let _ = write!(text, "{} ", self.maybe_in_fragment(ty, field));
            }
        }
        if self.choices.chance(5)
            && let Some(existing) = self
                .fragments
                .iter()
                .find(|fragment| fragment.type_name == ty)
        {
            let _ = write!(text, "...{} ", existing.name);
        }
        if !matches!(TYPES[ty].kind, TypeKind::Interface(_)) {
            return text;
        }
        for name in implementors(ty) {
            if self.fields_left > 0 && self.choices.chance(40) {
                let fields = self.implementor_fields(name, &shared, depth);
                let _ = write!(text, "... on {name} {{ __typename {fields}}} ");
            }
        }
        text
    }

    /// Selects fields that an implementor has beyond the interface.
    fn implementor_fields(
        &mut self,
        name: &str,
        interface: &[&FieldDefinition],
        depth: usize,
    ) -> String {
        let mut text = String::new();
        for field in fields(&TYPES[name]) {
            let is_shared = interface
                .iter()
                .any(|other| other.name.node == field.name.node);
            if is_shared || !self.is_selected(field, depth) {
                continue;
            }
            // Fields of the same name may have different types in different implementors, so the alias has the type's name.
            let alias = if field.arguments.is_empty() {
                format!("{name}_{}", field.name.node)
            } else {
                format!("a{}", self.next_number())
            };
            let field = self.field(field, Some(alias), depth);
            let _ = write!(text, "{} ", self.maybe_in_fragment(name, field));
        }
        text
    }

    /// Randomly decides whether to select a field; objects become less likely with depth.
    fn is_selected(&mut self, field: &FieldDefinition, depth: usize) -> bool {
        let nested = TYPES.get(&returned_type(field)).is_some_and(has_fields);
        let percent = match (nested, depth) {
            (false, _) => 35,
            (true, ..=3) => 45,
            (true, 4..=6) => 25,
            (true, 7..MAX_DEPTH) => 10,
            (true, _) => 0,
        };
        self.fields_left > 0 && self.choices.chance(percent)
    }

    /// Sometimes moves a field into an inline or named fragment.
    fn maybe_in_fragment(&mut self, ty: &str, field: String) -> String {
        let form = self.choices.below(100);
        if form < 86 {
            return field;
        }
        let directive = if self.choices.chance(15) {
            self.directive()
        } else {
            String::new()
        };
        match form {
            86..91 => format!("...{directive} {{ {field} }}"),
            91..95 => format!("... on {ty}{directive} {{ {field} }}"),
            _ => {
                let name = format!("F{}", self.next_number());
                let spread = format!("...{name}{directive}");
                self.fragments.push(Fragment {
                    name,
                    type_name: ty.to_owned(),
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

/// The name of the type that a field returns, without list and non-null markers.
pub(super) fn returned_type(field: &FieldDefinition) -> String {
    let name = field.ty.node.to_string();
    name.trim_matches(['[', ']', '!']).to_owned()
}

pub(super) fn implementors(interface: &str) -> impl Iterator<Item = &'static str> {
    let implements = move |definition: &TypeDefinition| match &definition.kind {
        TypeKind::Object(object) => object
            .implements
            .iter()
            .any(|other| other.node == interface),
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

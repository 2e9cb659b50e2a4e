//! Limits of documents and operations, checked before execution.

use async_graphql::Pos;

use crate::config::Limits;

/// A limit of documents and operations; its value is a field of [`Limits`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Bytes of the document.
    Document,
    /// Tokens of the document, without commas and comments.
    Tokens,
    /// Bytes of one name. Names are repeated in error paths and messages, once per row.
    Name,
    /// Values of the variables, including those in lists and objects, and of all arguments with variables substituted.
    /// The engine copies a variable at each use.
    Variables,
    /// Nested brackets, and nested selection sets with fragments expanded.
    Nesting,
    /// Nested fields.
    Depth,
    /// Selections of all operations, with fragments expanded.
    Fields,
    /// Aliases of all operations, with fragments expanded.
    Aliases,
    /// Fields at the root of one operation.
    RootFields,
    /// Directives of one field, fragment, variable or operation.
    Directives,
    /// Query cost of the operation, see `cost.rs`.
    Cost,
    /// Nested fields within `__schema` and `__type`.
    IntrospectionDepth,
    /// Query cost of `__schema` and `__type`.
    IntrospectionCost,
}

impl Limit {
    /// `extensions.code`
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Document => "DOCUMENT_TOO_LARGE",
            Self::Tokens => "TOKEN_LIMIT",
            Self::Name => "NAME_LIMIT",
            Self::Variables => "VARIABLE_LIMIT",
            Self::Nesting => "NESTING_LIMIT",
            Self::Depth => "DEPTH_LIMIT",
            Self::Fields => "FIELD_LIMIT",
            Self::Aliases => "ALIAS_LIMIT",
            Self::RootFields => "ROOT_FIELD_LIMIT",
            Self::Directives => "DIRECTIVE_LIMIT",
            Self::Cost => "COST_LIMIT",
            Self::IntrospectionDepth => "INTROSPECTION_DEPTH_LIMIT",
            Self::IntrospectionCost => "INTROSPECTION_COST_LIMIT",
        }
    }

    /// The configured maximum.
    pub(super) fn value(self, limits: &Limits) -> usize {
        match self {
            Self::Document => limits.document_bytes,
            Self::Tokens => limits.tokens,
            Self::Name => limits.name_bytes,
            Self::Variables => limits.variables,
            Self::Nesting => limits.nesting,
            Self::Depth => limits.depth,
            Self::Fields => limits.fields,
            Self::Aliases => limits.aliases,
            Self::RootFields => limits.root_fields,
            Self::Directives => limits.directives,
            Self::Cost => limits.cost,
            Self::IntrospectionDepth => limits.introspection_depth,
            Self::IntrospectionCost => limits.introspection_cost,
        }
    }
}

/// An operation exceeds a limit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", message(*limit, *max))]
pub struct LimitExceeded {
    /// The limit.
    pub limit: Limit,
    /// Its value.
    pub max: usize,
    /// The operation's value; absent if counting stopped at the limit.
    pub found: Option<usize>,
    /// Where the document first exceeds the limit, if it is known.
    pub position: Option<Pos>,
}

impl LimitExceeded {
    /// Sets the position.
    pub(super) fn at(self, position: Option<Pos>) -> Self {
        Self { position, ..self }
    }
}

impl Limit {
    /// The error of an operation whose full count is unknown.
    pub(super) fn exceeded(self, limits: &Limits) -> LimitExceeded {
        LimitExceeded {
            limit: self,
            max: self.value(limits),
            found: None,
            position: None,
        }
    }

    /// Checks `found` against the limit.
    pub(super) fn check(self, found: usize, limits: &Limits) -> Result<(), LimitExceeded> {
        let max = self.value(limits);
        if found <= max {
            return Ok(());
        }
        Err(LimitExceeded {
            limit: self,
            max,
            found: Some(found),
            position: None,
        })
    }
}

fn message(limit: Limit, max: usize) -> String {
    match limit {
        Limit::Document => format!("the document is larger than {max} bytes"),
        Limit::Tokens => format!("the document has more than {max} tokens"),
        Limit::Name => format!("a name is longer than {max} bytes"),
        Limit::Variables => format!(
            "the variables, or the arguments with their variables, have more than {max} values"
        ),
        Limit::Nesting => {
            format!("the document nests brackets or fragments deeper than {max} levels")
        }
        Limit::Depth => format!("the document nests fields deeper than {max} levels"),
        Limit::Fields => {
            format!("the document selects more than {max} fields with its fragments expanded")
        }
        Limit::Aliases => {
            format!("the document has more than {max} aliases with its fragments expanded")
        }
        Limit::RootFields => format!("an operation selects more than {max} root fields"),
        Limit::Directives => format!("one location has more than {max} directives"),
        Limit::Cost => format!(
            "the query cost is higher than {max} (an object costs 1, ten values 1, an upstream call for a single object 10); \
             request smaller pages or fewer fields"
        ),
        Limit::IntrospectionDepth => {
            format!("introspection nests fields deeper than {max} levels")
        }
        Limit::IntrospectionCost => {
            format!("the introspection cost is higher than {max} (an object costs 1, ten values 1)")
        }
    }
}

//! What bounds an operation before anything is done for it, and how a refusal tells of it.

use crate::config::Limits;

/// A limit of documents and operations. Its value is the one of its name in [`Limits`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Bytes of the document.
    Document,
    /// Tokens of the document; commas and comments are none.
    Tokens,
    /// Bytes of one name. Names come back in paths and messages, once a row.
    Name,
    /// Values of the variables, those within lists and objects included. The engine copies them
    /// wherever they are used.
    Variables,
    /// Brackets within brackets, and selections within fragments within fragments.
    Nesting,
    /// Fields within fields.
    Depth,
    /// Selections of all operations, with fragments written out.
    Fields,
    /// Aliases of all operations, with fragments written out.
    Aliases,
    /// Fields at the root of one operation.
    RootFields,
    /// Directives of one field, fragment, variable or operation.
    Directives,
    /// What the operation may cost: `cost.rs` has the model.
    Cost,
    /// Fields within `__schema` and `__type`.
    IntrospectionDepth,
    /// What `__schema` and `__type` may cost.
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

    /// The most that is let through.
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

/// More than a limit lets through.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", told(*limit, *most))]
pub struct Excess {
    /// Of what.
    pub limit: Limit,
    /// The limit's value.
    pub most: usize,
    /// How much it was, where it was counted to the end.
    pub found: Option<usize>,
}

impl Limit {
    /// Refuses what is known to be too much.
    pub(super) fn exceeded(self, limits: &Limits) -> Excess {
        Excess {
            limit: self,
            most: self.value(limits),
            found: None,
        }
    }

    /// Refuses `found` if it is too much.
    pub(super) fn check(self, found: usize, limits: &Limits) -> Result<(), Excess> {
        let most = self.value(limits);
        if found <= most {
            return Ok(());
        }
        Err(Excess {
            limit: self,
            most,
            found: Some(found),
        })
    }
}

fn told(limit: Limit, most: usize) -> String {
    match limit {
        Limit::Document => format!("the document is larger than {most} bytes"),
        Limit::Tokens => format!("the document has more than {most} tokens"),
        Limit::Name => format!("a name is longer than {most} bytes"),
        Limit::Variables => format!("the variables hold more than {most} values"),
        Limit::Nesting => {
            format!("the document nests brackets or fragments deeper than {most} levels")
        }
        Limit::Depth => format!("the document nests fields deeper than {most} levels"),
        Limit::Fields => {
            format!("the document selects more than {most} fields, its fragments written out")
        }
        Limit::Aliases => {
            format!("the document uses more than {most} aliases, its fragments written out")
        }
        Limit::RootFields => format!("an operation selects more than {most} fields at its root"),
        Limit::Directives => format!("more than {most} directives stand at one place"),
        Limit::Cost => format!(
            "the operation may cost more than {most}, where an upstream call costs 10, an object 1 and ten values 1; \
             ask for smaller pages or fewer fields"
        ),
        Limit::IntrospectionDepth => {
            format!("introspection nests fields deeper than {most} levels")
        }
        Limit::IntrospectionCost => {
            format!(
                "introspection costs more than {most}, where an object costs 1 and ten values 1"
            )
        }
    }
}

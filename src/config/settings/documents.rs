//! Limits of documents and operations.

use super::setting::{Group, Setting};

pub(super) const GROUP: Group = Group {
    title: "Limits of operations",
    settings: &[
        Setting {
            key: "limits.document_bytes",
            default: "32768",
            unit: "bytes",
            meaning: "Maximum size of a GraphQL document.",
            effect: "400 `DOCUMENT_TOO_LARGE`.",
        },
        Setting {
            key: "limits.tokens",
            default: "2000",
            unit: "tokens",
            meaning: "Maximum number of lexical tokens in a document.",
            effect: "400 `TOKEN_LIMIT`.",
        },
        Setting {
            key: "limits.name_bytes",
            default: "128",
            unit: "bytes",
            meaning: "Maximum length of one name in a document. Names come back in messages and once per row.",
            effect: "400 `NAME_LIMIT`.",
        },
        Setting {
            key: "limits.variables",
            default: "5000",
            unit: "values",
            meaning: "Maximum number of values in the variables, including those within lists and objects, and in the \
                arguments of an operation, where a variable counts at each use. \
                A representation of `_entities` has three.",
            effect: "400 `VARIABLE_LIMIT`.",
        },
        Setting {
            key: "limits.nesting",
            default: "64",
            unit: "levels",
            meaning: "Maximum nesting of brackets, and of fragments within fragments. The parser is recursive, so \
                deeper nesting could overflow the stack.",
            effect: "400 `NESTING_LIMIT`.",
        },
        Setting {
            key: "limits.depth",
            default: "12",
            unit: "levels",
            meaning: "Maximum depth of fields; a connection takes two levels.",
            effect: "400 `DEPTH_LIMIT`.",
        },
        Setting {
            key: "limits.fields",
            default: "500",
            unit: "fields",
            meaning: "Maximum number of fields and spreads in a document, with fragments expanded.",
            effect: "400 `FIELD_LIMIT`.",
        },
        Setting {
            key: "limits.aliases",
            default: "30",
            unit: "aliases",
            meaning: "Maximum number of aliases in a document, with fragments expanded.",
            effect: "400 `ALIAS_LIMIT`.",
        },
        Setting {
            key: "limits.root_fields",
            default: "20",
            unit: "fields",
            meaning: "Maximum number of root fields of an operation.",
            effect: "400 `ROOT_FIELD_LIMIT`.",
        },
        Setting {
            key: "limits.directives",
            default: "10",
            unit: "directives",
            meaning: "Maximum number of directives on one field, fragment, variable or operation.",
            effect: "400 `DIRECTIVE_LIMIT`.",
        },
        Setting {
            key: "limits.cost",
            default: "25000",
            unit: "cost",
            meaning: "Maximum cost of an operation: an object counts 1, ten scalar values 1, an upstream call for a single object 10. \
                Rows count by `first` and by the number of `ids`. A journey tab of 100 cards costs 3,992.",
            effect: "400 `COST_LIMIT`. Of `_entities`, as many objects as fit are served; the others are null.",
        },
        Setting {
            key: "limits.upstream_calls",
            default: "200",
            unit: "calls",
            meaning: "Maximum number of upstream calls of one operation.",
            effect: "Fields that need more calls are null with `REQUEST_LIMIT_EXCEEDED`; the rest is served.",
        },
        Setting {
            key: "limits.introspection_depth",
            default: "15",
            unit: "levels",
            meaning: "Maximum depth of fields within `__schema` and `__type`.",
            effect: "400 `INTROSPECTION_DEPTH_LIMIT`.",
        },
        Setting {
            key: "limits.introspection_cost",
            default: "40000",
            unit: "cost",
            meaning: "Maximum cost of `__schema` and `__type`: an object counts 1, ten scalar values 1. A fiftieth of it \
                counts in `limits.viewer_cost_per_minute`.",
            effect: "400 `INTROSPECTION_COST_LIMIT`.",
        },
    ],
};

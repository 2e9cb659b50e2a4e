//! Settings of persisted documents.

use super::setting::{Group, Setting};

pub(super) const GROUP: Group = Group {
    title: "Persisted documents",
    settings: &[
        Setting {
            key: "documents.automatic",
            default: "true",
            unit: "true or false",
            meaning: "Whether clients may register documents by their SHA-256 hash (automatic persisted queries). A \
                registered document stays known while it is cached (`cache.documents_bytes`). Always off with \
                `documents.mode = \"only\"`.",
            effect: "If false, a hash without a document gets `PERSISTED_QUERY_NOT_SUPPORTED`, and Apollo Client and \
                urql send whole documents.",
        },
        Setting {
            key: "documents.mode",
            default: "off",
            unit: "`off`, `prefer` or `only`",
            meaning: "Use of the manifest. With `prefer`, its documents are exempt from the limits of size and cost, and \
                other documents are served within the limits and logged once. With `only`, no other document is \
                executed, introspection included.",
            effect: "With `only`, other documents get 400 `DOCUMENT_NOT_TRUSTED`.",
        },
        Setting {
            key: "documents.manifest",
            default: "",
            unit: "path",
            meaning: "File with the trusted documents, as written by Relay, by GraphQL Code Generator or by \
                `generate-persisted-query-manifest`. It is validated at the start, in every mode, and read again within \
                two seconds of a change.",
            effect: "With an invalid manifest, the gateway does not start. A running gateway keeps the previous one.",
        },
        Setting {
            key: "documents.manifest_bytes",
            default: "4194304",
            unit: "bytes",
            meaning: "Maximum size of the manifest. Its parsed documents take up to 40 times as much memory. It may have \
                at most 5,000 documents.",
            effect: "A larger manifest is invalid.",
        },
    ],
};

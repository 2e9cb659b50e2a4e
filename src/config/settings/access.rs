//! Settings of identity and access.

use super::setting::{Group, Setting};

pub(super) const GROUP: Group = Group {
    title: "Identity and access",
    settings: &[
        Setting {
            key: "identity",
            default: "passthrough",
            unit: "`passthrough` or `service`",
            meaning: "Credential of upstream calls: the viewer's own token (`passthrough`) or the gateway's OAuth \
                client (`service`).",
            effect: "With `service`, the gateway alone enforces each viewer's permissions.",
        },
        Setting {
            key: "service.client_id",
            default: "",
            unit: "text",
            meaning: "Id of the gateway's OAuth client (client credentials). Required with `identity = \"service\"`. \
                The client needs every permission that any viewer may use, in all divisions.",
            effect: "A permission that the client lacks makes fields null for all viewers.",
        },
        Setting {
            key: "service.client_secret",
            default: "",
            unit: "secret",
            meaning: "Secret of the gateway's OAuth client. Required with `identity = \"service\"`. Set it by the \
                environment variable or by a file rather than in the configuration file.",
            effect: "With a wrong secret, no upstream call succeeds.",
        },
        Setting {
            key: "service.client_secret_file",
            default: "",
            unit: "path of a secret",
            meaning: "File with `service.client_secret`, on its first line. The next log-in uses a changed secret.",
            effect: "",
        },
        Setting {
            key: "service.whole_conversations",
            default: "false",
            unit: "true or false",
            meaning: "With `identity = \"service\"`: whether viewers with `journey:event:view` see complete \
                conversations without a permission of their own to read conversations. Off by default, because \
                `passthrough` would not show them.",
            effect: "",
        },
        Setting {
            key: "service.require_scopes",
            default: "false",
            unit: "true or false",
            meaning: "With `identity = \"service\"`: whether user tokens without OAuth scopes are refused. Tokens of \
                client credentials never carry scopes and are exempt.",
            effect: "If true, such a token gets 403 `PERMISSION_DENIED`.",
        },
        Setting {
            key: "cursors.secret",
            default: "",
            unit: "secret, at least 16 characters",
            meaning: "With `identity = \"service\"`: secret from which the key of list cursors is derived. Default: \
                the client secret. Nodes with the same secret accept each other's cursors. With fewer \
                characters, a client could guess the secret from a cursor.",
            effect: "After a change and a restart, cursors made before are invalid unless `cursors.previous_secret` is set.",
        },
        Setting {
            key: "cursors.secret_file",
            default: "",
            unit: "path of a secret",
            meaning: "File with `cursors.secret`, on its first line. Former secrets, at most 7, follow on lines of their own. \
                A running gateway that reads a changed file also accepts cursors made with the secret before.",
            effect: "",
        },
        Setting {
            key: "cursors.previous_secret",
            default: "",
            unit: "secret",
            meaning: "With `identity = \"service\"`: the former value of `cursors.secret`, or of the client secret \
                if that was used.",
            effect: "Cursors made with it are still accepted.",
        },
        Setting {
            key: "cursors.previous_secret_file",
            default: "",
            unit: "path of a secret",
            meaning: "File with `cursors.previous_secret`.",
            effect: "",
        },
        Setting {
            key: "organization",
            default: "",
            unit: "organization id",
            meaning: "Id of the only organization whose tokens are accepted. Default: the client's organization with \
                `identity = \"service\"`; any organization with `passthrough`.",
            effect: "Tokens of other organizations get 401 `UNAUTHENTICATED`.",
        },
        Setting {
            key: "viewer.ttl",
            default: "1m",
            unit: "duration",
            meaning: "TTL of a cached introspection. Longer saves three upstream calls per token and minute, shorter \
                applies changed permissions sooner.",
            effect: "A changed permission takes effect after this time at the latest.",
        },
        Setting {
            key: "viewer.refused_ttl",
            default: "5s",
            unit: "duration",
            meaning: "TTL of a refused token. It protects the platform from clients that repeat an invalid token.",
            effect: "A token that becomes valid is refused for this time at most.",
        },
        Setting {
            key: "viewer.capacity",
            default: "10000",
            unit: "tokens",
            meaning: "Maximum number of cached introspections.",
            effect: "The least recently used token is introspected again at its next request.",
        },
    ],
};

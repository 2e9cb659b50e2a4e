//! Settings of TLS, the admin listener's token and the log.

use super::setting::{Group, Setting};

pub(super) const GROUP: Group = Group {
    title: "TLS, admin access and log",
    settings: &[
        Setting {
            key: "tls.certificate",
            default: "",
            unit: "path",
            meaning: "PEM file with the certificate of the public listener, followed by its intermediate certificates. \
                With `tls.key`, the listener speaks TLS only. Both are read again within two seconds of a change.",
            effect: "With an invalid file, the gateway does not start. A running gateway keeps the previous certificate.",
        },
        Setting {
            key: "tls.key",
            default: "",
            unit: "path",
            meaning: "PEM file with the private key of `tls.certificate`: PKCS #8, SEC 1 or PKCS #1.",
            effect: "",
        },
        Setting {
            key: "tls.client_ca",
            default: "",
            unit: "path",
            meaning: "PEM file with the certificate authorities of client certificates (mutual TLS).",
            effect: "Clients without a certificate of these authorities cannot connect, probes included.",
        },
        Setting {
            key: "admin.tls.certificate",
            default: "",
            unit: "path",
            meaning: "Certificate of the admin listener and its chain, in PEM. With it, the admin listener serves HTTPS only.",
            effect: "",
        },
        Setting {
            key: "admin.tls.key",
            default: "",
            unit: "path",
            meaning: "Like `tls.key`, for the admin listener.",
            effect: "",
        },
        Setting {
            key: "admin.tls.client_ca",
            default: "",
            unit: "path",
            meaning: "Like `tls.client_ca`, for the admin listener.",
            effect: "",
        },
        Setting {
            key: "admin.token",
            default: "",
            unit: "secret, at least 16 characters",
            meaning: "Bearer token that every path of the admin listener but the health paths requires.",
            effect: "Requests without it get 401. Without this setting, every client that reaches the listener has access.",
        },
        Setting {
            key: "admin.token_file",
            default: "",
            unit: "path of a secret",
            meaning: "File with `admin.token`. Each of its lines is an accepted token.",
            effect: "",
        },
        Setting {
            key: "log.level",
            default: "info",
            unit: "filter",
            meaning: "What is logged: `error`, `warn`, `info`, `debug`, `trace` or `off`, or directives such as \
                `info,journey_gateway::platform=debug`. The environment variable `RUST_LOG` takes precedence.",
            effect: "`debug` and `trace` log several lines for each request.",
        },
    ],
};

//! Settings of the connections to the platform.

use super::setting::{Group, Setting};

pub(super) const GROUP: Group = Group {
    title: "Connections to the platform",
    settings: &[
        Setting {
            key: "platform.proxy",
            default: "",
            unit: "URL, or `none`",
            meaning: "HTTP proxy of all connections to the platform: calls, log-in and notifications, such as \
                `http://user:password@proxy.example.com:3128`. TLS is tunneled with CONNECT. Default: the environment \
                variable `HTTPS_PROXY` (or `https_proxy`), for connections with TLS. `none` ignores the variable.",
            effect: "Loopback addresses are never reached through a proxy.",
        },
        Setting {
            key: "platform.proxy_file",
            default: "",
            unit: "path",
            meaning: "File with `platform.proxy`, for a URL with a password, which is percent-encoded.",
            effect: "A changed file needs a restart.",
        },
        Setting {
            key: "platform.no_proxy",
            default: "",
            unit: "hosts, domains, addresses or CIDR networks, separated by commas",
            meaning: "Hosts that are reached without the proxy; a domain includes its subdomains. Default: the environment \
                variable `NO_PROXY` (or `no_proxy`).",
            effect: "",
        },
        Setting {
            key: "platform.ca_file",
            default: "",
            unit: "path",
            meaning: "PEM file with certificate authorities that are trusted in addition to those of the system, for \
                example that of a proxy that inspects TLS.",
            effect: "Without it, the certificate of such a proxy is refused.",
        },
    ],
};

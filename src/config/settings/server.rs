//! Settings of the server.

use super::setting::{Group, Setting};

pub(super) const GROUP: Group = Group {
    title: "Server",
    settings: &[
        Setting {
            key: "listen",
            default: "127.0.0.1:4000",
            unit: "address:port",
            meaning: "Address and port of the public listener. The default accepts local clients only.",
            effect: "Port 0 selects a free port.",
        },
        Setting {
            key: "admin.listen",
            default: "",
            unit: "address:port",
            meaning: "Address and port of the admin listener: health, metrics, and erasing a customer from the \
                cache. No default, because every client that reaches it has access without `admin.token`; do not \
                expose it.",
            effect: "If set, `/metrics` is served on this listener only.",
        },
        Setting {
            key: "allowed_origins",
            default: "",
            unit: "web origins, separated by commas",
            meaning: "Web origins whose pages may call the gateway; `*` allows all, `http://localhost:*` those of \
                one host with any port. No default, so that browsers accept same-origin pages only.",
            effect: "Browsers block calls from other origins.",
        },
        Setting {
            key: "trusted_proxies",
            default: "",
            unit: "addresses or CIDR networks, separated by commas",
            meaning: "Proxies in front of the gateway. The gateway reads the client address from `X-Forwarded-For` \
                or `Forwarded` only if a trusted proxy sent it. No default, because clients can forge these \
                headers.",
            effect: "Without it, all clients behind a proxy share one client address in limits and logs.",
        },
        Setting {
            key: "explorer",
            default: "true",
            unit: "true or false",
            meaning: "Whether GraphiQL is served at `/graphiql`.",
            effect: "If false, the path responds with 404.",
        },
        Setting {
            key: "introspection",
            default: "true",
            unit: "true or false",
            meaning: "Whether queries may select `__schema` and `__type`, and `/schema.graphql` is served. Turn it \
                off if only your own front ends call.",
            effect: "If false, such queries are rejected.",
        },
        Setting {
            key: "federation",
            default: "true",
            unit: "true or false",
            meaning: "Whether queries may select `_service` and `_entities`, by which a router of Apollo Federation \
                uses the gateway as a subgraph. Introspection and `/schema.graphql` leave them out.",
            effect: "If false, such queries are rejected with 400 `FEDERATION_DISABLED`.",
        },
        Setting {
            key: "error_positions",
            default: "first",
            unit: "first or each",
            meaning: "Whether a field that is null at several positions of a response for the same reason is reported \
                at its `first` position, or at `each`, with at most 2000 errors. Other gateways find errors by their paths and \
                need `each`. The request header `X-Journey-Error-Positions` chooses for one request over HTTP.",
            effect: "`each` makes responses larger.",
        },
        Setting {
            key: "suggestions",
            default: "false",
            unit: "true or false",
            meaning: "Whether an error about an unknown name suggests similar names. Off by default, because \
                suggestions reveal the schema where introspection is off.",
            effect: "",
        },
        Setting {
            key: "explain",
            default: "false",
            unit: "true or false",
            meaning: "Whether the request header `X-Journey-Explain: 1` adds the cost and the upstream calls of \
                an operation to its response (`extensions.journey.cost` and `extensions.journey.upstream`).",
            effect: "If false, the header is ignored.",
        },
        Setting {
            key: "compression",
            default: "true",
            unit: "true or false",
            meaning: "Whether responses are compressed with gzip for clients that accept it.",
            effect: "If false, responses are larger and cost less CPU time.",
        },
        Setting {
            key: "audit",
            default: "false",
            unit: "true or false",
            meaning: "Whether the gateway logs an audit event for each operation, subscription and refused token, \
                with the viewer and the customers read.",
            effect: "If true, the log contains ids of viewers and customers.",
        },
        Setting {
            key: "metrics",
            default: "true",
            unit: "true or false",
            meaning: "Whether Prometheus metrics are served at `/metrics`, without authentication.",
            effect: "If false, the path responds with 404.",
        },
        Setting {
            key: "drain_delay",
            default: "0s",
            unit: "duration",
            meaning: "Time between SIGTERM, when `/health/ready` turns 503, and the end of accepting connections. \
                Set it to the time that the load balancer needs to notice.",
            effect: "With 0s, a load balancer that has not noticed yet gets refused connections.",
        },
        Setting {
            key: "drain_timeout",
            default: "30s",
            unit: "duration",
            meaning: "Maximum time that requests in execution may take after the drain delay. By default, Kubernetes \
                kills a container 30 s after SIGTERM: keep `terminationGracePeriodSeconds` at least as long as \
                `drain_delay` and `drain_timeout` together.",
            effect: "Remaining requests are cut off.",
        },
    ],
};

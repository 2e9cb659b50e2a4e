//! Settings of traces and of request logs.

use super::setting::{Group, Setting};

pub(super) const GROUP: Group = Group {
    title: "Traces and request logs",
    settings: &[
        Setting {
            key: "tracing.endpoint",
            default: "",
            unit: "URL",
            meaning: "URL of the OpenTelemetry collector that receives traces, such as `http://collector:4318` \
                (HTTP) or `http://collector:4317` (gRPC). With HTTP, `/v1/traces` is added if the URL has no path. \
                Needs a binary with the cargo feature `otlp`. No default: no traces are exported.",
            effect: "A collector that fails or is slow costs spans, which `trace_spans_dropped` counts, and no request.",
        },
        Setting {
            key: "tracing.protocol",
            default: "http/protobuf",
            unit: "`http/protobuf` or `grpc`",
            meaning: "Transport of traces.",
            effect: "",
        },
        Setting {
            key: "tracing.sample_ratio",
            default: "0.01",
            unit: "number from 0 to 1",
            meaning: "Share of requests whose trace is exported. A client that sends a sampled `traceparent` has \
                its request recorded, up to 10 per second in all. Each exported request costs CPU time; 1 % is enough for latencies.",
            effect: "With 0, only requests whose client asks for it are exported.",
        },
        Setting {
            key: "tracing.headers",
            default: "",
            unit: "secret, `name=value` separated by commas",
            meaning: "Headers that the collector needs, such as `authorization=Bearer …`.",
            effect: "",
        },
        Setting {
            key: "tracing.headers_file",
            default: "",
            unit: "path",
            meaning: "File with `tracing.headers`, on one line.",
            effect: "A changed file needs a restart.",
        },
        Setting {
            key: "tracing.service_name",
            default: "journey-gateway",
            unit: "text",
            meaning: "The attribute `service.name` of exported traces.",
            effect: "",
        },
        Setting {
            key: "log.requests",
            default: "slow",
            unit: "`none`, `slow`, `all`, or a number from 0 to 1",
            meaning: "Which GraphQL operations write a log line: `none`; those that are slow, rejected or failed (`slow`); \
                `all`; or `slow` and this share of the others. An operation has failed if its response lacks data \
                because of the platform, its rate limit or the gateway. The line has no personal data.",
            effect: "At most 10 lines per second report slow and failed operations, and 10 report rejected ones.",
        },
        Setting {
            key: "log.slow_request",
            default: "1s",
            unit: "duration",
            meaning: "Time from which an operation counts as slow. An operation without cached data takes up to three \
                rounds of upstream calls, each some 100 ms.",
            effect: "Shorter writes more lines.",
        },
    ],
};

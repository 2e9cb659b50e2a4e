//! Limits of requests.

use super::setting::{Group, Setting};

pub(super) const GROUP: Group = Group {
    title: "Limits of requests",
    settings: &[
        Setting {
            key: "limits.body_bytes",
            default: "262144",
            unit: "bytes",
            meaning: "Maximum size of a request body.",
            effect: "413 `PAYLOAD_TOO_LARGE`.",
        },
        Setting {
            key: "limits.bodies_bytes",
            default: "33554432",
            unit: "bytes",
            meaning: "Maximum size of all request bodies that are being read. One viewer leaves a fifth to others.",
            effect: "503 `OVERLOADED`.",
        },
        Setting {
            key: "limits.body_timeout",
            default: "10s",
            unit: "duration",
            meaning: "Maximum time to receive a request body.",
            effect: "408 `BODY_TIMEOUT`.",
        },
        Setting {
            key: "limits.request_timeout",
            default: "10s",
            unit: "duration",
            meaning: "Maximum time of a request after its body arrived. Upstream calls end 5 % earlier, so that the \
                response can carry the data that arrived.",
            effect: "Fields without data are null with `UPSTREAM_TIMEOUT`; if no response is ready, 504 \
                `REQUEST_TIMEOUT`.",
        },
        Setting {
            key: "limits.concurrency",
            default: "512",
            unit: "requests",
            meaning: "Maximum number of requests in execution. One viewer leaves a fifth to others.",
            effect: "Further requests wait in the queue (`limits.queue`).",
        },
        Setting {
            key: "limits.queue",
            default: "64",
            unit: "requests",
            meaning: "Maximum number of requests waiting for execution. One viewer leaves a fifth to others. A short \
                queue keeps waiting times short.",
            effect: "503 `OVERLOADED` with `Retry-After`.",
        },
        Setting {
            key: "limits.queue_timeout",
            default: "1s",
            unit: "duration",
            meaning: "Maximum time that a request waits for execution or for introspection.",
            effect: "503 `OVERLOADED` with `Retry-After`.",
        },
        Setting {
            key: "limits.introspections",
            default: "128",
            unit: "requests",
            meaning: "Maximum number of requests whose token is being introspected. Cached tokens need no \
                introspection. One client address may use all of them; other addresses are next in the queue.",
            effect: "Further requests wait (`limits.introspection_queue`).",
        },
        Setting {
            key: "limits.introspection_queue",
            default: "512",
            unit: "requests",
            meaning: "Maximum number of requests waiting for introspection, each for at most `limits.queue_timeout`.",
            effect: "503 `OVERLOADED`.",
        },
        Setting {
            key: "limits.processor_queue",
            default: "128",
            unit: "operations",
            meaning: "Maximum number of operations waiting for CPU time; each takes about 0.5 ms. Viewers take \
                turns.",
            effect: "The oldest waiting operations of the viewer with the most get 503 `OVERLOADED`.",
        },
        Setting {
            key: "limits.viewer_cost_per_minute",
            default: "200000",
            unit: "cost per minute",
            meaning: "Maximum cost of one viewer's operations per minute, counted as for `limits.cost`. 200,000 are \
                360 journey tabs of ten cards.",
            effect: "429 `RATE_LIMITED` with `Retry-After`.",
        },
        Setting {
            key: "limits.errors",
            default: "10",
            unit: "errors",
            meaning: "Maximum number of errors in one response.",
            effect: "Further errors are left out.",
        },
    ],
};

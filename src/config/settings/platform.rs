//! Settings of upstream calls.

use super::setting::{Group, Setting};

pub(super) const CALLS: Group = Group {
    title: "Upstream calls",
    settings: &[
        Setting {
            key: "region",
            default: "",
            unit: "one of the platform's regions",
            meaning: "Region of the platform, for example `mypurecloud.de`. Either this or `platform_url` is \
                required.",
            effect: "",
        },
        Setting {
            key: "platform_url",
            default: "",
            unit: "URL",
            meaning: "Scheme and host of the platform's API, for example `https://api.mypurecloud.de`. Default: from \
                `region`.",
            effect: "",
        },
        Setting {
            key: "login_url",
            default: "",
            unit: "URL",
            meaning: "Scheme and host of the platform's log-in, for example `https://login.mypurecloud.de`. Default: \
                from `region`.",
            effect: "",
        },
        Setting {
            key: "platform.timeout",
            default: "3s",
            unit: "duration",
            meaning: "Maximum time of one upstream call, from sending to the last byte. Well below \
                `limits.request_timeout`, so that one slow call leaves time for others.",
            effect: "The call fails with `UPSTREAM_TIMEOUT`; its field is null and the rest is served.",
        },
        Setting {
            key: "platform.connect_timeout",
            default: "1s",
            unit: "duration",
            meaning: "Maximum time to open an upstream connection, including TLS.",
            effect: "The call fails and may be retried.",
        },
        Setting {
            key: "platform.max_response_bytes",
            default: "8000000",
            unit: "bytes",
            meaning: "Maximum size of one upstream response after decompression. A larger response would cost memory \
                out of proportion to a page.",
            effect: "The call fails; its field is null.",
        },
        Setting {
            key: "platform.max_concurrent_calls",
            default: "256",
            unit: "calls",
            meaning: "Maximum number of concurrent upstream calls over all requests. One viewer leaves a fifth to \
                others.",
            effect: "Further calls wait until their request's deadline; calls of viewers with fewer calls run \
                first.",
        },
        Setting {
            key: "platform.calls_per_loader",
            default: "200",
            unit: "calls",
            meaning: "Deprecated: `limits.upstream_calls`, `platform.max_concurrent_calls`, the rate budget and the \
                circuit breakers protect the platform. Maximum number of concurrent upstream calls of one loader in \
                one request. The default is that of `limits.upstream_calls`, so that the events of all visits of a \
                page are one wave of calls.",
            effect: "Further calls wait for the running ones, which adds the time of a call.",
        },
        Setting {
            key: "platform.retries",
            default: "2",
            unit: "retries",
            meaning: "Maximum number of retries of one call. Only calls that read are retried, and only after \
                failures that can pass. 0 disables retries.",
            effect: "The last error is reported.",
        },
        Setting {
            key: "platform.retry_percent",
            default: "10",
            unit: "% of calls, 0 to 100",
            meaning: "Retry budget, as a percentage of all upstream calls. A low value keeps retries from \
                multiplying the load of a failing platform.",
            effect: "Further failures are reported without a retry.",
        },
        Setting {
            key: "platform.reserve_percent",
            default: "20",
            unit: "% of calls, 0 to 100",
            meaning: "With `identity = \"service\"`: percentage of the client's calls per rate window that is \
                reserved for viewers who make fewer calls than others.",
            effect: "A single viewer never uses the reserve; its calls beyond the rest fail with `RATE_LIMITED`.",
        },
        Setting {
            key: "platform.breaker_calls",
            default: "20",
            unit: "calls per 10 s",
            meaning: "Minimum number of calls within 10 s before the circuit breaker of an operation can open. It \
                opens when half of them failed, for several clients. With fewer calls, chance alone would open \
                it.",
            effect: "While it is open, calls of the operation fail at once with `UPSTREAM_UNAVAILABLE`.",
        },
        Setting {
            key: "platform.breaker_pause",
            default: "5s",
            unit: "duration",
            meaning: "How long a circuit breaker stays open before it lets one probe through.",
            effect: "A longer pause delays recovery, a shorter one sends more probes.",
        },
    ],
};

pub(super) const BATCHES: Group = Group {
    title: "Batch sizes",
    settings: &[
        Setting {
            key: "batch.contacts",
            default: "50",
            unit: "ids",
            meaning: "Maximum number of ids per upstream call for contacts. The platform's maximum is not \
                documented; a batch that it rejects is halved.",
            effect: "More ids are split over several calls.",
        },
        Setting {
            key: "batch.conversations",
            default: "100",
            unit: "ids",
            meaning: "Maximum number of ids per upstream call for conversation details. The platform's maximum is \
                not documented; a batch that it rejects is halved.",
            effect: "More ids are split over several calls.",
        },
        Setting {
            key: "batch.queues",
            default: "100",
            unit: "ids",
            meaning: "Maximum number of ids per upstream call for queues. 100 is the platform's maximum.",
            effect: "More ids are split over several calls.",
        },
        Setting {
            key: "batch.wrap_up_codes",
            default: "100",
            unit: "ids",
            meaning: "Maximum number of ids per upstream call for wrap-up codes. The platform's maximum is not \
                documented; a batch that it rejects is halved.",
            effect: "More ids are split over several calls.",
        },
        Setting {
            key: "batch.agents",
            default: "100",
            unit: "ids",
            meaning: "Maximum number of ids per upstream call for agents. The platform's maximum is not documented; \
                a batch that it rejects is halved.",
            effect: "More ids are split over several calls.",
        },
        Setting {
            key: "batch.segments",
            default: "100",
            unit: "ids",
            meaning: "Maximum number of ids per upstream call for segments. 100 is the platform's maximum.",
            effect: "More ids are split over several calls.",
        },
    ],
};

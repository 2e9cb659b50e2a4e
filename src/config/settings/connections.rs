//! Limits of connections, sockets and event streams.

use super::setting::{Group, Setting};

pub(super) const GROUP: Group = Group {
    title: "Limits of connections",
    settings: &[
        Setting {
            key: "limits.connections",
            default: "2000",
            unit: "connections",
            meaning: "Maximum number of open connections.",
            effect: "A full table closes its longest idle connection for a new one. If none is idle, new \
                connections are served the health paths only and get 503 `OVERLOADED` otherwise.",
        },
        Setting {
            key: "limits.header_timeout",
            default: "5s",
            unit: "duration",
            meaning: "Maximum time to receive a request header; for a new connection, counted from its start.",
            effect: "The connection is closed.",
        },
        Setting {
            key: "limits.header_bytes",
            default: "32768",
            unit: "bytes, at least 8192",
            meaning: "Maximum size of a request header, including the query string of a GET request.",
            effect: "431.",
        },
        Setting {
            key: "limits.headers",
            default: "100",
            unit: "header fields",
            meaning: "Maximum number of header fields of a request (HTTP/1.1).",
            effect: "431.",
        },
        Setting {
            key: "limits.idle_timeout",
            default: "75s",
            unit: "duration",
            meaning: "Maximum time that a connection is kept open between requests. Longer than 60 s, the default of AWS \
                application load balancers and nginx, so that they close idle connections first. Raise it if yours \
                keep them longer (Google Cloud: 600 s).",
            effect: "The connection is closed.",
        },
        Setting {
            key: "limits.write_timeout",
            default: "10s",
            unit: "duration",
            meaning: "Maximum time without progress while a client should read a response.",
            effect: "The connection is closed.",
        },
    ],
};

pub(super) const WEBSOCKETS: Group = Group {
    title: "Limits of WebSockets and event streams",
    settings: &[
        Setting {
            key: "limits.sockets",
            default: "1000",
            unit: "sockets",
            meaning: "Maximum number of open WebSockets and event streams of known viewers. One viewer leaves a \
                fifth to others.",
            effect: "503 `OVERLOADED`; a WebSocket is closed with 1013.",
        },
        Setting {
            key: "limits.silent_sockets",
            default: "500",
            unit: "sockets",
            meaning: "Maximum number of open WebSockets whose client has not sent a valid token yet. One client \
                address may use all of them.",
            effect: "The oldest one of the address with the most is closed.",
        },
        Setting {
            key: "limits.socket_queries",
            default: "20",
            unit: "queries",
            meaning: "Maximum number of queries in execution on one WebSocket. 100 more wait.",
            effect: "Further queries fail with `STREAM_LIMIT`.",
        },
        Setting {
            key: "limits.socket_subscriptions",
            default: "100",
            unit: "subscriptions",
            meaning: "Maximum number of subscriptions on one WebSocket.",
            effect: "Further ones fail with `STREAM_LIMIT`.",
        },
        Setting {
            key: "limits.socket_message_bytes",
            default: "65536",
            unit: "bytes",
            meaning: "Maximum size of one message from a client on a WebSocket.",
            effect: "The WebSocket is closed with 1009.",
        },
        Setting {
            key: "limits.socket_init_timeout",
            default: "10s",
            unit: "duration",
            meaning: "Maximum time until a client sends `connection_init` with a valid token.",
            effect: "The WebSocket is closed with 4408.",
        },
        Setting {
            key: "limits.socket_ping",
            default: "25s",
            unit: "duration",
            meaning: "Time between two pings on a WebSocket. Shorter than 60 s, the default idle timeout of AWS \
                application load balancers and nginx, so that they do not close the socket.",
            effect: "A client that sends nothing between two pings, not even a pong, is disconnected.",
        },
    ],
};

//! Every key: what it is for, and what holds where it is not given.

use super::PREFIX;

/// A key of the configuration.
#[derive(Debug)]
pub struct Key {
    /// As in the file; a dot begins a table.
    pub name: &'static str,
    /// As it would stand in the file; empty where nothing is.
    pub default: &'static str,
    /// What it is for.
    pub about: &'static str,
}

/// The platform's regions. Of each, the API is at `api.` and the log-in at `login.`.
pub const REGIONS: &[&str] = &[
    "mypurecloud.com",
    "mypurecloud.ie",
    "mypurecloud.com.au",
    "mypurecloud.jp",
    "mypurecloud.de",
    "usw2.pure.cloud",
    "cac1.pure.cloud",
    "apne2.pure.cloud",
    "euw2.pure.cloud",
    "aps1.pure.cloud",
    "sae1.pure.cloud",
    "mec1.pure.cloud",
    "apne3.pure.cloud",
    "euc2.pure.cloud",
    "mxc1.pure.cloud",
    "apse1.pure.cloud",
    "use2.us-gov-pure.cloud",
    "edee1.eusc-pure.cloud",
];

/// The environment variable of a key: `cache.open_ttl` is `JOURNEY_GATEWAY_CACHE_OPEN_TTL`.
pub fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "_").to_ascii_uppercase())
}

macro_rules! keys {
    ($($name:literal = $default:literal, $about:literal;)+) => {
        /// Every key there is.
        pub const KEYS: &[Key] = &[$(Key { name: $name, default: $default, about: $about }),+];
    };
}

keys! {
    "listen" = "127.0.0.1:4000", "Address and port to listen on.";
    "admin.listen" = "", "Address and port of the admin listener, such as `127.0.0.1:4001`: health, metrics, and erasing a customer from the cache. It has no authentication, so do not expose it. By default there is none. With it, `/metrics` is served there only.";
    "region" = "", "The platform's region, such as `mypurecloud.de`; or give `platform_url`.";
    "platform_url" = "", "The platform's API, such as `https://api.mypurecloud.de`.";
    "login_url" = "", "The platform's log-in, such as `https://login.mypurecloud.de`; follows from `region`.";
    "allowed_origins" = "", "Web origins whose pages may call the gateway, separated by commas; `*` for all.";
    "trusted_proxies" = "", "Addresses and networks (CIDR) of proxies in front of the gateway, separated by commas. Only from these, `X-Forwarded-For` or `Forwarded` says which address a client is counted by.";
    "identity" = "passthrough", "With whose rights the platform is asked: `passthrough` (the viewer's token) or `service` (the gateway's own OAuth client).";
    "service.client_id" = "", "The gateway's own OAuth client (client credentials), for `identity = \"service\"`. It needs every permission that any viewer may use, in all divisions.";
    "service.client_secret" = "", "Its secret; best given by the environment.";
    "service.whole_conversations" = "false", "For `identity = \"service\"`: whoever holds `journey:event:view` is told whole conversations, also without a permission of their own to read them.";
    "service.require_scopes" = "false", "For `identity = \"service\"`: refuses user tokens that carry no OAuth scopes, such as those of a client that was authorized without any. Tokens of client credentials never carry scopes and are exempt.";
    "cursors.secret" = "", "For `identity = \"service\"`: the secret that the key of list cursors is derived from, at least 16 characters; best given by the environment. By default the client secret. Nodes with the same secret read each other's cursors.";
    "cursors.previous_secret" = "", "For `identity = \"service\"`: the former value of `cursors.secret`, or of the client secret where that was used. Cursors made with it are still accepted.";
    "organization" = "", "Only tokens of the organization with this id are let in; follows from the client with `identity = \"service\"`.";
    "audit" = "false", "Whether each answered operation is logged with who asked and about whom.";
    "answers" = "true", "Whether finished answers are kept as long as all that they are made of holds.";
    "compression" = "true", "Whether answers are sent in gzip to clients that take it.";
    "explorer" = "true", "Whether GraphiQL is served at `/graphiql`.";
    "metrics" = "true", "Whether numbers for Prometheus are served at `/metrics`, without a token; with `admin.listen` on that listener.";
    "explain" = "false", "Whether the header `X-Journey-Explain: 1` adds to an answer how it came about.";
    "introspection" = "true", "Whether queries may ask for the schema, and `/schema.graphql` is served.";
    "suggestions" = "false", "Whether an unknown name is answered with similar names.";
    "platform.timeout" = "3s", "For one upstream call.";
    "platform.connect_timeout" = "1s", "For one upstream connection.";
    "platform.max_response_bytes" = "8000000", "Of one upstream answer, decompressed.";
    "platform.max_concurrent_calls" = "256", "Maximum number of upstream calls under way at once, over all requests. One viewer leaves a fifth to others; further calls wait, those of viewers with fewer calls first.";
    "platform.calls_per_loader" = "16", "Upstream calls of one kind under way at once in one request.";
    "platform.retries" = "2", "How often one call is made again that failed in a way that may pass; 0 for never.";
    "platform.reserve_percent" = "20", "With identity `service`, percentage of the client's calls in each window that is left to viewers who make fewer calls than others. A lone viewer never uses it.";
    "platform.retry_percent" = "10", "Of all upstream calls, those that may be repeated ones.";
    "platform.breaker_calls" = "20", "Minimum number of calls within 10 s before the circuit breaker of an operation can open. It opens when half of them failed, for several clients.";
    "platform.breaker_pause" = "5s", "How long a circuit breaker stays open before it lets one probe through.";
    "batch.contacts" = "50", "Ids a call.";
    "batch.conversations" = "100", "Ids a call.";
    "batch.queues" = "100", "Ids a call; the platform takes 100 at most.";
    "batch.wrap_up_codes" = "100", "Ids a call.";
    "batch.agents" = "100", "Ids a call.";
    "batch.segments" = "100", "Ids a call; the platform takes 100 at most.";
    "cache.reference_ttl" = "5m", "How long queues, wrap-up codes, agents and segments are kept.";
    "cache.contact_ttl" = "1m", "How long contacts are kept.";
    "cache.ended_ttl" = "1h", "How long ended sessions and their events are kept. By its id a session is read again after a minute, unless the platform reports its changes.";
    "cache.open_ttl" = "5s", "How long open sessions, their events and lists of sessions are kept.";
    "cache.absent_ttl" = "10s", "How long it is remembered that something does not exist.";
    "cache.stale_if_error" = "1m", "How long what has outlived its time still stands in where the platform gives no answer; 0s for never.";
    "cache.scopes" = "1000", "With `passthrough`: token subjects whose data is kept at once.";
    "cache.scope_idle" = "10m", "After this time without a request a subject's data is dropped.";
    "cache.bytes" = "67108864", "Of everything that is kept; beyond it the least used goes.";
    "cache.documents_bytes" = "16777216", "Bytes of parsed documents, beside `cache.bytes`.";
    "limits.body_bytes" = "262144", "Of a request's body.";
    "limits.document_bytes" = "32768", "Of a GraphQL document.";
    "limits.tokens" = "2000", "Of a GraphQL document.";
    "limits.name_bytes" = "128", "Of one name in a GraphQL document.";
    "limits.variables" = "1000", "Values of the variables, those within lists and objects included.";
    "limits.nesting" = "64", "Brackets within brackets of a GraphQL document, and fragments within fragments.";
    "limits.depth" = "12", "Fields within fields; a connection takes two.";
    "limits.fields" = "500", "Fields and spreads of a document, with its fragments written out wherever they are spread.";
    "limits.aliases" = "30", "Of a document, with its fragments written out.";
    "limits.root_fields" = "20", "Fields at the root of an operation.";
    "limits.directives" = "10", "At one place.";
    "limits.cost" = "10000", "Of an operation: an upstream call counts 10, an object 1, ten values 1; rows by `first` and `ids`.";
    "limits.upstream_calls" = "200", "Upstream calls of an operation; what takes more is null.";
    "limits.introspection_depth" = "15", "Fields within `__schema` and `__type`.";
    "limits.introspection_cost" = "40000", "Of `__schema` and `__type`: an object counts 1, ten values 1.";
    "limits.bodies_bytes" = "33554432", "Maximum size in bytes of all request bodies that are being read. One viewer leaves a fifth to others.";
    "limits.body_timeout" = "10s", "Until a request's body is there.";
    "limits.request_timeout" = "10s", "For one request as a whole, once its body is there; upstream calls end a twentieth earlier.";
    "limits.concurrency" = "512", "Maximum number of requests in execution. One viewer leaves a fifth to others.";
    "limits.queue" = "64", "Maximum number of requests that wait for execution. One viewer leaves a fifth to others.";
    "limits.queue_timeout" = "1s", "How long they wait.";
    "limits.introspections" = "128", "Maximum number of requests whose token is being introspected. Tokens that are known need no introspection. One client address may take all of them; other addresses are next in the queue.";
    "limits.introspection_queue" = "512", "Maximum number of requests that wait for an introspection, for up to `limits.queue_timeout`; further ones get 503.";
    "limits.processor_queue" = "128", "Operations that wait for a processor.";
    "limits.viewer_cost_per_minute" = "200000", "Cost of a viewer's operations; counted as for `limits.cost`.";
    "limits.errors" = "10", "Errors of one answer; further ones are left out.";
    "limits.sockets" = "1000", "Maximum number of open WebSockets and event streams of known viewers. One viewer leaves a fifth to others.";
    "limits.silent_sockets" = "500", "Maximum number of open WebSockets whose client has not sent a valid token yet. One client address may hold all of them, and gives its oldest one back for another address.";
    "limits.socket_queries" = "20", "Maximum number of queries running at once on one WebSocket; 100 more wait, further ones fail with STREAM_LIMIT.";
    "limits.socket_subscriptions" = "100", "Maximum number of subscriptions on one WebSocket; further ones fail with STREAM_LIMIT.";
    "limits.socket_message_bytes" = "65536", "Of one message that a client sends on a WebSocket.";
    "limits.socket_init_timeout" = "10s", "Until a new WebSocket has said whose it is.";
    "limits.socket_ping" = "25s", "Between two pings on a WebSocket; without a sign of life between two it is closed.";
    "limits.connections" = "2000", "Maximum number of open connections. A full table closes its longest idle connection for a new one; if none is idle, new connections are served the health paths only and 503 otherwise.";
    "limits.header_timeout" = "5s", "Until a request's header is there; of a new connection, from its beginning.";
    "limits.header_bytes" = "32768", "Of a request's header; from 8192 on.";
    "limits.headers" = "100", "Fields of a request's header (HTTP/1.1).";
    "limits.idle_timeout" = "75s", "How long a connection is kept between requests.";
    "limits.write_timeout" = "10s", "How long a client may read nothing of a response before its connection is closed.";
    "drain_delay" = "0s", "Between the signal to stop, when `/health/ready` turns 503, and the end of accepting connections.";
    "drain_timeout" = "30s", "How long requests under way may take then; what is left is cut.";
    "viewer.ttl" = "1m", "How long a token's permissions are kept: the longest until a change shows.";
    "viewer.refused_ttl" = "5s", "How long it is remembered that a token is not valid.";
    "live.covered_ttl" = "1h", "How long lists, open sessions and contacts are kept of a customer whose changes the platform tells.";
    "live.cover_queries" = "auto", "Whether the platform is asked to tell the changes of every customer whose journey is queried: `true`, `false`, or `auto`: with `identity = \"service\"`.";
    "live.customers" = "5000", "Maximum number of customers watched at once with one set of credentials. Customers without subscribers make room first, those of the viewer with the most of them. One viewer's subscriptions leave a fifth to others; further ones fail with OVERLOADED.";
    "live.linger" = "1m", "How long a customer is watched on after the last subscriber left, where queries do not count.";
    "channels.also_shown" = "", "Channel media that lists show beside those of the product page, separated by commas, such as `AUTHENTICATED_WEB_MESSAGING,INSTAGRAM`. The names are those of the schema's `ChannelMedium`. By default none: the product page lists the others as not available. `Channel.supported` follows it.";
    "status.wrap_up_grace" = "0s", "How long a call that an agent answered stays `LIVE` after its end while it has no wrap-up, up to 24h; with 0s it is `ENDED` at once. For organizations whose calls end when the customer hangs up and not when the agent wraps up.";
    "viewer.capacity" = "10000", "Tokens remembered at once.";
}

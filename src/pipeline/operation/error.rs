//! The error of a request that ends before execution, and its GraphQL form. `http::error` maps it to a status and
//! to a close code.

use std::time::Duration;

use async_graphql::{ErrorExtensionValues, Pos, ServerError, Value};
use bytes::Bytes;
use humantime::format_duration;

use super::budget::{BudgetExhausted, whole_seconds};
use super::limit::LimitExceeded;
use super::response::error_body;
use crate::admission::Overloaded;
use crate::error::FieldError;
use crate::identity::IdentityError;
use crate::platform::Error;

/// Why a request was not executed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RequestError {
    /// No route has this path.
    #[error("no resource at this path; the GraphQL endpoint is `/graphql`")]
    NotFound,
    /// The method is neither GET nor POST.
    #[error("method not allowed; use POST, or GET for queries")]
    MethodNotAllowed,
    /// The request has no valid `Host` header, or several.
    #[error("exactly one `Host` header with a host and an optional port is required")]
    InvalidHost,
    /// The request header that chooses the positions of errors has another value.
    #[error("the header `X-Journey-Error-Positions` must be `first` or `each`")]
    InvalidErrorPositions,
    /// The request is for another host than those of the demo.
    #[error(
        "the demo serves loopback names only, such as `localhost`, while it listens on a loopback address; start it \
         with `--listen` on another address to serve every name"
    )]
    HostNotLoopback,
    /// The client accepts none of the response media types.
    #[error(
        "no acceptable media type; accept `application/graphql-response+json`, `application/json`, \
         `text/event-stream` or `multipart/mixed;subscriptionSpec=1.0`"
    )]
    NotAcceptable,
    /// A WebSocket of another subprotocol.
    #[error("unsupported WebSocket subprotocol; use `graphql-transport-ws`")]
    UnsupportedSubprotocol,
    /// The body is not declared as JSON.
    #[error("unsupported content type; send the request as `application/json` in UTF-8")]
    UnsupportedMediaType,
    /// The body has a content coding other than gzip.
    #[error("unsupported content coding; send the body as it is or with `Content-Encoding: gzip`")]
    UnsupportedContentCoding,
    /// The body is declared as gzip and cannot be decompressed.
    #[error("the request body is not valid gzip")]
    InvalidGzip,
    /// The body is too large.
    #[error("the request body is larger than {limit} bytes")]
    BodyTooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// The body did not arrive in time.
    #[error("the request body did not arrive within {}", format_duration(*.0))]
    BodyTimeout(Duration),
    /// The connection failed while the body was read.
    #[error("the request body could not be read")]
    BodyRead,
    /// The response was not ready in time.
    #[error("the request was not answered within {}", format_duration(*.0))]
    Timeout(Duration),
    /// A bug in the gateway.
    #[error("internal error; the gateway has logged it")]
    Internal,
    /// The body or a parameter is not valid JSON.
    #[error("the request body is not valid JSON (line {line}, column {column})")]
    InvalidJson {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// The body is an array.
    #[error("batched operations are not supported; send one operation per request")]
    BatchNotSupported,
    /// The body is neither an object nor an array.
    #[error(
        "the request body must be a JSON object with the keys `query`, `operationName`, `variables`, `extensions`"
    )]
    BodyNotObject,
    /// The request has no document.
    #[error("parameter `query` or `documentId` is required")]
    MissingQuery,
    /// The request has a document and the identifier of one.
    #[error("send either `query` or `documentId`, not both")]
    QueryAndDocumentId,
    /// No document has this identifier. Clients compare the message.
    #[error("PersistedQueryNotFound")]
    PersistedQueryNotFound,
    /// Persisted documents are disabled. Clients compare the message.
    #[error("PersistedQueryNotSupported")]
    PersistedQueryNotSupported,
    /// `extensions.persistedQuery.version` is not 1.
    #[error("Unsupported persisted query version")]
    PersistedQueryVersion,
    /// The document has another hash than the request says.
    #[error("provided sha does not match query")]
    PersistedQueryMismatch,
    /// Only trusted documents are executed, and this one is not.
    #[error(
        "the document is not trusted: this gateway executes only the documents of its manifest \
         (`documents.mode = \"only\"`)"
    )]
    DocumentNotTrusted,
    /// A parameter has the wrong type.
    #[error("parameter `{parameter}` must be {expected}")]
    ParameterType {
        /// Name of the parameter.
        parameter: &'static str,
        /// Expected type, as the end of the sentence.
        expected: &'static str,
    },
    /// The request has no bearer token.
    #[error("a bearer token is required in the `Authorization` header")]
    MissingToken,
    /// The viewer could not be identified, or is not served here.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// An inbound gate has no capacity for this client.
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
    /// Too many operations wait for a CPU permit.
    #[error(
        "the gateway is overloaded: more than {queue} operations wait for execution; try again later"
    )]
    CpuQueueFull {
        /// Capacity of the queue.
        queue: u32,
    },
    /// Too many customers are watched for subscriptions.
    #[error("the gateway has reached its limit of {limit} watched customers; try again later")]
    WatchLimit {
        /// The limit.
        limit: usize,
    },
    /// The operation or its document exceeds a limit.
    #[error(transparent)]
    Limit(#[from] LimitExceeded),
    /// The viewer's cost budget is exhausted.
    #[error(transparent)]
    Budget(#[from] BudgetExhausted),
    /// The document is not GraphQL.
    #[error("{message}")]
    Syntax {
        /// The parser's message.
        message: String,
        /// Position in the document, if the parser reports one.
        position: Option<Pos>,
    },
    /// A fragment spreads itself.
    #[error("fragment `{fragment}` spreads itself")]
    FragmentCycle {
        /// Name of the fragment.
        fragment: String,
        /// Position of the spread or of the fragment.
        position: Pos,
    },
    /// The document does not determine the operation to execute.
    #[error("{}", operation_message(.name.as_deref()))]
    Operation {
        /// The requested operation, if the request names one.
        name: Option<String>,
    },
    /// An argument has more ids than one look-up accepts.
    #[error("argument `{argument}` must have at most {max} ids, got {found}")]
    TooManyIds {
        /// Name of the argument.
        argument: &'static str,
        /// Maximum number of ids.
        max: usize,
        /// Number of ids in the request.
        found: usize,
        /// Position of the argument.
        position: Pos,
    },
    /// The operation is a mutation.
    #[error("the schema has no mutations")]
    Mutation {
        /// Position of the operation.
        position: Pos,
    },
    /// The operation is a mutation and was sent with GET.
    #[error("a mutation must be sent with POST")]
    MutationMethod,
    /// Introspection is disabled.
    #[error("introspection is disabled")]
    IntrospectionDisabled,
    /// The fields for routers of Apollo Federation are disabled.
    #[error("`_service` and `_entities` are disabled; they need the setting `federation`")]
    FederationDisabled,
    /// A subscription over a transport that sends one response.
    #[error(
        "subscriptions need a WebSocket (graphql-transport-ws), `Accept: text/event-stream` or \
         `Accept: multipart/mixed;subscriptionSpec=1.0`"
    )]
    SubscriptionTransport,
    /// A subscription does not select exactly one field.
    #[error("a subscription must select exactly one field")]
    SubscriptionRoot,
    /// A subscription cannot continue: a permission is missing or the platform failed.
    #[error(transparent)]
    Subscription(FieldError),
    /// The document or the variables are invalid, or a subscription could not start.
    #[error("{}", .0.first().map_or("the operation is invalid", |error| error.message.as_str()))]
    Invalid(Vec<ServerError>),
}

impl RequestError {
    /// The stable code in `extensions.code`.
    pub fn code(&self) -> &str {
        match self {
            Self::NotFound => "NOT_FOUND",
            Self::MethodNotAllowed | Self::MutationMethod => "METHOD_NOT_ALLOWED",
            Self::NotAcceptable => "NOT_ACCEPTABLE",
            Self::UnsupportedSubprotocol => "SUBPROTOCOL",
            Self::UnsupportedMediaType | Self::UnsupportedContentCoding => "UNSUPPORTED_MEDIA_TYPE",
            Self::BodyTooLarge { .. } => "PAYLOAD_TOO_LARGE",
            Self::BodyTimeout(_) => "BODY_TIMEOUT",
            Self::Timeout(_) => "REQUEST_TIMEOUT",
            Self::Internal => "INTERNAL",
            Self::BatchNotSupported => "BATCHING_NOT_SUPPORTED",
            Self::InvalidHost
            | Self::HostNotLoopback
            | Self::InvalidErrorPositions
            | Self::BodyRead
            | Self::InvalidGzip
            | Self::InvalidJson { .. }
            | Self::BodyNotObject
            | Self::MissingQuery
            | Self::QueryAndDocumentId
            | Self::PersistedQueryVersion
            | Self::ParameterType { .. } => "BAD_REQUEST",
            Self::PersistedQueryNotFound => "PERSISTED_QUERY_NOT_FOUND",
            Self::PersistedQueryNotSupported => "PERSISTED_QUERY_NOT_SUPPORTED",
            Self::PersistedQueryMismatch => "PERSISTED_QUERY_HASH_MISMATCH",
            Self::DocumentNotTrusted => "DOCUMENT_NOT_TRUSTED",
            Self::MissingToken => "UNAUTHENTICATED",
            Self::Identity(error) => identity_code(error),
            Self::Overloaded(_) | Self::CpuQueueFull { .. } | Self::WatchLimit { .. } => {
                "OVERLOADED"
            }
            Self::Limit(exceeded) => exceeded.limit.code(),
            Self::Budget(_) => "RATE_LIMITED",
            Self::Syntax { .. } => "GRAPHQL_PARSE_FAILED",
            Self::FragmentCycle { .. }
            | Self::Mutation { .. }
            | Self::Operation { .. }
            | Self::SubscriptionRoot => "GRAPHQL_VALIDATION_FAILED",
            Self::TooManyIds { .. } => "BAD_USER_INPUT",
            Self::IntrospectionDisabled => "INTROSPECTION_DISABLED",
            Self::FederationDisabled => "FEDERATION_DISABLED",
            Self::SubscriptionTransport => "SUBSCRIPTION_TRANSPORT",
            Self::Subscription(error) => error.code(),
            Self::Invalid(errors) => errors.first().and_then(code).unwrap_or_default(),
        }
    }

    /// Whether the client's token is the reason, and not the state of the gateway or the platform.
    pub fn rejects_token(&self) -> bool {
        matches!(self, Self::Identity(error) if !matches!(error, IdentityError::Unknown(_)))
    }

    /// The errors of the GraphQL response.
    pub fn to_errors(&self) -> Vec<ServerError> {
        match self {
            Self::Invalid(errors) => errors.clone(),
            Self::Subscription(error) => vec![error.clone().into_plain_error()],
            _ => {
                let mut error = ServerError::new(self.to_string(), self.position());
                self.extend(error.extensions.get_or_insert_default());
                vec![error]
            }
        }
    }

    /// The body of the GraphQL response.
    pub fn body(&self) -> Bytes {
        error_body(&self.to_errors())
    }

    /// Position in the document, if it is known.
    pub fn position(&self) -> Option<Pos> {
        match self {
            Self::Syntax { position, .. } => *position,
            Self::Limit(exceeded) => exceeded.position,
            Self::Invalid(errors) => errors.first()?.locations.first().copied(),
            Self::TooManyIds { position, .. }
            | Self::FragmentCycle { position, .. }
            | Self::Mutation { position } => Some(*position),
            _ => None,
        }
    }

    fn extend(&self, extensions: &mut ErrorExtensionValues) {
        extensions.set("code", self.code());
        match self {
            Self::Limit(exceeded) => {
                extensions.set("limit", exceeded.max);
                if let Some(found) = exceeded.found {
                    extensions.set("found", found);
                }
            }
            Self::TooManyIds {
                argument,
                max,
                found,
                ..
            } => {
                extensions.set("argument", *argument);
                extensions.set("limit", *max);
                extensions.set("found", *found);
            }
            Self::Budget(exhausted) => {
                extensions.set("limit", exhausted.limit);
                extensions.set("retryAfterSeconds", whole_seconds(exhausted.retry_after));
            }
            Self::Identity(IdentityError::Unknown(error)) => {
                if let Some(id) = error.correlation_id() {
                    extensions.set("correlationId", id.as_str());
                }
            }
            _ => {}
        }
    }
}

fn identity_code(error: &IdentityError) -> &'static str {
    match error {
        IdentityError::Unauthenticated | IdentityError::Foreign => "UNAUTHENTICATED",
        IdentityError::Scope | IdentityError::Unscoped(_) => "PERMISSION_DENIED",
        IdentityError::RightsUnknown(_) => "VIEWER_RIGHTS_UNKNOWN",
        IdentityError::Unknown(Error::RateLimited { .. }) => "RATE_LIMITED",
        IdentityError::Unknown(Error::Timeout(_)) => "UPSTREAM_TIMEOUT",
        IdentityError::Unknown(_) => "UPSTREAM_UNAVAILABLE",
    }
}

fn code(error: &ServerError) -> Option<&str> {
    match error.extensions.as_ref()?.get("code")? {
        Value::String(code) => Some(code),
        _ => None,
    }
}

fn operation_message(name: Option<&str>) -> String {
    match name {
        Some(name) => format!("the document has no operation `{name}`"),
        None => "`operationName` is required: the document does not have exactly one operation"
            .to_owned(),
    }
}

//! The pipeline as an [`Executor`], so that any integration of async-graphql can mount it, such as async-graphql-axum.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use async_graphql::{Data, Executor, Request, Response};
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};

use super::gateway::Gateway;
use super::request::{self, Credentials, Delivery, Reply};
use crate::origin::{Origin, RequestId};
use crate::pipeline::operation::{DocumentId, Params, RequestError};

/// The viewer's bearer token, without `Bearer `. The integration has to add it to each request's data, or to the
/// session data of a WebSocket; without it a request is answered with `UNAUTHENTICATED`.
#[derive(Debug, Clone)]
pub struct BearerToken(pub String);

/// Runs operations through the pipeline, with all of its stages.
///
/// The token comes from [`BearerToken`] and the client's address and request id from [`Origin`], both in the data of the
/// request or of the session. Without an [`Origin`] all clients share one address at the inbound gates.
///
/// A response is parsed from its serialized form and serialized again by the integration, so this is slower than the
/// gateway's own transports.
#[derive(Clone)]
pub struct GatewayExecutor(Arc<Gateway>);

impl GatewayExecutor {
    /// Creates an executor that shares the gateway.
    pub fn new(gateway: Arc<Gateway>) -> Self {
        Self(gateway)
    }

    async fn run(
        &self,
        request: Request,
        session: Option<&Data>,
        delivery: Delivery,
    ) -> Result<Reply, RequestError> {
        let token: &BearerToken = find(&request, session).ok_or(RequestError::MissingToken)?;
        let token = token.0.clone();
        let origin = find::<Arc<Origin>>(&request, session).cloned();
        let origin = origin.unwrap_or_else(|| {
            let client = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
            Arc::new(Origin::new(client, RequestId::random()))
        });
        let params = params(request)?;
        let request = request::Request {
            credentials: Credentials {
                token: &token,
                origin: &origin,
                is_verified: false,
            },
            params,
            delivery,
            explain: false,
            error_positions: None,
        };
        self.0.handle(request).await.reply
    }
}

impl Executor for GatewayExecutor {
    async fn execute(&self, request: Request) -> Response {
        match self.run(request, None, Delivery::Single).await {
            Ok(Reply::Response(response)) => parse(&response.body),
            Ok(Reply::Stream(_)) => error(&RequestError::SubscriptionTransport),
            Err(rejected) => error(&rejected),
        }
    }

    fn execute_stream(
        &self,
        request: Request,
        session_data: Option<Arc<Data>>,
    ) -> BoxStream<'static, Response> {
        let executor = self.clone();
        let reply = async move {
            let session = session_data.as_deref();
            match executor.run(request, session, Delivery::Stream).await {
                Ok(Reply::Response(response)) => single(parse(&response.body)),
                Ok(Reply::Stream(events)) => {
                    let responses = stream::unfold(Some(events), |events| async move {
                        let mut events = events?;
                        match events.next().await {
                            Ok(body) => Some((parse(&body), Some(events))),
                            Err(end) => Some((error(&end), None)),
                        }
                    });
                    responses.boxed()
                }
                Err(rejected) => single(error(&rejected)),
            }
        };
        stream::once(reply).flatten().boxed()
    }
}

fn find<'a, T: Send + Sync + 'static>(
    request: &'a Request,
    session: Option<&'a Data>,
) -> Option<&'a T> {
    let own = request.data.get(&std::any::TypeId::of::<T>());
    let own = own.and_then(|value| value.downcast_ref());
    own.or_else(|| session?.get(&std::any::TypeId::of::<T>())?.downcast_ref())
}

fn params(request: Request) -> Result<Params, RequestError> {
    let variables = serde_json::to_value(request.variables);
    let extensions = serde_json::to_value(request.extensions).unwrap_or_default();
    Ok(Params {
        document_id: DocumentId::from_parts(serde_json::Value::Null, &extensions)?,
        query: request.query,
        operation_name: request.operation_name,
        variables: match variables {
            Ok(serde_json::Value::Object(variables)) => variables,
            _ => {
                return Err(RequestError::ParameterType {
                    parameter: "variables",
                    expected: "an object",
                });
            }
        },
    })
}

fn single(response: Response) -> BoxStream<'static, Response> {
    stream::iter([response]).boxed()
}

fn error(error: &RequestError) -> Response {
    Response::from_errors(error.to_errors())
}

/// Parses a serialized response.
fn parse(body: &[u8]) -> Response {
    serde_json::from_slice(body).unwrap_or_else(|_| error(&RequestError::Internal))
}

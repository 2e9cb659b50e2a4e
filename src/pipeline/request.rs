//! Input and output of the pipeline.

use std::sync::Arc;

use super::subscription::SubscriptionStream;
use crate::admission::ViewerKey;
pub(crate) use crate::cache::StoredResponse;
use crate::config::ErrorPositions;
use crate::origin::Origin;
use crate::pipeline::operation::{BudgetLeft, Params, RequestError};

/// One operation as a transport received it.
#[derive(Debug)]
pub struct Request<'a, P> {
    /// The client's token and address.
    pub credentials: Credentials<'a>,
    /// The parameters, or the body that contains them.
    pub params: P,
    /// The number of responses that the transport can send.
    pub delivery: Delivery,
    /// Whether the response reports its cost and its upstream calls in `extensions.journey`.
    pub explain: bool,
    /// How often the error of a field is reported; `None` for the configured value.
    pub error_positions: Option<ErrorPositions>,
}

/// The token of a request and the origin of the request.
#[derive(Debug, Clone, Copy)]
pub struct Credentials<'a> {
    /// The bearer token.
    pub token: &'a str,
    /// Address and id of the request.
    pub origin: &'a Arc<Origin>,
    /// Whether the token was identified before on the same connection. It then needs no introspection permit.
    pub is_verified: bool,
}

/// The number of responses that a transport can send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// One response: subscriptions are rejected.
    Single,
    /// A stream of responses.
    Stream,
}

/// Source of an operation's parameters. HTTP reads the body only after the viewer is identified, so that unidentified
/// clients hold no memory.
pub trait ReadParams: Send {
    /// Reads the parameters. The memory of the body counts against the share of `viewer`.
    fn read(self, viewer: &ViewerKey) -> impl Future<Output = Result<Params, RequestError>> + Send;
}

impl ReadParams for Params {
    async fn read(self, _: &ViewerKey) -> Result<Params, RequestError> {
        Ok(self)
    }
}

/// Result of a request.
#[derive(Debug)]
pub struct Handled {
    /// The reply, or why the operation was not executed.
    pub reply: Result<Reply, RequestError>,
    /// What the viewer has left of its cost budget after this request; absent if the viewer is unknown.
    pub budget: Option<BudgetLeft>,
}

impl Handled {
    /// The result of a request whose viewer is unknown.
    pub fn unidentified(error: RequestError) -> Self {
        Self {
            reply: Err(error),
            budget: None,
        }
    }
}

/// Result of an operation that was executed.
#[derive(Debug)]
pub enum Reply {
    /// The response to a query.
    Response(Arc<StoredResponse>),
    /// The events of a subscription.
    Stream(Box<SubscriptionStream>),
}

//! Origin of a request for logs, audit events and traces: the client's address, the request id and the trace.

mod proxies;

use std::net::IpAddr;

pub use crate::trace::RequestId;
use crate::trace::{Facts, Scope};
pub use proxies::TrustedProxies;

/// Origin of a request.
#[derive(Debug)]
pub struct Origin {
    /// The client's address, see [`TrustedProxies::client_address`].
    pub client: IpAddr,
    /// The request's id.
    pub request_id: RequestId,
    /// The position in a trace at which the request runs.
    pub trace: Scope,
    /// Facts about the request for its log line and its spans.
    pub facts: Facts,
}

impl Origin {
    /// The origin of a request whose trace is not recorded.
    pub fn new(client: IpAddr, request_id: RequestId) -> Self {
        Self::traced(client, Scope::unrecorded(request_id))
    }

    /// The origin of a request that runs in `trace`.
    pub fn traced(client: IpAddr, trace: Scope) -> Self {
        Self {
            client,
            request_id: trace.request_id().clone(),
            trace,
            facts: Facts::default(),
        }
    }
}

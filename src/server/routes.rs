//! What answers the requests of each listener.

use std::future::Future;

use axum::extract::Request;
use axum::response::Response;

/// Answers requests. Each connection has a clone.
pub trait Respond: Clone + Send + Sync + 'static {
    /// The response to a request.
    fn respond(&self, request: Request) -> impl Future<Output = Response> + Send + 'static;
}

/// The routes of each listener.
#[derive(Debug, Clone)]
pub struct Routes<R> {
    /// Routes of the public listener.
    pub public: R,
    /// Routes of the public listener for connections beyond `limits.connections`.
    pub reserve: R,
    /// Routes of the admin listener.
    pub admin: R,
}

//! Stage 1: from a token to its viewer.

use std::pin::pin;
use std::sync::Arc;

use tokio::time::{Instant, timeout_at};

use super::context::{RequestContext, viewer_key};
use super::gateway::Gateway;
use super::request::Credentials;
use crate::admission::{ClientAddress, ViewerKey};
use crate::fleet::RedisTimeLimit;
use crate::identity::{IdentityError, IntrospectionResult};
use crate::origin::Origin;
use crate::pipeline::operation::RequestError;
use crate::platform::Token;

impl Gateway {
    /// Identifies the viewer that the token belongs to, within the request timeout. A cached token needs neither an
    /// upstream call nor an introspection permit.
    pub async fn identify(
        &self,
        credentials: Credentials<'_>,
    ) -> Result<RequestContext, RequestError> {
        let limits = self.limits();
        let started = Instant::now();
        // Pinned, so that this future stores it once.
        let identify = pin!(self.identify_until(credentials, started + limits.upstream_timeout()));
        let identified = timeout_at(started + limits.request_timeout, identify).await;
        let identified = identified.unwrap_or(Err(RequestError::Timeout(limits.request_timeout)));
        if let Err(error) = &identified
            && error.rejects_token()
            && !credentials.is_verified
        {
            self.audit.token_rejected(credentials.origin, error.code());
        }
        identified
    }

    /// The viewer that the token belongs to, if introspection of the token is cached.
    pub async fn cached_viewer(&self, token: &str) -> Option<ViewerKey> {
        let viewer = self.viewers.cached(&Token::parse(token)?).await?.ok()?;
        Some(viewer_key(&viewer))
    }

    async fn identify_until(
        &self,
        credentials: Credentials<'_>,
        deadline: Instant,
    ) -> Result<RequestContext, RequestError> {
        let token = Token::parse(credentials.token).ok_or(IdentityError::Unauthenticated)?;
        let origin = credentials.origin;
        if let Some(cached) = self.viewers.cached(&token).await {
            let redis_limit = Arc::default();
            return self
                .context(cached, &token, origin, deadline, redis_limit)
                .await;
        }
        let _permit = if credentials.is_verified {
            None
        } else {
            let client = ClientAddress::from(origin.client);
            Some(self.admission.acquire_introspection(&client).await?)
        };
        self.introspect(&token, origin, deadline).await
    }

    /// Identifies the viewer without an introspection permit.
    pub(super) async fn introspect(
        &self,
        token: &Token,
        origin: &Arc<Origin>,
        deadline: Instant,
    ) -> Result<RequestContext, RequestError> {
        let identify = async {
            let redis_limit = Arc::<RedisTimeLimit>::default();
            let introspected = self.viewers.identify(token, deadline, &redis_limit).await;
            self.context(introspected, token, origin, deadline, redis_limit)
                .await
        };
        // Boxed, so that the future of a request with a cached viewer stays small.
        Box::pin(origin.trace.enter(identify)).await
    }

    async fn context(
        &self,
        introspected: IntrospectionResult,
        token: &Token,
        origin: &Arc<Origin>,
        deadline: Instant,
        redis_limit: Arc<RedisTimeLimit>,
    ) -> Result<RequestContext, RequestError> {
        let viewer = introspected?;
        let identity = &self.upstream_identity;
        let is_served = identity.serves(&viewer, &self.platform, deadline, &redis_limit);
        if !is_served.await.map_err(IdentityError::Unknown)? {
            return Err(IdentityError::Foreign.into());
        }
        Ok(RequestContext {
            viewer,
            token: token.clone(),
            deadline,
            redis_limit,
            explain: false,
            is_refresh: false,
            error_positions: self.config.error_positions,
            origin: origin.clone(),
            scope: None,
            left: Arc::default(),
        })
    }
}

//! The gateway's own OAuth client, for `journey-gateway check`.

use tokio::time::Instant;

use super::gateway::Gateway;
use crate::identity::{OAuthClient, introspect_client};
use crate::platform::{Credential, Error, UpstreamCaller};

/// Why the permissions of the gateway's own client are unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnClientError {
    /// The login failed.
    LogIn(Error),
    /// The login succeeded, but introspection failed.
    Introspection(Error),
}

impl Gateway {
    /// Logs the gateway's own client in and introspects its permissions; `None` with identity `passthrough`.
    pub async fn own_client(&self) -> Option<Result<OAuthClient, OwnClientError>> {
        let login = self.upstream_identity.login()?;
        let deadline = Instant::now() + self.limits().request_timeout;
        if let Err(error) = login.log_in_if_needed(deadline).await {
            return Some(Err(OwnClientError::LogIn(error)));
        }
        let caller = UpstreamCaller::new(Credential::Service(login.clone()), deadline);
        let client = introspect_client(&self.platform, &caller).await;
        Some(client.map_err(OwnClientError::Introspection))
    }
}

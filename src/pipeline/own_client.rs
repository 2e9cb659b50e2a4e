//! What the gateway's own OAuth client turns out to be, for whoever checks a configuration.

use tokio::time::Instant;

use super::Gateway;
use crate::identity::{OAuthClient, introspect_client};
use crate::platform::{Credential, Error, UpstreamCaller};

/// Why it is not known what the gateway's own client may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientFault {
    /// It could not log in.
    LogIn(Error),
    /// It logged in, but the platform did not say what it may do.
    Introspection(Error),
}

impl Gateway {
    /// Logs the gateway's own client in and finds out what it may do; nothing where the platform is
    /// asked with viewers' tokens.
    pub async fn own_client(&self) -> Option<Result<OAuthClient, ClientFault>> {
        let login = self.identity.login()?;
        let deadline = Instant::now() + self.config.limits.request_timeout;
        if let Err(error) = login.log_in_if_needed(deadline).await {
            return Some(Err(ClientFault::LogIn(error)));
        }
        let caller = UpstreamCaller::new(Credential::Service(login.clone()), deadline);
        let client = introspect_client(&self.platform, &caller).await;
        Some(client.map_err(ClientFault::Introspection))
    }
}

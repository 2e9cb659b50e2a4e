//! The listeners that `serve` and `demo` open.

use std::net::SocketAddr;

use journey_gateway::config::Config;
use journey_gateway::server;
use tokio::net::TcpListener;

use super::error::CliError;

/// The public listener, and the admin listener if it is configured.
pub(super) struct Listeners {
    pub(super) public: TcpListener,
    pub(super) admin: Option<TcpListener>,
    /// Address of the public listener; its port is never 0.
    pub(super) address: SocketAddr,
}

impl Listeners {
    /// Opens the listeners of `config`.
    pub(super) fn open(config: &Config) -> Result<Self, CliError> {
        let listen = |address| {
            server::listen(address).map_err(CliError::io(format!("cannot listen on {address}")))
        };
        let public = listen(config.listen)?;
        let admin = config.admin_listen.map(listen).transpose()?;
        let address = public
            .local_addr()
            .map_err(CliError::io("cannot read the address of the listener"))?;
        Ok(Self {
            public,
            admin,
            address,
        })
    }

    /// Logs the address of the admin listener.
    pub(super) fn log_admin(&self) {
        if let Some(admin) = self.admin_address() {
            tracing::info!(%admin, "serving health, metrics, purge and the log level at {admin}");
        }
    }

    /// Address of the admin listener.
    pub(super) fn admin_address(&self) -> Option<SocketAddr> {
        self.admin.as_ref()?.local_addr().ok()
    }
}

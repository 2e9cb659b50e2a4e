//! The address of Redis, and the password, which can change.

use std::fs;

use redis::{
    Client, ConnectionInfo, IntoConnectionInfo, ProtocolVersion, RedisError, TlsCertificates,
};

use super::error::JoinError;
use super::settings::Settings;
use crate::secret::Secret;

/// The address of Redis.
pub(super) struct Address {
    info: ConnectionInfo,
    /// The authorities that sign the certificate of Redis, in PEM; `None` for those of the system.
    authorities: Option<Vec<u8>>,
    /// Empty if the address contains the password, or if there is none.
    password: Secret,
}

impl Address {
    /// Reads the file of the authorities.
    pub(super) fn new(settings: &Settings) -> Result<Self, JoinError> {
        let info = settings.url.as_str().into_connection_info();
        let info = info.map_err(|_| JoinError::Address)?;
        // Messages of other nodes arrive on the connection of the calls, for which RESP 3 is needed.
        let redis = info.redis_settings().clone();
        let info = info.set_redis_settings(redis.set_protocol(ProtocolVersion::RESP3));
        let authorities = settings.ca_file.as_ref().map(fs::read).transpose();
        let address = Self {
            info,
            authorities: authorities.map_err(JoinError::Certificates)?,
            password: settings.password.clone(),
        };
        address.client().map_err(|_| JoinError::Address)?;
        Ok(address)
    }

    /// A client for the next connection.
    pub(super) fn client(&self) -> Result<Client, RedisError> {
        let mut info = self.info.clone();
        let password = self.password.current();
        if !password.expose().is_empty() {
            let redis = info.redis_settings().clone();
            let redis = redis.set_password(password.expose());
            info = info.set_redis_settings(redis);
        }
        match self.authorities.clone() {
            None => Client::open(info),
            root_cert => {
                let certificates = TlsCertificates {
                    client_tls: None,
                    root_cert,
                };
                Client::build_with_tls(info, certificates)
            }
        }
    }
}

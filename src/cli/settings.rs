//! Flags and settings that `serve`, `check` and `demo` share, and `journey-gateway settings`.

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use journey_gateway::config::{self, Config, ConfigErrors, ListenerAddresses};

use super::error::CliError;

/// Environment variable with a token for `check`. It is not a setting, so the configuration skips it.
pub(super) const TOKEN_VARIABLE: &str = "JOURNEY_GATEWAY_TOKEN";

/// Environment variable with the path of the configuration file. It is not a setting, so the configuration skips it.
const CONFIG_VARIABLE: &str = "JOURNEY_GATEWAY_CONFIG";

#[derive(Args)]
pub(super) struct Settings {
    /// Address and port of the listener [default: 127.0.0.1:4000].
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// Region of the platform, for example mypurecloud.de.
    #[arg(long)]
    region: Option<String>,
    /// URL of the platform's API, instead of --region.
    #[arg(long, value_name = "URL")]
    platform_url: Option<String>,
    /// URL of the platform's log-in, instead of --region.
    #[arg(long, value_name = "URL")]
    login_url: Option<String>,
    /// Configuration file (TOML).
    #[arg(long, value_name = "FILE", env = CONFIG_VARIABLE, hide_env_values = true)]
    config: Option<PathBuf>,
}

impl Settings {
    /// Reads the configuration from file, environment and flags.
    pub(super) fn read(&self) -> Result<Config, ConfigErrors> {
        Config::read(self.config.as_deref(), environment(), self.flags())
    }

    /// Reads only the addresses of the listeners.
    pub(super) fn read_listeners(&self) -> Result<ListenerAddresses, ConfigErrors> {
        ListenerAddresses::read(self.config.as_deref(), environment(), self.flags())
    }

    /// The keys of the given flags with their values.
    fn flags(&self) -> Vec<(&'static str, String)> {
        let flags = [
            ("listen", self.listen.clone()),
            ("region", self.region.clone()),
            ("platform_url", self.platform_url.clone()),
            ("login_url", self.login_url.clone()),
        ];
        let given = flags.into_iter();
        given
            .filter_map(|(key, value)| Some((key, value?)))
            .collect()
    }
}

/// The environment variables that may be settings.
pub(super) fn environment() -> impl Iterator<Item = (OsString, OsString)> {
    std::env::vars_os().filter(|(name, _)| name != TOKEN_VARIABLE && name != CONFIG_VARIABLE)
}

/// Print the reference of all settings as Markdown.
#[derive(Args)]
pub(super) struct PrintSettings {}

/// Prints the reference.
pub(super) fn run(out: &mut impl Write) -> Result<(), CliError> {
    out.write_all(config::markdown().as_bytes())
        .map_err(CliError::io("cannot print the settings"))
}

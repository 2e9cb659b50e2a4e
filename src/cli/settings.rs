//! What commands that talk to a real region are told.

use std::ffi::OsString;
use std::fmt::Write;
use std::path::PathBuf;

use clap::Args;
use journey_gateway::config::{Config, KEYS, Mistakes, variable};

/// Where `check` finds a token; no key of the configuration.
pub(super) const TOKEN_VARIABLE: &str = "JOURNEY_GATEWAY_TOKEN";

#[derive(Args)]
pub(super) struct Settings {
    /// Where to listen [default: 127.0.0.1:4000].
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// The platform's region, such as mypurecloud.de.
    #[arg(long)]
    region: Option<String>,
    /// The platform's API, where no region is given.
    #[arg(long, value_name = "URL")]
    platform_url: Option<String>,
    /// The platform's log-in, where no region is given.
    #[arg(long, value_name = "URL")]
    login_url: Option<String>,
    /// A configuration file (TOML).
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl Settings {
    /// Reads the configuration from file, environment and flags.
    pub(super) fn read(self) -> Result<Config, Mistakes> {
        let flags = [
            ("listen", self.listen),
            ("region", self.region),
            ("platform_url", self.platform_url),
            ("login_url", self.login_url),
        ];
        let given = flags
            .into_iter()
            .filter_map(|(key, value)| Some((key, value?)))
            .collect();
        let is_key = |(name, _): &(OsString, OsString)| name != TOKEN_VARIABLE;
        let environment = std::env::vars_os().filter(is_key);
        Config::read(self.config.as_deref(), environment, given)
    }
}

/// Every key, as the file and the environment name it.
pub(super) fn listing() -> String {
    let mut text =
        String::from("Settings, as keys of the configuration file and as environment variables:\n");
    for key in KEYS {
        let default = if key.default.is_empty() {
            String::new()
        } else {
            format!(" [{}]", key.default)
        };
        // Writing to a text does not fail.
        let _ = write!(
            text,
            "\n  {}\n  {}\n      {}{default}\n",
            key.name,
            variable(key.name),
            key.about
        );
    }
    text
}

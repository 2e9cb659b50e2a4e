//! The configuration of the demo: settings that follow from the simulated platform, the environment, and defaults for
//! front ends in development.

use std::ffi::OsString;

use journey_gateway::config::{self, Config, ConfigError, ConfigErrors};
use journey_simulator::Simulator;

/// The origins of front ends in development.
const LOOPBACK_ORIGINS: &str = "http://localhost:*, http://127.0.0.1:*, http://[::1]:*";

/// Defaults that differ from those of `serve`.
const DEFAULTS: [(&str, &str); 5] = [
    ("allowed_origins", LOOPBACK_ORIGINS),
    ("journey_tab.enabled", "true"),
    ("suggestions", "true"),
    ("explain", "true"),
    // The simulated platform is on this computer; `HTTPS_PROXY` may have a form that the gateway rejects.
    ("platform.proxy", "none"),
];

/// Settings that follow from the simulated platform. A value of the environment is an error rather than ignored: it is
/// meant for another platform.
const FIXED: [&str; 7] = [
    "region",
    "platform_url",
    "login_url",
    "service.client_id",
    "service.client_secret",
    "service.client_secret_file",
    "journey_tab.client_id",
];

/// Reads the configuration of a gateway in front of `simulator`.
pub(super) fn read(
    simulator: &Simulator,
    environment: impl Iterator<Item = (OsString, OsString)>,
    mut flags: Vec<(&'static str, String)>,
) -> Result<Config, ConfigErrors> {
    let (fixed, environment): (Vec<_>, Vec<_>) =
        environment.partition(|(name, _)| fixed_key(name).is_some());
    let (id, secret) = Simulator::client();
    flags.extend([
        ("platform_url", simulator.url().to_owned()),
        ("login_url", simulator.url().to_owned()),
        ("service.client_id", id.to_owned()),
        ("service.client_secret", secret.to_owned()),
        ("journey_tab.client_id", Simulator::tab_client().to_owned()),
    ]);
    let is_set = |key: &str| {
        environment
            .iter()
            .any(|(name, _)| *name == *config::variable(key))
    };
    let defaults = DEFAULTS
        .into_iter()
        .filter(|(key, _)| !is_set(key) && !is_set(&format!("{key}_file")));
    flags.extend(defaults.map(|(key, value)| (key, value.to_owned())));
    let mut errors: Vec<_> = fixed
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .filter_map(|(name, _)| fixed_key(name))
        .map(conflict)
        .collect();
    let config = Config::read(None, environment.into_iter(), flags);
    match config {
        Ok(config) if errors.is_empty() => Ok(config),
        config => {
            let others = config
                .err()
                .map_or_else(Vec::new, |ConfigErrors(others)| others);
            errors.extend(others);
            Err(ConfigErrors(errors))
        }
    }
}

/// The fixed setting that this environment variable would change.
fn fixed_key(name: &OsString) -> Option<&'static str> {
    FIXED
        .into_iter()
        .find(|key| *name == *config::variable(key))
}

fn conflict(key: &str) -> ConfigError {
    ConfigError {
        key: key.to_owned(),
        source: Some(format!("environment variable `{}`", config::variable(key))),
        message: "`demo` sets it for the simulated platform; unset the variable, or use `serve`"
            .to_owned(),
    }
}

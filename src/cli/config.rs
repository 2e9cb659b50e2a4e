//! `journey-gateway config`: the schema of the configuration file, and an example of it.

use std::io::Write;

use clap::Subcommand;
use journey_gateway::config;

use super::error::CliError;

/// Print the JSON Schema of the configuration file, or an example with every setting.
#[derive(Subcommand)]
pub(super) enum PrintConfig {
    /// Print the JSON Schema of the configuration file, for editors and checks.
    Schema,
    /// Print a configuration file with every setting, its default and its meaning, all commented out.
    Example,
}

/// Prints the schema or the example.
pub(super) fn run(args: &PrintConfig, out: &mut impl Write) -> Result<(), CliError> {
    let printed = match args {
        PrintConfig::Schema => writeln!(out, "{:#}", config::json_schema()),
        PrintConfig::Example => out.write_all(config::example().as_bytes()),
    };
    printed.map_err(CliError::io("cannot print the configuration"))
}

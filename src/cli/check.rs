//! `journey-gateway check`: tries the settings of `serve` before clients depend on them.

mod documents;
mod layout;
mod page;
mod report;
mod steps;
mod token;

use std::io::{self, Write};

use clap::Args;
use journey_gateway::clock::Clock;
use journey_gateway::config::{self, Config, ConfigErrors};
use journey_gateway::pipeline::Gateway;
use journey_gateway::server::ListenerTls;
use serde_json::json;
use tracing_subscriber::filter::LevelFilter;

use super::error::CliError;
use super::logs;
use super::settings::Settings;
use report::Report;
use token::TokenSource;

/// Check configuration, credentials and permissions against the platform.
///
/// Accepts the flags of `serve`. Reports whether the platform responds, whether the gateway's own client can
/// log in and holds the permissions it needs, the cost of each operation in the manifest of trusted documents, whether
/// the Redis of `redis.url` can be used, and, given a token, what its viewer may see. Exits with 0 if there are no errors
/// (warnings are allowed), with 1 if the platform does not respond, refuses the client or the token, or sends a role
/// without its policies, or if Redis cannot be used, and with 2 for errors in the configuration or in the manifest.
#[derive(Args)]
#[command(after_long_help = config::help())]
pub(super) struct Check {
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    token: TokenSource,
    /// Print one JSON object for scripts instead of text.
    #[arg(long)]
    json: bool,
}

/// Runs the check and prints the report.
pub(super) async fn run(args: Check) -> Result<(), CliError> {
    // The report contains the errors; `RUST_LOG` shows the upstream calls.
    logs::start(LevelFilter::OFF, false);
    let (gateway, token) = match start(&args.settings, &args.token) {
        Ok(started) => started,
        Err(error) => {
            if let CliError::Configuration(errors) = &error
                && args.json
            {
                print_errors(errors, &mut io::stdout().lock())?;
            }
            return Err(error);
        }
    };
    let report = steps::run(&gateway, token).await;
    print(&report, args.json, &mut io::stdout().lock())?;
    if report.ok {
        Ok(())
    } else {
        Err(CliError::Check)
    }
}

/// Builds the gateway, which reads the manifest. It is boxed, because the future of the command holds it.
fn start(
    settings: &Settings,
    token: &TokenSource,
) -> Result<(Box<Gateway>, Option<String>), CliError> {
    let (config, token) = read(settings, token)?;
    ListenerTls::check(&config.listeners)?;
    let gateway = Gateway::new(config, Clock::system())?;
    Ok((Box::new(gateway), token))
}

/// The configuration and the token, or all errors in both.
fn read(
    settings: &Settings,
    token: &TokenSource,
) -> Result<(Config, Option<String>), ConfigErrors> {
    match (settings.read(), token.read()) {
        (Ok(config), Ok(token)) => Ok((config, token)),
        (Err(errors), Ok(_)) => Err(errors),
        (Ok(_), Err(error)) => Err(ConfigErrors(vec![error])),
        (Err(ConfigErrors(mut all)), Err(error)) => {
            all.push(error);
            Err(ConfigErrors(all))
        }
    }
}

fn print(report: &Report, json: bool, out: &mut impl Write) -> Result<(), CliError> {
    let printed = if json {
        serde_json::to_writer(&mut *out, report)
            .map_err(io::Error::from)
            .and_then(|()| writeln!(out))
    } else {
        page::write(report, out)
    };
    printed.map_err(CliError::io("cannot print the report"))
}

fn print_errors(errors: &ConfigErrors, out: &mut impl Write) -> Result<(), CliError> {
    let ConfigErrors(errors) = errors;
    // Scripts depend on these names.
    let errors: Vec<_> = errors
        .iter()
        .map(|error| json!({"key": error.key, "place": error.source, "expected": error.message}))
        .collect();
    writeln!(out, "{}", json!({"ok": false, "mistakes": errors}))
        .map_err(CliError::io("cannot print the errors"))
}

//! `journey-gateway check`: tries what `serve` would be told, before anybody depends on it.

mod layout;
mod page;
mod report;
mod token;
mod trial;

use std::io::{self, Write};

use clap::Args;
use journey_gateway::clock::Clock;
use journey_gateway::config::{Config, Mistakes};
use journey_gateway::pipeline::Gateway;
use serde_json::json;
use tracing_subscriber::filter::LevelFilter;

use super::settings::{self, Settings};
use super::{Failure, logs};
use report::Report;
use token::TokenSource;

/// Try configuration, credentials and permissions against the platform.
///
/// Takes what `serve` takes. Says whether the platform answers, whether the gateway's own client can
/// log in and holds what it needs, and, given a token, what its owner may see. Exits with 0 if all is
/// well (warnings included), with 1 if the platform does not answer, refuses client or token, or sends a
/// role without its policies, and with 2 for mistakes in the configuration.
#[derive(Args)]
#[command(after_long_help = settings::listing())]
pub(super) struct Check {
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    token: TokenSource,
    /// Print one JSON object for scripts instead of a text for people.
    #[arg(long)]
    json: bool,
}

/// Checks, and prints what was found.
pub(super) async fn run(args: Check) -> Result<(), Failure> {
    // The report says what goes wrong; `RUST_LOG` shows the calls behind it.
    logs::start(LevelFilter::OFF, false);
    let (config, token) = match read(args.settings, &args.token) {
        Ok(read) => read,
        Err(mistakes) => {
            if args.json {
                print_mistakes(&mistakes, &mut io::stdout().lock())?;
            }
            return Err(mistakes.into());
        }
    };
    let gateway = Gateway::new(config, Clock::system())?;
    let report = trial::run(&gateway, token).await;
    print(&report, args.json, &mut io::stdout().lock())?;
    if report.ok {
        Ok(())
    } else {
        Err(Failure::Check)
    }
}

/// The configuration and the token, or every mistake in both.
fn read(settings: Settings, token: &TokenSource) -> Result<(Config, Option<String>), Mistakes> {
    match (settings.read(), token.read()) {
        (Ok(config), Ok(token)) => Ok((config, token)),
        (Err(mistakes), Ok(_)) => Err(mistakes),
        (Ok(_), Err(mistake)) => Err(Mistakes(vec![mistake])),
        (Err(Mistakes(mut all)), Err(mistake)) => {
            all.push(mistake);
            Err(Mistakes(all))
        }
    }
}

fn print(report: &Report, json: bool, out: &mut impl Write) -> Result<(), Failure> {
    let printed = if json {
        serde_json::to_writer(&mut *out, report)
            .map_err(io::Error::from)
            .and_then(|()| writeln!(out))
    } else {
        page::write(report, out)
    };
    printed.map_err(Failure::io("the report cannot be printed"))
}

fn print_mistakes(mistakes: &Mistakes, out: &mut impl Write) -> Result<(), Failure> {
    let Mistakes(mistakes) = mistakes;
    let mistakes: Vec<_> = mistakes
        .iter()
        .map(|one| json!({"key": one.key, "place": one.place, "expected": one.expected}))
        .collect();
    writeln!(out, "{}", json!({"ok": false, "mistakes": mistakes}))
        .map_err(Failure::io("the mistakes cannot be printed"))
}

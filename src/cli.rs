//! The subcommands. Each is one file with its flags and its implementation.

mod check;
mod completions;
mod config;
#[cfg(feature = "simulator")]
mod demo;
mod error;
mod explain;
mod health;
mod listeners;
mod logs;
mod manual;
mod notify;
mod reload;
mod schema;
mod serve;
mod settings;
#[cfg(feature = "simulator")]
mod simulate;
#[cfg(feature = "simulator")]
mod simulator;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use error::CliError;

/// One GraphQL query for a whole customer journey.
#[derive(Parser)]
#[command(name = "journey-gateway", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    #[cfg(feature = "simulator")]
    Demo(demo::Demo),
    Serve(serve::Serve),
    Check(check::Check),
    Health(health::Health),
    #[cfg(feature = "simulator")]
    Simulate(simulate::Simulate),
    Explain(explain::Explain),
    Schema(schema::PrintSchema),
    Settings(settings::PrintSettings),
    #[command(subcommand)]
    Config(config::PrintConfig),
    Completions(completions::PrintCompletions),
    Man(manual::PrintManual),
}

/// Runs the command that the arguments name.
pub(crate) async fn run() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match cli.command {
        #[cfg(feature = "simulator")]
        Command::Demo(args) => demo::run(args).await,
        Command::Serve(args) => serve::run(args).await,
        Command::Check(args) => check::run(args).await,
        Command::Health(args) => health::run(args).await,
        #[cfg(feature = "simulator")]
        Command::Simulate(args) => simulate::run(args)
            .await
            .map_err(CliError::io("cannot run the simulator")),
        Command::Explain(args) => explain::run(&args, &mut io::stdout().lock()),
        Command::Schema(args) => schema::run(&args, &mut io::stdout().lock()),
        Command::Settings(_) => settings::run(&mut io::stdout().lock()),
        Command::Config(args) => config::run(&args, &mut io::stdout().lock()),
        Command::Completions(args) => {
            completions::run(&args, Cli::command(), &mut io::stdout().lock())
        }
        Command::Man(args) => manual::run(&args, Cli::command(), &mut io::stdout().lock()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        // A reader such as `head` closes the pipe when it has enough.
        Err(CliError::Io { source, .. }) if source.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(error) => {
            // If standard error is closed, there is no place to report it.
            let _ = writeln!(io::stderr(), "journey-gateway: {error}");
            error.exit_code()
        }
    }
}

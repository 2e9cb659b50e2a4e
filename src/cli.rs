//! Commands. Each is one file: its flags and what it does.

mod check;
#[cfg(feature = "simulator")]
mod demo;
mod explain;
mod logs;
mod schema;
mod serve;
mod settings;
#[cfg(feature = "simulator")]
mod simulate;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use journey_gateway::config::Mistakes;
use journey_gateway::platform;

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
    #[cfg(feature = "simulator")]
    Simulate(simulate::Simulate),
    Explain(explain::Explain),
    Schema(schema::PrintSchema),
}

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Configuration(#[from] Mistakes),
    #[error("the platform client could not be built: {0}")]
    Platform(#[from] platform::Error),
    #[error("{0}")]
    Document(String),
    #[error("the check failed")]
    Check,
    #[error("{what}: {source}")]
    Io { what: String, source: io::Error },
}

impl Failure {
    fn io(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let what = what.into();
        move |source| Self::Io { what, source }
    }

    /// 2 is for what the one who started it can mend.
    fn exit_code(&self) -> ExitCode {
        match self {
            Self::Configuration(_) | Self::Document(_) => ExitCode::from(2),
            Self::Platform(_) | Self::Check | Self::Io { .. } => ExitCode::FAILURE,
        }
    }
}

/// Runs the command that the arguments name.
pub(crate) async fn run() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match cli.command {
        #[cfg(feature = "simulator")]
        Command::Demo(args) => demo::run(args).await,
        Command::Serve(args) => serve::run(args).await,
        Command::Check(args) => check::run(args).await,
        #[cfg(feature = "simulator")]
        Command::Simulate(args) => simulate::run(args)
            .await
            .map_err(Failure::io("the simulator cannot run")),
        Command::Explain(args) => explain::run(&args, &mut io::stdout().lock()),
        Command::Schema(_) => schema::run(&mut io::stdout().lock()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        // A reader that has read enough, such as `head`, closes the pipe.
        Err(Failure::Io { source, .. }) if source.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(failure) => {
            // Nothing is left to tell it to if standard error is gone.
            let _ = writeln!(io::stderr(), "journey-gateway: {failure}");
            failure.exit_code()
        }
    }
}
